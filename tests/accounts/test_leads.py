"""Leads of integrated care boards: appointed and ended from the command line, kept on record."""

import pytest
from django.core.management import CommandError, call_command

from accounts.models import Lead
from accounts.permissions import is_member
from metrics.models import Area
from tests.factories import person, verified

pytestmark = pytest.mark.django_db


def appoint(*words: str) -> None:
    call_command("appoint_lead", *words)


def test_a_person_is_made_a_lead_and_ended(capsys):
    lee = person("lee@example.org")
    board = Area.objects.get(code="QWO")

    appoint("Lee@example.org", "qwo")
    assert lee.leads(board)
    assert "leads NHS West Yorkshire Integrated Care Board (QWO)" in capsys.readouterr().out

    appoint("lee@example.org", "QWO", "--end")
    assert not lee.leads(board)
    assert Lead.objects.get().ended_at is not None


def test_who_leads_a_board_is_a_member_while_it_lasts():
    """Whoever is made a lead need not claim a place of work first: the work that waits for leads is theirs at once."""
    lee = verified()
    assert not is_member(lee)

    appoint(lee.email, "QWO")
    assert is_member(lee)

    appoint(lee.email, "QWO", "--end")
    assert not is_member(lee)


def test_a_lead_may_be_appointed_again():
    person("lee@example.org")

    for more in ([], ["--end"], []):
        appoint("lee@example.org", "QWO", *more)

    assert Lead.objects.count() == 2


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["nobody@example.org", "QWO"], "Nobody here has the email address"),
        (["lee@example.org", "XXX"], "No area has the code XXX"),
        (["lee@example.org", "03R"], "is no integrated care board that exists today"),
        (["lee@example.org", "QWO", "--end"], "does not lead West Yorkshire"),
    ],
)
def test_what_cannot_be_is_refused_in_words(words, said):
    person("lee@example.org")

    with pytest.raises(CommandError, match=said):
        appoint(*words)


def test_a_lead_is_appointed_once():
    person("lee@example.org")
    appoint("lee@example.org", "QWO")

    with pytest.raises(CommandError, match=r"leads West Yorkshire \(QWO\) already"):
        appoint("lee@example.org", "QWO")
