"""Collections before moderators: reported, hidden, removed, shown again, appealed, erased, deleted meanwhile."""

import pytest
from django.urls import reverse

from accounts.actions.closing import close_account
from accounts.models import Notice
from casestudies.actions import collecting
from casestudies.models import Collection
from casestudies.searched import COLLECTION
from forum.actions.moderation import content, erasing
from forum.actions.moderation.appealing import answer, appeal
from forum.actions.moderation.deciding import DecisionRefused, StaleDecision, Why
from forum.actions.reporting import OwnContent, report
from forum.models import Erasure, Reason, Report, ReviewItem
from forum.permissions.moderation import may_decide
from forum.queries.moderation import queue
from safety.models import AuditEntry
from safety.search import found
from tests.factories import administrator, case_study, collection, member, moderator, signed_in
from tests.forum.reviewed import DECIDE, OF_WHAT_IS_SEEN, check_decided, fresh, latest

pytestmark = pytest.mark.django_db
WHY = Why(reason=Reason.SPAM, words="It advertises one supplier.")
SECRET = "Zebracrossing"


def shared(owner=None, **fields) -> Collection:
    return collection(owner, case_study(state="published"), **fields)


def reported(made: Collection, reason: str = Reason.SPAM) -> ReviewItem:
    return report(by=member(), reason=reason, collection=made).item


def page(user, address: str) -> str:
    return signed_in(user).get(address).content.decode()


def test_members_report_a_shared_collection_from_its_page_and_moderators_read_it():
    made = shared(title="Seen once", about="One supplier alone.")
    made.entries.update(note="Buy this.")
    by = member()
    address = reverse("report-collection", args=[made.pk])

    assert address in page(by, made.get_absolute_url())
    signed_in(by).post(address, {"reason": "spam", "words": "Look"})

    item = Report.objects.get().item
    assert (item.collection, item.is_waiting, item.kind) == (made, True, "collection")
    assert list(queue(kind="collection", user=moderator())) == [item]
    read = page(moderator(), item.get_absolute_url())
    for words in ("Seen once", "One supplier alone.", "Buy this.", made.get_absolute_url()):
        assert words in read
    assert "One supplier alone." in page(moderator(), reverse("moderation"))


def test_nobody_reports_their_own_or_what_they_do_not_see():
    by = member()
    own, private = shared(by), shared(is_shared=False)

    assert reverse("report-collection", args=[own.pk]) not in page(by, own.get_absolute_url())
    assert signed_in(by).get(reverse("report-collection", args=[own.pk])).status_code == 403
    assert signed_in(by).get(reverse("report-collection", args=[private.pk])).status_code == 404
    with pytest.raises(OwnContent):
        report(by=by, reason=Reason.SPAM, collection=own)


def test_what_may_identify_a_patient_is_hidden_at_once_and_comes_back_only_with_words():
    made = shared(title="Zebra")

    item = reported(made, Reason.PATIENT)

    assert fresh(made).state == "hidden"
    assert found(COLLECTION, "zebra") == []
    with pytest.raises(DecisionRefused):
        content.keep(**latest(item), by=moderator(), why=Why())
    content.keep(**latest(item), by=moderator(), why=Why(words="No patient is in it."))
    assert fresh(made).state == "published"
    assert found(COLLECTION, "zebra") == [made.pk]


@pytest.mark.parametrize(
    ("state", "act"), [(state, act) for state in OF_WHAT_IS_SEEN for act in DECIDE], ids=lambda value: value
)
def test_each_decision_leads_where_the_table_says(state, act):
    made, to = shared(), OF_WHAT_IS_SEEN[state][act]
    item = reported(made)
    Collection.objects.filter(pk=made.pk).update(state=state)

    check_decided(item, made, act, to)


