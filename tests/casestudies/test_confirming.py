"""Saying that what was published still holds, retiring it with a reason, bringing it back, rating its evidence."""

import pytest

from casestudies.models import Authorship, CaseStudy
from tests.casestudies.lives import BECAUSE, PATIENT, lead, whole_case
from tests.factories import member, moderator, signed_in

pytestmark = pytest.mark.django_db


def page_of(case: CaseStudy) -> str:
    return f"/case-studies/{case.pk}/confirm/"


def now(case: CaseStudy) -> CaseStudy:
    return CaseStudy.objects.get(pk=case.pk)


def test_an_author_says_that_it_still_holds():
    case = whole_case(state="published")

    answer = signed_in(case.authorships.get().person).post(page_of(case), {"act": "confirm"}, follow=True)

    assert "Its page says that it was confirmed today." in answer.text
    assert now(case).confirmed_at


def test_an_author_retires_it_with_a_reason_and_its_board_brings_it_back():
    case = whole_case(state="published")
    author = signed_in(case.authorships.get().person)

    author.post(page_of(case), {"act": "retire", "because": BECAUSE})
    assert (now(case).state, now(case).retired_because) == ("retired", BECAUSE)
    assert author.post(page_of(case), {"act": "bring-back"}).status_code == 403

    signed_in(lead()).post(page_of(case), {"act": "bring-back"})
    assert now(case).state == "published"


def test_a_reason_is_needed_to_retire_it():
    case = whole_case(state="published")

    answer = signed_in(case.authorships.get().person).post(page_of(case), {"act": "retire", "because": " "})

    assert "Say why." in answer.text
    assert now(case).state == "published"


def test_the_reason_names_no_patient():
    case = whole_case(state="published")

    answer = signed_in(lead()).post(page_of(case), {"act": "retire", "because": PATIENT})

    assert "nothing about a patient may be kept here" in answer.text
    assert now(case).state == "published"


def test_a_moderator_rates_its_evidence_and_does_not_confirm_it():
    case, browser = whole_case(state="published"), signed_in(moderator())

    browser.post(page_of(case), {"act": "rate", "rating": "strong"})

    assert now(case).confirmed_rating == "strong"
    assert browser.post(page_of(case), {"act": "confirm"}).status_code == 403


def test_its_authors_do_not_rate_it():
    case = whole_case(state="published")

    answer = signed_in(case.authorships.get().person).post(page_of(case), {"act": "rate", "rating": "strong"})

    assert answer.status_code == 403
    assert now(case).confirmed_rating == "not rated"


def test_a_lead_who_wrote_it_with_others_retires_it_and_does_not_rate_it():
    case, by = whole_case(state="published"), lead()
    Authorship.objects.create(case=case, person=by)
    browser = signed_in(by)

    assert "Save the rating" not in browser.get(page_of(case)).text
    browser.post(page_of(case), {"act": "retire", "because": BECAUSE})
    assert now(case).state == "retired"


@pytest.mark.parametrize("act", ["", "erase", "confirm "])
def test_an_act_that_there_is_not_is_refused(act):
    case = whole_case(state="published")

    assert signed_in(lead()).post(page_of(case), {"act": act}).status_code == 403


def test_what_is_retired_already_is_not_confirmed():
    case = whole_case(state="retired")

    answer = signed_in(case.authorships.get().person).post(page_of(case), {"act": "confirm"})

    assert "This cannot be done now" in answer.text


def test_who_has_nothing_to_do_with_it_is_refused():
    case = whole_case(state="published")

    assert signed_in(member()).get(page_of(case)).status_code == 403
