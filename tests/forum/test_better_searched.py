"""Asking the search which areas do better: what is understood, what is answered first, and what is another question."""

import re
from html import unescape

import pytest
from django.test import Client

from accounts.models import Claim
from config import prepare
from metrics.compute.extract import SINGLE_FUNCTIONS
from metrics.models import Area
from tests.factories import case_study, member, moderator, signed_in, thread, verified
from tests.forum.searched import offered, rows, shown, titles
from tests.published import APRIL, MAY, publish

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
FIRST = re.compile(r'<section class="app-card app-found__first".*?</section>', re.DOTALL)
ANY = "C_999"
APPROVED = {"state": Claim.State.APPROVED, "decided_at": "2026-01-05T12:00Z"}
SHARE, LIST, YEAR = "within-18-weeks", "waiting-list-per-1000", "over-52-weeks"


@pytest.fixture(autouse=True)
def prepared():
    prepare.search()


def first(client: Client, typed: str, **asked) -> str:
    """Return the first answer to a search, "" where there is none."""
    found = FIRST.search(shown(client, typed, **asked))
    return found.group() if found else ""


def links(client: Client, typed: str, **asked) -> list[str]:
    return re.findall(r'<a href="([^"]+)"', first(client, typed, **asked))


def said(client: Client, typed: str, **asked) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", first(client, typed, **asked)).split())


def page(code: str, function: str, measure: str = SHARE) -> str:
    return f"/areas/{code}/better-peers/?measure={measure}&function={function}"


ASKED = [
    ("better than us at T&O", "03R", "C_110", SHARE),
    ("Better than us at T & O?", "03R", "C_110", SHARE),
    ("T&O better than us", "03R", "C_110", SHARE),
    ("who’s better than us at ENT", "03R", "C_120", SHARE),
    ("who does better at ENT than us", "03R", "C_120", SHARE),
    ("better than Leeds at waiting times for ENT", "15F", "C_120", SHARE),
    ("better than 15F at ear, nose and throat", "15F", "C_120", SHARE),
    ("better than leads at ENT", "15F", "C_120", SHARE),
    ("better than NHS West Yorkshire ICB at neurosurgery", "QWO", "C_150", SHARE),
    ("better than Wakefeild in opthalmology", "03R", "C_130", SHARE),
    ("better than Stoke on Trent", "05W", ANY, SHARE),
    ("who does better at ophthalmology", "03R", "C_130", SHARE),
    ("who does better at eye clinics", "03R", "C_130", SHARE),
    ("who does better at cataract surgery", "03R", "C_130", SHARE),
    ("better peers orthopaedics", "03R", "C_110", SHARE),
    ("areas like us that do better in gynae", "03R", "C_502", SHARE),
    ("which boards are better at general surgery", "03R", "C_100", SHARE),
    ("beter than us at urolgy", "03R", "C_101", SHARE),
    ("better than us on the waiting list for skin", "03R", "C_330", LIST),
    ("better than our area for 52 weeks", "03R", ANY, YEAR),
    ("who does better?", "03R", ANY, SHARE),
    ("better than us", "03R", ANY, SHARE),
]
SOMETHING_ELSE = [
    "better",
    "better waiting lists",
    "better hip replacements",
    "better outcomes in T&O",
    "prevention is better than cure",
    "telephone clinics better than face to face in ophthalmology",
    "what is better for patients with cataracts",
    "are we better than Leeds at ENT",
    "who is better placed to lead discharge",
    "do better handovers",
    "how to get better at ENT",
    "who does better at making tea",
    "better than at ENT",
    "better than Atlantis at ENT",
    "better than Leeds Teaching Hospitals at ENT",
    "better than England at ENT",
    "nephrology better than us",
    "letter than us at T&O",
    "T&O",
    "wakefield",
]


@pytest.mark.parametrize(("typed", "code", "function", "measure"), ASKED)
def test_it_leads_to_the_page_of_what_was_asked(typed, code, function, measure):
    assert links(signed_in(member("03R")), typed) == [page(code, function, measure)]


@pytest.mark.parametrize("typed", SOMETHING_ELSE)
def test_another_question_has_no_such_answer(typed):
    reader = signed_in(member("03R"))

    assert not first(reader, typed)
    assert "Comparison" not in [kind for _, kind, _ in offered(reader, typed)]


@pytest.mark.parametrize("code", list(SINGLE_FUNCTIONS))
def test_each_treatment_function_is_known_by_its_name(client, code):
    typed = f"better than Leeds at {SINGLE_FUNCTIONS[code]}"

    assert links(client, typed) == [page("15F", code)]


@pytest.mark.parametrize("specialty", ["radiology", "nephrology", "haematology", "audiology", "paediatrics"])
def test_another_specialty_is_not_taken_for_one_that_is_spelt_like_it(client, specialty):
    answer = said(client, f"better than Leeds at {specialty}")

    assert links(client, f"better than Leeds at {specialty}") == [page("15F", ANY)]
    assert f"We do not know what “{specialty}” is: it is left out." in answer
    assert "all treatment functions" in answer


