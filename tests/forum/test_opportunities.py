"""The map of opportunities on its page: in order, with what is shared and whom to ask; never more than is known."""

import csv
import re
from html import unescape
from io import StringIO

import pytest
from django.test import Client
from django.urls import reverse

from casestudies.models import CaseStudy
from metrics.actions.analysing import analyse
from metrics.models import Area, Population
from metrics.presenters.peers.better import Question, better_view
from metrics.presenters.peers.group import PeerChoice, areas_like, peer_group
from metrics.presenters.peers.opportunity_map import ASKED, opportunity_map
from tests.factories import MAY, adoption, case_study, figures, member, signed_in, space, technology, thread
from tests.forum.peers import MONTHS

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
ORTHOPAEDICS, EYES = "C_110", "C_130"


def published() -> None:
    """Publish a year in which Wakefield's peers differ from it by treatment function, and say where areas stand."""
    near = peer_group(area(), areas_like(area(), MAY), PeerChoice()).codes
    shares = {"03R": 0.50, near[0]: 0.70, near[1]: 0.60, near[2]: 0.50, near[3]: 0.40}
    for place, month in enumerate(MONTHS):
        rows = [
            row(code, function, people, share if function == ORTHOPAEDICS else 0.5, 4 * (-1) ** place)
            for code, share in shares.items()
            for function, people in ((ORTHOPAEDICS, people_of(code)), (EYES, 1_000))
        ]
        figures(month, *rows)
    analyse(lambda words, done: None)


def people_of(code: str) -> int:
    known = Population.objects.filter(area__code=code, source="ons", date__lte=MAY)
    return known.latest("date").people


