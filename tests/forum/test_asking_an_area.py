"""Asking the people of another area: in one step, told to them, and its leads reminded once."""

import re
import uuid
from datetime import timedelta
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Lead, Letter, Notice, User
from forum.actions import notifying
from forum.actions.asking_areas import ask_area, remind_leads
from forum.actions.discussions import reply
from forum.models import Ask, Category, Draft, Notification, Post, Thread, Watch
from metrics.models import Area
from tests.factories import member, moderator, person, post, signed_in, trusted
from tests.forum.peers import read, share_of

pytestmark = pytest.mark.django_db
HERE, THERE = "03R", "02P"  # Wakefield, and Barnsley in South Yorkshire
ABOUT = "measure=within-18-weeks&function=C_110"


def area(code: str = THERE) -> Area:
    return Area.objects.get(code=code)


def lead(code: str, **fields) -> User:
    made = member(code, **fields)
    Lead.objects.create(user=made, area=area(code))
    return made


def board() -> Area:
    """The board of Barnsley."""
    return Area.objects.get(kind="icb", parts__child=area())


def page(client, code: str = THERE, asked: str = "", status: int = 200) -> str:
    answered = client.get(reverse("ask-area", args=[code]) + (f"?{asked}" if asked else ""))
    assert answered.status_code == status
    main = re.search(r"<main.*</main>", answered.content.decode(), re.DOTALL).group()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def send(client, code: str = THERE, asked: str = "", **sent):
    whole = {"title": "How do you start on time?", "text": "We start late.", "key": str(uuid.uuid4())} | sent
    return client.post(reverse("ask-area", args=[code]) + (f"?{asked}" if asked else ""), whole)


@pytest.fixture
def asker() -> User:
    return trusted(member(HERE))


@pytest.fixture
def client(asker):
    return signed_in(asker)


# Asking


def test_a_question_is_prefilled_from_the_address_and_posted_in_one_step(client):
    form = client.get(reverse("ask-area", args=[THERE]) + f"?{ABOUT}&from={HERE}").context["form"]
    assert form["title"].value() == (
        "What do you do in Barnsley about “Waiting 18 weeks or less” in trauma and orthopaedics?"
    )

    answered = send(client, asked=f"{ABOUT}&from={HERE}")

    made = Thread.objects.get(title="How do you start on time?")
    assert answered.headers["Location"] == f"{made.get_absolute_url()}#post-1"
    assert (made.kind, made.area.code, made.measure, made.treatment_function, made.category) == (
        *("question", THERE, "within-18-weeks", "C_110"),
        None,
    )
    assert made.ask.area.code == THERE
    beside = made.about_too.get()
    assert (beside.area.code, beside.measure, beside.treatment_function) == (HERE, "within-18-weeks", "C_110")


@pytest.mark.parametrize(
    "asked", ["", "measure=zebra&function=X&from=ZZZ", "function=C_999&from=" + "9" * 300]
)
def test_what_an_address_says_in_vain_is_left_out(client, asked):
    send(client, asked=asked)

    made = Ask.objects.get().thread
    assert (made.measure, made.treatment_function, made.about_too.count()) == ("", "", 0)


def test_the_same_form_sent_twice_asks_once(client):
    key = str(uuid.uuid4())

    places = [send(client, key=key, asked=f"from={HERE}").headers["Location"] for _ in range(2)]

    assert places[0] == places[1]
    assert Ask.objects.count() == 1


def test_the_same_question_a_moment_later_leads_to_the_first(client):
    first, second = (send(client) for _ in range(2))

    assert first.headers["Location"] == second.headers["Location"]
    assert Ask.objects.count() == 1


def test_what_is_wrong_is_said_and_nothing_typed_is_lost(client):
    answered = send(client, title="", text="We start late.").content.decode()

    assert "Enter a title." in answered
    assert "We start late.</textarea>" in answered
    assert not Ask.objects.exists()


def test_what_somebody_had_begun_of_another_thread_stays(client, asker):
    Draft.objects.create(person=asker, title="Clinic letters", text="We write")

    send(client)

    assert Draft.objects.get().text == "We write"


def keep(client, asked: str = ABOUT, **typed):
    shown = client.get(reverse("ask-area", args=[THERE]) + f"?{asked}&from={HERE}").text
    address = re.search(r'formaction="([^"]+)"', shown).group(1)
    return client.post(unescape(address), {"text": "We begin.", "keep": "yes"} | typed, follow=True).text