def test_it_says_what_is_compared_and_nothing_of_who_does_better():
    answer = said(signed_in(member("03R")), "better than us at T&O")

    assert answer == (
        "Which areas like Wakefield do better in trauma and orthopaedics? Who does better than Wakefield What is "
        "compared: “Waiting 18 weeks or less”, trauma and orthopaedics, over the newest 12 months of figures, with the "
        "10 areas most like it. That page says how each difference is judged."
    )


def test_what_is_a_part_of_a_treatment_function_is_said_to_be_one(client):
    answer = said(client, "better than Leeds at cataract surgery")

    assert (
        "There are no figures of “cataract” alone: it is usually counted in ophthalmology, which is compared as a "
        "whole."
    ) in answer
    assert "There are no figures" not in said(client, "better than Leeds at eye surgery")


def test_the_page_it_leads_to_shows_the_same_measure_and_function(client):
    publish(APRIL, MAY)
    for code in ("15F", "QWO"):
        (link,) = links(client, f"better than {code} at T&O")
        answered = client.get(link)

        assert answered.status_code == 200
        assert answered.context["area"].code == code
        assert answered.context["question"].measure.slug == SHARE
        assert answered.context["question"].function == "C_110"


def test_below_it_stands_what_has_the_words_for_what_was_asked(client):
    case_study(state="published", title="Cataract lists").save()
    case_study(state="published", title="Better than us").save()

    assert "Cataract lists" in titles(client, "who does better at cataract surgery")
    assert "What has “cataract”" in shown(client, "who does better at cataract surgery")
    assert rows(client, "better than Leeds")[0][1] == "Leeds (15F)"
    assert "Nothing was found" not in shown(client, "better than us at T&O")


@pytest.mark.parametrize("reader", ["visitor", "no area", "moderator"])
def test_who_has_no_area_is_asked_for_one(client, reader):
    asking = {"visitor": lambda: client, "no area": lambda: signed_in(verified())}
    someone = asking.get(reader, lambda: signed_in(moderator()))()
    answer = first(someone, "better than us at T&O")

    assert "Which similar areas do better in trauma and orthopaedics?" in answer
    assert "Which area?" in answer
    assert 'name="q" value="better than us at T&O"' in unescape(answer)
    assert links(someone, "better than us at T&O") == []
    assert links(someone, "better than us at T&O", area="Wakefield (03R)") == [page("03R", "C_110")]
    assert links(someone, "better than us at T&O", area="NHS England") == []


def test_who_is_asked_is_asked_once_in_the_page(client):
    html = shown(client, "better than us at T&O")

    assert html.count('id="which-area"') == html.count('id="id_area"') == 1


def test_who_belongs_to_several_areas_has_a_page_for_each():
    both = member("03R")
    Claim.objects.create(user=both, area=Area.objects.get(code="15F"), **APPROVED)

    assert links(signed_in(both), "better than us at ENT") == [page("03R", "C_120"), page("15F", "C_120")]


def test_an_area_that_is_named_counts_before_ones_own_and_before_the_filter():
    reader = signed_in(member("03R"))

    assert links(reader, "better than Leeds at ENT", area="02T") == [page("15F", "C_120")]
    assert links(reader, "better than us at ENT", area="02T") == [page("02T", "C_120")]


def test_searches_that_are_narrowed_down_otherwise_have_no_such_answer(client):
    assert not first(client, "better than Leeds at ENT", measure=SHARE)


def test_it_is_offered_while_one_types(client):
    own = "Who does better than Wakefield in trauma and orthopaedics"

    assert offered(signed_in(member("03R")), "better than us at T&O")[0] == (
        own,
        "Comparison",
        page("03R", "C_110"),
    )
    (asks,) = offered(client, "better than us at T&O")
    assert asks[:2] == ("Which similar areas do better in trauma and orthopaedics?", "Comparison")
    assert "Which area?" in client.get(asks[2]).content.decode()


def test_a_closed_area_is_not_offered(client):
    Area.objects.filter(code="15F").update(closed=APRIL)

    assert not first(client, "better than Leeds at ENT")


def test_it_costs_one_query_more_at_most_and_other_searches_none(client, django_assert_num_queries):
    case_study(state="published", title="Trauma and orthopaedics").save()
    thread(title="Trauma and orthopaedics")
    reader = signed_in(member("03R"))
    shown(client, ""), shown(reader, "")

    for typed, cost in (
        ("better than us at T&O", 4),
        ("better than Leeds at T&O", 5),
        ("better T&O", 3),
        ("T&O", 4),
    ):
        with django_assert_num_queries(cost):
            shown(client, typed)
    for typed, cost in (("better than us at T&O", 10), ("better than Leeds at T&O", 10), ("T&O", 9)):
        with django_assert_num_queries(cost):
            shown(reader, typed)
    with django_assert_num_queries(10):
        shown(reader, "better than us at T&O", area="02T")
    with django_assert_num_queries(4):
        offered(reader, "better than us at T&O")
    with django_assert_num_queries(1):
        offered(client, "better than us at T&O")
