"""Why new posts wait for a moderator: watched words, haste, domains that are approved no longer, files."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions.domains import remove_domain
from accounts.models import EmailDomain, User
from forum.actions.discussions import edit_post, reply, start_thread
from forum.actions.holding import MOST_AT_ONCE, watched_words_in
from forum.actions.moderation import content
from forum.actions.watching import NoWord, WatchedAlready, unwatch, watch
from forum.models import Post, ReviewEvent, ReviewItem, Thread, WatchedWord
from safety.models import AuditEntry
from tests.factories import administrator, member, moderator, person, post, thread, trusted
from tests.forum.reviewed import WHY, latest, opened

pytestmark = pytest.mark.django_db


def watching(*words: str) -> None:
    for each in words:
        watch(words=each, by=moderator())


def well_known() -> User:
    """Return a member with ten approved posts."""
    author = trusted(member())
    for _ in range(7):
        post(author.threads.get(), author)
    author.posts.update(created_at=timezone.now() - timedelta(days=1))
    return author


def assert_held(made: Post, because: str) -> None:
    """It waits, nobody else reads it, and why is kept where moderators look."""
    made = Post.objects.get(pk=made.pk)
    assert (made.state, made.held_because) == ("held", because)
    assert not Post.objects.visible_to(member()).filter(pk=made.pk).exists()
    item = ReviewItem.objects.get(post=made)
    assert (item.because, item.events.get(act="opened").facts) == (because, because)
    assert AuditEntry.objects.get(act="hold", about=f"post:{made.pk}").reason == because


# Watched words


def test_a_new_post_with_a_watched_word_waits_whoever_wrote_it():
    watching("knives")
    author = well_known()

    assert_held(start_thread(by=author, title="Sharp KNIVES", text="Ours.").posts.get(), "watched word")
    assert_held(reply(thread=thread(), by=author, text="Buy knives!"), "watched word")
    assert reply(thread=thread(), by=author, text="Penknives.").state == "published"


@pytest.mark.parametrize(
    "text",
    [
        "knives",
        "Buy our KNIVES, now.",
        "**kni**ves",
        "ｋｎｉｖｅｓ",
        "kni\u00adves and kni\u200bves",
        "&#107;nives",
        "Acme\n  Health",
        "acme   HEALTH",
    ],
)
def test_a_watched_word_is_found_however_it_is_written(text):
    watching("Knives", "acme health")

    assert watched_words_in(text)


@pytest.mark.parametrize("text", ["penknives", "knives2", "acmehealth", "Acme: health", "", "A knife"])
def test_only_whole_words_are_found(text):
    watching("Knives", "acme health")

    assert not watched_words_in(text)


def test_a_word_of_signs_is_looked_for_as_it_is():
    watching("c++ (new)", "#ad")

    assert watched_words_in("Our C++ (new) tool") == {"c++ (new)"}
    assert watched_words_in("It is an #ad.") == {"#ad"}
    assert not watched_words_in("#adder, ccc new")


def test_a_watched_word_that_an_edit_brings_in_waits_and_one_that_was_approved_does_not():
    watching("knives")
    author = well_known()
    made = reply(thread=thread(), by=author, text="We start late.")
    edit_post(post=made, by=author, text="We start late with our knives.")
    assert_held(made, "watched word")
    content.keep(**latest(ReviewItem.objects.get()), by=moderator(), why=WHY)

    edited = edit_post(post=made, by=author, text="We start early with our knives.")

    assert edited.state == "published"


def test_what_moderators_write_waits_for_no_word():
    watching("knives")

    assert reply(thread=thread(), by=moderator(), text="No knives, please.").state == "published"


def test_a_watched_word_is_kept_once_in_one_form():
    watch(words="  Acme \n HEALTH ", by=moderator())

    assert WatchedWord.objects.get().words == "acme health"
    with pytest.raises(WatchedAlready, match="“acme health” is watched for already"):
        watch(words="ACME health", by=moderator())
    for words in ("", " \u200b ", "…"):
        with pytest.raises(NoWord):
            watch(words=words, by=moderator())
    with pytest.raises(IntegrityError, match="watched_word_is_a_word"), transaction.atomic():
        WatchedWord.objects.create(words="")


def test_words_are_added_and_removed_on_pages_with_a_row_in_the_log(client):
    ann = moderator()
    client.force_login(ann)
    client.post(reverse("watched-words"), {"words": "Knives"})
    word = WatchedWord.objects.get()
    entry = AuditEntry.objects.latest("number")
    assert (entry.act, entry.by, entry.about) == ("watch word", ann.pk, f"watchedword:{word.pk}")
    assert "already" in client.post(reverse("watched-words"), {"words": "knives"}).content.decode()

    address = reverse("unwatch-word", args=[word.pk])
    assert "Enter" in client.post(address, {"reason": ""}).content.decode()
    client.post(address, {"reason": "Nobody sells them."})

    assert not WatchedWord.objects.exists()
    entry = AuditEntry.objects.latest("number")
    assert (entry.act, entry.reason) == ("unwatch word", "Nobody sells them.")
    assert watched_words_in("knives") == set()


def test_removing_a_word_twice_is_written_down_once():
    word = watch(words="knives", by=moderator())
    gone = WatchedWord.objects.get()
    unwatch(word=word, by=moderator(), reason="No")
    unwatch(word=gone, by=moderator(), reason="No")

    assert AuditEntry.objects.filter(act="unwatch word").count() == 1


def test_members_do_not_see_which_words_are_watched(client):
    watching("knives")
    for who in (person(), member()):
        client.force_login(who)
        assert client.get(reverse("watched-words")).status_code == 403
        assert client.post(reverse("watched-words"), {"words": "forks"}).status_code == 403


def test_moderators_see_for_which_word_something_waits(client):
    watching("knives", "forks")
    made = reply(thread=thread(), by=well_known(), text="Buy knives!")
    client.force_login(moderator())

    page = client.get(made.review.get_absolute_url()).content.decode()

    assert "Watched words in it: <strong>knives</strong>." in page


# Haste


def test_much_in_a_short_time_of_somebody_little_known_waits(time_machine):
    time_machine.move_to(timezone.now(), tick=False)
    author, of = trusted(member()), thread()
    for number in range(MOST_AT_ONCE):
        assert reply(thread=of, by=author, text=f"Hello {number}").state == "published"

    assert_held(reply(thread=of, by=author, text="Hello"), "too fast")
    time_machine.shift(timedelta(minutes=10))
    assert reply(thread=of, by=author, text="Hello").state == "published"


def states_of_replies(of: Thread, by: User) -> set[str]:
    return {reply(thread=of, by=by, text=f"Hello {number}").state for number in range(MOST_AT_ONCE + 1)}


def test_those_who_are_well_known_may_be_quick():
    author, of = well_known(), thread()

    assert states_of_replies(of, author) == {"published"}


def test_moderators_may_be_quick():
    by, of = moderator(), thread()

    assert states_of_replies(of, by) == {"published"}


# Domains


def test_posts_from_a_domain_that_is_approved_no_longer_wait():
    author = well_known()
    assert reply(thread=thread(), by=author, text="Hello").state == "published"

    remove_domain(domain=EmailDomain.objects.get(domain="nhs.uk"), by=administrator(), reason="Closed")

    assert_held(reply(thread=thread(), by=author, text="Hello"), "outside the approved domains")
    assert reply(thread=thread(), by=moderator(), text="Hello").state == "published"


# Whatever it waits for


def test_patient_data_comes_before_every_other_reason():
    watching("knives")
    text = "NHS number 943 476 5919 and knives"

    assert_held(reply(thread=thread(), by=member(), text=text), "patient data")


@pytest.mark.parametrize(
    "because", ["watched word", "too fast", "outside the approved domains", "attachment", "first posts"]
)
def test_its_author_reads_why_it_waits_and_the_queue_finds_it(client, because):
    made = post(thread(), state="held", held_because=because)
    item = opened(made, because)
    client.force_login(made.author)
    page = client.get(made.thread.get_absolute_url()).content.decode()
    assert "Held: only its author and moderators see it." in page
    assert f"Why: {because}" not in page

    client.force_login(moderator())
    found = client.get(reverse("moderation"), {"because": because}).content.decode()
    assert item.get_absolute_url() in found
    assert ReviewEvent.objects.filter(act="opened").latest("pk").facts == because
