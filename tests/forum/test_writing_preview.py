"""How a text will look, shown while somebody types it: as the button shows it, to who may write, and not too often."""

import uuid

import pytest
from django.urls import reverse

from forum.models import Draft, Post
from metrics.models import Area
from tests.factories import member, signed_in, thread
from tests.forum.test_silenced import silenced  # noqa: F401
from tests.published import MAY, publish

pytestmark = pytest.mark.django_db
EVERYTHING = (
    "**Late**, @Jane-Smith:{pk}.[^1]\n\n| Day |\n|---|\n| Monday |\n\n[^1]: #within-18-weeks <b>x</b>"
)


@pytest.fixture
def address() -> str:
    return reverse("writing-preview")


def test_it_is_what_the_button_shows_and_what_is_posted(address):
    publish(MAY)
    made, jane = thread(area=Area.objects.get(code="03R")), member(name="Jane Smith")
    client, text = signed_in(member()), EVERYTHING.format(pk=jane.pk)

    shown = client.post(address, {"text": text, "thread": made.pk}).text.strip()

    by_button = client.post(
        reverse("reply", args=[made.pk]), {"text": text, "key": uuid.uuid4(), "preview": "yes"}
    )
    assert f'<div class="app-post__text">{shown}' in by_button.text
    assert "Wakefield" in shown
    assert f'<a href="/people/{jane.pk}/">@Jane Smith</a>' in shown
    assert "&lt;b&gt;" in shown
    assert "<html" not in shown


@pytest.mark.parametrize(
    ("named", "shown"),
    [("03R", "Wakefield"), ("Wakefield", "Wakefield"), ("", "England"), ("Nowhere", "England")],
)
def test_of_a_new_thread_it_is_of_the_area_that_is_chosen(address, named, shown):
    publish(MAY)

    said = signed_in(member()).post(address, {"text": "#within-18-weeks", "area": named}).text

    assert f"Waiting 18 weeks or less, {shown}" in said.replace("NHS ", "")


def test_the_button_shows_a_new_thread_as_it_will_be_posted(address):
    publish(MAY)
    client, key = signed_in(member()), str(uuid.uuid4())
    sent = {"title": "T", "text": "#within-18-weeks", "area": "03R", "key": key}

    looked_at = client.post(reverse("start-thread"), sent | {"preview": "yes"}).context["preview"]
    posted = client.post(reverse("start-thread"), sent, follow=True).text

    assert "Wakefield" in looked_at
    assert looked_at in posted
    assert client.post(address, sent).text.strip() == looked_at.strip()


def test_of_a_question_it_is_of_the_area_that_is_asked():
    publish(MAY)
    sent = {"title": "T", "text": "#within-18-weeks", "key": str(uuid.uuid4()), "preview": "yes"}

    shown = signed_in(member()).post(reverse("ask-area", args=["15F"]), sent)

    assert "Leeds" in shown.context["preview"]
    assert 'data-area="15F"' in shown.text


def test_nothing_of_it_is_kept(address):
    client = signed_in(member())
    client.post(address, {"text": "Her NHS number is 943 476 5919."})

    assert not Draft.objects.exists()
    assert not Post.objects.exists()


@pytest.mark.parametrize("text", ["", "  \n "], ids=["nothing", "spaces"])
def test_of_an_empty_text_there_is_none(address, text):
    shown = signed_in(member()).post(address, {"text": text})

    assert (shown.status_code, shown.text.strip()) == (200, "")


@pytest.mark.parametrize(
    ("text", "says"),
    [("x" * 20_001, "Your text must be 20,000 characters or fewer."), ("a\0b", "Null characters")],
    ids=["too long", "what no database keeps"],
)
def test_why_there_is_none_is_said(address, text, says):
    assert says in signed_in(member()).post(address, {"text": text}).text


@pytest.mark.parametrize(
    "number", ["x", "9" * 30, "٣", "999999"], ids=["word", "huge", "other digits", "none"]
)
def test_a_thread_that_is_none_has_no_area(address, number):
    shown = signed_in(member()).post(address, {"text": "**Late**", "thread": number})

    assert shown.text.strip() == "<p><strong>Late</strong></p>"


def test_the_area_of_a_thread_that_somebody_may_not_read_is_not_told(address):
    publish(MAY)
    made = thread(area=Area.objects.get(code="03R"), state="held", held_because="first posts")

    shown = signed_in(member()).post(address, {"text": "#within-18-weeks", "thread": made.pk})

    assert "Wakefield" not in shown.text


def test_who_may_not_write_is_shown_none(address, silenced):  # noqa: F811
    assert signed_in(silenced).post(address, {"text": "x"}).status_code == 403


def test_each_person_looks_sixty_times_a_minute(address):
    client, other = signed_in(member()), signed_in(member())

    answers = [client.post(address, {"text": "x"}).status_code for _ in range(61)]

    assert answers == [200] * 60 + [429]
    assert other.post(address, {"text": "x"}).status_code == 200
