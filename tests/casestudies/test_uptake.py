"""A technology's page: who did what with it and when, where that is, what the figures show, who has most to gain."""

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from casestudies.actions.adoption.moderating import put
from casestudies.models import Adoption, StageEvent, Technology
from casestudies.models.vocabulary import Stage
from casestudies.presenters.uptake.lanes import courses, timeline_of
from casestudies.presenters.uptake.places import STEPS, furthest
from casestudies.queries.technologies import records_of, records_version
from metrics.models import Area
from tests.analysed import analysed, stands
from tests.factories import adoption, case_study, figures, technology

pytestmark = pytest.mark.django_db
TODAY = date(2025, 6, 15)
MONTHS = [date(2024 + month // 12, month % 12 + 1, 1) for month in range(17)]


def text(html: str) -> str:
    shown = re.sub(r"<svg.*?</svg>", " ", html, flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", shown)).split())


def page_of(made: Technology, client, **asked) -> str:
    response = client.get(made.get_absolute_url(), asked)
    assert response.status_code == 200
    return text(response.content.decode())


def went_on(record: Adoption, *stages: tuple[str, date], reasons: tuple[str, ...] = ()) -> Adoption:
    """Let a record go through further stages."""
    for number, (stage, day) in enumerate(stages, start=2):
        why = list(reasons) if stage in (Stage.STOPPED, Stage.DECLINED) else []
        StageEvent.objects.create(adoption=record, number=number, stage=stage, day=day, reasons=why)
        record.stage, record.since = stage, day
    record.save()
    return record


def timeline(made: Technology):
    return timeline_of(courses(list(records_of(made))), TODAY, made)


def test_the_timeline_says_each_stage_from_when_to_when():
    made = technology("Pocket scanner")
    went_on(
        adoption(of=made, stage=Stage.CONSIDERING, since=date(2024, 1, 10)),
        (Stage.PILOTING, date(2024, 6, 1)),
        (Stage.STOPPED, date(2025, 2, 3)),
        reasons=("staff",),
    )

    shown = timeline(made)

    for words in (
        "Wakefield: considering from 10 January 2024 to 1 June 2024",
        "Wakefield: piloting from 1 June 2024 to 3 February 2025",
        "Wakefield: stopped on 3 February 2025",
    ):
        assert words in shown.chart.wide
        assert words in shown.chart.compact
    assert shown.title == "Wakefield used it first, from June 2024"
    assert [cell.words for cell in shown.table.rows[0].cells] == [
        "Wakefield",
        "Stopped",
        "3 February 2025",
        "1 June 2024",
        "considering from 10 January 2024; piloting from 1 June 2024",
    ]


def test_who_used_it_first_comes_first_and_who_never_did_comes_last():
    made = technology()
    adoption("02T", of=made, stage=Stage.CONSIDERING, since=date(2023, 1, 1))
    adoption("15F", of=made, since=date(2025, 3, 1))
    adoption("03R", of=made, since=date(2024, 3, 1))

    assert [row.cells[0].words for row in timeline(made).table.rows] == ["Wakefield", "Leeds", "Calderdale"]


def test_a_stage_that_went_back_is_drawn_as_it_was():
    made = technology()
    went_on(
        adoption(of=made, since=date(2024, 1, 1)),
        (Stage.PAUSED, date(2024, 5, 1)),
        (Stage.PILOTING, date(2024, 9, 1)),
    )

    drawn = timeline(made).chart.wide

    assert "paused from 1 May 2024 to 1 September 2024" in drawn
    assert "piloting from 1 September 2024 on" in drawn


def test_a_board_is_as_far_as_the_furthest_of_its_parts():
    made = technology()
    adoption("03R", of=made, stage=Stage.PILOTING)
    adoption("15F", of=made, stage=Stage.STOPPED, reasons=["staff"])
    adoption("QHM", of=made, stage=Stage.CONSIDERING)

    steps = furthest(list(records_of(made)), TODAY)

    assert {code: STEPS[step] for code, step in steps.items()} == {
        "QWO": "Piloting",
        "QHM": "Considering or planned",
    }


def test_what_is_hidden_is_neither_drawn_nor_named(client):
    made = technology()
    adoption("03R", of=made, state="hidden")

    said = page_of(made, client)

    assert "No area has told of it yet" in said
    assert "Wakefield" not in said


def test_the_page_changes_as_soon_as_somebody_tells_more(client):
    made = technology()
    record = adoption("03R", of=made, stage=Stage.CONSIDERING)
    assert "Wakefield Considering" in page_of(made, client)

    went_on(record, (Stage.PILOTING, date(2025, 5, 20)))

    assert "Wakefield Piloting" in page_of(made, client)


def test_case_studies_of_it_are_listed_once_they_are_published(client):
    made = technology()
    case_study(technologies=[made], title="How we scan")
    case_study(technologies=[made], title="How we scanned", state="published")

    said = page_of(made, client)

    assert "How we scanned" in said
    assert "How we scan " not in said


def test_the_figures_stand_beside_where_it_came_into_use(client):
    for month in MONTHS:
        figures(month, *({"area": code, "incomplete": 1000, "within_18": 600} for code in ("03R", "ENGLAND")))
    made = technology()
    adoption("03R", of=made, since=date(2024, 9, 12))
    adoption("15F", of=made, stage=Stage.CONSIDERING)

    said = page_of(made, client)

    assert "Wakefield, in use from 12 September 2024" in said
    assert "What the figures show" in said
    assert "Leeds, in use" not in said
    assert re.search(r"\b(proven|proved|caused|because of it)\b", said) is None


def test_most_to_gain_are_those_without_it_that_are_furthest_behind(client):
    analysis = analysed()
    made = technology()
    made.functions.create(treatment_function="C_110")
    of = {"treatment_function": "C_110", "pathways": 1000}
    stands(analysis, "03R", shortfall=20, **of)
    stands(analysis, "15F", shortfall=10, **of)
    stands(analysis, "02T", shortfall=5, **of)
    stands(analysis, "36J", shortfall=-3, **of)
    stands(analysis, "X2C4Y", shortfall=30, treatment_function="C_999", pathways=1000)
    adoption("03R", of=made)

    gain = page_of(made, client).partition("Areas that may have most to gain")[2]

    assert "in trauma and orthopaedics" in gain
    assert re.findall(r"(Wakefield|Leeds|Calderdale|Bradford|Kirklees)\S* (\d+)", gain) == [
        ("Leeds", "100"),
        ("Calderdale", "50"),
    ]
    assert "not what this technology would gain them" in gain
    assert "How it is worked out" in gain
    shown = client.get(made.get_absolute_url()).content.decode()
    assert (
        f'<a href="{reverse("area-measure", args=["15F", "within-18-weeks"])}?function=C_110">100</a>'
        in shown
    )
    assert f'href="{reverse("methods")}#most-to-gain"' in shown


def test_parts_of_a_board_that_uses_it_have_nothing_to_gain(client):
    analysis = analysed()
    made = technology()
    stands(analysis, "03R", shortfall=20)
    stands(analysis, "00L", shortfall=10)
    adoption("QWO", of=made)

    gain = page_of(made, client).partition("Areas that may have most to gain")[2]

    assert "Wakefield" not in gain
    assert Area.objects.get(code="00L").short_name in gain


def test_without_an_analysis_it_says_when_there_will_be_one(client):
    assert "This is worked out once the newest figures have been analysed." in page_of(technology(), client)


def test_one_record_hidden_and_another_shown_again_make_the_page_anew():
    made = technology()
    shown, hidden = adoption("03R", of=made), adoption("15F", of=made, state=Adoption.State.HIDDEN)
    before = records_version(made)

    put(adoption=shown, state=Adoption.State.HIDDEN)
    put(adoption=hidden, state=Adoption.State.PUBLISHED)

    assert records_version(made) != before


# Files to take away.


def file_of(client, made: Technology, drawing: str, kind: str):
    return client.get(reverse(f"technology-{kind}", args=[made.slug, drawing]))


def used_and_stopped() -> Technology:
    made = technology("Pocket scanner")
    went_on(
        adoption("03R", of=made, stage=Stage.PILOTING, since=date(2024, 1, 10), setting="=Ward 1"),
        (Stage.STOPPED, date(2025, 2, 3)),
        reasons=("staff",),
    )
    adoption("15F", of=made, state=Adoption.State.HIDDEN)
    return made


def test_the_timeline_is_taken_away_as_a_table_of_every_stage(client):
    made = used_and_stopped()

    answer = file_of(client, made, "timeline", "csv")

    assert answer.headers["Content-Disposition"] == 'attachment; filename="pocket-scanner-timeline.csv"'
    assert answer.content.decode().splitlines() == [
        "area,name,setting,stage,from,until,reasons",
        "03R,Wakefield,'=Ward 1,piloting,2024-01-10,2025-02-03,",
        "03R,Wakefield,'=Ward 1,stopped,2025-02-03,,staff",
    ]


def test_the_map_is_taken_away_as_a_table_of_every_board(client):
    made = used_and_stopped()

    header, *lines = file_of(client, made, "map", "csv").content.decode().splitlines()

    assert header == "area,name,stage"
    assert 'QWO,West Yorkshire,"Paused, stopped or declined"' in lines
    assert sum(line.endswith(",") for line in lines) == len(lines) - 1 > 30


@pytest.mark.parametrize("drawing", ["timeline", "map", "tiles"])
def test_each_picture_is_taken_away_with_its_source_and_the_page_leads_to_it(client, drawing):
    made = used_and_stopped()
    shown = client.get(made.get_absolute_url()).content.decode()

    svg, png = (file_of(client, made, drawing, kind) for kind in ("svg", "png"))

    assert svg.headers["Content-Type"] == "image/svg+xml"
    assert "Source: what areas recorded on this site up to" in " ".join(
        re.sub(r"<[^>]+>", " ", svg.content.decode()).split()
    )
    assert png.content.startswith(b"\x89PNG")
    for kind in ("svg", "png", *(() if drawing == "tiles" else ("csv",))):
        address = reverse(f"technology-{kind}", args=[made.slug, drawing])
        assert f'<a href="{address}" download>{kind.upper()}' in shown
    assert f'<a href="{made.get_absolute_url()}#{drawing}">Link to this chart' in shown
    assert f'id="{drawing}"' in shown


def test_what_cannot_be_drawn_is_not_found(client):
    empty, used = technology(), used_and_stopped()
    proposed = technology(state="proposed")
    adoption(of=proposed)

    for kind in ("csv", "svg", "png"):
        assert file_of(client, used, "spread", kind).status_code == 404
        assert file_of(client, proposed, "timeline", kind).status_code == 404
    for drawing in ("timeline", "map", "tiles"):
        assert file_of(client, empty, drawing, "svg").status_code == 404
    assert file_of(client, used, "tiles", "csv").status_code == 404
    assert len(file_of(client, empty, "timeline", "csv").content.decode().splitlines()) == 1


def test_a_file_costs_the_same_for_one_record_and_for_ten(client, django_assert_max_num_queries):
    made, counts = technology(), []
    for codes in (["03R"], ["15F", "36J", "02T", "X2C4Y", "00L", "01F", "01H", "02P", "02X"]):
        for code in codes:
            adoption(code, of=made)
        file_of(client, made, "map", "svg")
        for drawing, kind in (("timeline", "csv"), ("map", "svg")):
            with django_assert_max_num_queries(12) as found:
                file_of(client, made, drawing, kind)
            counts.append(len(found))
    assert counts[:2] == counts[2:]
