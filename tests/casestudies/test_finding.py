"""Finding case studies: by words, by facets with counts, in an order."""

import re
from datetime import date
from html import unescape

import pytest
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from casestudies.filters.cases import FACETS, CaseFilters
from casestudies.models import CaseStudy
from casestudies.models.vocabulary import Stage
from tests.analysed import analysed, stands
from tests.factories import adoption, case_study, member, outcome, signed_in, technology

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
LIST = "/case-studies/"


def published(title: str = "Same-day clinics", **fields) -> CaseStudy:
    made = case_study(title=title, state="published", **fields)
    made.save()
    return made


def text(response) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", response.content.decode())).split())


def titles(client, **asked) -> list[str]:
    """Return the titles of what a list shows, in its order."""
    said = client.get(LIST, asked).content.decode()
    return [unescape(title) for title in re.findall(r'app-found__name"><a href="[^"]+">([^<]+)</a>', said)]


def choices(asked: str = "") -> dict[str, dict[str, int]]:
    """Return how many there are by facet and value, as a list says that was asked for so."""
    filters = CaseFilters(QueryDict(asked))
    assert filters.form.is_valid(), filters.form.errors
    return {facet.name: {k: v for k, v in filters.counts(facet).items() if v} for facet in FACETS}


def two_kinds() -> tuple[CaseStudy, CaseStudy]:
    scope = technology("Zoomscope", kind="device")
    adoption("15F", of=scope, stage=Stage.PILOTING)
    one = published(
        "Booked at once",
        home="03R",
        functions=["C_120"],
        technologies=[scope],
        barriers=["staff"],
        design="compared",
        author_rating="moderate",
        care_setting="outpatients",
        started=date(2024, 4, 1),
    )
    outcome(one)
    other = published("Called twice", home="QOP", kind="attempt", started=date(2025, 1, 1))
    return one, other


def test_the_list_has_what_is_published_newest_first(client):
    published("First", published_at=timezone.now() - timezone.timedelta(days=2))
    published("Second")
    for state in ("draft", "submitted", "returned", "hidden", "removed"):
        case_study(state=state, title=f"Not {state}")
    case_study(state="retired", title="Not retired", retired_because="Closed")

    assert titles(client) == ["Second", "First"]


def test_nothing_yet_says_so(client):
    assert "No case studies yet" in text(client.get(LIST))


@pytest.mark.parametrize(
    ("facet", "value"),
    [
        ("area", "03R"),
        ("area", "QWO"),
        ("region", "Y63"),
        ("function", "C_120"),
        ("measure", "within-18-weeks"),
        ("technology", "zoomscope"),
        ("technology_kind", "device"),
        ("stage", "piloting"),
        ("kind", "practice"),
        ("design", "compared"),
        ("strength", "moderate"),
        ("barrier", "staff"),
        ("setting", "outpatients"),
        ("year", "2024"),
    ],
)
def test_each_facet_leaves_what_has_its_value(client, facet, value):
    one, _ = two_kinds()

    assert titles(client, **{facet: value}) == [one.title]
    assert choices()[facet][value] == 1


def test_values_of_one_facet_are_either_and_facets_are_both(client):
    two_kinds()

    assert len(titles(client, kind=["practice", "attempt"])) == 2
    assert titles(client, kind=["practice", "attempt"], year="2025") == ["Called twice"]
    assert titles(client, kind="attempt", year="2024") == []


def test_counts_say_what_each_choice_would_leave():
    two_kinds()

    assert choices()["kind"] == {"practice": 1, "attempt": 1}
    assert choices("kind=attempt")["kind"] == {"practice": 1, "attempt": 1}
    assert choices("kind=attempt")["year"] == {"2025": 1}
    assert choices("q=booked")["kind"] == {"practice": 1}


def test_every_count_is_what_its_choice_leaves(client):
    two_kinds()
    published("Third", home="03R", functions=["C_110"], started=date(2024, 6, 1))

    for facet, values in choices("year=2024").items():
        for value, count in values.items():
            asked = {facet: value} if facet == "year" else {facet: value, "year": "2024"}
            assert len(titles(client, **asked)) == count


def test_what_is_hidden_is_neither_listed_nor_counted(client):
    one, _ = two_kinds()
    assert choices()["year"] == {"2024": 1, "2025": 1}

    one.state = "hidden"
    one.save()

    assert titles(client) == ["Called twice"]
    assert choices()["year"] == {"2025": 1}
    assert titles(client, q="booked") == []


def test_the_page_says_what_was_asked_for_and_how_to_ask_for_less(client):
    two_kinds()

    page = client.get(LIST, {"q": "booked", "kind": "practice", "area": "QWO", "page": "1"})

    said = text(page)
    assert "1 of 2 case studies" in said
    assert "Words: “booked” Remove" in said
    assert "What came of it: Something that worked Remove" in said
    assert 'href="?q=booked&amp;area=QWO"' in page.content.decode()


