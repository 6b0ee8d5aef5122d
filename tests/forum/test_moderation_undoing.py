"""Upheld appeals: what a decision did is undone, and where it cannot be, that is said to all."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions.closing import close_account
from accounts.models import Notice, User
from accounts.permissions import is_silenced, is_suspended
from forum.actions.discussions import edit_post, reply
from forum.actions.moderation import content, merging, people, threads
from forum.actions.moderation.appealing import answer, appeal
from forum.actions.moderation.undoing import WAYS, way_back
from forum.actions.refusals import PostRefused
from forum.actions.reporting import report
from forum.models import FormerPlace, Merge, Post, Reason, ReviewEvent, ReviewItem, Thread
from forum.queries.moderation import history_of
from metrics.models import Area
from tests.factories import member, moderator, post, thread, trusted
from tests.forum.reviewed import WHY, latest, reported, thread_reported, waiting

pytestmark = pytest.mark.django_db


def decided(act, item: ReviewItem, **more) -> ReviewEvent:
    return act(**latest(item), by=moderator(), why=WHY, **more)


def upheld(decision: ReviewEvent, *, is_upheld: bool = True) -> ReviewEvent:
    """Return the answer of another moderator to an appeal against a decision."""
    made = appeal(decision=decision, by=decision.about, words="It is about theatres.")
    item = ReviewItem.objects.get(pk=decision.item_id)
    return answer(
        appeal=made, by=moderator(), version=item.version, is_upheld=is_upheld, words="We looked again."
    )


def assert_said(answered: ReviewEvent, words: str) -> None:
    """The moderator who answered and the author are told the same."""
    assert words in answered.facts
    assert words in Notice.objects.filter(user=answered.about).latest("pk").text


def places(*posts: Post) -> list[tuple[int, int]]:
    return [Post.objects.values_list("thread_id", "number").get(pk=one.pk) for one in posts]


def test_there_is_a_way_back_from_everything_that_may_be_appealed_against():
    assert set(WAYS) == set(ReviewEvent.APPEALABLE)


# States


@pytest.mark.parametrize("act", [content.hide, content.remove, content.return_for_changes])
def test_what_was_taken_away_is_shown_again(act):
    item = waiting("published")

    answered = upheld(decided(act, item))

    assert Post.objects.get(pk=item.post_id).state == "published"
    assert_said(answered, "Others can read it again.")


def test_what_was_taken_away_again_stays_and_that_is_said():
    item = waiting("published")
    first = decided(content.hide, item)
    decided(content.keep, item)
    decided(content.hide, item)

    answered = upheld(first)

    assert Post.objects.get(pk=item.post_id).state == "hidden"
    assert_said(answered, "It stays as it is (hidden): a later decision stands.")


def test_what_its_author_sent_again_goes_on_waiting_after_the_appeal():
    item = waiting("published")
    decision = decided(content.return_for_changes, item)
    edit_post(post=item.post, by=item.author, text="Theatres start late.")

    answered = upheld(decision)

    item = ReviewItem.objects.get(pk=item.pk)
    assert (item.status, item.because, item.post.state) == ("pending", "changed as asked", "held")
    assert_said(answered, "waits for a moderator")


def test_a_reply_comes_back_into_a_thread_that_is_not_shown_only_for_who_sees_that():
    of = thread()
    item = reported(post=post(of))
    decision = decided(content.hide, item)
    of.posts.get(number=1).put("removed")

    assert_said(upheld(decision), "its thread is not shown")


def test_a_report_made_since_is_not_answered_by_an_appeal():
    item = reported()
    decision = decided(people.warn, item)

    upheld(decision, is_upheld=False)

    item = ReviewItem.objects.get(pk=item.pk)
    assert (item.status, item.because, item.reports.get().outcome) == ("pending", "reported", "")


def test_two_appeals_at_one_review_are_answered_one_after_the_other():
    item = waiting("published")
    decisions = [decided(people.warn, item), decided(content.hide, item)]
    made = [appeal(decision=one, by=one.about, words="No.") for one in decisions]
    for one in made:
        answer(
            appeal=one,
            by=moderator(),
            version=latest(item)["version"],
            is_upheld=True,
            words="We looked again.",
        )

    assert ReviewItem.objects.get(pk=item.pk).status == "approved"
    assert Post.objects.get(pk=item.post_id).state == "published"


def test_those_who_reported_are_told_that_the_decision_was_changed():
    flagger = member()
    item = reported(by=flagger)
    decision = decided(content.hide, item)
    assert item.reports.get().outcome == "upheld"

    upheld(decision)

    assert item.reports.get().outcome == "not upheld"
    text = Notice.objects.filter(user=flagger).latest("pk").text
    assert text.endswith("What came of it: kept as it is (after an appeal it was looked at again).")
    assert "We looked again." not in text


# Edits


def edited(item: ReviewItem, text: str = "They start late.") -> ReviewEvent:
    return decided(content.edit, item, text=text, note="Clearer")


def test_an_edit_is_put_back_with_its_title():
    item = waiting("published", is_opening=True, text="We start at nine.")
    title = item.post.thread.title
    decision = decided(content.edit, item, text="Late.", title="Start times", note="Clearer")

    answered = upheld(decision)

    kept = Post.objects.select_related("thread").get(pk=item.post_id)
    assert (kept.text, kept.thread.title) == ("We start at nine.", title)
    assert_said(answered, "The text reads as it did before.")


def test_an_edit_that_was_edited_since_stays():
    item = waiting("published", text="We start at nine.")
    decision = edited(item)
    edit_post(post=item.post, by=item.author, text="We start at ten.")

    answered = upheld(decision)

    assert Post.objects.get(pk=item.post_id).text == "We start at ten."
    assert_said(answered, "It has been changed again since")


def test_patient_data_is_not_put_back():
    item = waiting(because="patient data", text="NHS number 943 476 5919")
    decision = edited(item, "A patient waited long.")

    answered = upheld(decision)

    kept = Post.objects.get(pk=item.post_id)
    assert (kept.text, kept.state) == ("A patient waited long.", "published")
    assert_said(answered, "looks as if it held patient data")


def test_what_was_hidden_before_it_was_edited_is_hidden_again():
    item = waiting("hidden", text="Ann of ward 3 waited long.")
    decision = edited(item, "A patient waited long.")

    answered = upheld(decision)

    kept = Post.objects.get(pk=item.post_id)
    assert (kept.text, kept.state) == ("Ann of ward 3 waited long.", "hidden")
    assert ReviewItem.objects.get(pk=item.pk).status == "rejected"
    assert_said(answered, "is hidden again")


# Threads


def moved(item: ReviewItem, code: str) -> ReviewEvent:
    area = Area.objects.get(code=code)
    return decided(threads.move, item, area=area, measure="median-wait", function="")


def test_a_moved_thread_goes_back():
    wakefield = Area.objects.get(code="03R")
    item = thread_reported(area=wakefield, measure="within-18-weeks", treatment_function="C_110")

    answered = upheld(moved(item, "QWO"))

    back = Thread.objects.get(pk=item.thread_id)
    assert (back.area, back.measure, back.treatment_function) == (wakefield, "within-18-weeks", "C_110")
    assert_said(answered, "where it was before, and about the same again")


def test_a_thread_that_was_moved_again_stays_there():
    item = thread_reported()
    decision = moved(item, "QWO")
    moved(item, "03R")

    answered = upheld(decision)

    assert Thread.objects.get(pk=item.thread_id).area.code == "03R"
    assert_said(answered, "It was moved again since")


def test_a_lock_is_opened_unless_it_was_locked_again():
    item = thread_reported()
    first = decided(threads.lock, item)
    decided(threads.lock, item, is_locked=False)
    second = decided(threads.lock, item)

    assert_said(upheld(first), "It stays locked")
    assert Thread.objects.get(pk=item.thread_id).is_locked
    assert_said(upheld(second), "It takes replies again.")
    assert not Thread.objects.get(pk=item.thread_id).is_locked


def merged(item: ReviewItem, into: Thread) -> ReviewEvent:
    return decided(merging.merge, item, into=into)


def test_merged_threads_are_taken_apart_and_every_address_goes_on_working(client):
    item, into = thread_reported(), thread()
    left = item.thread
    first, second = left.posts.get(), post(left, text="Second of the first.")
    decision = merged(item, into)
    assert places(first, second) == [(into.pk, 2), (into.pk, 3)]
    since = reply(thread=into, by=trusted(member()), text="Since then.")

    answered = upheld(decision)

    assert places(first, second, since) == [(left.pk, 1), (left.pk, 2), (into.pk, 4)]
    assert_said(answered, "its posts at their old numbers")
    for each, replies in ((left, 1), (into, 1)):
        each.refresh_from_db()
        assert each.replies == replies
    assert not Merge.objects.exists()
    client.force_login(member())
    for address in (reverse("post", args=[left.pk, 2]), reverse("post", args=[into.pk, 3])):
        assert client.get(address).headers["Location"] == f"{left.get_absolute_url()}#post-2"
    assert client.get(left.get_absolute_url()).status_code == 200


def test_a_number_that_a_post_once_had_is_given_to_no_other():
    item, into = thread_reported(), thread()
    upheld(merged(item, into))

    made = reply(thread=into, by=trusted(member()), text="Since then.")

    assert made.number == 3  # 2 was the other thread's for a while


def test_while_threads_are_one_the_old_addresses_of_their_posts_lead_to_them(client):
    item, into = thread_reported(), thread()
    merged(item, into)

    client.force_login(member())
    answered = client.get(reverse("post", args=[item.thread_id, 1]))
    assert answered.headers["Location"] == f"{into.get_absolute_url()}#post-2"
    client.force_login(moderator())
    assert client.get(item.thread.get_absolute_url()).headers["Location"] == into.get_absolute_url()
    with pytest.raises(PostRefused, match="merged into another"):
        reply(thread=item.thread, by=trusted(member()), text="Hello?")


def test_an_old_address_shows_nobody_what_they_may_not_read(client):
    item, into = thread_reported(), thread()
    moved_on = item.thread.posts.get()
    merged(item, into)
    moved_on.refresh_from_db()
    moved_on.put("removed")

    client.force_login(member())

    assert client.get(reverse("post", args=[item.thread_id, 1])).status_code == 404


def test_threads_merged_in_turn_are_taken_apart_in_either_order():
    for order in ((0, 1), (1, 0)):
        one, two, three = thread_reported(), thread_reported(), thread()
        posts = [one.thread.posts.get(), two.thread.posts.get()]
        decisions = [merged(one, two.thread), merged(two, three)]

        for place in order:
            upheld(decisions[place])

        assert places(*posts) == [(one.thread_id, 1), (two.thread_id, 1)]
        assert not Merge.objects.exists()


def test_a_post_that_was_split_off_since_stays_and_that_is_said():
    item, into = thread_reported(), thread()
    first, second = item.thread.posts.get(), post(item.thread)
    decision = merged(item, into)
    decided(threads.split, reported(post=second), title="Something else")

    answered = upheld(decision)

    assert places(first) == [(item.thread_id, 1)]
    assert places(second)[0][0] not in (item.thread_id, into.pk)
    assert_said(answered, "Posts that were moved on since stay where they are: 1.")


def test_threads_whose_first_post_is_gone_stay_one_and_that_is_said():
    item, into = thread_reported(), thread()
    first, second = item.thread.posts.get(), post(item.thread)
    decision = merged(item, into)
    decided(threads.split, reported(post=first), title="Something else")

    answered = upheld(decision)

    assert places(second) == [(into.pk, 3)]
    assert_said(answered, "cannot be taken apart again")


def split(of: Thread) -> tuple[ReviewEvent, Post]:
    made = post(of, text="About knives.")
    return decided(threads.split, reported(post=made), title="Knives"), made


def test_what_was_split_off_is_joined_again_with_the_replies_to_it(client):
    of = thread()
    decision, knives = split(of)
    later = post(of, number=3, text="Back to theatres.")
    own = Thread.objects.get(title="Knives")
    answer_to_it = post(own, text="Which knives?")

    answered = upheld(decision)

    assert places(knives, later, answer_to_it) == [(of.pk, 2), (of.pk, 3), (of.pk, 4)]
    assert_said(answered, "It is back at its old place")
    client.force_login(member())
    assert client.get(own.get_absolute_url()).headers["Location"] == of.get_absolute_url()
    assert client.get(reverse("post", args=[own.pk, 2])).headers["Location"].endswith("#post-4")


@pytest.mark.parametrize(
    ("gone", "words"),
    [("removed", "cannot read the thread that it came from"), ("merged", "was merged into")],
)
def test_what_was_split_off_stays_where_its_thread_is_gone(gone, words):
    of = thread()
    decision, knives = split(of)
    if gone == "removed":
        of.posts.get(number=1).put("removed")
    else:
        merged(reported(thread=of), thread())

    answered = upheld(decision)

    assert places(knives) == [(Thread.objects.get(title="Knives").pk, 1)]
    assert_said(answered, words)


def test_every_old_place_belongs_to_one_post():
    item, into = thread_reported(), thread()
    upheld(merged(item, into))
    again = merged(item, into)
    upheld(again)

    kept = list(FormerPlace.objects.order_by("number").values_list("thread", "number"))
    assert kept == [(into.pk, 2), (into.pk, 3)]


# People


def test_a_warning_is_withdrawn_and_counts_no_more():
    item = reported()
    decision = decided(people.warn, item)
    assert history_of(item.author).warned == 1

    answered = upheld(decision)

    assert history_of(item.author).warned == 0
    assert_said(answered, "The warning is withdrawn")


@pytest.mark.parametrize("act", [people.silence, people.suspend])
def test_a_restriction_ends_early_and_another_does_not(act):
    item = reported()
    until = timezone.now() + timedelta(days=7)
    decision = decided(act, item, until=until)
    other = people.suspend if act == people.silence else people.silence
    decided(other, item, until=until)

    assert_said(upheld(decision), "It ends at once.")

    held = (is_silenced(item.author), is_suspended(item.author))
    assert held == (act != people.silence, act != people.suspend)


def test_a_restriction_that_ended_by_itself_is_said_to_have(time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    item = reported()
    decision = decided(people.silence, item, until=timezone.now() + timedelta(days=7))
    time_machine.shift(timedelta(days=8))

    assert_said(upheld(decision), "It had ended already.")


def test_a_name_that_was_taken_away_is_the_persons_again():
    item = reported(person=member(name="Best Consultant"))

    decision = decided(content.remove, item)
    item.person.refresh_from_db()
    assert (item.person.name, decision.facts) == ("", "Best Consultant")
    assert "Best Consultant" not in Notice.objects.get(user=item.person).text

    assert_said(upheld(decision), "The person has the name again")

    item.person.refresh_from_db()
    assert item.person.name == "Best Consultant"


def test_a_name_that_was_entered_since_or_taken_away_again_stays():
    item = reported(person=member(name="Best Consultant"))
    first = decided(content.remove, item)
    User.objects.filter(pk=item.person_id).update(name="Robin")
    assert_said(upheld(first), "Another name was entered since")
    assert User.objects.get(pk=item.person_id).name == "Robin"

    item = reported(person=member(name="Best Consultant"))
    first = decided(content.remove, item)
    User.objects.filter(pk=item.person_id).update(name="Best Surgeon")
    decided(content.remove, item)
    assert_said(upheld(first), "It stays away")
    assert User.objects.get(pk=item.person_id).name == ""


def test_a_name_that_was_taken_away_is_forgotten_with_the_account():
    item = reported(person=member(name="Best Consultant"))
    decision = decided(content.remove, item)

    close_account(user=item.person)

    kept = ReviewEvent.objects.get(pk=decision.pk)
    assert (kept.facts, kept.words, kept.erased_at is None) == ("", "", False)
    assert way_back(kept).words.startswith("The name may be used again")


# Pages


def test_a_moderator_reads_what_upholding_does_before_and_after(client):
    item, into = thread_reported(), thread()
    decision = merged(item, into)
    appeal(decision=decision, by=decision.about, words="It is another matter.")
    client.force_login(moderator())
    address = reverse("moderation-answer", args=[item.pk])
    words = "It is a thread of its own again"

    assert words in client.get(address).content.decode()
    sent = {"version": latest(item)["version"], "is_upheld": "yes", "words": "You are right."}
    assert words in client.post(address, sent, follow=True).content.decode()

    client.force_login(decision.about)
    assert words in client.get(reverse("moderation-mine")).content.decode()


def test_looking_at_the_way_back_changes_nothing():
    item, into = thread_reported(), thread()
    decision = merged(item, into)

    way_back(ReviewEvent.objects.get(pk=decision.pk))

    assert Merge.objects.get().into == into


def test_reports_of_a_patient_stay_first_however_much_is_reported():
    illegal = post(thread())
    for _ in range(3):
        report(by=moderator(), reason=Reason.ILLEGAL, post=illegal)
    held = waiting(because="patient data")

    assert ReviewItem.objects.waiting().most_pressing_first().first() == held
