"""What an area's better peers use and it does not."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from casestudies.actions.registering import change, seen
from casestudies.forms.technologies.register import WriteTechnology, values_of
from casestudies.models import Adoption, CaseStudy
from casestudies.models.vocabulary import Stage
from tests.factories import adoption, case_study, moderator, technology
from tests.forum.peers import first_line, read, share_of
from tests.published import MAY

pytestmark = pytest.mark.django_db
# Of the ten areas most like Wakefield; Barnsley and Doncaster do better than it, Calderdale does not.
BARNSLEY, DONCASTER, CALDERDALE = "02P", "02X", "02T"


@pytest.fixture
def better() -> None:
    share_of(("03R", 0.5), (BARNSLEY, 0.7), (DONCASTER, 0.6), (CALDERDALE, 0.4), ("QWO", 0.5))


def gaps(client, code: str = "03R", **asked) -> str:
    return read(client, "area-gaps", code, **asked)


def test_it_names_what_better_peers_use_and_the_area_does_not(client, better):
    scanner, clinic, both = technology("Pocket scanner"), technology("One-stop clinic"), technology("Shared")
    scanner.guidance.create(type="DG", number=12, recommendation="recommended")
    case_study(technologies=[scanner], state="published")
    adoption(BARNSLEY, of=scanner)
    adoption(DONCASTER, of=scanner, stage=Stage.PILOTING)
    adoption(BARNSLEY, of=both)
    adoption("03R", of=both)
    adoption(CALDERDALE, of=clinic)
    adoption("03R", of=scanner, stage=Stage.STOPPED, reasons=["staff"])

    said = gaps(client)

    assert (
        "1 technology is in use in areas most like Wakefield that do better on “Waiting 18 weeks or less”"
        in said
    )
    assert "and not in Wakefield, by the records." in said
    assert "Wakefield may use one of these and not have told" in said
    row = said[said.index("Pocket scanner") :]
    assert "2 of 2 Barnsley and Doncaster (piloting) NICE recommends it (DG12) 1 case study Stopped" in row
    assert "One-stop clinic" not in said
    assert "Shared" not in said


def test_each_figure_leads_to_where_it_comes_from(client, better):
    scanner = technology("Pocket scanner")
    scanner.guidance.create(type="DG", number=12, recommendation="recommended")
    case_study(technologies=[scanner], state="published")
    adoption(BARNSLEY, of=scanner)
    own = adoption("03R", of=scanner, stage=Stage.STOPPED, reasons=["staff"])

    page = client.get(reverse("area-gaps", args=["03R"])).content.decode()

    for words, address in (
        ("1 of 2", f"{reverse('adoption-list')}?technology={scanner.slug}"),
        ("NICE recommends it (DG12)", "https://www.nice.org.uk/guidance/dg12"),
        ("1 case study", f"{scanner.get_absolute_url()}#studies"),
        ("Stopped", own.get_absolute_url()),
        ("How it is worked out", f"{reverse('methods')}#gaps"),
    ):
        assert f'<a href="{address}">{words}</a>' in page
    assert reverse("data-month", args=[MAY]) in page
    assert 'id="gaps"' in client.get(reverse("methods")).content.decode()
    assert 'id="studies"' in client.get(scanner.get_absolute_url()).content.decode()


def test_a_pilot_beside_wider_use_is_no_mere_pilot(client, better):
    scanner = technology("Pocket scanner")
    adoption(BARNSLEY, of=scanner, stage=Stage.PILOTING, setting="One clinic")
    adoption(BARNSLEY, of=scanner, stage=Stage.ADOPTED, setting="All others")

    assert "1 of 2 Barnsley No guidance" in gaps(client)


def test_what_most_better_peers_use_comes_first(client, better):
    one, two = technology("Alpha"), technology("Beta")
    adoption(BARNSLEY, of=one)
    for code in (BARNSLEY, DONCASTER):
        adoption(code, of=two)

    said = gaps(client)

    assert said.index("Beta") < said.index("Alpha")


def test_what_changes_is_shown_at_once(client, better):
    scanner = technology("Pocket scanner", summary="Old")
    records = [adoption(BARNSLEY, of=scanner), adoption(DONCASTER, of=technology("Other"))]
    assert "1 of 2 Barnsley" in gaps(client)

    Adoption.objects.filter(pk=records[1].pk).update(technology=scanner)
    assert "2 of 2 Barnsley and Doncaster No guidance listed None yet No record" in gaps(client)
    case = case_study(technologies=[scanner], state="published")
    assert "No guidance listed 1 case study" in gaps(client)
    CaseStudy.objects.filter(pk=case.pk).update(state="hidden")
    assert "No guidance listed None yet" in gaps(client)
    Adoption.objects.filter(pk=records[0].pk).update(state="hidden")
    assert "1 of 2 Doncaster" in gaps(client)
    form = WriteTechnology(values_of(scanner) | {"summary": "New"})
    assert form.is_valid()
    change(technology=scanner, entry=form.entry, by=moderator(), seen_as=seen(scanner))
    assert "Pocket scanner New" in gaps(client)


def test_asked_again_its_table_is_not_made_again(client, better):
    adoption(BARNSLEY, of=technology("Pocket scanner"))
    with CaptureQueriesContext(connection) as first:
        gaps(client)
    with CaptureQueriesContext(connection) as again:
        gaps(client)

    assert len(again) < len(first)


def test_what_its_board_uses_an_area_uses_too(client, better):
    made = technology("Board-wide")
    adoption(BARNSLEY, of=made)
    adoption("QWO", of=made)

    assert "By the records, Wakefield uses every technology in use in areas most like Wakefield" in gaps(
        client
    )


@pytest.mark.parametrize("hidden", [{"state": "hidden"}, {"stage": Stage.DECLINED, "reasons": ["staff"]}])
def test_what_is_hidden_or_not_in_use_counts_for_nothing(client, better, hidden):
    adoption(BARNSLEY, of=technology("Secret"), **hidden)

    said = gaps(client)

    assert "Secret" not in said
    assert "No technology is recorded yet as in use in areas most like Wakefield" in said


def test_where_nobody_does_better_it_says_so(client):
    share_of(("03R", 0.7), (BARNSLEY, 0.5))

    assert first_line(client, "area-gaps").startswith("Nobody does better than Wakefield")


def test_where_no_peer_does_better_it_looks_elsewhere(client):
    share_of(("03R", 0.5), ("15F", 0.7))
    adoption("15F", of=technology("Far away"))

    said = gaps(client)

    assert "Far away" in said
    assert "areas elsewhere (none of its peers does)" in said


def test_peers_chosen_by_hand_are_kept(client, better):
    adoption(CALDERDALE, of=technology("Near"))
    adoption(BARNSLEY, of=technology("Other"))

    said = gaps(client, peers=f"{BARNSLEY},{CALDERDALE}")

    assert "Other" in said
    assert "areas chosen by hand" in said


def test_without_figures_it_says_when_there_will_be_an_answer(client):
    assert "Who does better is known once figures are published." in gaps(client)


def test_england_has_no_peers(client):
    assert "Only integrated care boards and sub-ICB locations" in gaps(client, "ENGLAND")


def test_a_code_in_small_letters_leads_to_the_page(client):
    assert client.get("/technologies/gaps/03r/").url == "/technologies/gaps/03R/"


def test_queries_stay_the_same_with_one_and_with_ten(client, better, django_assert_max_num_queries):
    counts = []
    for number in (1, 9):
        for _ in range(number):
            made = technology()
            made.guidance.create(type="DG", number=1)
            adoption(BARNSLEY, of=made)
        gaps(client, to=f"{MAY:%Y-%m}")
        with django_assert_max_num_queries(12) as found:
            gaps(client, to=f"{MAY:%Y-%m}")
        counts.append(len(found))
    assert counts[0] == counts[1]
