"""Case studies and adoption records before moderators: reported, decided, appealed, erased."""

import pytest
from django.urls import reverse

from accounts.models import Notice
from casestudies.actions import lives
from casestudies.actions.versions import keep
from casestudies.models import Authorship, CaseStudy, Draft, FieldComment
from forum.actions.moderation import content, erasing
from forum.actions.moderation.appealing import answer, appeal
from forum.actions.moderation.deciding import DecisionRefused, OwnContent, Why
from forum.actions.reporting import OwnContent as OwnReport
from forum.actions.reporting import report
from forum.models import Erasure, Reason, Report, ReviewItem
from forum.permissions.moderation import may_decide
from forum.queries.moderation import queue
from safety.models import AuditEntry
from tests.casestudies.adopting import lead as lead_of_board
from tests.casestudies.adopting import recorded
from tests.casestudies.lives import lead, whole_case
from tests.factories import administrator, adoption, case_study, member, moderator, verified
from tests.forum.reviewed import DECIDE, OF_WHAT_IS_SEEN, check_decided, fresh, latest

pytestmark = pytest.mark.django_db
WHY = Why(reason=Reason.EVIDENCE, words="Say what England did.")
SECRET = "Zebracrossing"


def reported(case: CaseStudy, reason: str = Reason.SPAM) -> ReviewItem:
    return report(by=member(), reason=reason, case_study=case).item


# Sent in for review.


def test_a_case_study_that_is_sent_in_waits_in_the_queue():
    case = whole_case()

    lives.submit(case=case, by=case.authorships.get().person)

    item = ReviewItem.objects.get(case_study=case)
    assert (item.is_waiting, item.because) == (True, "submitted")
    assert list(queue(kind="case_study", user=moderator())) == [item]


def test_its_review_leads_to_its_review_page(client):
    case = whole_case()
    lives.submit(case=case, by=case.authorships.get().person)
    client.force_login(moderator())

    page = client.get(ReviewItem.objects.get().get_absolute_url()).content.decode()

    assert reverse("case-study-review", args=[case.pk]) in page
    assert "Approve it" not in page
    assert "Keep it as it is" not in page


@pytest.mark.parametrize(
    ("act", "status", "event"),
    [
        (lambda case, by: lives.publish(case=case, by=by), "approved", "reviewed"),
        (lambda case, by: lives.ask_for_changes(case=case, by=by, words="More"), "returned", "reviewed"),
        (lambda case, by: lives.withdraw(case=case, by=by), "approved", "settled"),
    ],
    ids=["published", "returned", "withdrawn"],
)
def test_what_becomes_of_it_on_its_review_page_ends_the_wait(act, status, event):
    case = whole_case()
    lives.submit(case=case, by=case.authorships.get().person)

    act(fresh(case), lead())

    item = ReviewItem.objects.get(case_study=case)
    assert (item.is_waiting, item.status) == (False, status)
    assert item.events.get(act=event).waited is not None


def test_a_report_goes_on_waiting_when_it_is_published():
    case = whole_case()
    lives.submit(case=case, by=case.authorships.get().person)
    reported(fresh(case))

    lives.publish(case=fresh(case), by=lead())

    item = ReviewItem.objects.get(case_study=case)
    assert (item.is_waiting, item.because) == (True, "reported")


def test_what_is_kept_while_it_waits_for_review_goes_on_waiting():
    case = whole_case()
    lives.submit(case=case, by=case.authorships.get().person)
    item = reported(fresh(case))

    content.keep(**latest(item), by=moderator(), why=Why())

    item = fresh(item)
    assert (item.is_waiting, item.because) == (True, "submitted")
    assert not item.reports.open().exists()


# Reported.


def test_a_report_makes_it_wait_and_moderators_see_it():
    case = case_study(state="published")

    item = reported(case)

    assert (item.is_waiting, item.because, fresh(case).is_reported) == (True, "reported", True)
    assert AuditEntry.objects.filter(act="report").count() == 1


