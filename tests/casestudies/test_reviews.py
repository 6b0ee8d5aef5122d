"""Reviewing: what waits, reading it whole, commenting at its questions, deciding."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from casestudies.actions import lives
from casestudies.models import Authorship, CaseStudy
from tests.casestudies.lives import PATIENT, lead, whole_case
from tests.factories import administrator, member, moderator, signed_in

pytestmark = pytest.mark.django_db
QUEUE = "/case-studies/reviews/"
RETURN = {"decision": "return", "words": "Say since when.", "version": "1"}
PUBLISH = {"decision": "publish", "rating": "moderate", "words": "", "version": "1"}


def page_of(case: CaseStudy) -> str:
    return f"/case-studies/{case.pk}/review/"


def sent_in(author=None, **fields) -> CaseStudy:
    case = whole_case(author, **fields)
    return lives.submit(case=case, by=case.authorships.get().person)


def state_of(case: CaseStudy) -> str:
    return CaseStudy.objects.values_list("state", flat=True).get(pk=case.pk)


def test_a_lead_finds_it_reads_it_asks_for_changes_and_publishes_it_then():
    author, by = member(name="Ann Author"), lead()
    case = sent_in(author)
    browser = signed_in(by)
    assert page_of(case) in browser.get(QUEUE).text
    page = browser.get(page_of(case)).text
    assert "We put everything in one half day." in page
    assert "More people are seen within 18 weeks." in page

    answer = browser.post(page_of(case), RETURN | {"comment-done": "Who calls?"}, follow=True)

    assert "went back to its authors" in answer.text
    assert state_of(case) == "returned"
    own = signed_in(author).get(page_of(case)).text
    assert "Who calls?" in own
    assert "Say since when." in own

    lives.submit(case=case, by=author)
    again = browser.get(page_of(case)).text
    assert "its authors say that it is dealt with" in again
    answer = browser.post(page_of(case), PUBLISH, follow=True)

    assert "is published. Its authors are told." in answer.text
    case.refresh_from_db()
    assert (case.state, case.confirmed_rating, case.published_by) == ("published", "moderate", by)


def test_each_sees_what_they_review_and_what_they_sent_in_with_its_place():
    mine, others = member("03R"), member("15F")
    first, second = sent_in(others, home="15F"), sent_in(mine)
    elsewhere = sent_in(home="00L")

    def seen(reader) -> set[int]:
        page = signed_in(reader).get(QUEUE).text
        return {case.pk for case in (first, second, elsewhere) if page_of(case) in page}

    assert seen(lead("QWO")) == {first.pk, second.pk}
    assert seen(moderator()) == seen(administrator()) == {first.pk, second.pk, elsewhere.pk}
    assert seen(mine) == {second.pk}
    assert "place 2 in the queue of its board" in signed_in(mine).get(QUEUE).text
    assert "place 1 in the queue" in signed_in(elsewhere.authorships.get().person).get(QUEUE).text
    assert seen(member()) == set()


def test_the_queue_costs_the_same_with_one_and_with_ten():
    browser = signed_in(lead())
    sent_in()
    few = _queries(browser)
    for _ in range(9):
        sent_in()

    assert _queries(browser) == few <= 12


def test_a_review_costs_the_same_with_one_comment_and_with_ten():
    case = sent_in()
    browser = signed_in(lead())
    counts = []
    for slugs in (["done"], ["aim", "problem", "changed", "learned", "interests", "title", "summary"]):
        lives.ask_for_changes(case=case, by=moderator(), words="", comments=dict.fromkeys(slugs, "Why?"))
        lives.submit(case=case, by=case.authorships.get().person)
        counts.append(_queries(browser, page_of(case)))

    assert counts[0] == counts[1]


def _queries(browser, address: str = QUEUE) -> int:
    browser.get(address)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)


def test_nothing_is_decided_about_what_was_taken_back_meanwhile():
    case = sent_in()
    lives.withdraw(case=case, by=case.authorships.get().person)

    answer = signed_in(lead()).post(page_of(case), PUBLISH)

    assert "This cannot be done now: the case study is “draft”." in answer.text
    assert state_of(case) == "draft"


def test_nothing_is_decided_about_another_version_than_was_read():
    case = sent_in()
    CaseStudy.objects.filter(pk=case.pk).update(version=2)

    answer = signed_in(lead()).post(page_of(case), PUBLISH)

    assert "It was changed since you opened it." in answer.text
    assert state_of(case) == "submitted"


def test_a_lead_does_not_publish_what_they_wrote_alone():
    author = lead()
    case = sent_in(author)

    assert signed_in(author).post(page_of(case), PUBLISH).status_code == 403
    assert state_of(case) == "submitted"
    assert "Decide, and tell its authors" not in signed_in(author).get(page_of(case)).text


def test_a_lead_publishes_what_they_wrote_with_others_and_does_not_rate_it():
    by = lead()
    case = sent_in()
    Authorship.objects.create(case=case, person=by)

    signed_in(by).post(page_of(case), PUBLISH)

    case.refresh_from_db()
    assert (case.state, case.confirmed_rating) == ("published", "not rated")


@pytest.mark.parametrize("field", ["words", "comment-done"])
def test_what_a_reviewer_writes_holds_no_patient_data(field):
    case = sent_in()

    answer = signed_in(lead()).post(page_of(case), RETURN | {field: PATIENT})

    assert "nothing about a patient may be kept here" in answer.text
    assert PATIENT in answer.text.replace("&#x27;", "'")
    assert case.comments.count() == 0
    assert state_of(case) == "submitted"


def test_changes_are_asked_for_in_words():
    case = sent_in()

    answer = signed_in(lead()).post(page_of(case), RETURN | {"words": ""})

    assert "Say why: its authors read it." in answer.text
    assert state_of(case) == "submitted"


def test_a_script_in_an_answer_or_a_comment_is_text():
    case = sent_in(title="<script>alert(1)</script> clinics")
    script = "<script>alert(2)</script>"

    lives.ask_for_changes(case=case, by=lead(), words=script, comments={"done": script})
    page = signed_in(case.authorships.get().person).get(page_of(case)).text

    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(2)" in page
