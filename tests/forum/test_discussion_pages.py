"""The pages of the forum: what members read and do there, and what everybody else is answered."""

import re
import uuid

import pytest
from django.urls import reverse

from accounts.actions.leads import appoint_lead
from accounts.models import Restriction
from forum.actions.discussions import edit_post
from forum.models import Post, Thread
from metrics.models import Area
from tests.factories import member, moderator, person, post, thread, trusted, verified
from tests.forum.pages import text
from tests.places import area
from tests.published import MAY, publish

pytestmark = pytest.mark.django_db
NHS_NUMBER = "943 476 5919"
STARTED = {"title": "Late starts", "text": "Do you start late too?"}


def sent(**fields) -> dict:
    return {"key": uuid.uuid4()} | fields


def pages_of(made: Thread) -> list[str]:
    opening = made.posts.get(number=1)
    return [
        made.get_absolute_url(),
        reverse("reply", args=[made.pk]),
        reverse("post", args=[made.pk, 1]),
        reverse("post-edit", args=[opening.pk]),
        reverse("post-revisions", args=[opening.pk]),
    ]


# Who is let in


def test_visitors_are_asked_to_sign_in_and_are_told_nothing(client):
    made = thread()
    nowhere = [re.sub(r"\d+(?=[-/])", "999999999", page) for page in pages_of(made)]

    assert client.get("/forum/").headers["Location"] == f"{reverse('sign-in')}?next=/forum/"
    assert client.get("/forum/start/").status_code == 302
    for page in [*pages_of(made), *nowhere]:
        assert client.get(page).headers["Location"] == f"{reverse('sign-in')}?next={page}"
    assert client.post(reverse("reply", args=[made.pk]), sent(text="Hello")).status_code == 302
    assert made.posts.count() == 1


def test_who_signs_in_comes_to_the_thread_they_asked_for(client):
    made = thread()
    member(email="ann@nhs.net", password="kettle orchard violin")
    asked = client.get(made.get_absolute_url()).headers["Location"]

    led = client.post(asked, {"login": "ann@nhs.net", "password": "kettle orchard violin"})

    assert led.headers["Location"] == made.get_absolute_url()


@pytest.mark.parametrize("someone", [person, verified])
def test_people_who_are_no_members_are_told_so_and_find_no_thread(client, someone):
    made = thread()
    client.force_login(someone())

    assert "The forum is for members" in text(client, "/forum/", 403)
    assert text(client, "/forum/start/", 403)
    assert {client.get(page).status_code for page in pages_of(made)} == {404}


def test_members_read_and_reply_but_edit_and_compare_their_own_alone(client):
    made = thread()
    client.force_login(member())

    read, reply, permanent, edit, revisions = (client.get(page).status_code for page in pages_of(made))

    assert (read, reply, permanent, edit, revisions) == (200, 200, 302, 403, 404)


def test_a_lead_compares_what_is_about_the_board_and_its_parts(client):
    lead = member("QWO")
    appoint_lead(user=lead, area=Area.objects.get(code="QWO"))
    client.force_login(lead)
    about_ours, elsewhere = thread(area=area("03R")), thread()

    assert client.get(pages_of(about_ours)[-1]).status_code == 200
    assert client.get(pages_of(elsewhere)[-1]).status_code == 404


def test_a_lead_does_not_see_a_version_that_was_held(client):
    lead, author = member("QWO"), trusted(member())
    appoint_lead(user=lead, area=Area.objects.get(code="QWO"))
    made = thread(author, area=area("03R")).posts.get()
    edit_post(post=made, by=author, text=f"About {NHS_NUMBER}")
    edit_post(post=made, by=author, text="About nobody")
    address = reverse("post-revisions", args=[made.pk])

    client.force_login(lead)
    assert NHS_NUMBER not in text(client, address) + text(client, f"{address}?from=2&to=3")
    client.force_login(author)
    assert NHS_NUMBER in text(client, f"{address}?from=1&to=2")


