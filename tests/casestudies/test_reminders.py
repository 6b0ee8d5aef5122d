"""Authors are asked after 18 months whether what they published still holds."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings

from accounts.actions.closing import close_account
from casestudies.actions import lives
from casestudies.actions.reminding import AGAIN_AFTER, MOST_TIMES, ask_whether_they_hold
from casestudies.models import Authorship, CaseStudy
from casestudies.models.cases import HOLDS_FOR
from casestudies.tasks import ask_whether_case_studies_hold
from tests.casestudies.lives import PATIENT, whole_case
from tests.factories import member

pytestmark = pytest.mark.django_db
PUBLISHED = datetime(2024, 3, 1, 9, tzinfo=UTC)
DUE = PUBLISHED + HOLDS_FOR
MINUTE = timedelta(minutes=1)


def old(**fields) -> CaseStudy:
    return whole_case(**{"state": "published", "published_at": PUBLISHED} | fields)


def notices(case: CaseStudy) -> list[str]:
    author = case.authorships.first().person
    return [notice.subject for notice in author.notices.all()]


def test_its_authors_are_asked_once_18_months_after_it_was_published():
    case = old()
    other = member()
    Authorship.objects.create(case=case, person=other)

    assert ask_whether_they_hold(now=DUE - MINUTE) == 0
    assert ask_whether_they_hold(now=DUE) == 1
    assert ask_whether_they_hold(now=DUE + MINUTE) == 0

    assert notices(case) == ["Does “Same-day clinics” still hold?"]
    notice = other.notices.get()
    assert notice.address == f"/case-studies/{case.pk}/confirm/"
    assert other.letters.count() == 1


def test_they_are_asked_twice_again_a_month_apart_and_never_more():
    case = old()

    asked = [ask_whether_they_hold(now=DUE + month * AGAIN_AFTER) for month in range(6)]

    assert asked == [1, 1, 1, 0, 0, 0]
    assert len(notices(case)) == MOST_TIMES


def test_a_site_that_was_away_when_it_was_due_asks_later():
    old()

    assert ask_whether_they_hold(now=DUE + timedelta(days=400)) == 1


def test_once_confirmed_they_are_asked_18_months_later_again():
    case = old()
    ask_whether_they_hold(now=DUE)
    case = lives.confirm(case=case, by=case.authorships.get().person)

    assert (case.asked_at, case.times_asked) == (None, 0)
    assert ask_whether_they_hold(now=case.confirmed_at + HOLDS_FOR - MINUTE) == 0
    assert ask_whether_they_hold(now=case.confirmed_at + HOLDS_FOR) == 1


@pytest.mark.parametrize(
    "state", ["draft", "submitted", "returned", "retired", "hidden", "removed", "erased"]
)
def test_only_of_what_is_published_authors_are_asked(state):
    old(state=state)

    assert ask_whether_they_hold(now=DUE) == 0


def test_former_members_are_not_asked():
    case = old()
    author = case.authorships.get().person
    close_account(user=author)

    ask_whether_they_hold(now=DUE)

    assert author.notices.count() == 0


def test_the_letter_names_no_patient():
    case = old(title=PATIENT)

    ask_whether_they_hold(now=DUE)

    assert notices(case) == ["Does your case study still hold?"]


def test_the_site_looks_every_day():
    case = old()

    ask_whether_case_studies_hold()

    assert len(notices(case)) == 1
    scheduled = settings.CELERY_BEAT_SCHEDULE["ask-whether-case-studies-hold"]
    assert scheduled == {"task": ask_whether_case_studies_hold.name, "schedule": 24 * 3600.0}
