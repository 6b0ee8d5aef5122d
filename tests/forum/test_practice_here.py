"""Practice beside figures: on the front page, on areas' pages and their measures, and where others do better."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum.models import Link, Post
from forum.presenters import practice_here
from forum.queries.discussions import threads_by_area
from metrics.compute.measures import MEASURES
from metrics.models import Area
from tests.factories import (
    adoption,
    case_study,
    member,
    moderator,
    outcome,
    signed_in,
    space,
    technology,
    thread,
    verified,
)
from tests.forum.peers import MONTHS, share_of
from tests.forum.test_board_pack import pack
from tests.forum.test_board_pack import words as words_of
from tests.metrics.test_peers import PEERS_OF_WAKEFIELD
from tests.published import APRIL, MAY, publish

pytestmark = pytest.mark.django_db
AREA = reverse("area", args=["03R"])
BOARD = reverse("area", args=["QWO"])
MEASURE = reverse("area-measure", args=["03R", "within-18-weeks"])
UNSEEN = ["draft", "submitted", "returned", "hidden", "removed", "erased"]


def text(client, address: str) -> str:
    answered = client.get(address)
    assert answered.status_code == 200
    return answered.content.decode()


def queries(client, address: str) -> int:
    client.get(address)
    with CaptureQueriesContext(connection) as made:
        client.get(address)
    return len(made)


def test_an_area_and_its_board_show_its_case_studies_and_what_it_uses(client):
    publish(MAY)
    case_study(state="published", title="Same-day clinics")
    adoption(of=technology("Pocket scanner"), help_wanted="A rota that works", help_offered="Come and look")

    for page in (AREA, BOARD):
        shown = text(client, page)
        for words in ("Same-day clinics", "Pocket scanner", "A rota that works", "Come and look"):
            assert words in shown
    assert "Same-day clinics" not in text(client, reverse("area", args=["00L"]))


def test_an_area_without_figures_shows_its_practice(client):
    case_study(state="published", title="Same-day clinics")

    assert "Same-day clinics" in text(client, AREA)


def test_what_is_considered_is_not_in_use(client):
    publish(MAY)
    adoption(of=technology("Pocket scanner"), stage="considering")

    assert "Pocket scanner" not in text(client, AREA)


def test_an_area_without_practice_says_who_could_begin(client):
    publish(MAY)

    assert "could write the first" in text(client, AREA)


@pytest.mark.parametrize("state", UNSEEN)
def test_what_is_not_published_stands_beside_no_figures(client, state):
    publish(MAY)
    case = case_study(state=state, title="Zebracrossing", summary="Zebracrossing")
    outcome(case)
    if state in ("hidden", "removed", "erased"):
        adoption(of=technology("Zebracrossing"), state=state)

    for page in ("/", AREA, BOARD, MEASURE):
        assert "Zebracrossing" not in text(client, page)


def test_a_measure_shows_who_says_to_have_changed_it_here_or_else_elsewhere(client):
    publish(MAY)
    outcome(case_study(state="published", title="Here"), measure="within-18-weeks")
    outcome(case_study(state="published", title="Elsewhere", home="00L"), measure="within-18-weeks")
    outcome(case_study(state="published", title="Other measure"), measure="total-list")

    assert "Here</a>" in text(client, MEASURE)
    assert "Elsewhere</a>" not in text(client, MEASURE)
    assert "Other measure" not in text(client, MEASURE)
    far = reverse("area-measure", args=["15F", "within-18-weeks"])
    assert "Elsewhere</a>" in text(client, far)


def test_the_front_page_shows_the_newest(client):
    assert "No case studies yet" in text(client, "/")
    for number in range(7):
        case_study(state="published", title=f"Study {number}")

    shown = text(client, "/")

    assert "Study 6" in shown
    assert "Study 0" not in shown


def test_who_does_better_is_shown_with_what_they_write_of_and_use(client):
    share_of(("03R", 0.6), *((code, 0.7) for code in PEERS_OF_WAKEFIELD), months=MONTHS)
    peer = PEERS_OF_WAKEFIELD[0]
    case_study(state="published", home=peer, title="One visit", functions=["C_110"])
    case_study(state="hidden", home=peer, title="Hidden study")
    both = technology("Both use it")
    adoption(peer, of=technology("They use it"))
    adoption(peer, of=both)
    adoption("03R", of=both)

    shown = text(client, reverse("better-peers", args=["03R"]))
    of_another = text(client, f"{reverse('better-peers', args=['03R'])}?function=C_120")

    assert "One visit" in shown
    assert "They use it" in shown
    assert "Both use it" not in shown
    assert "Hidden study" not in shown
    assert "One visit" not in of_another


def test_what_is_discussed_of_who_does_better_is_shown_to_members(client):
    share_of(("03R", 0.6), *((code, 0.7) for code in PEERS_OF_WAKEFIELD), months=MONTHS)
    peer, other = PEERS_OF_WAKEFIELD[:2]
    about = Area.objects.get(code=peer)
    thread(title="How they start early", area=about)
    thread(title="Beds on Mondays", area=about, measure="within-18-weeks", treatment_function="C_110")
    Link.objects.create(thread=thread(title="Clinics on Saturdays"), area=about)
    hidden = thread(title="Unseen words", area=about)
    Post.objects.filter(thread=hidden).update(state="hidden")
    reader, address = member("03R"), reverse("better-peers", args=["03R"])

    shown = signed_in(reader).get(address).content.decode()
    of_eyes = [title for _, title, _ in threads_by_area(reader, PEERS_OF_WAKEFIELD, "C_130")]

    row = shown.partition(f">{about.short_name}</dt>")[2].partition("</div>")[0]
    for title in ("How they start early", "Beds on Mondays", "Clinics on Saturdays"):
        assert title in row
        assert title not in client.get(address).content.decode()
    assert "Unseen words" not in shown
    assert sorted(of_eyes) == ["Clinics on Saturdays", "How they start early"]
    assert (
        "Nothing shared here yet." in shown.partition(f">{Area.objects.get(code=other).short_name}</dt>")[2]
    )


def test_each_reader_is_told_what_they_may_read_of_what_is_discussed_there():
    peer, other = PEERS_OF_WAKEFIELD[:2]
    about = Area.objects.get(code=peer)
    thread(title="Open", area=about)
    thread(title="Of eyes", area=about, treatment_function="C_130")
    thread(title="Among ourselves", area=about, category=space("15F", name="Ours", slug="ours"))
    thread(title="Elsewhere", area=Area.objects.get(code=other))
    outside, inside, staff, nobody = member("03R"), member("15F"), moderator(), verified()
    told = {
        outside: {"Open", "Of eyes"},
        inside: {"Open", "Of eyes", "Among ourselves"},
        staff: {"Open", "Of eyes", "Among ourselves"},
        nobody: set(),
    }

    for _ in range(2):
        for reader, titles in told.items():
            found = {title: code for code, title, _ in threads_by_area(reader, [peer], "C_999")}
            assert found == dict.fromkeys(titles, peer)
            of_joints = {title for _, title, _ in threads_by_area(reader, [peer], "C_110")}
            assert of_joints == titles - {"Of eyes"}
            both = {title for _, title, _ in threads_by_area(reader, [other, peer], "C_999")}
            assert both == titles | ({"Elsewhere"} if titles else set())


def test_much_that_is_discussed_of_who_does_better_costs_as_many_queries_as_little():
    share_of(("03R", 0.6), *((code, 0.7) for code in PEERS_OF_WAKEFIELD), months=MONTHS)
    reader, address = signed_in(member("03R")), reverse("better-peers", args=["03R"])

    def more() -> None:
        for code in PEERS_OF_WAKEFIELD:
            area = Area.objects.get(code=code)
            thread(area=area)
            adoption(code, of=technology())
            case_study(state="published", home=code)

    more()
    few = queries(reader, address)
    for _ in range(4):
        more()

    assert queries(reader, address) == few == 11


def test_the_whole_page_of_who_does_better_costs_twelve_queries_at_most_once_it_is_made(
    client, django_assert_num_queries
):
    share_of(("03R", 0.6), *((code, 0.7) for code in PEERS_OF_WAKEFIELD), months=MONTHS)
    peer, reader = PEERS_OF_WAKEFIELD[0], signed_in(member("03R"))
    address = reverse("better-peers", args=["03R"])
    by_hand = f"{address}?peers={','.join(PEERS_OF_WAKEFIELD[:3])}"
    case_study(state="published", home=peer, title="One visit")
    adoption(peer, of=technology("They use it"))
    thread(title="How they start early", area=Area.objects.get(code=peer))
    parts = ("One visit", "They use it", "How they start early", reverse("ask-area", args=[peer]))

    with django_assert_num_queries(20):
        first_since_a_publication = text(reader, address)
    with django_assert_num_queries(12):
        first = text(reader, by_hand)
    with django_assert_num_queries(11):
        again = text(reader, address)
    with django_assert_num_queries(12):
        again_by_hand = text(reader, by_hand)
    with django_assert_num_queries(7):
        by_a_visitor = text(client, address)

    for page in (first_since_a_publication, first, again, again_by_hand):
        assert all(part in page for part in parts)
    assert [part in by_a_visitor for part in parts] == [True, True, False, True]


@pytest.mark.parametrize("address", ["/", AREA, BOARD, MEASURE])
def test_much_practice_costs_as_many_queries_as_little(client, address):
    publish(APRIL, MAY)

    def more() -> None:
        outcome(case_study(state="published"))
        adoption(of=technology())

    more()
    few = queries(client, address)
    for _ in range(9):
        more()

    assert queries(client, address) == few <= 12


def test_a_board_pack_names_practice(client):
    publish(APRIL, MAY)
    assert "Practice here" not in words_of(pack(client, "QWO"))
    case_study(state="published", title="Same-day clinics")
    case_study(state="hidden", title="Zebracrossing")
    adoption(of=technology("Pocket scanner"))

    said = words_of(pack(client, "QWO"))

    assert "Case studies: Same-day clinics." in said
    assert "Technologies in use: Pocket scanner." in said
    assert "Zebracrossing" not in said


def test_what_is_made_up_says_so_beside_figures(client):
    publish(MAY)
    made = technology("Carry-on scope", is_demonstration=True)
    adoption("03R", of=made)
    case_study(title="One visit", state="published", is_demonstration=True)

    shown = client.get("/areas/03R/").text

    assert "One visit (demonstration)" in shown
    assert "Carry-on scope (demonstration)" in shown


NATIONAL = reverse("measure", args=["within-18-weeks"])


def test_the_page_of_a_measure_shows_practice_that_claims_it_and_the_technologies_in_it(client):
    publish(MAY)
    scanner, other = technology("Pocket scanner"), technology("Other scope")
    for title, of in (("Same-day clinics", [scanner]), ("Saturday lists", [scanner, other])):
        outcome(case_study(state="published", title=title, technologies=of))
    outcome(case_study(state="published", title="Long lists", technologies=[other]), measure="waiting-list")

    shown = text(client, NATIONAL)

    for words in ("Same-day clinics", "Saturday lists", "(in 2 case studies)", "(in 1 case study)"):
        assert words in shown
    assert shown.index("Pocket scanner") < shown.index("Other scope")
    assert 'href="/case-studies/?measure=within-18-weeks"' in shown
    assert "Long lists" not in shown
    assert "Long lists" in text(client, reverse("measure", args=["waiting-list"]))


def test_the_page_of_a_measure_without_practice_says_nothing_of_it(client):
    publish(MAY)
    case_study(state="published", title="Same-day clinics")

    assert "Practice on this measure" not in text(client, NATIONAL)


@pytest.mark.parametrize("state", UNSEEN)
def test_what_is_not_published_is_not_shown_on_the_page_of_a_measure(client, state):
    publish(MAY)
    seen = case_study(
        state="published", title="Same-day clinics", technologies=[technology("Secret", state="withdrawn")]
    )
    outcome(seen)
    outcome(case_study(state=state, title="Hidden lists", technologies=[technology("Hidden scope")]))

    shown = text(client, NATIONAL)

    assert "Same-day clinics" in shown
    assert "Hidden" not in shown
    assert "Secret" not in shown


def test_practice_on_the_page_of_a_measure_is_gone_with_the_next_request(client):
    publish(MAY)
    case = case_study(state="published", title="Same-day clinics")
    outcome(case)
    assert "Same-day clinics" in text(client, NATIONAL)

    case.state = "hidden"
    case.save()

    assert "Same-day clinics" not in text(client, NATIONAL)


def test_practice_on_the_page_of_a_measure_costs_the_same_for_one_and_for_ten(client):
    publish(MAY)
    counts = []
    for number in (1, 9):
        for _ in range(number):
            outcome(case_study(state="published", technologies=[technology()]))
        counts.append(queries(client, NATIONAL))

    assert counts[0] == counts[1] <= 12


def test_that_there_is_no_practice_on_a_measure_is_found_out_once(monkeypatch):
    asked = []
    monkeypatch.setattr(practice_here, "newest_cases", lambda **of: asked.append(of) or [])

    found = [practice_here.practice_on(MEASURES["within-18-weeks"]) for _ in range(2)]

    assert [one.cases for one in found] == [[], []]
    assert len(asked) == 1