@pytest.mark.parametrize("made", [lambda: case_study(state="published"), adoption], ids=["case", "record"])
def test_what_may_identify_a_patient_is_hidden_at_once_and_comes_first(made):
    found = made()
    kind = "case_study" if isinstance(found, CaseStudy) else "adoption"
    reported(case_study(state="published"), Reason.ILLEGAL)

    item = report(by=member(), reason=Reason.PATIENT, **{kind: found}).item

    assert fresh(found).state == "hidden"
    assert queue(user=moderator()).first() == item
    assert not type(found).objects.visible_to(member()).filter(pk=found.pk).exists()


def test_what_moderators_kept_is_not_hidden_again_by_the_same_person():
    case, by = case_study(state="published"), member()
    item = report(by=by, reason=Reason.PATIENT, case_study=case).item
    content.keep(**latest(item), by=moderator(), why=Why(words="No patient is in it."))

    report(by=by, reason=Reason.PATIENT, case_study=fresh(case))

    assert fresh(case).state == "published"


def test_what_was_hidden_as_patient_data_comes_back_only_with_words():
    case = case_study(state="published")
    item = reported(case, Reason.PATIENT)

    with pytest.raises(DecisionRefused):
        content.keep(**latest(item), by=moderator(), why=Why())

    event = content.keep(**latest(item), by=moderator(), why=Why(words="No patient is in it."))
    assert (event.act, fresh(case).state, fresh(case).is_reported) == ("overridden", "published", False)


def test_nobody_reports_what_they_wrote_themselves(client):
    author = member()
    case = case_study(author, state="published")
    client.force_login(author)
    address = reverse("report-case-study", args=[case.pk])

    assert client.get(address).status_code == 403
    assert (
        "You cannot report what you wrote yourself"
        in client.post(address, {"reason": "spam"}).content.decode()
    )
    with pytest.raises(OwnReport):
        report(by=author, reason=Reason.SPAM, case_study=case)
    assert not ReviewItem.objects.exists()


def test_members_report_from_its_page(client):
    case = case_study(state="published")
    reader = verified()
    client.force_login(reader)
    address = reverse("report-case-study", args=[case.pk])

    assert address in client.get(case.get_absolute_url()).content.decode()
    answered = client.post(address, {"reason": "evidence", "words": "England changed too."})

    assert answered.url == reverse("moderation-mine")
    assert Report.objects.get().item.case_study == case
    assert "Reported" not in client.get(case.get_absolute_url()).content.decode()


def test_members_report_a_record_from_its_page(client):
    record = adoption()
    client.force_login(member())
    address = reverse("report-adoption", args=[record.pk])

    assert address in client.get(record.get_absolute_url()).content.decode()
    client.post(address, {"reason": "evidence"})

    assert Report.objects.get().item.adoption == record


# Decided.

CASE_TABLE = {
    "published": {
        "keep": "published",
        "hide": "hidden",
        "return": "returned",
        "remove": "removed",
        "ignore": "published",
    },
    "retired": {
        "keep": "retired",
        "hide": "hidden",
        "return": None,
        "remove": "removed",
        "ignore": "retired",
    },
    "submitted": {
        "keep": "submitted",
        "hide": "hidden",
        "return": None,
        "remove": "removed",
        "ignore": "submitted",
    },
    "returned": {
        "keep": "returned",
        "hide": "hidden",
        "return": None,
        "remove": "removed",
        "ignore": "returned",
    },
    "draft": {"keep": "draft", "hide": "hidden", "return": None, "remove": "removed", "ignore": "draft"},
    "hidden": {"keep": "draft", "hide": None, "return": "returned", "remove": "removed", "ignore": None},
    "removed": {"keep": "draft", "hide": None, "return": None, "remove": None, "ignore": None},
    "erased": {"keep": None, "hide": None, "return": None, "remove": None, "ignore": None},
}


def _decided(found, kind: str, act: str, to: str | None) -> None:
    check_decided(report(by=member(), reason=Reason.SPAM, **{kind: found}).item, found, act, to)