def test_words_find_what_fits_best_and_show_where(client):
    published("Other", answers={"done": "We moved the cataract lists to Saturdays."})
    published("Cataract lists")

    assert titles(client, q="cataracts") == ["Cataract lists", "Other"]
    page = client.get(LIST, {"q": "cataracts"}).content.decode()
    assert "We moved the <mark>cataract</mark> lists to Saturdays" in page


def test_the_newest_can_come_first_whatever_fits_best(client):
    published("Cataract lists", published_at=timezone.now() - timezone.timedelta(days=2))
    published("Other", answers={"done": "Cataract."})

    assert titles(client, q="cataract", sort="newest") == ["Other", "Cataract lists"]


def offered_orders(page) -> list[str]:
    select = re.search(r'<select name="sort".*?</select>', page.content.decode(), re.DOTALL).group()
    return re.findall(r"<option[^>]*>([^<]+)</option>", select)


def chosen_order(page) -> str:
    select = re.search(r'<select name="sort".*?</select>', page.content.decode(), re.DOTALL).group()
    return "".join(re.findall(r"<option[^>]* selected>([^<]+)</option>", select))


@pytest.mark.parametrize("asked", [{}, {"q": " "}, {"sort": "best"}, {"sort": "newest"}], ids=str)
def test_without_words_the_order_shown_is_the_one_in_force(client, asked):
    published("Only")

    page = client.get(LIST, asked)

    first, *others = offered_orders(page)
    assert first == "Newest"
    assert "What fits best" not in others
    assert chosen_order(page) in ("", "Newest")
    assert "Newest first." in text(page)


def test_with_words_what_fits_best_is_shown_and_in_force_until_another_is_chosen(client):
    published("Only clinics")

    best, newest = client.get(LIST, {"q": "clinics"}), client.get(LIST, {"q": "clinics", "sort": "newest"})

    assert offered_orders(best)[:2] == ["What fits best", "Newest"]
    assert "What fits best first." in text(best)
    assert chosen_order(newest) == "Newest"
    assert "Newest first." in text(newest)


def test_words_written_into_a_list_of_the_newest_find_what_fits_best():
    # The form sends the order that nobody chose as empty.
    published("Other", answers={"done": "Cataract."}, published_at=timezone.now())
    published("Cataract lists", published_at=timezone.now() - timezone.timedelta(days=2))

    assert titles(Client(), q="cataract", sort="") == ["Cataract lists", "Other"]


# When it began.


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({"began_from": "April 2024"}, ["Later", "Spring", "Summer"]),
        ({"began_from": "May 2024"}, ["Later", "Summer"]),
        ({"began_to": "2024-06"}, ["Spring", "Summer"]),
        ({"began_from": "2024-05", "began_to": "06/2024"}, ["Summer"]),
        ({"began_from": "May 2024", "kind": "attempt"}, []),
    ],
    ids=str,
)
def test_case_studies_are_found_by_the_months_between_which_they_began(client, asked, found):
    published("Spring", started=date(2024, 4, 1))
    published("Summer", started=date(2024, 6, 30))
    published("Later", started=date(2025, 1, 1))
    published("Never said")

    assert sorted(titles(client, **asked)) == found


def test_counts_and_words_follow_the_months(client):
    two_kinds()

    page = client.get(LIST, {"began_from": "January 2025"})

    assert choices("began_from=2025-01")["kind"] == {"attempt": 1}
    assert choices("began_from=2025-01")["year"] == {"2025": 1}
    assert "1 of 2 case studies" in text(page)
    assert "Began in or after: January 2025 Remove" in text(page)
    assert 'value="January 2025"' in page.content.decode()


def test_months_that_cannot_be_are_refused_and_all_else_is_kept_to_be_asked_again(client):
    published()

    unread = client.get(LIST, {"began_from": "soon", "kind": "practice", "area": "nowhere"})
    backwards = client.get(LIST, {"began_from": "May 2024", "began_to": "April 2024"})

    assert (unread.status_code, backwards.status_code) == (400, 400)
    assert "Write a month and a year, like April 2024." in text(unread)
    assert 'href="#id_began_from"' in unread.content.decode()
    assert 'id="id_began_from"' in unread.content.decode()
    assert '<input type="hidden" name="kind" value="practice">' in unread.content.decode()
    assert "nowhere" not in re.findall(r'<input type="hidden"[^>]*>', unread.content.decode())
    assert "The last month is before the first" in text(backwards)


# What was mistyped.


def meant(page) -> str:
    found = re.search(r'Did you mean <a href="([^"]+)">([^<]+)</a>', page.content.decode())
    return found.group(2) if found else ""


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("catarct", "cataract"),
        ("Catarcat LISTS", "cataract lists"),
        ("zomscope", "zoomscope"),
        ("wakefeild", "wakefield"),
        ("opthalmology", "ophthalmology"),
        ("lists in wakfield", "lists in wakefield"),
    ],
)
def test_words_that_nothing_has_are_answered_with_the_nearest_that_something_has(client, typed, words):
    published("Cataract lists", home="03R", technologies=[technology("Zoomscope")], functions=["C_130"])

    page = client.get(LIST, {"q": typed, "kind": "practice"})

    assert meant(page) == words
    address = re.search(r'Did you mean <a href="([^"]+)"', page.content.decode()).group(1)
    again = client.get(f"{LIST}{unescape(address)}")
    assert "1 of 1 case study" in text(again)
    assert again.context["asked"].chosen("kind") == ["practice"]