def test_what_is_begun_of_a_question_comes_back_with_what_it_is_about_and_goes_when_it_is_asked(client):
    space = Category.objects.create(name="Theatre leads", slug="leads", group=Category.Group.SPACE)
    space.areas.set([area(HERE), area(THERE)])
    listed = keep(client, title="How?", space="leads")

    address = unescape(re.search(r'<a href="([^"]+)">How\?</a>', listed).group(1))
    form = client.get(address).context["form"]
    assert address == f"{reverse('ask-area', args=[THERE])}?draft=yes&{ABOUT}&from={HERE}"
    assert [form[name].value() for name in ("title", "text", "space")] == ["How?", "We begin.", "leads"]

    client.post(address, {"title": "How?", "text": "We begin.", "key": str(uuid.uuid4())})
    assert Ask.objects.get().thread.measure == "within-18-weeks"
    assert not Draft.objects.exists()


def test_a_question_begun_for_one_area_stays_when_another_is_asked_or_a_thread_started(client):
    keep(client)

    send(client, code=HERE)
    assert Draft.objects.get().text == "We begin."

    sent = {"title": "Clinic letters", "text": "We write.", "key": str(uuid.uuid4()), "area": "", "tags": ""}
    client.post(reverse("start-thread"), sent)
    assert Thread.objects.filter(title="Clinic letters").exists()
    assert Draft.objects.get().text == "We begin."


def test_an_untitled_question_is_listed_as_one_and_nothing_is_begun_for_an_area_that_is_none(client):
    assert "A question for another area</a>" in keep(client)

    client.post(reverse("new-draft") + "?ask=../x&measure=median-wait", {"text": "We begin."})
    assert Draft.objects.get().fields == {}
    assert "A new thread</a>" in client.get(reverse("drafts")).text


def test_what_the_guard_holds_of_a_question_comes_back_to_the_page_that_asks(client):
    said = keep(client, text="Her NHS number is 943 476 5919.")

    assert "Your draft is not kept" in said
    assert f'action="{reverse("ask-area", args=[THERE])}?' in said
    assert not Draft.objects.exists()


def test_a_draft_of_something_else_is_named_and_not_written_over_as_one_types(client, asker):
    Draft.objects.create(person=asker, title="Clinic letters", text="We write")

    shown = client.get(reverse("ask-area", args=[THERE])).text

    assert "“Clinic letters”" in shown
    assert "data-draft" not in shown


def test_a_button_finds_whom_a_question_names_and_puts_them_in(client):
    jane = member(name="Jane Smith")

    found = send(client, text="Ask @Jane", **{"find-names": "yes"}).text
    chosen = send(client, text="Ask @Jane", **{"put-name": f"Jane=@Jane-Smith:{jane.pk}"}).text

    assert f'name="put-name" value="Jane=@Jane-Smith:{jane.pk}"' in found
    assert f"Ask @Jane-Smith:{jane.pk}</textarea>" in chosen
    assert not Ask.objects.exists()


def test_a_look_at_it_first_asks_nobody(client):
    assert "<strong>late</strong>" in send(client, text="**late**", preview="yes").content.decode()
    assert not Ask.objects.exists()


@pytest.mark.parametrize("code", ["RXF", "E92000001", "ZZZ"])
def test_only_people_of_areas_are_asked(client, code):
    assert client.get(reverse("ask-area", args=[code])).status_code == 404


def test_an_address_in_small_letters_leads_on_with_what_it_asks(client):
    answered = client.get(reverse("ask-area", args=[THERE.lower()]) + f"?{ABOUT}")

    assert answered.headers["Location"] == reverse("ask-area", args=[THERE]) + f"?{ABOUT}"


def test_of_an_area_that_is_no_more_its_page_says_who_took_over(client):
    Area.objects.filter(code=THERE).update(closed="2024-03-31")

    assert "Barnsley is no more" in page(client, status=404)


# Who is told


def test_the_page_says_how_many_are_told_and_who_leads_them(client):
    lead(board().code, name="Jo Bloggs")
    for _ in range(2):
        member(THERE)

    said = page(client)

    assert "2 people of Barnsley are told." in said
    assert "If nobody of Barnsley has answered after a week, its lead, Jo Bloggs, is reminded once." in said
    assert "All members read your question and the answers." in said


def test_the_page_is_honest_when_nobody_there_is_a_member_yet(client):
    said = page(client)

    assert "Nobody of Barnsley is a member yet, so nobody there is told." in said
    assert "moderators see that it waits, and whoever joins from there finds it." in said


