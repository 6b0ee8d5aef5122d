"""Appeals: once a decision, by the person it was about, answered by somebody else."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from accounts.permissions import is_silenced
from forum.actions.moderation import content, people, threads
from forum.actions.moderation.appealing import (
    AnsweredAlready,
    AppealedAlready,
    NoAppeal,
    NotYours,
    SamePerson,
    answer,
    appeal,
)
from forum.actions.moderation.deciding import AppealWaits, OwnContent
from forum.models import Appeal, Post, Reason, ReviewItem, Thread
from safety.models import AuditEntry
from tests.factories import administrator, member, moderator, thread
from tests.forum.reviewed import SECRET, WHY, hidden, latest, reported, waiting

pytestmark = pytest.mark.django_db


def appealed(decision=None) -> Appeal:
    decision = decision or hidden()
    return appeal(decision=decision, by=decision.about, words="It is about theatres.")


def answered(one: Appeal, by=None, *, is_upheld: bool = True):
    item = ReviewItem.objects.get(pk=one.decision.item_id)
    return answer(
        appeal=one, by=by or moderator(), version=item.version, is_upheld=is_upheld, words="We looked again."
    )


def test_an_appeal_waits_in_the_queue_and_keeps_what_was_decided():
    made = appealed()

    item = ReviewItem.objects.get()
    assert (item.status, item.because, item.post.state) == ("pending", "appeal", "hidden")
    assert AuditEntry.objects.latest("number").act == "appeal"
    assert made.state == "waiting"


def test_an_upheld_appeal_undoes_the_decision_and_is_told():
    one = appealed()
    before = AuditEntry.objects.count()

    answered(one)

    item, one = ReviewItem.objects.get(), Appeal.objects.get()
    assert (item.status, item.post.state, one.state) == ("approved", "published", "upheld")
    assert (AuditEntry.objects.count(), AuditEntry.objects.latest("number").act) == (before + 1, "overturn")
    assert Notice.objects.filter(user=one.by).latest("pk").subject.endswith("the decision is overturned")


def test_a_refused_appeal_leaves_the_decision():
    answered(appealed(), is_upheld=False)

    item = ReviewItem.objects.get()
    assert (item.status, item.post.state) == ("rejected", "hidden")
    assert AuditEntry.objects.latest("number").act == "uphold"


def test_there_is_one_appeal_a_decision():
    one = appealed()
    with pytest.raises(AppealedAlready):
        appealed(one.decision)
    answered(one, is_upheld=False)

    with pytest.raises(AppealedAlready):
        appealed(one.decision)


def test_whoever_decided_does_not_answer():
    ann = moderator()
    one = appealed(hidden(by=ann))

    with pytest.raises(SamePerson):
        answered(one, by=ann)
    with pytest.raises(IntegrityError, match="nobody_answers_an_appeal"), transaction.atomic():
        Appeal.objects.update(answered_by=ann)

    assert answered(one, by=administrator()).act == "overturned"


def test_nobody_answers_their_own_appeal():
    author = moderator()
    one = appealed(hidden(author=author))

    with pytest.raises(OwnContent):
        answered(one, by=author)


def test_only_the_person_a_decision_was_about_appeals():
    with pytest.raises(NotYours):
        appeal(decision=hidden(), by=member(), words="I liked it.")


def test_there_is_no_appeal_against_what_is_good_news_or_nobodys_decision():
    item = waiting()
    approved = content.keep(**latest(item), by=moderator(), why=WHY)
    by_itself = reported(reason=Reason.PATIENT).events.get(act="hidden")

    for decision in (approved, by_itself):
        with pytest.raises(NoAppeal):
            appealed(decision)


def test_nothing_else_is_decided_before_the_appeal_is_answered():
    one = appealed()

    with pytest.raises(AppealWaits):
        content.remove(**latest(one.decision.item), by=moderator(), why=WHY)


def test_an_appeal_is_answered_once():
    one = appealed()
    version = ReviewItem.objects.get().version
    answered(one)

    with pytest.raises(AnsweredAlready):
        answer(appeal=one, by=moderator(), version=version, is_upheld=False, words="No.")
    with pytest.raises(AnsweredAlready):
        answered(one)


def test_an_upheld_appeal_lifts_a_silence():
    item = reported()
    until = timezone.now() + timedelta(days=7)
    decision = people.silence(**latest(item), by=moderator(), why=WHY, until=until)

    answered(appealed(decision))

    assert not is_silenced(item.author)


def test_an_upheld_appeal_opens_a_locked_thread():
    item = reported(thread=thread())
    decision = threads.lock(**latest(item), by=moderator(), why=WHY)

    answered(appealed(decision))

    assert not Thread.objects.get(pk=item.thread_id).is_locked


def test_an_upheld_appeal_puts_an_edited_text_back():
    item = waiting("published", text="We start at nine.")
    decision = content.edit(**latest(item), by=moderator(), why=WHY, text="They start late.", note="Clearer")

    answered(appealed(decision))

    kept = Post.objects.get(pk=item.post_id)
    assert (kept.text, kept.edited_at, kept.edit_note) == ("We start at nine.", None, "")


def test_an_upheld_appeal_leaves_what_has_changed_since():
    item = waiting("published")
    decision = content.hide(**latest(item), by=moderator(), why=WHY)
    content.remove(**latest(item), by=moderator(), why=WHY)

    answered(appealed(decision))

    assert Post.objects.get(pk=item.post_id).state == "removed"


# Pages


def test_a_person_reads_what_was_decided_about_them_and_appeals(client):
    decision = hidden()
    client.force_login(decision.about)
    page = client.get(reverse("moderation-mine")).content.decode()
    assert "Please keep to theatres." in page
    assert "Third time" not in page
    assert SECRET in page
    assert SECRET in client.get(reverse("moderation-appeal", args=[decision.pk])).text

    client.post(reverse("moderation-appeal", args=[decision.pk]), {"words": "It is about theatres."})

    assert Appeal.objects.get().words == "It is about theatres."
    assert "Your appeal:" in client.get(reverse("moderation-mine")).content.decode()
    assert client.get(reverse("moderation-appeal", args=[decision.pk])).status_code == 403


def test_nobody_finds_decisions_about_others(client):
    decision = hidden()
    for who in (member(), moderator()):
        client.force_login(who)
        assert client.get(reverse("moderation-appeal", args=[decision.pk])).status_code == 404
        assert "Please keep to theatres." not in client.get(reverse("moderation-mine")).content.decode()


def test_a_moderator_answers_on_the_page_and_whoever_decided_may_not(client):
    ann = moderator()
    appealed(hidden(by=ann))
    item = ReviewItem.objects.get()
    address = reverse("moderation-answer", args=[item.pk])
    sent = {"version": item.version, "is_upheld": "yes", "words": "You are right."}

    client.force_login(ann)
    assert client.post(address, sent).status_code == 403
    client.force_login(moderator())
    assert client.get(address).status_code == 200
    assert client.post(address, sent).status_code == 302

    assert Appeal.objects.get().state == "upheld"
    assert client.get(address).status_code == 404


def test_a_post_that_was_returned_leads_its_author_to_editing_it(client):
    item = waiting("published")
    content.return_for_changes(**latest(item), by=moderator(), why=WHY)
    client.force_login(item.author)

    page = client.get(reverse("moderation-mine")).content.decode()

    address = reverse("post-edit", args=[item.post_id])
    assert address in page
    assert "What a moderator asked you to change" in client.get(address).text
    assert "Please keep to theatres." in client.get(address).text


def test_a_suspended_person_appeals_with_the_link_from_the_mail(client):
    item = reported()
    decision = people.suspend(**latest(item), by=moderator(), why=WHY, until=None)
    link = Notice.objects.get(user=item.author, subject__startswith="How to appeal").address

    assert client.get(link.partition("?")[0]).status_code == 302
    assert client.get(f"{link}x").status_code == 404
    page = client.get(link).text
    assert "Please keep to theatres." in page
    assert SECRET not in page
    assert client.post(link, {"words": "It was not me."}).headers["Location"] == reverse("home")

    one = Appeal.objects.get()
    assert (one.decision, one.by) == (decision, item.author)
    assert client.get(link).status_code == 403


def test_a_link_to_appeal_opens_no_other_decision_and_not_for_ever(client, time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    links = []
    for _ in range(2):
        item = reported()
        people.suspend(**latest(item), by=moderator(), why=WHY, until=None)
        links.append(Notice.objects.get(user=item.author, subject__startswith="How to appeal").address)
    key, other = links[0].partition("?")[2], links[1].partition("?")[0]

    assert client.get(f"{other}?{key}").status_code == 404
    time_machine.shift(timedelta(days=91))
    assert client.get(links[0]).status_code == 404