@pytest.mark.parametrize(
    "asked",
    [
        {"q": "xylophone"},
        {"q": "the"},
        {"q": "catarct", "kind": "attempt"},
        {"q": "cataract", "kind": "attempt"},
        {"q": "scret"},
        {"q": "<script>"},
    ],
    ids=str,
)
def test_nothing_is_meant_where_nothing_near_would_be_found(client, asked):
    published("Cataract lists")
    case_study(state="hidden", title="Secret")
    technology("Secret scope", state="proposed")

    page = client.get(LIST, asked)

    assert meant(page) == ""
    assert "No case study is like this" in text(page)


def test_what_is_meant_costs_the_same_for_one_and_for_ten(client, django_assert_max_num_queries):
    counts = []
    client.get(LIST)
    for more in (1, 9):
        for number in range(more):
            published(f"Cataract lists {number}", technologies=[technology()])
        with django_assert_max_num_queries(12) as captured:
            assert meant(client.get(LIST, {"q": "catarct"})) == "cataract"
        counts.append(len(captured))

    assert counts[0] == counts[1]


def test_case_studies_are_ordered_by_how_well_their_areas_do(client):
    analysis = analysed(2)
    for code, percentile, rank in (("03R", 20, 80), ("15F", 90, 11)):
        stands(analysis, code, percentile=percentile, rank=rank, ranked=106)
    published("Behind", home="03R")
    published("Unknown", home="QOP")
    published("Ahead", home="15F")

    assert titles(client, sort="within-18-weeks") == ["Ahead", "Behind", "Unknown"]
    said = text(client.get(LIST, {"sort": "within-18-weeks"}))
    assert "ranks 11 of 106 sub-ICB locations" in said
    assert "There is no figure of" in said
    assert "Areas without a figure last" in said


def test_without_figures_nobody_is_ranked(client):
    published("Only")

    assert titles(client, sort="within-18-weeks") == ["Only"]


@pytest.mark.parametrize(
    "asked",
    [{"kind": "nonsense"}, {"area": "'; --"}, {"sort": "title"}, {"q": "x" * 201}, {"year": "1"}],
    ids=lambda asked: next(iter(asked)),
)
def test_what_cannot_be_asked_is_refused_in_words(client, asked):
    published()

    page = client.get(LIST, asked)

    assert page.status_code == 400
    assert "There is a problem" in text(page)


@pytest.mark.parametrize(
    "asked", [{"page": "x"}, {"page": "99"}, {"area": ""}, {"q": "\x00"}, {"other": "1"}]
)
def test_other_nonsense_is_passed_over(client, asked):
    published()

    assert client.get(LIST, asked).status_code in (200, 400)


def test_twenty_stand_on_a_page(client):
    for number in range(21):
        published(f"Case {number}")

    assert len(titles(client)) == 20
    assert len(titles(client, page="2")) == 1


@pytest.mark.parametrize(
    "asked", [{}, {"q": "clinics", "kind": "practice"}, {"sort": "within-18-weeks"}], ids=str
)
def test_a_list_costs_the_same_for_one_and_for_ten(client, asked, django_assert_max_num_queries):
    analysed(2)
    reader = signed_in(member())

    def queries() -> tuple[int, int]:
        """Return the queries of a list of what was just published, and of the same again."""
        counts = []
        for _ in range(2):
            with django_assert_max_num_queries(12) as captured:
                assert reader.get(LIST, asked).status_code == 200
            counts.append(len(captured))
        return tuple(counts)

    published(technologies=[technology()], functions=["C_110"])
    queries()
    published(technologies=[technology()], functions=["C_110"])
    two = queries()
    for _ in range(9):
        published(technologies=[technology()], functions=["C_110"])
    assert queries() == two
    assert two[1] < two[0]


def test_no_code_of_a_treatment_function_is_shown(client):
    published(functions=["C_999"])
    record = adoption("15F")
    record.functions.create(treatment_function="C_999")

    for address in (LIST, record.get_absolute_url()):
        said = text(client.get(address))
        assert "All treatment functions" in said
        assert "C_999" not in said


def test_a_location_alone_is_asked_for_by_its_own_and_its_board_by_all_within(client):
    published("Of the board", home="QWO")
    published("Of the location", home="03R")

    assert titles(client, area="03R") == ["Of the location"]
    assert set(titles(client, area="QWO")) == {"Of the board", "Of the location"}


def test_the_list_leads_to_telling_and_members_to_what_they_write(client):
    published()

    visitors, members = client.get(LIST), signed_in(member()).get(LIST)

    start, mine = (f'href="{reverse(name)}"' for name in ("case-study-start", "case-studies-mine"))
    assert start in visitors.content.decode()
    assert mine not in visitors.content.decode()
    assert start in members.content.decode()
    assert mine in members.content.decode()


def test_the_list_says_what_a_board_is_found_with(client):
    published()

    assert "A board is found with all areas in it." in text(client.get(LIST))
