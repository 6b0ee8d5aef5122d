"""No text of case studies, technologies and adoption is outside the guard: none that is typed, none that is kept."""

import importlib
import inspect
import io
import pkgutil
from collections.abc import Iterator
from functools import cache

import pytest
from django import forms as django_forms
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.db import models
from django.http import QueryDict

import casestudies.forms
from casestudies.forms.adoption.csv import DETAILS
from casestudies.models import CaseStudy, Collection, CollectionEntry, Draft, FieldComment, SavedSearch
from casestudies.sections import ALL
from safety.content import NOT_PROSE, TOO_SHORT, prose
from safety.guard import HOLD
from safety.guard_fields import written
from tests.factories import case_study, member, technology

pytestmark = pytest.mark.django_db
NUMBER = "943 476 5919"
PATIENT = f"Her NHS number is {NUMBER}."
# What is asked in an address and answered with a page: nobody's words are kept.
KEEP_NOTHING = {"AdoptionAsked", "GridAsked", "SeekCollections"}
# What a page sends along to be compared with what there is.
COMPARED = {"seen_as"}


@cache
def forms() -> list[type[django_forms.BaseForm]]:
    """Return every form that the modules of forms define."""
    modules = [
        importlib.import_module(each.name)
        for each in pkgutil.walk_packages(casestudies.forms.__path__, f"{casestudies.forms.__name__}.")
    ]
    return [
        one
        for module in modules
        for _, one in sorted(inspect.getmembers(module, inspect.isclass))
        if issubclass(one, django_forms.BaseForm) and one.__module__ == module.__name__
    ]


def asked_for(form: type) -> set[str]:
    """Return what a form is made with besides what was sent."""
    makers = [
        vars(one)["__init__"]
        for one in form.__mro__
        if one.__module__.startswith("casestudies") and "__init__" in vars(one)
    ]
    return {
        each.name
        for maker in makers
        for each in inspect.signature(maker).parameters.values()
        if each.kind == each.KEYWORD_ONLY and each.default is each.empty
    }


def made(form: type, case: CaseStudy, data: QueryDict, files: dict) -> Iterator[django_forms.BaseForm]:
    """Yield a form with what was sent, a page of writing each in turn."""
    person = case.authorships.get().person
    things = {"case": case, "reader": person, "writer": person, "may_rate": True, "columns": DETAILS}
    things |= {"asked": {"problem": "The problem"}, "numbers": [1], "technology": technology()}
    things |= {"among": Collection.objects.none()}
    wanted = asked_for(form)
    for section in ALL.values() if "section" in wanted else [None]:
        given = {name: section if name == "section" else things[name] for name in wanted}
        yield form(data, files, **given)


def fields_of(form: type, case: CaseStudy) -> list[str]:
    return sorted({name for one in made(form, case, QueryDict(), {}) for name in one.fields} - COMPARED)


def sent(name: str) -> tuple[QueryDict, dict]:
    data = QueryDict(mutable=True)
    data[name] = PATIENT
    return data, {name: SimpleUploadedFile(f"{PATIENT}pdf", b"%PDF-1.7")}


@pytest.mark.parametrize("form", forms(), ids=lambda form: f"{form.__module__}.{form.__name__}")
def test_no_field_of_a_form_keeps_what_is_about_a_patient_unseen(form):
    case = case_study(member())

    slipped = []
    for name in fields_of(form, case):
        for one in made(form, case, *sent(name)):
            one.full_clean()
            kept = [text for text in written(one.cleaned_data.get(name)) if NUMBER in text]
            seen = getattr(one, "scanned", {}).get(name)
            if kept and not (seen and seen.verdict == HOLD):
                slipped.append(name)

    assert not slipped or form.__name__ in KEEP_NOTHING, slipped


def test_texts_are_found_in_the_forms_at_all():
    case = case_study(member())
    found = {
        name
        for form in forms()
        for name in fields_of(form, case)
        for one in made(form, case, *sent(name))
        if not one.is_valid() and getattr(one, "scanned", {}).get(name) and one.scanned[name].verdict == HOLD
    }

    assert {"title", "summary", "problem", "claim", "before", "file", "words", "because"} <= found
    assert {"scope", "note", "reason", "aliases", "contact_role"} <= found


def texts() -> list[tuple[type[models.Model], models.Field]]:
    """Return every column of case studies in which words can be kept that nobody chose from a list."""
    return [
        (model, field)
        for model in apps.get_app_config("casestudies").get_models(include_auto_created=True)
        for field in model._meta.concrete_fields
        if isinstance(field, models.CharField | models.TextField | models.JSONField | models.FileField)
        and not isinstance(field, NOT_PROSE)
        and not field.choices
        and (field.max_length is None or field.max_length > TOO_SHORT)
    ]


def test_every_text_that_is_kept_is_scanned():
    assert [f"{model.__name__}.{field.name}" for model, field in texts() if field not in prose(model)] == []
    assert {model.__name__ for model, _ in texts()} >= {
        "CaseStudy", "CaseVersion", "CaseEvent", "CaseFile", "Outcome", "Draft", "FieldComment",
        "Collection", "CollectionEntry", "SavedSearch", "Technology", "Alias", "Adoption", "AdoptionVersion",
        "StageEvent", "Proposal",
    }  # fmt: skip


def test_what_is_kept_beside_case_studies_is_found_by_the_command():
    person = member()
    case = case_study(person, answers={"problem": PATIENT})
    Draft.objects.create(case=case, person=person, group="aim", version=1, fields={"aim": PATIENT})
    FieldComment.objects.create(case=case, question="aim", text=PATIENT, by=person)
    collection = Collection.objects.create(owner=person, title="Clinics", about=PATIENT)
    CollectionEntry.objects.create(collection=collection, case=case, note=PATIENT, position=1)
    SavedSearch.objects.create(owner=person, name=PATIENT, query="q=clinics")

    out = io.StringIO()
    with pytest.raises(CommandError, match="about a patient"):
        call_command("scan_content", stdout=out)

    found = {
        tuple(line.split("\t")[1:4:2]) for line in out.getvalue().splitlines() if line.startswith("hold")
    }
    assert {
        ("casestudies.CaseStudy", "answers"),
        ("casestudies.Draft", "fields"),
        ("casestudies.FieldComment", "text"),
        ("casestudies.Collection", "about"),
        ("casestudies.CollectionEntry", "note"),
        ("casestudies.SavedSearch", "name"),
    } <= found
    assert NUMBER not in out.getvalue()