def test_its_owner_is_told_why_reads_it_still_and_changes_nothing():
    by = member()
    made = shared(by, title="Seen once")
    content.hide(**latest(reported(made)), by=moderator(), why=WHY)

    assert Notice.objects.get(user=by).subject.startswith("Your collection of ")
    told = page(by, reverse("moderation-mine"))
    assert "Seen once" in told
    assert "It advertises one supplier." in told
    assert "A moderator hid this collection" in page(by, made.get_absolute_url())
    assert signed_in(by).get(reverse("collection-edit", args=[made.pk])).status_code == 403
    assert AuditEntry.objects.filter(act="hide", about=f"collection:{made.pk}").exists()


def test_an_appeal_that_is_upheld_shows_it_again():
    by = member()
    made = shared(by)
    decision = content.hide(**latest(reported(made)), by=moderator(), why=WHY)

    made_appeal = appeal(decision=decision, by=by, words="Three suppliers are in it.")
    answer(
        appeal=made_appeal,
        by=moderator(),
        version=fresh(decision.item).version,
        is_upheld=True,
        words="So it is.",
    )

    assert fresh(made).state == "published"


def test_a_moderator_decides_nothing_about_their_own():
    by = moderator()
    item = reported(shared(by))

    assert not may_decide(by, item)
    with pytest.raises(DecisionRefused):
        content.keep(**latest(item), by=by, why=WHY)


def test_a_decision_about_what_was_changed_since_it_was_read_is_refused():
    by = member()
    made = shared(by)
    item = latest(reported(made))

    collecting.describe(collection=made, by=by, title="Another", about="", is_shared=True)

    with pytest.raises(StaleDecision):
        content.hide(**item, by=moderator(), why=WHY)


@pytest.mark.parametrize("how", ["deleted", "account closed"])
def test_what_its_owner_deletes_is_gone_and_waits_no_more(how):
    by, reporter = member(), member()
    made = shared(by, title=SECRET, about=SECRET)
    item = report(by=reporter, reason=Reason.SPAM, collection=made).item

    if how == "deleted":
        signed_in(by).post(reverse("collection-delete", args=[made.pk]))
    else:
        close_account(user=by)

    left = fresh(made)
    assert (left.state, left.title, left.about, left.entries.count()) == ("erased", "", "", 0)
    assert not fresh(item).is_waiting
    assert Report.objects.get().outcome == "ignored"
    assert Notice.objects.filter(user=reporter).exists()
    assert SECRET not in page(moderator(), item.get_absolute_url())
    assert signed_in(by).get(reverse("collection", args=[made.pk])).status_code in (302, 404)


def test_what_was_reported_and_made_private_since_is_read_in_the_review_alone():
    by = member()
    made = shared(by, about=SECRET)
    item = reported(made)
    collecting.describe(collection=made, by=by, title="Mine", about=SECRET, is_shared=False)
    staff = moderator()

    read = page(staff, item.get_absolute_url())

    assert SECRET in read
    assert made.get_absolute_url() not in read
    assert signed_in(staff).get(made.get_absolute_url()).status_code == 404


def test_two_people_erase_it_for_good():
    made = shared(title=SECRET, about=SECRET)
    made.entries.update(note=SECRET)
    item = reported(made)
    proposal = erasing.propose(**latest(item), by=moderator(), why=Erasure.Why.PATIENT)

    assert fresh(made).state == "hidden"
    erasing.approve(erasure=proposal, by=administrator(), version=latest(item)["version"])

    left = fresh(made)
    assert (left.state, left.title, left.about, left.entries.count()) == ("erased", "", "", 0)
    assert not Notice.objects.filter(subject__contains=SECRET).exists()
    assert found(COLLECTION, SECRET) == []


def test_the_queue_costs_the_same_for_one_and_for_ten(django_assert_max_num_queries):
    staff, costs = signed_in(moderator()), []
    for number in (1, 10):
        while ReviewItem.objects.count() < number:
            reported(shared())
        staff.get(reverse("moderation"))
        with django_assert_max_num_queries(12) as asked:
            staff.get(reverse("moderation"))
        costs.append(len(asked))

    assert costs[0] == costs[1]