def test_the_page_says_so_when_nobody_leads_the_area(client):
    member(THERE)

    said = page(client)

    assert "1 person of Barnsley is told." in said
    assert "moderators see that it waits: Barnsley has no lead yet." in said


def test_who_asks_is_not_counted_among_those_told(client, asker):
    assert "Nobody of Wakefield is a member yet" in page(client, HERE)


def test_members_there_are_told_on_the_site_and_nobody_else(asker):
    there, elsewhere = member(THERE), member("36J")

    made = ask_area(area=area(), by=asker, title="Start times?", text="We start late.")
    notifying.tell_of(made.posts.get().pk)

    told = Notification.objects.get(person=there)
    assert (told.kind, told.post) == ("asked", made.posts.get())
    assert not Notification.objects.filter(person__in=[elsewhere, asker]).exists()


def test_nobody_is_told_of_a_question_that_is_held():
    there, new = member(THERE), member(HERE)

    made = ask_area(area=area(), by=new, title="Start times?", text="We start late.")
    opening = made.posts.get()
    notifying.tell_of(opening.pk)
    assert (opening.state, Notification.objects.count()) == ("held", 0)

    opening.put("published")
    notifying.tell_of(opening.pk)
    assert Notification.objects.get().person == there


# Private spaces


def space(*codes: str) -> Category:
    made = Category.objects.create(name="Yorkshire hubs", slug="yorkshire-hubs", group="space")
    made.areas.set(Area.objects.filter(code__in=codes))
    return made


def test_a_question_may_be_asked_in_a_private_space_that_both_share(client):
    shared = space(HERE, board().code)
    assert "Only the people of “Yorkshire hubs”" in page(client)

    send(client, space=shared.slug)

    made = Ask.objects.get().thread
    assert made.category == shared
    assert Thread.objects.visible_to(member(THERE)).filter(pk=made.pk).exists()
    assert not Thread.objects.visible_to(member("36J")).filter(pk=made.pk).exists()


@pytest.mark.parametrize("codes", [(HERE,), (THERE,)], ids=["of the asking alone", "of the asked alone"])
def test_no_private_space_is_offered_that_one_of_them_does_not_read(client, codes):
    private = space(*codes)

    assert "Yorkshire hubs" not in page(client)
    send(client, space=private.slug)
    assert Ask.objects.get().thread.category is None


# Reminding


@pytest.fixture
def asked(asker) -> Thread:
    """A question to Barnsley of eight days ago."""
    return asked_days_ago(asker, 8)


def asked_days_ago(by: User, days: int, **more) -> Thread:
    made = ask_area(area=area(), by=by, title=f"Start times {days}?", text="We start late.", **more)
    made.posts.update(published_at=timezone.now() - timedelta(days=days))
    return made


def remind() -> int:
    return remind_leads(now=timezone.now())


def test_the_lead_is_reminded_once_on_the_site_and_by_letter(asked):
    jo = lead(board().code)

    assert [remind(), remind()] == [1, 0]

    told = Notice.objects.get(user=jo)
    assert told.subject == "A question for Barnsley has waited for a week"
    assert told.address == asked.get_absolute_url()
    assert Letter.objects.filter(user=jo).count() == 1
    assert "Start times" not in told.subject + told.text
    assert Ask.objects.get().reminded_at is not None


def test_nobody_is_reminded_within_the_week_nor_of_what_is_long_past(asker):
    lead(board().code)
    for days in (6, 61):
        asked_days_ago(asker, days)

    assert remind() == 0


def test_an_answer_from_elsewhere_is_none_of_theirs(asked, asker):
    lead(board().code)
    for other in (asker, trusted(member("36J"))):
        reply(thread=asked, by=other, text="Nobody there?")

    assert remind() == 1


@pytest.mark.parametrize("who", ["a member", "its lead"])
def test_whoever_there_has_answered_nobody_is_reminded(asked, who):
    jo = lead(board().code)
    by = jo if who == "its lead" else member(THERE)
    post(asked, by)

    assert remind() == 0


def test_a_board_is_answered_by_its_parts(asker):
    south = board()
    lead(south.code)
    made = ask_area(area=south, by=asker, title="Start times?", text="We start late.")
    made.posts.update(published_at=timezone.now() - timedelta(days=8))
    post(made, member(THERE))

    assert remind() == 0


