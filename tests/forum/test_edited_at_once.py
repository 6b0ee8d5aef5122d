"""A post that two people change at once: the second is shown both, and nothing of either is lost."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from forum.actions.clashes import ChangedMeanwhile, version_of
from forum.actions.discussions import edit_post
from forum.actions.reporting import report
from forum.models import Post, Reason
from forum.models.reasons import FITTING
from tests.at_once import at_once
from tests.factories import member, moderator, post, signed_in, thread, trusted

pytestmark = pytest.mark.django_db
NOTE = "Less blame"
OPENED = {"version": "1", "title": "Theatre start times"}


@pytest.fixture
def author():
    return trusted(member(name="Ann Author"))


@pytest.fixture
def opening(author) -> Post:
    return thread(author, text="Theatre staff start late.").posts.get()


def edited_by_a_moderator(written: Post, text: str = "The list starts late.", **more) -> Post:
    return edit_post(post=written, by=moderator(name="Mo Moderator"), text=text, note=NOTE, **more)


def send(author, written: Post, **fields):
    return signed_in(author).post(reverse("post-edit", args=[written.pk]), fields)


def now(written: Post) -> tuple[str, str]:
    found = Post.objects.select_related("thread").get(pk=written.pk)
    return found.thread.title, found.text


def hidden_fields(page: str) -> dict[str, str]:
    """Return what a page's form sends along."""
    found = re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page)
    return {name: value for name, value in found if name != "csrfmiddlewaretoken"}


# What is saved


def test_what_was_changed_since_is_not_undone(author, opening):
    edited_by_a_moderator(opening)

    with pytest.raises(ChangedMeanwhile) as changed:
        edit_post(post=opening, by=author, text="Theatre staff start late. Always.", began=1)

    (clash,) = changed.value.clashes
    assert (clash.name, clash.saved) == ("text", "The list starts late.")
    assert clash.typed == "Theatre staff start late. Always."
    assert now(opening) == ("Theatre start times", "The list starts late.")


def test_what_only_one_of_both_changed_is_kept(author, opening):
    edited_by_a_moderator(opening)

    edit_post(post=opening, by=author, text=opening.text, title="Late starts", began=1)

    assert now(opening) == ("Late starts", "The list starts late.")


def test_what_both_made_alike_is_no_clash(author, opening):
    edited_by_a_moderator(opening)

    edit_post(post=opening, by=author, text="The list starts late.", began=1)

    assert now(opening)[1] == "The list starts late."


def test_an_edit_of_the_newest_version_is_saved(author, opening):
    edited = edited_by_a_moderator(opening)

    edit_post(post=opening, by=author, text="We start late.", began=version_of(edited))

    assert now(opening)[1] == "We start late."


def test_files_that_came_meanwhile_are_no_clash(author, opening):
    edited = edit_post(post=opening, by=author, text="Second")
    edited.revisions.create(
        number=3, title="Theatre start times", text="Second", by=author, at=edited.created_at
    )

    edit_post(post=opening, by=author, text="Third", began=2)

    assert now(opening)[1] == "Third"


def test_a_version_that_never_was_undoes_nothing(author, opening):
    edited_by_a_moderator(opening)

    with pytest.raises(ChangedMeanwhile):
        edit_post(post=opening, by=author, text="Theatre staff", began=99)


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite writes one at a time anyway")
def test_of_two_edits_at_the_same_time_one_is_asked(author, opening):
    answers = at_once(
        *(lambda text=text: edit_post(post=opening, by=author, text=text, began=1) for text in ("One", "Two"))
    )

    (told,) = [one for one in answers if isinstance(one, ChangedMeanwhile)]
    (saved,) = [one for one in answers if isinstance(one, Post)]
    assert told.clashes[0].saved == saved.text == now(opening)[1]
    assert {told.clashes[0].typed, saved.text} == {"One", "Two"}


# The pages


def test_an_old_window_is_shown_both_texts_and_the_moderators_reason(author, opening):
    edited_by_a_moderator(opening)

    answered = send(author, opening, text="Theatre staff often start late.", **OPENED)
    page = answered.content.decode()

    assert answered.status_code == 409
    assert "This was changed while you wrote" in page
    assert "Mo Moderator saved it on" in page
    assert f"“{NOTE}”" in page
    assert "The list" in page
    assert hidden_fields(page)["text"] == "Theatre staff often start late."
    assert now(opening)[1] == "The list starts late."