@pytest.mark.parametrize("state", ["held", "hidden", "returned", "removed"])
def test_what_is_not_published_is_on_no_page_of_others(client, state):
    publish(MAY)
    author = member()
    secret = thread(
        author,
        title="Secret title",
        text="Secret text",
        area=area("03R"),
        measure="median-wait",
        state=state,
        held_because="first posts",
    )
    seen = thread(area=area("03R"), measure="median-wait", title="Seen title")
    post(seen, author, text="Secret text", state=state, held_because="first posts")
    client.force_login(member())

    lists = ["/forum/", "/areas/03R/", "/areas/QWO/", "/areas/03R/measures/median-wait/"]
    for address in [*lists, seen.get_absolute_url()]:
        page = text(client, address)
        assert "Seen title" in page
        assert "Secret" not in page
        assert "1 reply" not in page
    assert {client.get(page).status_code for page in pages_of(secret)} == {404}


def test_staff_see_what_is_held(client):
    made = thread(state="held", held_because="first posts")
    client.force_login(moderator())

    assert "Held: only its author and moderators see it." in text(client, made.get_absolute_url())


def test_silenced_members_read_but_do_not_write(client):
    silenced = member()
    Restriction.objects.create(user=silenced, kind=Restriction.Kind.SILENCE, reason="Shouting")
    made = thread(silenced)
    client.force_login(silenced)

    page = text(client, made.get_absolute_url())

    assert "Post your reply" not in page
    assert client.post(reverse("reply", args=[made.pk]), sent(text="Hello")).status_code == 403
    assert client.post("/forum/start/", sent(**STARTED)).status_code == 403
    edit = reverse("post-edit", args=[made.posts.get().pk])
    assert client.post(edit, {"title": "New", "text": "New"}).status_code == 403
    assert Post.objects.count() == 1


# Writing


def test_a_member_starts_a_thread_about_a_measure_of_an_area(client):
    author = trusted(member())
    client.force_login(author)
    form = text(client, "/forum/start/?area=03R&measure=median-wait&function=C_110")
    assert 'value="Wakefield (03R)"' in form
    assert '<option value="median-wait" selected>' in form

    response = client.post(
        "/forum/start/",
        sent(**STARTED, area="Wakefield (03R)", measure="median-wait", function="C_110"),
        follow=True,
    )

    made = Thread.objects.get(title="Late starts")
    assert response.redirect_chain == [(f"{made.get_absolute_url()}#post-1", 302)]
    assert (made.area.code, made.measure, made.treatment_function) == ("03R", "median-wait", "C_110")
    assert "/areas/03R/measures/median-wait/?function=C_110" in response.content.decode()


@pytest.mark.parametrize(
    ("area", "words"),
    [
        ("Nowhere", "No area is called “Nowhere”"),
        ("Yorkshire", "“Yorkshire” may be "),
    ],
)
def test_an_area_that_is_none_or_several_is_asked_for_again(client, area, words):
    client.force_login(member())

    page = client.post("/forum/start/", sent(**STARTED, area=area)).content.decode()

    assert words in page
    assert "Do you start late too?" in page
    assert not Thread.objects.exists()


def test_the_same_form_sent_twice_leads_to_the_same_thread(client):
    client.force_login(member())
    form = sent(**STARTED)

    first, again = (client.post("/forum/start/", form) for _ in range(2))

    assert first.headers["Location"] == again.headers["Location"]
    assert Thread.objects.count() == 1


def test_what_is_too_long_comes_back_whole_with_how_long_it_is(client):
    client.force_login(trusted(member()))
    assert "maxlength" not in text(client, "/forum/start/")
    title, words = "Late " * 40, "We start late.\r\n" * 1500

    page = client.post("/forum/start/", sent(title=title, text=words)).content.decode()

    assert "The title must be 150 characters or fewer. It has 199." in page
    assert "Your text must be 20,000 characters or fewer. It has 22,499." in page
    assert f'value="{title}"' in page
    assert page.count("We start late.") == 1500


@pytest.mark.parametrize("key", ["", "none"])
def test_a_form_without_its_key_is_refused_in_words(client, key):
    client.force_login(member())

    page = client.post("/forum/start/", STARTED | {"key": key}).content.decode()

    assert "This form cannot be sent" in page


def test_a_preview_posts_nothing_and_keeps_what_was_typed(client):
    client.force_login(member())
    made = thread()

    page = client.post(
        reverse("reply", args=[made.pk]), sent(text="Looks **good**", preview="yes")
    ).content.decode()

    assert "Preview: not posted yet" in page
    assert "Looks <strong>good</strong>" in page
    assert "Looks **good**</textarea>" in page
    assert made.posts.count() == 1


