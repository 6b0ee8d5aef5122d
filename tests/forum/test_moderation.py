"""Decisions of moderators about posts: from which state, to which, what is written down, and who is told."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from forum.actions.discussions import edit_post
from forum.actions.moderation import content
from forum.actions.moderation.appealing import answer, appeal
from forum.actions.moderation.claiming import ForSomebodyElse, NothingWaits, claim, give_back
from forum.actions.moderation.content import StillHeld
from forum.actions.moderation.deciding import (
    ClaimedByAnother,
    NotFromHere,
    OwnContent,
    StaleDecision,
    Why,
    WordsMissing,
)
from forum.actions.refusals import PostRefused
from forum.actions.reporting import report
from forum.models import Post, Report, ReviewEvent, ReviewItem
from metrics.models import Area
from safety.models import AuditEntry, NeverChanged
from tests.accounts.outbox import deliver
from tests.factories import member, moderator, post, signed_in, space, thread
from tests.forum.reviewed import (
    SECRET,
    WHY,
    carry_out,
    hidden,
    latest,
    opened,
    reported,
    thread_reported,
    waiting,
)

pytestmark = pytest.mark.django_db
STATES = ["published", "held", "hidden", "returned", "removed"]
# What each decision makes of a post in each state, and what it is called; what is not here is refused.
BECOMES = {
    "keep": {
        "published": ("published", "kept", "approved"),
        "held": ("published", "approved", "approved"),
        "hidden": ("published", "unhidden", "approved"),
        "removed": ("published", "restored", "approved"),
    },
    "hide": dict.fromkeys(("published", "held"), ("hidden", "hidden", "rejected")),
    "return_for_changes": dict.fromkeys(
        ("published", "held", "hidden"), ("returned", "returned", "returned")
    ),
    "remove": dict.fromkeys(("published", "held", "hidden", "returned"), ("removed", "removed", "rejected")),
    "ignore": {"published": ("published", "ignored", "ignored")},
    "edit": dict.fromkeys(("published", "held", "hidden"), ("published", "edited", "approved")),
    "split": {
        "published": ("published", "split", "approved"),
        "held": ("held", "split", "approved"),
        "hidden": ("hidden", "split", "approved"),
        "returned": ("returned", "split", "approved"),
    },
}
AUDITED = {
    "kept": "keep",
    "approved": "approve",
    "unhidden": "unhide",
    "restored": "restore",
    "hidden": "hide",
    "returned": "return",
    "removed": "remove",
    "ignored": "ignore report",
    "edited": "edit",
    "split": "split",
}


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", BECOMES)
def test_every_decision_about_a_post_in_every_state(act, state):
    item = waiting(state)
    if act == "ignore":
        Report.objects.create(item=item, by=member(), reason="spam")
    before = AuditEntry.objects.count()

    if state not in BECOMES[act]:
        with pytest.raises(NotFromHere):
            carry_out(act, item)
        item.post.refresh_from_db()
        assert (item.post.state, AuditEntry.objects.count()) == (state, before)
        return

    event = carry_out(act, item)
    after, called, status = BECOMES[act][state]
    item = ReviewItem.objects.get(pk=item.pk)
    assert (item.post.state, event.act, item.status) == (after, called, status)
    assert AuditEntry.objects.count() == before + 1
    assert AuditEntry.objects.latest("number").act == AUDITED[called]


@pytest.mark.parametrize("act", ["lock", "move", "merge"])
@pytest.mark.parametrize("state", STATES)
def test_threads_are_put_in_order_whatever_their_first_post_is(act, state):
    made = thread(state=state, held_because="first posts" if state == "held" else "")
    item = reported(thread=made)
    before = AuditEntry.objects.count()
    more = {
        "lock": {},
        "move": {"area": Area.objects.get(code="03R"), "measure": "", "function": ""},
        "merge": {"into": thread()},
    }

    event = carry_out(act, item, **more[act])

    assert event.act == {"lock": "locked", "move": "moved", "merge": "merged"}[act]
    assert AuditEntry.objects.count() == before + 1
    assert AuditEntry.objects.latest("number").act == act


# One decision at a time, about the latest


def test_a_decision_about_an_earlier_version_is_refused():
    item = waiting()
    seen = item.version
    carry_out("hide", item)

    with pytest.raises(StaleDecision, match="Something has changed"):
        content.remove(item=item, by=moderator(), version=seen, why=WHY)

    item.post.refresh_from_db()
    assert item.post.state == "hidden"


def test_what_its_author_changed_in_the_meantime_is_not_decided_about_unread():
    item = waiting("returned", because="changed as asked")
    seen = ReviewItem.objects.get(pk=item.pk).version
    edit_post(post=item.post, by=item.post.author, text="Theatres start late.")

    with pytest.raises(StaleDecision):
        content.keep(item=item, by=moderator(), version=seen, why=WHY)


def test_nobody_decides_about_their_own():
    author = moderator()
    item = waiting(author=author)

    with pytest.raises(OwnContent):
        carry_out("keep", item, by=author)
    with pytest.raises(OwnContent):
        claim(item=item, by=author)


def test_what_somebody_has_taken_on_is_theirs_for_half_an_hour(time_machine):
    item, ann, bob = waiting(), moderator(), moderator()
    time_machine.move_to(timezone.now(), tick=False)
    claim(item=item, by=ann)

    with pytest.raises(ClaimedByAnother):
        claim(item=item, by=bob)
    with pytest.raises(ClaimedByAnother):
        carry_out("keep", item, by=bob)

    time_machine.shift(timedelta(minutes=30))
    claim(item=item, by=bob)
    with pytest.raises(ClaimedByAnother):
        claim(item=item, by=ann)


def test_who_decided_does_not_take_on_the_appeal_against_it():
    ann, bob = moderator(), moderator()
    decision = hidden(by=ann)
    item = decision.item
    appeal(decision=decision, by=decision.about, words="Not fair")

    with pytest.raises(ForSomebodyElse):
        claim(item=item, by=ann)

    assert claim(item=item, by=bob).claimed_by == bob


def test_a_claim_of_who_decided_does_not_outlast_the_appeal_against_it():
    ann, bob = moderator(), moderator()
    decision = hidden(by=ann)
    reported(post=decision.item.post)
    claim(item=decision.item, by=ann)

    made = appeal(decision=decision, by=decision.about, words="Not fair")

    assert latest(decision.item)["item"].claimed_by is None
    answer(appeal=made, by=bob, version=latest(decision.item)["version"], is_upheld=False, words="It stays.")


def test_a_claim_of_who_may_not_answer_binds_nobody():
    ann, bob = moderator(), moderator()
    decision = hidden(by=ann)
    made = appeal(decision=decision, by=decision.about, words="Not fair")
    until = timezone.now() + timedelta(minutes=30)
    ReviewItem.objects.filter(pk=decision.item_id).update(claimed_by=ann, claimed_until=until)

    assert claim(item=decision.item, by=bob).claimed_by == bob
    answer(
        appeal=made, by=bob, version=latest(decision.item)["version"], is_upheld=True, words="It may stay."
    )


def test_a_claim_of_who_may_answer_holds_for_all_others():
    bob, cy = moderator(), moderator()
    decision = hidden()
    made = appeal(decision=decision, by=decision.about, words="Not fair")
    claim(item=decision.item, by=bob)

    with pytest.raises(ClaimedByAnother):
        answer(appeal=made, by=cy, version=latest(decision.item)["version"], is_upheld=True, words="Back.")


def test_a_review_is_given_back_by_whoever_took_it_on():
    item, ann, bob = waiting(), moderator(), moderator()
    claim(item=item, by=ann)

    give_back(item=item, by=bob)
    assert ReviewItem.objects.get(pk=item.pk).claimed_by == ann
    give_back(item=item, by=ann)

    assert claim(item=item, by=bob).claimed_by == bob


def test_what_is_decided_is_taken_on_no_more_and_free_of_its_claim():
    item, ann = waiting(), moderator()
    claim(item=item, by=ann)
    carry_out("keep", item, by=ann)

    assert ReviewItem.objects.get(pk=item.pk).claimed_by is None
    with pytest.raises(NothingWaits):
        claim(item=item, by=ann)


# What is told and written down


def test_the_author_is_told_why_and_never_sent_the_text():
    item = waiting("held", is_opening=True)

    carry_out("hide", item)

    notice = Notice.objects.get(user=item.author)
    assert notice.subject.startswith("Your post of ")
    assert "was hidden" in notice.subject
    assert "Off topic, or a duplicate" in notice.text
    assert "Please keep to theatres." in notice.text
    assert "You may appeal once" in notice.text
    (sent,) = deliver()
    assert sent.to == [item.author.email]
    assert SECRET not in sent.subject + sent.body
    assert "Third time" not in sent.body


def test_who_is_told_that_others_can_read_it_is_led_there():
    made = thread(title="Late starts")
    item = opened(post(made, state="held", held_because="first posts"))

    carry_out("keep", item)

    notice, place = Notice.objects.get(user=item.author), reverse("post", args=[made.pk, 2])
    assert (notice.subject.split(" was ")[0], notice.address) == ("Your post 2 of “Late starts”", place)
    (sent,) = deliver()
    assert place in sent.body
    assert signed_in(item.author).get(place).url == f"{made.get_absolute_url()}#post-2"


def test_who_is_told_that_a_thread_takes_replies_again_is_led_there():
    item = thread_reported(title="Late starts", is_locked=True)

    carry_out("lock", item, is_locked=False)

    told = Notice.objects.get(user=item.author)
    assert told.address == reverse("post", args=[item.thread.pk, 1])
    assert "“Late starts”" in told.subject


def test_an_address_in_mail_never_has_a_title_that_mail_may_not_name():
    made = thread(title=SECRET, category=space("03R"))
    item = opened(post(made, state="held", held_because="first posts"))

    carry_out("keep", item)

    (sent,) = deliver()
    assert reverse("post", args=[made.pk, 2]) in sent.body
    assert "zebra" not in sent.body.lower()


def test_mail_that_approves_without_words_says_what_was_approved():
    item = opened(post(thread(title="Late starts"), state="held", held_because="first posts"))

    carry_out("keep", item, why=Why())

    (sent,) = deliver()
    assert sent.body.startswith("Your post 2 of “Late starts” was approved: others can now read it.")


def test_those_who_reported_are_told_what_came_of_it():
    flagger = member()
    item = reported(by=flagger)

    carry_out("remove", item)

    told = Notice.objects.get(user=flagger)
    assert told.text.endswith("What came of it: acted on.")
    report = item.reports.get()
    assert (report.outcome, report.decided_at is None) == ("upheld", False)


def test_an_author_is_not_told_of_reports_that_came_to_nothing():
    item = reported()

    carry_out("keep", item)

    assert not Notice.objects.filter(user=item.author).exists()
    assert item.reports.get().outcome == "not upheld"


def test_the_audit_log_keeps_no_text_and_no_address():
    item = waiting("held", is_opening=True)

    for act in ("hide", "return_for_changes", "remove"):
        carry_out(act, item)

    kept = [f"{entry.about} {entry.reason} {entry.details}" for entry in AuditEntry.objects.all()]
    assert not [words for words in kept if SECRET in words or "@" in words]


def test_what_was_done_is_added_to_and_never_changed():
    event = carry_out("hide", waiting())

    event.words = "Something kinder"
    with pytest.raises(NeverChanged):
        event.save()
    with pytest.raises(NeverChanged):
        event.delete()
    with pytest.raises(NeverChanged):
        ReviewEvent.objects.update(words="")
    with pytest.raises(NeverChanged):
        ReviewEvent.objects.all().delete()


# Patient data


def test_patient_data_is_let_through_only_with_words_that_say_why():
    item = waiting(because="patient data")

    with pytest.raises(WordsMissing):
        carry_out("keep", item, why=Why())
    event = carry_out("keep", item, why=Why(words="The number is a made-up example."))

    entry = AuditEntry.objects.latest("number")
    assert (event.act, entry.act) == ("overridden", "override hold")
    assert entry.reason == "The number is a made-up example."
    assert Post.objects.get(pk=item.post_id).state == "published"


@pytest.mark.parametrize("act", ["hide", "remove"])
def test_what_was_taken_away_as_patient_data_needs_the_same_words_to_come_back(act):
    item = waiting(because="patient data")
    carry_out(act, item)

    with pytest.raises(WordsMissing):
        carry_out("keep", item, why=Why())


def test_an_edit_that_leaves_patient_data_is_refused_whole():
    item = waiting(because="patient data", text="NHS number 943 476 5919")

    with pytest.raises(StillHeld):
        carry_out("edit", item, text="The NHS number 943 476 5919", note="Shorter")

    kept = Post.objects.get(pk=item.post_id)
    assert (kept.state, kept.text, kept.revisions.count()) == ("held", "NHS number 943 476 5919", 0)


def test_an_edit_that_takes_patient_data_out_publishes():
    item = waiting(because="patient data", text="NHS number 943 476 5919")

    carry_out("edit", item, text="A patient waited long.", note="Took a number out")

    edited = Post.objects.get(pk=item.post_id)
    assert (edited.state, edited.edit_note) == ("published", "Took a number out")


def test_what_was_hidden_as_patient_data_is_shown_once_a_moderator_has_taken_that_out():
    item = waiting("published", text="He is the mayor of a small town.")
    report(by=member(), reason="patient", post=item.post)

    with pytest.raises(StillHeld):
        carry_out("edit", item, text="He is the mayor of a small town.", note="Nothing")
    carry_out("edit", item, text="A patient waited long.", note="Took out who it was")

    assert Post.objects.get(pk=item.post_id).state == "published"


def test_an_edit_without_a_note_is_refused():
    with pytest.raises(PostRefused, match="Say why"):
        carry_out("edit", waiting("published"), text="Something else", note="")


# Returned and sent again


def test_a_returned_text_is_edited_by_its_author_and_waits_again():
    item = waiting()
    carry_out("return_for_changes", item)
    returned = Post.objects.get(pk=item.post_id)
    assert returned.state == "returned"
    assert Post.objects.visible_to(returned.author).filter(pk=returned.pk).exists()

    edit_post(post=returned, by=returned.author, text="Theatres start late.")

    again = ReviewItem.objects.get(pk=item.pk)
    assert (again.status, again.because, again.post.state) == ("pending", "changed as asked", "held")
    carry_out("keep", again)
    assert Post.objects.get(pk=item.post_id).state == "published"


def test_what_its_author_puts_right_needs_no_decision():
    author = member()
    for _ in range(3):
        post(thread(author), author)
    item = waiting(because="patient data", text="NHS number 943 476 5919", author=author)

    edit_post(post=item.post, by=author, text="A patient waited long.")

    item = ReviewItem.objects.get(pk=item.pk)
    assert (item.status, item.post.state) == ("approved", "published")
    assert item.events.latest("pk").act == "settled"