@pytest.mark.parametrize("act", DECIDE)
@pytest.mark.parametrize("state", CASE_TABLE)
def test_every_decision_from_every_state_of_a_case_study(state, act):
    because = {"retired_because": "Replaced"} if state == "retired" else {}

    _decided(case_study(state=state, **because), "case_study", act, CASE_TABLE[state][act])


@pytest.mark.parametrize("act", DECIDE)
@pytest.mark.parametrize("state", OF_WHAT_IS_SEEN)
def test_every_decision_from_every_state_of_a_record(state, act):
    _decided(adoption(state=state), "adoption", act, OF_WHAT_IS_SEEN[state][act])


@pytest.mark.parametrize("act", ["lock", "move", "split", "edit"])
def test_what_is_done_with_discussions_alone_is_not_offered(client, act):
    item = reported(case_study(state="published"))
    client.force_login(moderator())

    answered = client.get(reverse("moderation-decide", args=[item.pk, act]))

    assert answered.status_code == 409


def test_what_is_published_and_returned_can_be_sent_in_again_and_published_again():
    author = member()
    case = whole_case(author, state="published")
    content.return_for_changes(**latest(reported(case)), by=moderator(), why=WHY)

    lives.submit(case=fresh(case), by=author)
    lives.publish(case=fresh(case), by=lead())

    assert fresh(case).state == "published"
    assert fresh(case).published_at == case.published_at


def test_what_waits_for_changes_waits_for_them_when_it_is_shown_again():
    case = case_study(state="published")
    item = reported(case)
    content.return_for_changes(**latest(item), by=moderator(), why=WHY)
    content.hide(**latest(item), by=moderator(), why=WHY)

    content.keep(**latest(item), by=moderator(), why=Why())

    assert fresh(case).state == "returned"


def test_every_author_is_told_why_and_the_first_may_appeal():
    first, second = member(), member("15F")
    case = case_study(first, state="published")
    Authorship.objects.create(case=case, person=second)

    content.hide(**latest(reported(case)), by=moderator(), why=WHY)

    told = {one.user: one.text for one in Notice.objects.filter(text__contains=WHY.words)}
    assert set(told) == {first, second}
    assert ("appeal" in told[first], "appeal" in told[second]) == (True, False)


@pytest.mark.parametrize("place", ["first", "second"])
def test_no_author_decides_about_their_own(place):
    authors = {"first": moderator(), "second": moderator()}
    case = case_study(authors["first"], state="published")
    Authorship.objects.create(case=case, person=authors["second"])
    item = reported(case)

    assert not may_decide(authors[place], fresh(item))
    with pytest.raises(OwnContent):
        content.hide(**latest(item), by=authors[place], why=WHY)


def test_who_recorded_it_does_not_decide_about_a_record():
    by = lead_of_board()
    by.is_moderator = True
    by.save()
    record = recorded(by)
    item = report(by=member(), reason=Reason.SPAM, adoption=record).item

    assert item.author == by
    with pytest.raises(OwnContent):
        content.hide(**latest(item), by=by, why=WHY)


# Appealed.


@pytest.mark.parametrize("decide", ["hide", "return", "remove"])
def test_an_appeal_that_is_upheld_shows_it_as_it_was(decide):
    author, first = member(), moderator()
    case = case_study(author, state="published")
    item = reported(case)
    decision = DECIDE[decide](**latest(item), by=first, why=WHY)
    made = appeal(decision=decision, by=author, words="England did not change.")

    with pytest.raises(DecisionRefused):
        answer(appeal=made, by=first, version=latest(item)["version"], is_upheld=True, words="Yes")
    answer(appeal=made, by=moderator(), version=latest(item)["version"], is_upheld=True, words="Yes")

    assert fresh(case).state == "published"
    assert not fresh(item).is_waiting


def test_an_appeal_that_is_refused_leaves_it_hidden():
    author = member()
    case = case_study(author, state="published")
    item = reported(case)
    decision = content.hide(**latest(item), by=moderator(), why=WHY)
    made = appeal(decision=decision, by=author, words="England did not change.")

    answer(appeal=made, by=moderator(), version=latest(item)["version"], is_upheld=False, words="No")

    assert (fresh(case).state, fresh(item).status) == ("hidden", "rejected")