def test_patient_data_is_kept_for_its_author_who_is_told_what_was_found(client):
    author, made = trusted(member()), thread()
    client.force_login(author)

    page = client.post(
        reverse("reply", args=[made.pk]), sent(text=f"It was {NHS_NUMBER}, phone 07700 900123."), follow=True
    ).content.decode()

    assert f"an NHS number: “{NHS_NUMBER}”" in page
    assert "a mobile phone number: “07700 900123”" in page
    client.force_login(moderator())
    assert f"an NHS number: “{NHS_NUMBER}”" not in text(client, made.get_absolute_url())


def test_what_may_be_harmless_asks_for_a_tick(client):
    client.force_login(trusted(member()))
    reply = reverse("reply", args=[thread().pk])
    form = sent(text="Our clinic is at WF1 4DG.")

    asked = client.post(reply, form).content.decode()
    assert "I have checked: this is not about a patient" in asked
    assert client.post(reply, form | {"confirmed": "on"}).status_code == 302


def test_what_is_written_is_shown_as_markdown_and_never_acts(client):
    client.force_login(member())
    made = thread(text="**Bold** <script>alert(1)</script> [here](javascript:alert(1))")

    page = text(client, made.get_absolute_url())

    assert "<strong>Bold</strong> &lt;script&gt;" in page
    assert 'href="javascript' not in page


def test_a_locked_thread_says_so_and_keeps_what_was_typed(client):
    client.force_login(member())
    made = thread(is_locked=True)
    assert "Post your reply" not in text(client, made.get_absolute_url())

    page = client.post(reverse("reply", args=[made.pk]), sent(text="Too late")).content.decode()

    assert "is locked: it takes no more replies" in page
    assert "Too late</textarea>" in page


def test_an_author_edits_a_post_and_its_title(client):
    author = trusted(member(name="Ann Author"))
    made = thread(author)
    client.force_login(author)

    page = client.post(
        reverse("post-edit", args=[made.posts.get().pk]),
        {"title": "New title", "text": "New text"},
        follow=True,
    ).content.decode()

    assert "Your change is saved." in page
    assert "New title" in page


def test_a_new_member_is_told_that_a_change_waits_for_a_moderator(client):
    author = member()
    made = thread(author).posts.get()
    client.force_login(author)
    address = reverse("post-edit", args=[made.pk])
    assert "You are new here" in text(client, address)

    page = client.post(address, {"title": "New title", "text": "New text"}, follow=True).content.decode()

    assert "A moderator reads it before others see it" in page
    assert "You are new here" not in text(client, address)
    client.force_login(trusted(author))
    made.put("published")
    assert "You are new here" not in text(client, address)


def test_a_version_is_compared_and_put_back(client):
    author = trusted(member())
    made = thread(author).posts.get()
    edit_post(post=made, by=author, text="We start early.")
    client.force_login(author)
    revisions = reverse("post-revisions", args=[made.pk])

    page = text(client, revisions)
    assert "</span>late<span" in page
    assert "</span>early<span" in page
    page = client.post(revisions, {"version": 1}, follow=True).content.decode()

    assert "Version 1 is put back: it is the newest version now." in page
    made.refresh_from_db()
    assert made.text == "We start late."


def test_whoever_puts_back_what_the_guard_holds_is_told_that_others_do_not_see_it(client):
    author = trusted(member())
    made = thread(author).posts.get()
    edit_post(post=made, by=author, text=f"About {NHS_NUMBER}")
    edit_post(post=made, by=author, text="About nobody")
    client.force_login(author)

    page = client.post(
        reverse("post-revisions", args=[made.pk]), {"version": 2}, follow=True
    ).content.decode()

    assert "Version 2 is put back. Others do not see it now" in page
    made.refresh_from_db()
    assert made.state == "held"


def test_staff_put_a_version_of_others_back_with_a_note(client):
    author = trusted(member())
    made = thread(author).posts.get()
    edit_post(post=made, by=author, text="Worse.")
    client.force_login(moderator(name="Mo"))
    revisions = reverse("post-revisions", args=[made.pk])

    assert "Say why you change" in client.post(revisions, {"version": 1}).content.decode()
    client.post(revisions, {"version": 1, "note": "It was clearer before"})

    client.force_login(member())
    assert "by Mo on" in text(client, made.thread.get_absolute_url())
    assert "It was clearer before" in text(client, made.thread.get_absolute_url())
