"""Drafts of posts, kept on the server for their author alone; and names that are found for what is typed."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode

from accounts.actions.closing import close_account
from accounts.personal_data import all_about
from casestudies.models import Technology
from forum.actions.answering import react
from forum.actions.discussions import reply
from forum.actions.drafts import PatientDataInDraft, keep_draft
from forum.models import Category, Draft, Thread
from metrics.models import Area
from tests.factories import adoption, case_study, member, post, signed_in, technology, thread, trusted
from tests.nhs_number import gives_away
from tests.published import MAY, publish

pytestmark = pytest.mark.django_db
THINGS = {
    "case": lambda: case_study(state="published"),
    "technology": technology,
    "record": adoption,
}
PATIENT = "Her NHS number is 943 476 5919."


def keep(client, made=None, **fields):
    address = reverse("thread-draft", args=[made.pk]) if made else reverse("new-draft")
    return client.post(address, fields)


def test_what_is_begun_comes_back_on_another_computer():
    made, author = thread(), member()

    said = keep(signed_in(author), made, text="We begin\r\nat eight", to="1")
    shown = signed_in(author).get(made.get_absolute_url()).text

    assert "Your draft was kept at" in said.text
    assert "We begin\nat eight</textarea>" in shown
    assert '<input type="hidden" name="to" value="1"' in shown
    assert "Nobody else sees it." in shown
    assert "We begin" not in signed_in(member()).get(made.get_absolute_url()).text


def test_the_newest_of_a_draft_is_kept_and_an_empty_one_goes():
    made, author = thread(), member()
    client = signed_in(author)
    for text in ("We", "We begin"):
        keep(client, made, text=text)
    assert Draft.objects.get().text == "We begin"

    keep(client, made, text="  ")
    assert not Draft.objects.exists()


def test_a_draft_goes_when_it_is_posted():
    made, author = thread(), trusted(member())
    keep_draft(by=author, thread=made, text="We begin")
    keep_draft(by=author, thread=None, text="Another", title="New")

    reply(thread=made, by=author, text="We begin at eight.")

    assert [draft.thread for draft in Draft.objects.all()] == [None]


def test_a_button_keeps_a_draft_and_all_are_listed_and_deleted():
    made, author = thread(title="Late starts"), member()
    client = signed_in(author)

    listed = client.post(
        reverse("thread-draft", args=[made.pk]), {"text": "We begin", "keep": "yes"}, follow=True
    ).text
    assert "Your draft is kept" in listed
    assert "Reply to Late starts" in listed

    address = reverse("delete-draft", args=[Draft.objects.get().pk])
    assert signed_in(member()).post(address).status_code == 404
    client.post(address)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("beside", [{"text": PATIENT}, {"text": "x", "to": PATIENT}])
def test_what_the_guard_holds_is_not_kept_and_that_is_said(beside):
    made, author = thread(), member()
    keep_draft(by=author, thread=made, text="Before")

    said = keep(signed_in(author), made, **beside)

    assert "Not kept: it looks as if it holds patient data." in said.text
    assert not gives_away(said.text)
    assert Draft.objects.get().text == "Before"
    with pytest.raises(PatientDataInDraft):
        keep_draft(by=author, thread=made, text=PATIENT)


def test_who_presses_the_button_gets_back_what_was_not_kept():
    made = thread()

    said = keep(signed_in(member()), made, text=PATIENT, key=str(uuid.uuid4()), keep="yes")

    assert said.status_code == 400
    assert PATIENT in said.text
    assert f'action="{reverse("reply", args=[made.pk])}"' in said.text


def test_a_text_that_is_too_long_is_not_cut():
    said = keep(signed_in(member()), thread(), text="x" * 20_001)

    assert "Not kept: a text has 20,000 characters at most" in said.text
    assert not Draft.objects.exists()


def test_a_draft_of_a_new_thread_comes_back_where_it_is_asked_for():
    client = signed_in(member())
    keep(client, title="Late starts", text="We begin", area="03R", measure="median-wait")

    offered = client.get(reverse("start-thread")).text
    begun = client.get(reverse("start-thread"), {"draft": "yes"}).text

    assert "a draft of a new thread" in offered
    assert "We begin</textarea>" not in offered
    assert "We begin</textarea>" in begun
    assert 'value="Late starts"' in begun
    assert '<option value="median-wait" selected>' in begun


def test_nobody_keeps_drafts_where_they_may_not_write_or_read():
    silent = thread(state="hidden")

    assert keep(signed_in(member()), silent, text="x").status_code == 404


def test_a_draft_in_a_thread_that_is_hidden_since_keeps_its_words_and_not_its_title():
    made, author = thread(title="Late starts"), member()
    keep_draft(by=author, thread=made, text="We begin")
    made.posts.get().put("hidden")

    shown = signed_in(author).get(reverse("drafts")).text

    assert "We begin" in shown
    assert "Late starts" not in shown


def test_drafts_and_reactions_are_handed_out_and_go_with_an_account():
    author, made = member(), thread()
    keep_draft(by=author, thread=made, text="We begin")
    react(post=made.posts.get(), by=author, kind="thanks")
    post(made, text=f"@A:{author.pk}").mentions.create(person=author)

    told = all_about(author)
    assert [one["text"] for one in told["drafts"]] == ["We begin"]
    assert [one["kind"] for one in told["reactions"]] == ["thanks"]
    assert [one["post__number"] for one in told["mentions"]] == [2]

    close_account(user=author)
    assert not Draft.objects.exists()
    assert not author.mentions.exists()
    shown = signed_in(made.author).get(reverse("reactions", args=[made.posts.get(number=1).pk])).text
    assert "Former member" in shown


def test_drafts_cost_the_same_whatever_their_number():
    few, many = member(), member()
    for person, number in ((few, 1), (many, 9)):
        for _ in range(number):
            keep_draft(by=person, thread=thread(), text="We begin")
    clients = signed_in(few), signed_in(many)
    costs = []
    for client in (*clients, *clients):
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("drafts"))
        costs.append(len(asked))

    assert costs[2] == costs[3] <= 12


def test_people_and_areas_are_suggested_by_what_is_typed():
    jane = member("QWO", name="Jane Smith")
    client, address = signed_in(member()), reverse("names")

    people = client.get(address, {"q": "@jane"}).json()["names"]
    areas = client.get(address, {"q": "@wakefield"}).json()["names"]
    measures = client.get(address, {"q": "#18 weeks"}).json()["names"]

    board = Area.objects.get(code="QWO").short_name
    assert people == [{"words": f"Jane Smith, {board}", "token": f"@Jane-Smith:{jane.pk}"}]
    assert "@03R" in [one["token"] for one in areas]
    assert "#within-18-weeks" in [one["token"] for one in measures]


def test_in_a_private_space_only_its_people_are_suggested():
    space = Category.objects.create(name="West Yorkshire", slug="wy", group=Category.Group.SPACE)
    space.areas.add(Area.objects.get(code="QWO"))
    inside, _ = member("03R", name="Jane In"), member("92G", name="Jane Out")
    made = thread(inside, category=space)

    found = signed_in(inside).get(reverse("names"), {"q": "@jane", "thread": made.pk}).json()["names"]

    assert [one["token"] for one in found] == [f"@Jane-In:{inside.pk}"]


def test_an_address_finds_nobody():
    jane = member(name="Jane Smith", email="private.address@nhs.net")

    assert signed_in(jane).get(reverse("names"), {"q": "@private.address"}).json() == {"names": []}


def test_without_a_script_a_button_finds_whom_a_text_names_and_puts_them_in():
    made, jane = thread(), member("QWO", name="Jane Smith")
    client, address, key = signed_in(member()), reverse("reply", args=[made.pk]), str(uuid.uuid4())
    sent = {"text": "Ask @Jane about it.", "key": key, "to": post(made).number}

    found = client.post(address, sent | {"find-names": "yes"}).text
    chosen = client.post(address, sent | {"put-name": f"Jane=@Jane-Smith:{jane.pk}"}).text

    assert f'name="put-name" value="Jane=@Jane-Smith:{jane.pk}"' in found
    assert "Ask @Jane about it.</textarea>" in found
    assert "error-summary" not in found
    assert f"Ask @Jane-Smith:{jane.pk} about it.</textarea>" in chosen
    assert key in chosen
    assert 'name="to" value="2"' in chosen
    assert "In reply to" in found
    assert made.posts.count() == 2


def test_a_button_finds_nothing_in_an_address():
    made = thread()

    shown = signed_in(member()).post(
        reverse("reply", args=[made.pk]), {"text": "a@Jane.uk", "key": uuid.uuid4(), "find-names": "yes"}
    )
    assert "Type @ and a name" in shown.text


def test_a_preview_shows_who_is_named():
    made, jane = thread(), member(name="Jane Smith")

    shown = signed_in(member()).post(
        reverse("reply", args=[made.pk]),
        {"text": f"Ask @Jane-Smith:{jane.pk}", "key": uuid.uuid4(), "preview": "yes"},
    )
    assert f'<a href="/people/{jane.pk}/">@Jane Smith</a>' in shown.text


def test_naming_while_editing_keeps_the_text():
    made, jane = post(thread(), trusted(member())), member(name="Jane Smith")

    shown = signed_in(made.author).post(
        reverse("post-edit", args=[made.pk]), {"text": "Ask @Jane", "version": "1", "find-names": "yes"}
    )
    assert f"Jane=@Jane-Smith:{jane.pk}" in shown.text


def test_how_to_write_is_said_on_a_page_of_its_own():
    shown = signed_in(member()).get(reverse("writing-help")).text

    assert "![What it shows](file:1)" in shown
    assert "<kbd>j</kbd>" in shown


@pytest.mark.parametrize("name", ["title", "area", "tags"])
def test_nothing_beside_the_text_of_a_new_thread_passes_the_guard(name):
    said = keep(signed_in(member()), text="x", **{name: PATIENT})

    assert "Not kept: it looks as if it holds patient data." in said.text
    assert not Draft.objects.exists()


def start_form(client, **asked) -> tuple[str, str]:
    """Return the address of the form that starts a thread, as somebody opens it, and its key."""
    shown = client.get(reverse("start-thread"), asked)
    return f"{reverse('start-thread')}?{urlencode(asked)}", str(shown.context["form"]["key"].value())


def starting(key: str, text: str, title: str = "Late starts") -> dict:
    return {"title": title, "text": text, "key": key, "area": "", "tags": ""}


def test_a_thread_that_was_not_begun_from_a_draft_leaves_it():
    client = signed_in(member())
    _, key = start_form(client)
    keep(client, **starting(key, "We begin"))

    address, other = start_form(client)
    client.post(address, starting(other, "We write.", title="Clinic letters"))

    assert Thread.objects.get().title == "Clinic letters"
    assert Draft.objects.get().text == "We begin"


def test_the_form_of_which_an_older_text_was_kept_takes_it_along_when_it_is_posted():
    client = signed_in(member())
    address, key = start_form(client)
    keep(client, **starting(key, "We be"))

    client.post(address, starting(key, "We begin at eight."))

    assert Thread.objects.get().title == "Late starts"
    assert not Draft.objects.exists()


def test_a_draft_gone_on_with_goes_when_it_is_posted_changed():
    client = signed_in(member())
    keep(client, **starting(start_form(client)[1], "We begin"))

    address, key = start_form(client, draft="yes")
    client.post(address, starting(key, "We begin at eight.", title="Later starts"))

    assert Thread.objects.get().title == "Later starts"
    assert not Draft.objects.exists()


def test_a_draft_goes_when_its_words_are_posted_from_another_form():
    client = signed_in(member())
    keep(client, **starting(str(uuid.uuid4()), "We begin"))

    address, key = start_form(client)
    client.post(address, starting(key, "We begin\n"))

    assert not Draft.objects.exists()


def test_a_key_that_is_none_is_not_kept():
    keep(signed_in(member()), text="We begin", key="943 476 5919")

    assert "key" not in Draft.objects.get().fields


@pytest.mark.parametrize("name", ["case", "technology", "record"])
def test_a_draft_of_a_new_thread_keeps_what_it_was_begun_for(name):
    author = member()
    client, thing = signed_in(author), THINGS[name]()
    asked = {name: thing.slug if name == "technology" else thing.pk}
    form = client.get(reverse("start-thread"), asked)

    kept = {"title": "Late starts", "text": "We begin", "about_too": "Urology\nWakefield"}
    client.post(form.context["draft_address"], kept)
    [begun] = client.get(reverse("drafts")).context["drafts"]
    again = client.get(begun.address)

    assert again.context["practice"] == thing
    assert again.context["form"]["about_too"].value() == "Urology\nWakefield"


def test_a_draft_of_a_new_thread_keeps_its_chart():
    publish(MAY)
    client, chart = signed_in(member()), reverse("area-measure", args=["03R", "within-18-weeks"])
    form = client.get(reverse("start-thread"), {"chart": chart})

    client.post(form.context["draft_address"], {"title": "", "text": "We begin"})
    [begun] = client.get(reverse("drafts")).context["drafts"]
    again = client.get(begun.address)

    assert again.context["chart"].finding == form.context["chart"].finding
    assert again.context["form"]["text"].value() == "We begin"


def test_a_draft_about_what_can_no_longer_be_read_is_gone_on_with_without_it():
    author, thing = member(), technology()
    keep_draft(by=author, thread=None, text="We begin", fields={"technology": thing.slug})
    address = f"{reverse('start-thread')}?draft=yes&technology={thing.slug}"
    Technology.objects.filter(pk=thing.pk).delete()

    shown = signed_in(author).get(address)

    assert "can no longer be read here" in shown.text
    assert shown.context["form"]["text"].value() == "We begin"
    assert signed_in(author).get(address.replace("draft=yes&", "")).status_code == 404
