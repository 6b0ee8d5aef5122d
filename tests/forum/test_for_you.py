"""What concerns a person stands on a page of their own, each with why; nothing that they may not read."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models.people import Interest, TechnologyInterest
from forum.actions.following import follow
from forum.actions.reading import read_up_to
from forum.models import Ask, Category, Link, Tag, Thread
from forum.presenters.for_you import Item, for_you
from forum.queries.concerning import concerns_of
from tests.analysed import analysed, stands
from tests.factories import (
    administrator,
    adoption,
    case_study,
    member,
    moderator,
    post,
    signed_in,
    tagged,
    technology,
    thread,
    verified,
)
from tests.forum.peers import share_of
from tests.places import area

pytestmark = pytest.mark.django_db
FOLLOWED = "New in what you follow"
QUESTIONS = "Questions that your area may answer"
ABOUT = "About your areas and interests"
SIGNALS = "Signals in your area’s newest figures"
CASES = "New case studies from peers that do better"


def items(user, title: str) -> list[Item]:
    return next(part.items for part in for_you(user).parts if part.title == title)


def said(user, title: str) -> list[tuple[str, str]]:
    return [(one.title, one.why) for one in items(user, title)]


def question(**fields) -> Thread:
    return thread(kind="question", **fields)


def test_a_person_is_concerned_by_their_area_its_board_and_their_interests():
    who = member("03R")
    Interest.objects.create(user=who, treatment_function="C_120")
    TechnologyInterest.objects.create(user=who, kind="device")

    found = concerns_of(who)

    assert found.areas == {"03R": "Wakefield", "QWO": area("QWO").short_name}
    assert (found.functions, found.technologies) == ({"C_120"}, {"device"})


@pytest.mark.parametrize(
    ("level", "kind", "why"),
    [
        ("watching", "thread", "You watch this thread"),
        ("tracking", "tag", "You track a tag of this thread"),
        ("tracking", "measure", "You track the measure that it is on"),
    ],
)
def test_what_one_watches_or_tracks_and_has_not_read_says_through_what(level, kind, why):
    who, theatres = member("QOQ"), Tag.objects.create(name="theatres", slug="theatres")
    made = thread(title="Late starts", measure="median-wait")
    made.tags.add(theatres)
    things = {"thread": made, "tag": theatres, "measure": "median-wait"}
    post(made)
    read_up_to(person=who, thread=made, number=1)
    follow(person=who, level=level, **{kind: things[kind]})

    assert said(who, FOLLOWED) == [("Late starts", why)]
    assert [one.new for one in items(who, FOLLOWED)] == [1]
    read_up_to(person=who, thread=made, number=2)
    assert said(who, FOLLOWED) == []


@pytest.mark.parametrize("level", ["normal", "muted"])
def test_what_one_neither_watches_nor_tracks_is_not_listed_as_followed(level):
    who, made = member("QOQ"), thread()
    follow(person=who, level=level, thread=made)

    assert said(who, FOLLOWED) == []


def test_threads_about_ones_areas_and_interests_say_why():
    who, scope = member("QWO"), technology("Scope", kind="device")
    Interest.objects.create(user=who, treatment_function="C_120")
    TechnologyInterest.objects.create(user=who, kind="device")
    board = area("QWO").short_name
    thread(title="Own", area=area("QWO"))
    thread(title="Part", area=area("03R"))
    thread(title="Function", treatment_function="C_120")
    thread(title="Technology", technology=scope)
    Link.objects.create(thread=thread(title="Linked"), area=area("QWO"))
    thread(title="Elsewhere", area=area("QOQ"))
    thread(who, title="My own", area=area("QWO"))

    found = dict(said(who, ABOUT))

    assert found == {
        "Own": f"It is about {board}, your area",
        "Part": "It is about Wakefield, a part of your area",
        "Function": "It is about Ear, nose and throat, one of your interests",
        "Technology": "It is about a kind of technology among your interests: Medical devices",
        "Linked": "It is linked to one of your areas",
    }


def test_what_is_muted_is_not_shown_as_of_interest():
    who, made = member("QWO"), thread(area=area("QWO"))
    follow(person=who, level="muted", thread=made)

    assert said(who, ABOUT) == []


@pytest.mark.parametrize("kind", ["category", "tag", "area", "measure", "technology"])
def test_what_is_muted_with_what_it_belongs_to_is_not_shown_as_of_interest(kind):
    who, scope = member("QWO"), technology("Scope")
    made = thread(title="Muted", area=area("QWO"), category=Category.objects.get(slug="theatres"))
    Link.objects.create(thread=made, technology=scope)
    Link.objects.create(thread=made, measure="median-wait")
    thread(title="Other", treatment_function="C_120")
    Interest.objects.create(user=who, treatment_function="C_120")
    things = {"category": made.category, "tag": tagged(made, "hubs"), "area": area("QWO")}
    things |= {"measure": "median-wait", "technology": scope}

    follow(person=who, level="muted", **{kind: things[kind]})
    assert [title for title, _ in said(who, ABOUT)] == ["Other"]
    follow(person=who, level="normal", thread=made)
    assert [title for title, _ in said(who, ABOUT)] == ["Other", "Muted"]


def test_unanswered_questions_that_ones_area_may_answer_say_why():
    who, scope = member("03R"), technology("Scope")
    adoption("03R", of=scope)
    Interest.objects.create(user=who, treatment_function="C_120")
    made = analysed()
    stands(made, "03R", measure="within-18-weeks", quartile=1)
    stands(made, "03R", measure="median-wait", quartile=2)
    asked = question(title="Asked")
    Ask.objects.create(thread=asked, area=area("03R"))
    question(title="Does well", measure="within-18-weeks")
    question(title="Middling", measure="median-wait")
    question(title="Uses", technology=scope)
    question(title="Function", treatment_function="C_120")
    post(question(title="Answered", measure="within-18-weeks"))
    question(title="Locked", measure="within-18-weeks", is_locked=True)
    question(title="Own", measure="within-18-weeks", author=who)
    thread(title="No question", measure="within-18-weeks")

    assert dict(said(who, QUESTIONS)) == {
        "Asked": "It was asked of your area",
        "Does well": "Your area is among the best quarter on “Waiting 18 weeks or less”",
        "Uses": "Your area uses Scope",
        "Function": "It is about Ear, nose and throat, one of your interests",
    }


def test_nothing_is_shown_twice():
    who = member("03R")
    followed, asked = thread(title="Followed", area=area("03R")), question(title="Asked", area=area("03R"))
    Ask.objects.create(thread=asked, area=area("03R"))
    follow(person=who, level="watching", thread=followed)
    follow(person=who, level="normal", thread=asked)
    thread(title="About", area=area("03R"))

    shown = {part.title: [one.title for one in part.items] for part in for_you(who).parts}

    assert (shown[FOLLOWED], shown[QUESTIONS], shown[ABOUT]) == (["Followed"], ["Asked"], ["About"])


def test_a_question_asked_of_ones_area_waits_there_even_where_one_follows_it():
    who = member("03R")
    Interest.objects.create(user=who, treatment_function="C_120")
    asked = question(title="Asked")
    Ask.objects.create(thread=asked, area=area("03R"))
    followed = question(title="Followed", treatment_function="C_120")
    for one in (asked, followed):
        follow(person=who, level="watching", thread=one)
    for number in range(6):
        question(title=f"Newer {number}", treatment_function="C_120")

    assert said(who, QUESTIONS)[0] == ("Asked", "It was asked of your area")
    assert said(who, FOLLOWED) == [("Followed", "You watch this thread")]
    assert "Asked" not in dict(said(who, ABOUT))


def test_signals_in_the_newest_figures_stand_with_those_of_concern_first():
    who, made = member("03R"), analysed()
    Interest.objects.create(user=who, treatment_function="C_120")
    drawn = {"rule": "limit", "upper_limit": 65, "lower_limit": 55}
    concern = drawn | {"assessment": "special_cause_concern", "signal": -1}
    improvement = drawn | {"assessment": "special_cause_improvement", "signal": 1}
    stands(made, "03R", measure="over-52-weeks", **improvement)
    stands(made, "03R", measure="within-18-weeks", **concern)
    stands(made, "03R", measure="within-18-weeks", treatment_function="C_120", **concern)
    stands(made, "03R", measure="within-18-weeks", treatment_function="C_110", **concern)
    stands(made, "03R", measure="median-wait", assessment="common_cause", signal=0)
    stands(made, "15F", measure="median-wait", **concern)

    found = items(who, SIGNALS)

    assert [one.title for one in found] == [
        "Waiting 18 weeks or less",
        "Waiting 18 weeks or less, ear, nose and throat",
        "Waiting over 52 weeks",
    ]
    assert found[0].address == "/areas/03R/measures/within-18-weeks/"
    assert found[1].address.endswith("?function=C_120")
    assert found[0].why.startswith("Special cause in the newest figures of Wakefield, your area. Concern")


def test_case_studies_of_peers_that_do_better_say_who_and_on_what():
    share_of(("03R", 0.6), ("02P", 0.7), ("02X", 0.5))
    who = member("03R")
    case_study(home="02P", title="Barnsley clinics", state="published")
    case_study(home="02X", title="Doncaster clinics", state="published")
    case_study(home="02P", title="A draft")

    assert said(who, CASES) == [
        (
            "Barnsley clinics",
            "Barnsley is like Wakefield, your area, and does better on “Waiting 18 weeks or less”",
        )
    ]


def test_nothing_is_shown_that_one_may_not_read():
    who = member("03R")
    made = thread(title="Hidden", area=area("03R"), state="hidden")
    asked = question(title="Held", area=area("03R"), state="held", held_because="first posts")
    Ask.objects.create(thread=asked, area=area("03R"))
    follow(person=who, level="watching", thread=made)

    page = signed_in(who).get(reverse("for-you")).text

    assert "Hidden" not in page
    assert "Held" not in page


@pytest.mark.parametrize("make", [verified, member, moderator, administrator])
def test_everybody_who_signed_in_has_such_a_page(make):
    answer = signed_in(make()).get(reverse("for-you"))

    assert answer.status_code == 200
    assert 'href="/for-you/"' in answer.text


def test_who_has_no_area_is_told_how_to_get_one():
    assert reverse("membership") in signed_in(verified()).get(reverse("for-you")).text
    assert "You belong to no area here" in signed_in(moderator()).get(reverse("for-you")).text
    assert "You belong to no area here" not in signed_in(member()).get(reverse("for-you")).text


def test_the_page_asks_at_most_twelve_times_however_much_there_is():
    share_of(("03R", 0.6), ("02P", 0.7))
    who, counts = member("03R"), []
    Interest.objects.create(user=who, treatment_function="C_120")
    browser = signed_in(who)
    for number in (1, 4):
        for _ in range(number):
            follow(person=who, level="watching", thread=thread())
            thread(area=area("03R"))
            Ask.objects.create(thread=question(), area=area("03R"))
            case_study(home="02P", state="published")
        browser.get(reverse("for-you"))
        with CaptureQueriesContext(connection) as asked:
            shown = browser.get(reverse("for-you")).text
        counts.append(len(asked))
        assert len(re.findall("app-threads__row", shown)) >= 4 * number

    assert counts[0] == counts[1] <= 12