def row(code: str, function: str, people: int, share: float, wobble: int) -> dict:
    """Ten in a thousand people wait, and five are treated, everywhere alike: areas differ in how long they wait."""
    size = people // 100
    waiting = {"incomplete": size, "within_18": round(size * share) + wobble, "over_52": size // 100}
    treated = {"admitted": people // 500, "non_admitted": 3 * people // 1000}
    return {"area": code, "treatment_function": function} | waiting | (treated if people > 1_000 else {})


def area(code: str = "03R") -> Area:
    return Area.objects.get(code=code)


def near() -> list[str]:
    return peer_group(area(), areas_like(area(), MAY), PeerChoice()).codes


def read(client: Client, code: str = "03R") -> str:
    answer = client.get(reverse("opportunities", args=[code]))
    assert answer.status_code == 200
    main = re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL).group()
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def test_it_says_where_most_is_to_be_gained_and_from_whom(client):
    published()
    first, second = (area(code).short_name for code in near()[:2])

    said = read(client)

    assert "similar areas do better on 1 in May 2025" in said
    assert "Trauma and orthopaedics: waiting 18 weeks or less" in said
    assert f"2 of 4 areas like it do better: {first} and {second}." in said
    # Theirs are 70% and 60%, so the middle is 65%, and ours 50%.
    gained = round(0.15 * (people_of("03R") // 100), -1)
    assert re.search(r"At the middle of theirs \(6[45]\.\d%\), about \d+ more of its pathways", said)
    assert int(re.search(r"about (\d+) more", said).group(1)) == pytest.approx(gained, abs=20)
    assert f"Ask the people of {first}" in said
    assert "They are not a forecast" in said


def test_it_is_the_answer_of_each_page_of_better_peers_in_that_month():
    published()
    group = peer_group(area(), areas_like(area(), MAY), PeerChoice())
    found = opportunity_map(group, MAY)

    on_map = {(one.measure.slug, one.function): list(one.better) for one in found.openings}

    for slug, measure in ASKED.items():
        for function in (ORTHOPAEDICS, EYES):
            view = better_view(group, Question(measure, function, MAY, MAY))
            one_by_one = [] if view.cannot else list(view.peers.index)
            assert sorted(on_map.get((slug, function), [])) == sorted(one_by_one), (slug, function)
    assert on_map


def test_what_those_ahead_share_on_the_subject_stands_beside_it_and_nothing_else(client):
    published()
    ahead, behind = near()[0], near()[3]
    public = {"state": CaseStudy.State.PUBLISHED}
    case_study(title="Joint school", home=ahead, functions=[ORTHOPAEDICS], **public)
    case_study(title="Eye clinics", home=ahead, functions=[EYES], **public)
    case_study(title="Draft of joints", home=ahead, functions=[ORTHOPAEDICS])
    case_study(title="Joints elsewhere", home=behind, functions=[ORTHOPAEDICS], **public)
    bench, both = technology("Test bench"), technology("Used by both")
    for one in (bench, both):
        adoption(ahead, of=one).functions.create(treatment_function=ORTHOPAEDICS)
    adoption("03R", of=both)
    thread(member(ahead), title="Hips first", area=area(ahead), treatment_function=ORTHOPAEDICS)
    secret = space("15F")
    thread(
        member("15F"),
        title="Private hips",
        area=area(ahead),
        treatment_function=ORTHOPAEDICS,
        category=secret,
    )

    visitor, reader = read(client), read(signed_in(member()))

    assert f"Joint school ({area(ahead).short_name})" in visitor
    assert "Test bench" in visitor
    for other in ("Eye clinics", "Draft of joints", "Joints elsewhere", "Used by both", "Hips first"):
        assert other not in visitor
    assert "Hips first" in reader
    assert "Private hips" not in reader


def test_the_file_has_the_same_in_numbers(client):
    published()

    file = client.get(reverse("opportunities-csv", args=["03R"])).content.decode()

    (row,) = csv.DictReader(StringIO(file))
    assert (row["measure"], row["treatment_function"]) == ("within-18-weeks", ORTHOPAEDICS)
    assert row["peers_better"] == " ".join(near()[:2])
    assert float(row["pathways"]) == pytest.approx(0.15 * (people_of("03R") // 100), abs=20)
    assert row["pathways_are"] == "on the list"


def test_its_links_lead_to_the_same_question(client):
    published()
    html = client.get(reverse("opportunities", args=["03R"])).content.decode()

    (link,) = set(re.findall(r'href="(/areas/03R/better-peers/[^"]*function=C_110[^"]*)"', html))

    page = client.get(unescape(link)).content.decode()
    assert "2 of the 10 areas most like Wakefield do better" in page
    ask = re.search(r'href="(/areas/\w+/ask/[^"]*)"', html).group(1)
    assert f"/areas/{near()[0]}/ask/?measure=within-18-weeks&function=C_110&from=03R" == unescape(ask)


def test_how_many_chance_would_bring_up_is_said(client):
    published()

    assert re.search(
        r"\d+ comparisons were made. If no area differed .* chance alone would bring up fewer than 1",
        read(client),
    )


def test_before_the_figures_are_analysed_it_says_so(client):
    figures(MAY, {"area": "03R", "incomplete": 4_000, "within_18": 2_000})

    assert "is being worked out from the newest figures" in read(client)
    assert client.get(reverse("opportunities-csv", args=["03R"])).status_code == 404


@pytest.mark.parametrize("kind", ["region", "england"])
def test_areas_without_peers_say_so(client, kind):
    code = Area.objects.of_kind(kind).first().code

    assert "Only boards and sub-ICB locations have similar areas." in read(client, code)


def test_an_area_without_figures_of_the_month_says_so(client):
    published()

    assert "has no figures for May 2025 that could be compared" in read(client, "15F")


def test_nothing_shared_and_nothing_better_are_said(client):
    published()

    assert "Nothing shared here yet on this." in read(client)
    assert "similar areas do better on none in May 2025" in read(client, near()[0])


def test_a_map_costs_as_many_queries_for_much_practice_as_for_little(client, django_assert_num_queries):
    published()
    reader, ahead = signed_in(member()), near()[0]

    def shared(number: int) -> None:
        state = CaseStudy.State.PUBLISHED
        case_study(title=f"Joints {number}", home=ahead, functions=[ORTHOPAEDICS], state=state)
        adoption(ahead).functions.create(treatment_function=ORTHOPAEDICS)

    shared(0)
    read(reader)
    with django_assert_num_queries(15):
        read(reader)
    for number in range(1, 5):
        shared(number)

    with django_assert_num_queries(15):
        read(reader)
