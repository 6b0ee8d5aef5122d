"""What somebody sends after their session ended is shown to them, to copy, and kept nowhere."""

import re
from html import unescape

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.signing_in.typed import typed_in
from forum.models import Post
from tests.environment import ROOT
from tests.factories import member, signed_in, thread, verified

pytestmark = pytest.mark.django_db
TYPED = "We start </textarea> late.\nDo you?"
FORM = re.compile(r"<form\b[^>]*method=\"post\".*?</form>", re.DOTALL)
WITH_TEXT = re.compile(r"components/field\.html|moderation/fields\.html|<textarea")


def ended(user: User) -> Client:
    client = signed_in(user)
    session = client.session
    session["last_seen_at"] = 0
    session.save()
    return client


def shown(page: str) -> list[str]:
    """Return the texts to copy, as a browser reads them."""
    found = re.findall(r"<textarea[^>]*readonly>\n(.*?)</textarea>", page, re.DOTALL)
    return [unescape(text) for text in found]


def test_a_reply_after_the_session_ended_is_shown_and_not_saved():
    made = thread()
    address = reverse("reply", args=[made.pk])

    answer = ended(member()).post(address, {"text": TYPED, "key": "5f2c1c1e-1d53-4f6c-9a53-0c4f7d0a8f11"})

    page = answer.content.decode()
    assert answer.status_code == 403
    assert shown(page) == [TYPED]
    assert f'href="{reverse("sign-in")}?next={address}"' in page
    assert "You were signed out because you were away for a while" in page
    assert "no-store" in answer["Cache-Control"]
    assert made.posts.count() == 1


def test_it_is_kept_nowhere_on_the_server():
    made, before = thread(), Post.objects.count()
    client = ended(member())

    client.post(reverse("reply", args=[made.pk]), {"text": TYPED})

    assert Post.objects.count() == before
    assert all("late" not in str(row.get_decoded()) for row in Session.objects.all())
    assert "late" not in str(client.cookies)


def test_each_form_with_text_is_answered_so(client):
    """Those of other rooms too: what asks people to sign in is the same for all."""
    for address, sent in {
        reverse("start-thread"): {"title": "Late starts", "text": TYPED},
        reverse("membership"): {"area": "03R", "note": TYPED},
        reverse("report-thread", args=[thread().pk]): {"reason": "spam", "words": TYPED},
        reverse("moderation-decide", args=[1, "hide"]): {"version": "1", "private_note": TYPED},
    }.items():
        assert shown(client.post(address, sent).content.decode())[-1] == TYPED, address


def test_who_sent_nothing_but_choices_is_led_to_sign_in(client):
    address = reverse("moderation-claim", args=[1])

    assert client.post(address, {"give-back": "yes"})["Location"] == f"{reverse('sign-in')}?next={address}"


def test_no_secret_is_shown():
    client = ended(verified(password="walnut harbour pencil"))

    answer = client.post(
        reverse("account_change_password"),
        {"oldpassword": "walnut harbour pencil", "password1": "kettle orchard violin"},
    )

    assert answer.status_code == 302
    assert "kettle" not in answer.content.decode()


def test_what_was_only_chosen_is_no_text(rf):
    sent = {
        "csrfmiddlewaretoken": "a b",
        "password1": "a b",
        "key": "5f2c1c1e-1d53-4f6c-9a53-0c4f7d0a8f11",
        "measure": "within-18-weeks",
        "set-reason": "A new theatre.",
        "private_note": "Third time",
    }

    typed = typed_in(rf.post("/", sent).POST)

    assert typed == [("Reason", "A new theatre."), ("Private note", "Third time")]


@pytest.mark.parametrize("room", ["forum", "accounts", "metrics", "safety"])
def test_every_form_with_text_keeps_it_in_the_browser(room):
    forgotten = [
        f"{path.relative_to(ROOT)}: {form.partition('>')[0]}>"
        for path in sorted((ROOT / "templates" / room).rglob("*.html"))
        for form in FORM.findall(path.read_text())
        if WITH_TEXT.search(form) and "data-keep-text" not in form.partition(">")[0]
    ]

    assert forgotten == []