# Erased for good.


def _secret_case() -> CaseStudy:
    author = member()
    words = {"title": SECRET, "summary": SECRET, "answers": {"done": SECRET}, "contact_role": SECRET}
    case = whole_case(author, **words, state="published")
    keep(case=case, by=author, note=SECRET)
    lives.retire(case=case, by=author, because=SECRET)
    Draft.objects.create(case=case, person=author, group="done", version=1, fields={"done": SECRET})
    FieldComment.objects.create(case=case, question="done", text=SECRET)
    return fresh(case)


def _erased(**target) -> ReviewItem:
    item = report(by=member(), reason=Reason.LAW if hasattr(Reason, "LAW") else Reason.ILLEGAL, **target).item
    proposal = erasing.propose(**latest(item), by=moderator(), why=Erasure.Why.LAW, words=SECRET)
    erasing.approve(erasure=proposal, by=administrator(), version=latest(item)["version"])
    return fresh(item)


def test_nothing_that_a_case_study_said_is_left_when_it_is_erased(every_row):
    case = _secret_case()

    item = _erased(case_study=case)

    assert (fresh(case).state, item.status) == ("erased", "rejected")
    assert SECRET not in every_row()


def test_nothing_that_a_record_said_is_left_when_it_is_erased(every_row):
    by = lead_of_board()
    record = recorded(by, setting=SECRET, scope=SECRET, help_wanted=SECRET)

    _erased(adoption=record)

    assert fresh(record).state == "erased"
    assert SECRET not in every_row()


def test_a_new_record_may_take_the_place_of_one_that_was_erased():
    by = lead_of_board()
    record = recorded(by)
    _erased(adoption=record)

    assert recorded(by, of=record.technology).pk != record.pk


def test_one_person_alone_erases_nothing():
    case, chief = case_study(state="published"), administrator()
    chief.is_moderator = True
    chief.save()
    item = reported(case)
    proposal = erasing.propose(**latest(item), by=chief, why=Erasure.Why.LAW)

    with pytest.raises(DecisionRefused):
        erasing.approve(erasure=proposal, by=chief, version=latest(item)["version"])

    assert fresh(case).state == "hidden"


def test_what_is_not_erased_waits_hidden_for_a_moderator():
    case = case_study(state="published")
    item = reported(case)
    proposal = erasing.propose(**latest(item), by=moderator(), why=Erasure.Why.PATIENT)

    erasing.refuse(erasure=proposal, by=administrator(), version=latest(item)["version"], note="None is.")

    assert (fresh(case).state, fresh(item).is_waiting, fresh(item).because) == (
        "hidden",
        True,
        "patient data",
    )


@pytest.fixture
def every_row():
    """Return what reads every text of every table of the forum, of case studies and of notices."""
    from django.apps import apps

    def read() -> str:
        labels = ("forum", "casestudies", "accounts")
        models = [model for label in labels for model in apps.get_app_config(label).get_models()]
        return "\n".join(str(row) for model in models for row in model._base_manager.values())

    return read


# Pages.


def test_moderators_read_all_that_was_written(client):
    case = case_study(state="hidden", answers={"done": "We *moved* clinics."}, title="Moved")
    item = reported(case)
    client.force_login(moderator())

    page = client.get(item.get_absolute_url()).content.decode()

    assert "We <em>moved</em> clinics." in page
    assert "Case study" in page


def test_many_in_the_queue_cost_as_many_queries_as_one(client, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.force_login(moderator())

    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            assert client.get(reverse("moderation")).status_code == 200
        return len(made)

    reported(case_study(state="published"))
    report(by=member(), reason=Reason.SPAM, adoption=recorded(lead_of_board()))
    few = queries()
    for _ in range(9):
        reported(case_study(state="published"))
        report(by=member(), reason=Reason.SPAM, adoption=recorded(lead_of_board()))

    assert queries() <= few
