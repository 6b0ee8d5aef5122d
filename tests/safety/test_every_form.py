"""No form and no part of the API in which people write stands outside the guard."""

import importlib
import inspect
from collections.abc import Iterator

import pytest
from django import forms
from django.urls import URLPattern, URLResolver, get_resolver

from safety.guard_fields import GuardedForm, GuardedSerializer
from tests.environment import ROOT
from tests.test_house import APPS

# What is asked in an address and answered with a page: nobody's words are kept.
KEEP_NOTHING = {
    "AdoptionAsked",
    "EffectsAsked",
    "SearchAsked",
    "WhichArea",
    "SeekCollections",
    "FiguresAsked",
    "QueueAsked",
    "ThreadsAsked",
    "AuditAsked",
    "InviteForm",
    "AnswerForm",
}
# Codes, and words to tell that it is really meant.
NO_PROSE = {"SecondStep", "ConfirmCode", "ConnectApp", "DeleteAccount"}
# Their files' names are scanned where files are kept: `safety.files.names`.
KEPT_BY_NAME = {"ChooseFile", "ChoosePicture"}
CHOSEN = (forms.ChoiceField, forms.EmailField, forms.UUIDField, forms.GenericIPAddressField)


def modules(*stems: str) -> Iterator[object]:
    for app in APPS:
        for path in sorted((ROOT / app).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            if any(stem in parts for stem in stems):
                yield importlib.import_module(".".join(parts).removesuffix(".__init__"))


def classes(base: type, *stems: str) -> list[type]:
    """Return the classes of a kind that our modules of these names define."""
    found = {
        one
        for module in modules(*stems)
        for _, one in inspect.getmembers(module, inspect.isclass)
        if issubclass(one, base) and one.__module__ == module.__name__
    }
    return sorted(found, key=lambda one: (one.__module__, one.__qualname__))


def takes_prose(form: type[forms.BaseForm]) -> bool:
    return any(
        isinstance(field, forms.FileField)
        or (
            isinstance(field, forms.CharField)
            and not isinstance(field, CHOSEN)
            and getattr(field.widget, "input_type", "") not in {"password", "hidden"}
        )
        for field in form.base_fields.values()
    )


FORMS = [one for one in classes(forms.BaseForm, "forms", "gallery") if takes_prose(one)]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.__name__)
def test_every_form_in_which_people_write_is_guarded(form):
    if form.__name__ not in KEEP_NOTHING | NO_PROSE | KEPT_BY_NAME:
        assert issubclass(form, GuardedForm), f"{form.__module__}.{form.__name__}"
        assert form.__mro__.index(GuardedForm) < form.__mro__.index(forms.BaseForm)


def test_every_part_of_the_api_that_takes_something_is_guarded():
    taking = [view for view in api_views() if any(hasattr(view, verb) for verb in ("post", "put", "patch"))]
    assert taking
    assert [view for view in taking if view.takes and not issubclass(view.takes, GuardedSerializer)] == []


def api_views() -> list[type]:
    found = (getattr(pattern.callback, "cls", None) for pattern in patterns(get_resolver().url_patterns))
    return [view for view in found if view and view.__module__.split(".")[0] in APPS]


def patterns(several: list) -> Iterator[URLPattern]:
    for one in several:
        yield from patterns(one.url_patterns) if isinstance(one, URLResolver) else [one]


def test_forms_and_parts_of_the_api_are_found():
    assert api_views()
    assert {"SetRebase", "UploadZip", "StartThread", "Reply"} <= {form.__name__ for form in FORMS}
