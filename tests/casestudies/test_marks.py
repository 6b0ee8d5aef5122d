"""“We have this problem too”, “We run this”, “Thanks”: one click, counted, taken back."""

import re
from html import unescape

import pytest

from accounts.actions.closing import close_account
from casestudies.actions.marking import NotToBeMarked, mark, unmark
from casestudies.models import CaseStudy, Mark
from tests.factories import case_study, member, signed_in

pytestmark = pytest.mark.django_db


def address(case: CaseStudy, kind: str = "runs") -> str:
    return f"/case-studies/{case.pk}/mark/{kind}/"


def said(case: CaseStudy, client) -> str:
    page = client.get(case.get_absolute_url()).content.decode()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_one_click_sets_a_mark_and_one_takes_it_back():
    case, client = case_study(state="published"), signed_in(member("15F"))

    answer = client.post(address(case))

    assert answer.url == f"{case.get_absolute_url()}#marks"
    assert "1 member runs this. It is run in Leeds" in said(case, client)
    assert "Take back “We run this”" in said(case, client)

    client.post(address(case), {"back": "1"})

    assert not Mark.objects.exists()
    assert "1 member runs this" not in said(case, client)


def test_the_same_click_twice_is_one_mark():
    case, by = case_study(state="published"), member()

    assert mark(case=case, by=by, kind="thanks") == mark(case=case, by=by, kind="thanks")
    unmark(case=case, by=by, kind="thanks")
    unmark(case=case, by=by, kind="thanks")

    assert not Mark.objects.exists()


def test_marks_are_counted_in_words(client):
    case = case_study(state="published")
    for kind in ("problem", "problem", "runs", "thanks"):
        mark(case=case, by=member("15F"), kind=kind)

    assert "2 members have this problem too; 1 member runs this; 1 member said thanks." in said(case, client)


def test_who_left_is_not_counted(client):
    case, by = case_study(state="published"), member("15F")
    mark(case=case, by=by, kind="runs")

    close_account(user=by)

    assert "1 member runs this" not in said(case, client)


def test_visitors_and_authors_are_shown_no_button(client):
    case = case_study(state="published")

    assert "We run this" not in said(case, client)
    assert "We run this" not in said(case, signed_in(case.authorships.get().person))


def test_authors_do_not_mark_what_they_wrote():
    case = case_study(state="published")

    assert signed_in(case.authorships.get().person).post(address(case)).status_code == 403


def test_there_are_no_other_marks():
    assert signed_in(member()).post(address(case_study(state="published"), "like")).status_code == 404


def test_what_was_taken_away_meanwhile_is_not_marked():
    case = case_study(state="published")
    CaseStudy.objects.update(state="hidden")

    with pytest.raises(NotToBeMarked):
        mark(case=case, by=member(), kind="runs")
