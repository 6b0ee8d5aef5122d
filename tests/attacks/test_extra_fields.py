"""Fields that no page offers change nothing: every form is sent once as it is, and once with every column there is."""

import re
from collections import Counter
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.core.cache import cache
from django.db import models, transaction

from tests.attacks.forms import ACTED, FORMS, NUMBER, form_of, senders
from tests.attacks.others_things import ACTS
from tests.attacks.world import contents

pytestmark = pytest.mark.django_db
ROOMS = ("accounts", "casestudies", "forum", "safety", "account", "mfa", "usersessions")
WORD, DAY = "put-there-by-force", "1999-12-31"
PREFIXES = ("", "set-", "look-", "link-", "form-0-")
# All forms at once take minutes on a busy machine.
PARTS = 3
OFFERED = re.compile(r'\bname="([^"]+)"')


def forced(field: models.Field) -> str:
    """Return what a column is sent: something that stands nowhere else."""
    if isinstance(field, models.BooleanField):
        return "on"
    if isinstance(field, models.DateField):
        return DAY
    if field.choices:
        return str(field.choices[1][0])
    is_number = field.is_relation or isinstance(field, models.IntegerField | models.AutoField)
    return str(NUMBER) if is_number else WORD


def columns() -> Iterator[models.Field]:
    for app in ROOMS:
        for model in apps.get_app_config(app).get_models():
            yield from model._meta.concrete_fields


EXTRA = {name: forced(field) for field in columns() for name in (field.name, field.attname)}
EXTRA |= {
    "state": "published",
    "is_superuser": "on",
    "pk": str(NUMBER),
    "id": str(NUMBER),
    "owner": str(NUMBER),
}


@pytest.fixture
def things(settings) -> SimpleNamespace:
    # All columns at once are more fields than any form may send.
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
    return senders()


def kinds_of_rows() -> Counter:
    """Return how many rows there are of each table with which states and marks: whatever their numbers are."""
    found: Counter = Counter()
    for model in apps.get_models():
        if model._meta.app_label in ROOMS and model.__name__ != "UserSession":
            marks = [
                field.attname
                for field in model._meta.concrete_fields
                if isinstance(field, models.BooleanField) or field.choices
            ]
            rows = model._base_manager.values_list(*marks) if marks else model._base_manager.values_list("pk")
            found.update((model.__name__, row if marks else ()) for row in rows)
    return found


def traces() -> Counter:
    """Return how often what is only ever sent by force stands in the database."""
    text = repr(contents())
    return Counter({mark: text.count(mark) for mark in (str(NUMBER), WORD, "1999, 12, 31")})


def after(things: SimpleNamespace, name: str, act: str, *, extra: bool) -> tuple[int, Counter, Counter]:
    """Send a form, and take it back. Return the answer's status, the kinds of rows there then were, and traces."""
    client, address, form = form_of(things, name, act)
    if extra:
        offered = {*OFFERED.findall(client.get(address).content.decode(errors="replace")), *form}
        more = {f"{prefix}{column}": value for column, value in EXTRA.items() for prefix in PREFIXES}
        form = {field: value for field, value in more.items() if field not in offered} | form
    cache.clear()  # What was just mailed or tried is no reason to do otherwise.
    with transaction.atomic():
        status = client.post(address, form).status_code
        found = status, kinds_of_rows(), traces()
        transaction.set_rollback(True)
    return found


@pytest.mark.parametrize("part", range(PARTS))
def test_no_form_takes_a_column_that_its_page_does_not_offer(things: SimpleNamespace, part: int):
    before, failed = traces(), {}
    for name, act in ACTED[part::PARTS]:
        plain = after(things, name, act, extra=False)
        if plain[0] == 405:
            continue
        forced = after(things, name, act, extra=True)
        if (forced[0], forced[1]) != (plain[0], plain[1]) or forced[2] != before:
            failed[name, act] = (
                plain[0],
                forced[0],
                forced[1] - plain[1],
                plain[1] - forced[1],
                forced[2] - before,
            )

    assert failed == {}


def test_the_forms_are_carried_out_without_the_columns(things: SimpleNamespace):
    """Without it, a form that is refused would prove nothing."""
    before = kinds_of_rows()
    idle = {name for name in FORMS if after(things, name, "", extra=False)[1] == before}

    # These change texts and names alone, or nothing that a state would show.
    assert idle == {"sign-in", "profile-about", "mfa_edit_webauthn", "writing-preview"}


def test_there_are_enough_of_both():
    assert len(FORMS) + len(ACTS) >= 40
    assert len(EXTRA) >= 90
