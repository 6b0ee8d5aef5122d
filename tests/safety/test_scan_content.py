"""Scanning what is there already: it names rows, never words."""

import io

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from metrics.models import Refresh
from safety.content import prose, scanned_models
from tests.factories import MAY, person, published, refresh
from tests.nhs_number import NUMBER, gives_away

pytestmark = pytest.mark.django_db


def scanned(*names: str) -> str:
    out = io.StringIO()
    try:
        call_command("scan_content", *names, stdout=out)
    except CommandError as refused:
        out.write(f"refused: {refused}")
    return out.getvalue()


def test_what_is_about_no_patient_ends_well():
    person(name="Ann Shaw")
    published(MAY, reason="Waits fell to 4,010,232")
    assert "0 findings would be held, 0 asked about." in scanned()


def test_a_finding_is_named_by_model_row_field_and_kind_and_its_words_are_not_printed():
    row = refresh(reason=f"Seen: {NUMBER}")
    ann = person(name="Mrs Shaw")

    said = scanned()

    assert f"hold\tmetrics.Refresh\t{row.pk}\treason\tnhs-number\n" in said
    assert f"confirm\taccounts.User\t{ann.pk}\tname\tname\n" in said
    assert "refused: There is what may be about a patient." in said
    assert not gives_away(said)
    assert not any(word in said for word in ("Shaw", "Seen"))


def test_what_only_asks_for_a_tick_does_not_fail_it():
    person(name="Mrs Shaw")
    assert "refused" not in scanned()


def test_some_models_can_be_named():
    refresh(reason=NUMBER)
    assert "1 models scanned: 0 findings" in scanned("accounts.User")
    assert "refused: No such model" in scanned("accounts.Nobody")


def test_each_model_costs_one_query_however_many_rows(django_assert_num_queries):
    for _ in range(10):
        refresh(reason="Fine")
    with django_assert_num_queries(1):
        scanned("metrics.Refresh")


def test_every_text_of_every_model_of_ours_is_scanned_unless_its_app_says_that_programs_write_it():
    names = {model._meta.label for model in scanned_models()}
    assert {"accounts.User", "forum.Post", "forum.Revision", "forum.Thread", "metrics.Rebase"} <= names
    assert [field.name for field in prose(Refresh)] == ["source", "error", "reason"]


def test_what_apps_say_of_their_models_is_so():
    for app in apps.get_app_configs():
        for model, fields in getattr(app, "written_by_programs", {}).items():
            known: set[str] = {field.name for field in app.get_model(model)._meta.concrete_fields}
            assert fields <= known, f"{app.label}.{model}"


def test_names_of_files_and_texts_within_json_are_scanned_and_what_is_chosen_is_not():
    assert {"name"} <= {field.name for field in prose(apps.get_model("safety.Upload"))}
    assert "details" in {field.name for field in prose(apps.get_model("safety.AuditEntry"))}
    assert "kind" not in {field.name for field in prose(Refresh)}
