"""Watching for what areas that do better tell: once, without titles, never what is old, held, hidden or one's own."""

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from accounts.models import Notice, User
from casestudies.models import CaseStudy
from forum.actions import figure_watches
from forum.models import FigureWatch
from forum.queries.figure_watches import similar_to
from forum.tasks import check_practice_watches
from metrics.models import Area
from tests.at_once import at_once
from tests.factories import adoption, case_study, outcome, person
from tests.forum.peers import share_of
from tests.forum.test_news import NOON, chosen_only_by, reader, sent_at
from tests.forum.watching_figures import MEASURE, WAKEFIELD, watch

pytestmark = pytest.mark.django_db
# Queries of a check that tells nothing.
CHECKED = 9


@pytest.fixture
def ahead() -> str:
    """Return the code of an area like Wakefield that does better."""
    like = similar_to([Area.objects.get(code=WAKEFIELD)])
    code = next(iter(like.values()))[0].code
    share_of((WAKEFIELD, 0.6), (code, 0.7))
    return code


def of_practice(one: User | None = None, **fields) -> FigureWatch:
    return watch(one, "practice", None, **fields)


def shared(code: str, measure: str = MEASURE, **fields) -> CaseStudy:
    case = case_study(home=code, **{"state": "published", "published_at": timezone.now()} | fields)
    outcome(case, measure=measure)
    return case


def test_a_case_study_of_an_area_that_does_better_is_told_once_without_its_title(ahead):
    one = of_practice().person
    case = shared(ahead, title="Clinics in a day")

    check_practice_watches()
    check_practice_watches()

    notice = one.notices.get()
    name = Area.objects.get(code=ahead).short_name
    assert notice.subject == (
        f"{name}, ahead of Wakefield on “Waiting 18 weeks or less”, published a case study on it"
    )
    assert notice.address == f"/case-studies/{case.pk}/"
    assert "Clinics" not in notice.text


@pytest.mark.parametrize(
    "kept_back",
    [
        {"state": "draft", "published_at": None},
        {"state": "submitted", "published_at": None},
        {"state": "hidden"},
        {"measure": "median-wait"},
        {"functions": ["C_110"], "of": "C_120"},
        {"code": WAKEFIELD},
        {"code": "02Q"},
    ],
)
def test_what_is_held_hidden_about_something_else_or_of_others_is_not_told(ahead, kept_back):
    of = kept_back.pop("of", "C_999")
    of_practice(function=of)
    shared(kept_back.pop("code", ahead), **kept_back)
    check_practice_watches()

    assert not Notice.objects.exists()


def test_what_was_hidden_and_is_put_back_is_told_then(ahead):
    of_practice()
    case = shared(ahead, state="hidden")
    check_practice_watches()
    CaseStudy.objects.filter(pk=case.pk).update(state="published")
    check_practice_watches()

    assert Notice.objects.count() == 1


def test_what_was_there_before_and_what_one_wrote_is_not_told(ahead):
    shared(ahead)
    one = of_practice().person
    CaseStudy.objects.update(published_at=timezone.now() - timedelta(hours=1))
    own = case_study(one, home=ahead, state="published", published_at=timezone.now())
    outcome(own, measure=MEASURE)
    check_practice_watches()

    assert not Notice.objects.exists()


def test_a_technology_that_an_area_that_does_better_uses_and_ones_own_does_not_is_told_once(ahead):
    of_practice()
    ours = adoption(WAKEFIELD)
    adoption(ahead, of=ours.technology)
    adoption(ahead, stage="considering")
    adoption(ahead, state="hidden")
    record = adoption(ahead)
    check_practice_watches()
    check_practice_watches()

    notice = Notice.objects.get()
    assert notice.subject.endswith("uses a technology that Wakefield has not told that it uses")
    assert notice.address == f"/adoption/{record.pk}/"


def test_who_may_not_come_in_any_more_is_told_of_no_practice(ahead):
    of_practice(person())
    figure_watches.pause(watch=of_practice())
    shared(ahead)
    check_practice_watches()

    assert not Notice.objects.exists()


def test_a_case_study_that_is_hidden_meanwhile_is_not_emailed(ahead):
    kim = reader("at once", "watched")
    chosen_only_by(kim)
    of_practice(kim)
    case = shared(ahead)
    check_practice_watches()
    Notice.objects.update(at=NOON - timedelta(minutes=1))
    CaseStudy.objects.filter(pk=case.pk).update(state="hidden")

    assert sent_at(NOON) == []


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_tell_of_practice_once(ahead):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one write at a time")
    of_practice()
    shared(ahead)

    assert at_once(*[check_practice_watches] * 2) == [None, None]
    assert Notice.objects.count() == 1


def test_checking_practice_costs_the_same_for_one_watch_and_for_ten(ahead, django_assert_num_queries):
    shared("02Q")
    for number in (1, 10):
        for _ in range(number):
            of_practice()
        numbers = list(FigureWatch.objects.values_list("pk", flat=True))
        shared("02Q", measure="median-wait")
        with django_assert_num_queries(CHECKED):
            figure_watches.check_practice_of(numbers)