@pytest.mark.parametrize(
    ("choice", "expected"),
    [("saved", "The list starts late."), ("typed", "Theatre staff often start late.")],
)
def test_what_is_chosen_is_kept(author, opening, choice, expected):
    edited_by_a_moderator(opening)
    page = send(author, opening, text="Theatre staff often start late.", **OPENED).content.decode()

    answered = send(author, opening, **hidden_fields(page), **{"choose-text": choice})

    assert answered.status_code == 302
    assert now(opening) == ("Theatre start times", expected)


def test_both_texts_are_given_back_to_make_one_of_them(author, opening):
    edited_by_a_moderator(opening)
    page = send(author, opening, text="Theatre staff often start late.", **OPENED).content.decode()

    page = send(author, opening, **hidden_fields(page), **{"choose-text": "both"}).content.decode()

    assert "The list starts late.\n\nTheatre staff often start late.</textarea>" in page
    assert "Make one of them, then save it." in page
    assert now(opening)[1] == "The list starts late."
    send(author, opening, text="We often start late.", title="Theatre start times", version="2")
    assert now(opening)[1] == "We often start late."


def test_nothing_chosen_is_asked_again(author, opening):
    edited_by_a_moderator(opening)
    page = send(author, opening, text="Theatre staff often start late.", **OPENED).content.decode()

    answered = send(author, opening, **hidden_fields(page))
    page = answered.content.decode()

    assert answered.status_code == 409
    assert "Choose what to keep of “Text”." in page
    assert hidden_fields(page)["text"] == "Theatre staff often start late."
    assert now(opening)[1] == "The list starts late."


def test_what_is_changed_again_while_one_chooses_is_asked_again(author, opening):
    edited_by_a_moderator(opening)
    page = send(author, opening, text="Theatre staff often start late.", **OPENED).content.decode()
    edited_by_a_moderator(opening, text="Somebody starts late.")

    answered = send(author, opening, **hidden_fields(page), **{"choose-text": "typed"})

    assert answered.status_code == 409
    assert "Somebody" in answered.content.decode()
    assert now(opening)[1] == "Somebody starts late."


def test_two_titles_are_chosen_from_too(author, opening):
    edited_by_a_moderator(opening, text=opening.text, title="Start times")

    page = send(author, opening, text=opening.text, title="Theatre staff", version="1").content.decode()
    send(author, opening, **hidden_fields(page), **{"choose-title": "saved"})

    assert now(opening) == ("Start times", "Theatre staff start late.")


def test_a_form_without_its_version_undoes_nothing(author, opening):
    edited_by_a_moderator(opening)

    answered = send(author, opening, text="Theatre staff", title="Theatre start times")

    assert answered.status_code == 409
    assert now(opening)[1] == "The list starts late."


def test_the_form_sends_the_version_that_it_shows_along(author, opening):
    client: Client = signed_in(author)
    address = reverse("post-edit", args=[opening.pk])
    assert 'name="version" value="1"' in client.get(address).content.decode()

    edited_by_a_moderator(opening)

    assert 'name="version" value="2"' in client.get(address).content.decode()


@pytest.mark.parametrize("version", ["two", "-1"])
def test_a_version_that_is_none_is_refused_and_the_text_kept(author, opening, version):
    page = send(author, opening, text="Typed", title="Theatre start times", version=version).content.decode()

    assert "This form cannot be sent" in page
    assert "Typed</textarea>" in page


def test_ones_own_other_window_is_called_so(author):
    written = post(thread(), author, text="One")
    edit_post(post=written, by=author, text="Two")

    assert "You saved it on" in send(author, written, text="Three", version="1").content.decode()


# Moderators


def test_what_its_author_changed_meanwhile_is_not_undone_by_a_moderator_either(author, opening):
    item = report(by=member(), reason=Reason.SPAM, post=opening).item
    browser, address = signed_in(moderator()), reverse("moderation-decide", args=[item.pk, "edit"])
    sent = hidden_fields(browser.get(address).text)
    edit_post(post=opening, by=author, text="Our list starts late.")
    typed = {"title": "Theatre start times", "text": "Some lists start late.", "note": NOTE}
    typed |= {"reason": FITTING["edit"][0]}

    answered = browser.post(address, sent | typed)

    assert answered.status_code == 409
    assert "Something has changed since you opened this page" in answered.text
    assert "Our list starts late." in answered.text
    assert "Some lists start late.</textarea>" in answered.text
    assert now(opening)[1] == "Our list starts late."
    assert browser.post(address, hidden_fields(answered.text) | typed).status_code == 302
    assert now(opening)[1] == "Some lists start late."