def test_an_answer_that_nobody_may_read_does_not_count(asked):
    lead(board().code)
    post(asked, member(THERE), state="held", held_because="first posts")

    assert remind() == 1


@pytest.mark.parametrize("state", ["held", "hidden", "returned", "removed"])
def test_nobody_is_reminded_of_what_others_cannot_read(asked, state):
    lead(board().code)
    asked.posts.update(state=state, held_because="first posts" if state == "held" else "")

    assert remind() == 0


@pytest.mark.parametrize("how", ["locked", "answered", "erased"])
def test_nobody_is_reminded_of_what_is_over(asked, asker, how):
    lead(board().code)
    if how == "locked":
        Thread.objects.filter(pk=asked.pk).update(is_locked=True)
    elif how == "answered":
        Thread.objects.filter(pk=asked.pk).update(accepted=post(asked, member("36J")))
        Thread.objects.get(pk=asked.pk).count_posts()
    else:
        Post.objects.filter(thread=asked).update(state="erased", text="", html="")

    assert remind() == 0


def test_where_nobody_leads_nobody_is_told_and_nothing_breaks(asked):
    assert [remind(), remind()] == [1, 0]
    assert not Notice.objects.exists()


def test_a_lead_who_asked_or_muted_it_or_may_not_read_it_is_left_in_peace(asker):
    south = board()
    own = lead(south.code)
    deaf = lead(south.code)
    suspended = lead(south.code)
    suspended.restrictions.create(kind="suspension", by=moderator(), reason="Spam")
    made = asked_days_ago(trusted(own), 8)
    Watch.objects.create(person=deaf, thread=made, level="muted")

    assert remind() == 1

    assert not Notice.objects.filter(user__in=[own, deaf, suspended]).exists()


def test_the_lead_of_an_area_outside_a_private_space_is_told_nothing_of_it(asker):
    jo = lead(board().code)
    asked_days_ago(asker, 8, category=space(HERE))

    remind()

    assert not Notice.objects.filter(user=jo).exists()


# Where it stands


def test_questions_that_wait_are_listed_on_the_page_of_the_asked_area_and_its_board(asked, asker, client):
    share_of((HERE, 0.6), (THERE, 0.7))

    for code in (THERE, board().code):
        said = read(client, "area", code)
        assert "Questions waiting for this area Start times 8?" in said
        assert "Ask the people there" in said
    assert "Questions waiting" not in read(client, "area", HERE)
    post(asked, member(THERE))
    assert "Questions waiting" not in read(client, "area", THERE)


def test_visitors_see_no_question_on_the_page_of_an_area(asked):
    share_of((HERE, 0.6), (THERE, 0.7))

    said = read(signed_in(person()), "area", THERE)

    assert "Start times" not in said
    assert "Ask the people there" in said


def test_the_questions_of_an_area_cost_the_same_for_one_and_for_many(asker, client):
    share_of((HERE, 0.6), (THERE, 0.7))
    address = reverse("area", args=[THERE])
    client.get(address)
    counts = []
    for days in range(1, 5):
        asked_days_ago(asker, days)
        with CaptureQueriesContext(connection) as counted:
            client.get(address)
        counts.append(len(counted))

    assert counts[0] == counts[-1]


def test_who_does_better_is_asked_from_the_page_that_names_them(client):
    share_of((HERE, 0.6), (THERE, 0.7))

    answered = client.get(reverse("better-peers", args=[HERE])).content.decode()

    assert 'Ask the people<span class="nhsuk-u-visually-hidden"> of Barnsley</span></a>' in answered
    assert (
        f'href="/areas/{THERE}/ask/?measure=within-18-weeks&amp;function=C_999&amp;from={HERE}"' in answered
    )


def test_peers_are_asked_from_their_page(client):
    answered = client.get(reverse("peers", args=[HERE])).content.decode()

    assert f'href="/areas/{THERE}/ask/?from={HERE}"' in answered
    assert answered.count("Ask the people of") == 10


def test_the_page_to_ask_costs_few_queries_whoever_is_there(client, django_assert_max_num_queries):
    for _ in range(3):
        lead(board().code)
        member(THERE)
    address = f"{reverse('ask-area', args=[THERE])}?{ABOUT}&from={HERE}"
    client.get(address)

    with django_assert_max_num_queries(12):
        client.get(address)


def test_who_is_no_member_asks_nobody():
    answered = send(signed_in(person()))

    assert answered.status_code == 403
    assert not Ask.objects.exists()
