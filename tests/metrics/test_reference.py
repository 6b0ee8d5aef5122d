import shutil
from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
from django.core.management import CommandError, call_command
from django.forms.models import model_to_dict

from metrics.compute.geography import ground_changes, is_outgrown
from metrics.ingest.reference import load_reference
from metrics.ingest.tables import FOLDER, BrokenTables, read_tables
from metrics.models import Area, Figure, FigureSet, Membership, Population, Profile, Release, Succession

THEN, NOW = date(2025, 5, 1), date(2026, 4, 1)
MID_2024 = date(2024, 6, 30)
MODELS = (Area, Membership, Succession, Population, Profile)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the tables to spoil."""
    return Path(shutil.copytree(FOLDER, tmp_path / "reference"))


def edit(folder: Path, table: str, old: str, new: str) -> None:
    path = folder / table
    content = path.read_text()
    assert content.count(old) >= 1
    path.write_text(content.replace(old, new, 1))


def findings(folder: Path) -> list[str]:
    with pytest.raises(BrokenTables) as broken:
        read_tables(folder)
    return broken.value.findings


def everything() -> list[dict]:
    return [model_to_dict(row) for model in MODELS for row in model.objects.order_by("pk")]


def people(code: str, source: str = "ons", on: date = MID_2024) -> int | None:
    return (
        Population.objects.filter(area__code=code, source=source, date=on)
        .values_list("people", flat=True)
        .first()
    )


# What the tables say


def test_no_two_areas_look_alike_in_a_list():
    names = Counter(row["short_name"] for row in read_tables().areas if row["kind"] != "region")

    assert [name for name, times in names.items() if times > 1] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("day", "boards"), [(date(2021, 4, 1), 42), (THEN, 42), (date(2026, 3, 31), 42), (NOW, 36)]
)
def test_each_day_has_its_boards_and_each_location_one_of_them(day, boards):
    locations = Area.objects.of_kind("sicbl").valid_on(day)
    tables = read_tables()
    parents = Counter(
        row["child"]
        for row in tables.memberships
        if (row["start"] or date.min) <= day <= (row["end"] or date.max)
    )

    assert Area.objects.of_kind("icb").valid_on(day).count() == boards
    assert locations.count() == 106
    assert {parents[area.code] for area in Area.objects.exclude(kind="england").valid_on(day)} == {1}


@pytest.mark.django_db
def test_a_closed_board_leads_to_its_successors():
    essex = Area.objects.get(code="QJG")

    assert not essex.precursors.exists()
    assert set(essex.successions.values_list("successor__code", flat=True)) == {"D7T5G", "T6Y0W"}
    assert essex.closed == date(2026, 3, 31)


@pytest.mark.django_db
@pytest.mark.parametrize("code", ["S0E4D", "S9B9J", "QRL", "92A", "D9Y0V", "U2G6B", "QNQ", "D4U1Y"])
def test_areas_that_frimley_was_split_between_say_so(code):
    assert "1 April 2026" in Area.objects.get(code=code).note


def test_the_tables_agree_with_the_published_ones(shared):
    published = pd.read_csv(shared / "reference" / "sicbl.csv", dtype={"code": str}).set_index("code")
    tables = read_tables()
    counted = {(row["area"], row["source"], row["date"]): row["people"] for row in tables.populations}
    columns = {
        ("ons", date(2022, 6, 30)): "population_mid_2022",
        ("ons", date(2023, 6, 30)): "population_mid_2023",
        ("ons", MID_2024): "population_mid_2024",
        ("gp", date(2022, 7, 1)): "gp_registered_2022_07",
    }

    assert counted == {
        (code, *key): published.loc[code, name] for key, name in columns.items() for code in published.index
    }
    boards = {row["child"]: row["parent"] for row in tables.memberships if row["end"] is None}
    then = {row["child"]: row["parent"] for row in tables.memberships if row["start"] is None}
    assert {code: then[code] for code in published.index} == published["icb_2022"].to_dict()
    assert {code: boards.get(code) for code in published["icb_2026"].dropna().index} == published[
        "icb_2026"
    ].dropna().to_dict()


# Loading


@pytest.mark.django_db
@pytest.mark.embedded
def test_loading_again_changes_no_row():
    load_reference()
    before = everything()

    report = load_reference()

    assert report.is_unchanged
    assert not report.kept
    assert everything() == before


@pytest.mark.django_db
@pytest.mark.embedded
def test_a_corrected_cell_changes_its_row_and_what_is_summed_from_it(folder):
    wakefield, region = Area.objects.get(code="03R"), people("Y63")
    edit(folder, "populations.csv", "03R,ons,2024-06-30,367666", "03R,ons,2024-06-30,367766")
    edit(folder, "areas.csv", ",Wakefield,", ",Wakefield district,")

    report = load_reference(folder)

    assert people("03R") == 367_766
    assert (people("QWO"), people("Y63"), people("ENGLAND")) == (2_487_254, region + 100, 58_620_201)
    assert Area.objects.get(code="03R").pk == wakefield.pk
    assert Area.objects.get(code="03R").short_name == "Wakefield district"
    assert [change.changed for change in report.changes] == [1, 0, 0, 4, 0]


@pytest.mark.django_db
def test_a_row_that_left_the_tables_is_removed_and_one_that_came_is_added(folder):
    edit(folder, "populations.csv", "2022-06-30,357926", "2021-06-30,353776")

    load_reference(folder)

    assert people("03R", on=date(2021, 6, 30)) == 353_776
    assert people("03R", on=date(2022, 6, 30)) is None
    assert people("QWO", on=date(2022, 6, 30)) is None


@pytest.mark.django_db
def test_an_area_that_left_the_tables_stays_for_its_figures(folder):
    gone = Area.objects.create(kind="sicbl", code="99Z", name="Old sub-ICB location", short_name="Old")
    release = Release.objects.create(
        sha256="0" * 64, month=THEN, address="a.zip", file_name="a.csv", size=1, rows=1
    )
    figure_set = FigureSet.objects.create(release=release, month=THEN)
    Figure.objects.create(figure_set=figure_set, area=gone, treatment_function="C_999", admitted=5)

    report = load_reference()

    assert report.kept == ("99Z",)
    assert report.is_unchanged
    assert Figure.objects.get().area == gone


@pytest.mark.django_db
def test_providers_and_where_they_belong_are_left_alone():
    provider = Area.objects.create(
        kind="provider", code="RXF", name="Mid Yorkshire", short_name="Mid Yorkshire"
    )
    board = Area.objects.get(code="QWO")
    Membership.objects.create(child=provider, parent=board, start=THEN)

    report = load_reference()

    assert report.is_unchanged
    assert Membership.objects.get(child=provider).parent == board


@pytest.mark.django_db
def test_a_broken_table_leaves_everything_as_it_was(folder):
    before = everything()
    edit(folder, "areas.csv", ",Wakefield,", ",Wakefield district,")
    edit(folder, "profiles.csv", "03R,", "03R,-")

    with pytest.raises(BrokenTables):
        load_reference(folder)

    assert everything() == before


# What is summed


@pytest.mark.django_db
def test_higher_levels_are_the_sums_of_their_parts_on_that_day():
    for area in Area.objects.filter(kind__in=["icb", "region", "england"]).exclude(code="S0E4D"):
        day = max(MID_2024, area.opened or MID_2024)
        parts = [membership.child for membership in _parts_on(area, day)]

        assert people(area.code) == sum(people(part.code) for part in parts), area


def _parts_on(area: Area, day: date) -> list[Membership]:
    return [
        membership
        for membership in area.parts.select_related("child")
        if (membership.start or date.min) <= day <= (membership.end or date.max)
    ]


@pytest.mark.django_db
def test_frimley_keeps_its_people_and_those_it_was_split_between_count_their_own():
    assert people("QNQ") == people("D4U1Y") == 803_615
    assert people("U2G6B") is None
    assert people("S0E4D") == people("QU9") == 1_862_474
    assert people("S9B9J") == people("QXU") + people("QNX")
    assert people("ENGLAND") == 58_620_101


@pytest.mark.django_db
def test_an_area_with_a_part_not_counted_has_no_population(folder):
    edit(folder, "populations.csv", "03R,gp,2022-07-01,389527\n", "")

    load_reference(folder)

    assert people("QWO", "gp", date(2022, 7, 1)) is None
    assert people("ENGLAND", "gp", date(2022, 7, 1)) is None
    assert people("QF7", "gp", date(2022, 7, 1)) is not None


@pytest.mark.django_db
def test_every_board_of_then_and_now_has_a_profile():
    assert Profile.objects.filter(area__kind="icb").count() == 48
    dorset, its_location = (Profile.objects.get(area__code=code) for code in ("QVV", "11J"))
    assert dorset.list_size == its_location.list_size
    assert dorset.deprivation == pytest.approx(its_location.deprivation)
    assert not Profile.objects.filter(area__code="U2G6B").exists()


# When a population no longer fits


def as_frames() -> tuple[pd.DataFrame, pd.DataFrame]:
    tables = read_tables()
    successions = pd.DataFrame([row.values for row in tables.successions])
    memberships = pd.DataFrame([row.values for row in tables.memberships])
    dated = memberships.assign(
        start=pd.to_datetime(memberships["start"]), end=pd.to_datetime(memberships["end"])
    )
    return successions.assign(date=pd.to_datetime(successions["date"])), dated


def test_only_areas_that_gained_or_lost_a_piece_of_a_location_changed_their_ground():
    changes = ground_changes(*as_frames())

    # Essex was made of whole locations; the South East holds all the pieces of Frimley.
    assert set(changes["area"]) == {"D4U1Y", "U2G6B", "92A", "D9Y0V", "QNQ", "S0E4D", "S9B9J", "QRL"}
    assert set(changes["date"]) == {pd.Timestamp(2026, 4, 1)}


@pytest.mark.parametrize(
    ("area", "month", "counted", "outgrown"),
    [
        ("S0E4D", "2026-03-01", "2024-06-30", False),
        ("S0E4D", "2026-04-01", "2024-06-30", True),
        ("S0E4D", "2026-09-01", "2026-06-30", False),
        ("D7T5G", "2026-04-01", "2024-06-30", False),
        ("Y59", "2026-04-01", "2024-06-30", False),
    ],
)
def test_a_population_of_before_does_not_fit_the_ground_of_after(area, month, counted, outgrown):
    figures = pd.DataFrame(
        {"area": [area], "month": [pd.Timestamp(month)], "population_date": [pd.Timestamp(counted)]},
        index=[7],
    )

    assert is_outgrown(figures, ground_changes(*as_frames())).to_dict() == {7: outgrown}


# Tables that cannot be right


@pytest.mark.parametrize(
    ("table", "old", "new", "finding"),
    [
        ("areas.csv", "code,kind", "kode,kind", "areas.csv:1: the columns must be code,kind"),
        ("areas.csv", "03R,sicbl", "03r,sicbl", "areas.csv:96:code: '03r': must be an ODS code"),
        (
            "areas.csv",
            "03R,sicbl",
            "03Q,sicbl",
            "areas.csv:96:code: '03Q': repeats line 95: code must be unique",
        ),
        ("areas.csv", "03R,sicbl", "03R,provider", "areas.csv:96:kind: 'provider': must be one of"),
        ("areas.csv", "E38000190", "E3800019", "areas.csv:96:ons_code: 'E3800019': must be an ONS code"),
        ("areas.csv", ",Wakefield,", ",,", "areas.csv:96:short_name: '': must not be empty"),
        ("areas.csv", ",Wakefield,", f",{'W' * 101},", "must have at most 100 characters"),
        ("areas.csv", ",Wakefield,", ",Wake\x00field,", "areas.csv:96: holds a control character"),
        ("areas.csv", "-1.42092", "+1.42092", "areas.csv:96:longitude: '+1.42092': must be a number"),
        ("areas.csv", "-1.42092", "53.65923", "areas.csv:96:longitude: '53.65923': must be from -7 to 2"),
        ("areas.csv", "-1.42092", "nan", "areas.csv:96:longitude: 'nan': must be a number"),
        ("areas.csv", "Wakefield,,,", "Wakefield,01/04/2021,,", "'01/04/2021': must be a date, YYYY-MM-DD"),
        ("areas.csv", "Wakefield,,,", "Wakefield,2021-02-30,,", "must be a day of the calendar"),
        ("areas.csv", "Wakefield,,,", "Wakefield,,", "areas.csv:96: has 9 fields, not 10"),
        ("areas.csv", "Wakefield,,,", 'Wakefield,",,', "areas.csv:96: unexpected end of data"),
        ("areas.csv", "2026-04-01,,0.59645", "2026-04-01,2026-03-31,0.59645", "must not be before `opened`"),
        (
            "memberships.csv",
            "03R,QWO",
            "03R,QWX",
            "memberships.csv:40:parent: 'QWX': is no code of areas.csv",
        ),
        ("memberships.csv", "03R,QWO", "03R,Y63", "an area of kind sicbl is no part of one of kind region"),
        ("memberships.csv", "03R,QWO,,", "03R,QWO,,2026-03-32", "must be a day of the calendar"),
        ("memberships.csv", "03R,QWO,,", "03R,QWO,2024-04-01,2024-03-31", "must not be before `start`"),
        ("memberships.csv", "06H,QUE,,2026-03-31", "06H,QUE,,2026-04-01", "is after QUE closed"),
        ("memberships.csv", "06H,S1Y5D,2026-04-01", "06H,S1Y5D,2026-03-31", "is before S1Y5D opened"),
        ("memberships.csv", "03R,QWO,,", "03R,QWO,,\n03R,QF7,2024-04-01,", "overlaps line 40"),
        (
            "successions.csv",
            "QH8,D7T5G,2026-04-01",
            "QH8,D7T5G,2026-04-02",
            "must be the day after QH8 closed",
        ),
        ("successions.csv", "QH8,D7T5G", "QH8,QH8", "is not open on that date"),
        ("successions.csv", "QH8,D7T5G", "QH8,U2G6B", "is of kind sicbl, not icb"),
        ("successions.csv", "merger", "takeover", "must be one of merger, split"),
        ("populations.csv", "367666", "0", "populations.csv:252:people: '0': must be from 1 to 100000000"),
        ("populations.csv", "367666", "367,666", "populations.csv:252: has 5 fields, not 4"),
        ("populations.csv", "367666", "٣٦٧", "must be a whole number"),
        (
            "populations.csv",
            "03R,ons,2024-06-30",
            "QWO,ons,2024-06-30",
            "only sub-ICB locations have rows here",
        ),
        ("populations.csv", "03R,ons,2024-06-30", "U2G6B,ons,2024-06-30", "U2G6B was not open on that day"),
        ("populations.csv", "03R,ons,2024-06-30", "03R,ons,2023-06-30", "area, source, date must be unique"),
        ("populations.csv", "03R,ons", "03R,census", "must be one of ons, gp"),
        ("profiles.csv", "03R,", "03R,1", "profiles.csv:40:deprivation"),
        ("former_codes.csv", "E38000264,2026-03-31", "E38000264,", "former_codes.csv:2:last_day: ''"),
    ],
)
def test_a_table_that_cannot_be_right_is_refused_by_file_line_and_column(folder, table, old, new, finding):
    edit(folder, table, old, new)

    found = findings(folder)

    assert finding in found[0]
    assert found[0].startswith(table)


def test_all_that_is_wrong_is_told_at_once(folder):
    edit(folder, "areas.csv", "E38000190", "?")
    edit(folder, "populations.csv", "367666", "many")
    (folder / "profiles.csv").unlink()

    assert len(findings(folder)) == 3


@pytest.mark.parametrize(
    ("content", "finding"),
    [
        (b"", "profiles.csv:1: has no rows"),
        (b"area\n", "profiles.csv:1: the"),
        (b"\xff\xfea", "is not UTF-8"),
    ],
)
def test_a_file_that_is_no_table_is_named(folder, content, finding):
    (folder / "profiles.csv").write_bytes(content)

    assert finding in findings(folder)[0]


def test_a_table_without_rows_is_refused(folder):
    header = (folder / "profiles.csv").read_text().splitlines()[0]
    (folder / "profiles.csv").write_text(header + "\n")

    assert findings(folder) == ["profiles.csv:1: has no rows"]


# The command


@pytest.mark.django_db
def test_the_command_reports_what_it_did_and_that_nothing_changed():
    said = StringIO()
    call_command("load_reference", stdout=said)

    assert "areas: 163, as before" in said.getvalue()
    assert "Nothing changed." in said.getvalue()


@pytest.mark.django_db
def test_the_command_names_what_is_wrong(folder):
    edit(folder, "populations.csv", "367666", "many")

    with pytest.raises(CommandError, match=r"populations.csv:252:people: 'many': must be a whole number"):
        call_command("load_reference", "--folder", str(folder))
