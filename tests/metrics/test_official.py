"""Figures from real files equal those that NHS England published; without real files, a made month stands in."""

from collections.abc import Callable
from datetime import date
from functools import cache
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.funnel import funnel
from metrics.compute.waits import ENGLAND, FIGURE_COLUMNS, figures
from metrics.ingest.rtt import read_release
from tests.environment import ROOT
from tests.metrics.slow import slow_figures
from tests.metrics.slow_funnel import slow_beyond
from tests.metrics.small_months import (
    MADE_FIGURES,
    MADE_MONTH,
    extract_of,
    made_records,
    membership,
)

pytestmark = pytest.mark.xdist_group("official")  # One worker computes each real month, once.

TODAY = date(2025, 8, 1)
MONTHS = [str(month) for month in pd.period_range("2024-04", "2025-05", freq="M")]
KEYS = ["area", "treatment_function"]
IN_ENGLAND = {
    "admitted": "adm_all",
    "non_admitted": "non_all",
    "incomplete": "inc_total",
    "new_periods": "new_periods",
    "within_18": "inc_within18",
    "over_52": "inc_gt52",
    "over_65": "inc_gt65",
    "over_78": "inc_gt78",
    "over_104": "inc_gt104",
    "admitted_within_18": "adm_within18",
    "admitted_over_52": "adm_gt52",
    "non_admitted_within_18": "non_within18",
    "non_admitted_over_52": "non_gt52",
    "median_wait": "inc_median",
    "p92_wait": "inc_p92",
    "admitted_median": "adm_median",
    "admitted_p95": "adm_p95",
    "non_admitted_median": "non_median",
    "non_admitted_p95": "non_p95",
}
IN_BOARDS = {
    "incomplete": "total",
    "within_18": "within18",
    "over_52": "gt52",
    "over_65": "gt65",
    "over_78": "gt78",
    "over_104": "gt104",
}
IN_WORKBOOK = {
    "admitted": "Total number of completed pathways (all)",
    "admitted_over_52": "Total 52 plus weeks",
    "admitted_median": "Average (median) waiting time (in weeks)",
    "admitted_p95": "95th percentile waiting time (in weeks)",
}
AREA_COLUMN = {"Region": "Region Code", "ICB": "ICB Code", "Sub-ICB": "Org Code"}
OWN_COMMISSIONING = "-"  # How the workbook marks what NHS England commissions itself.

Month = Callable[[str], pd.DataFrame]


def reference_table(name: str) -> pd.DataFrame:
    return pd.read_csv(ROOT / "metrics" / "reference" / name, dtype="str", keep_default_na=False)


@cache
def places() -> pd.DataFrame:
    """Return each sub-ICB location with the board and the region that it stood in: columns named as the sheets."""
    links = reference_table("memberships.csv")
    then = links[links["start"] < "2025"]
    above = dict(zip(then["child"], then["parent"], strict=True))
    areas = reference_table("areas.csv")
    locations = areas.loc[(areas["kind"] == "sicbl") & areas["code"].isin(list(above)), "code"]
    boards = locations.map(above)
    return pd.DataFrame(
        {"Sub-ICB": locations, "ICB": boards, "Region": boards.map(above), "National": ENGLAND}
    )


def membership_in_places() -> pd.DataFrame:
    levels = [places()[["Sub-ICB", level]].set_axis(["commissioner", "area"], axis=1) for level in places()]
    return pd.concat(levels, ignore_index=True)


@pytest.fixture(scope="session")
def month(real_rtt: Path) -> Month:
    """Figures of a real month, such as `month("2024-12")`, by area and treatment function."""

    @cache
    def figures_of(name: str) -> pd.DataFrame:
        reading = read_release(real_rtt / f"{name}.zip", today=TODAY)
        return figures(reading.extract, membership_in_places()).set_index(KEYS)

    return figures_of


@pytest.fixture(scope="session")
def workbook(shared: Path) -> dict[str, pd.DataFrame]:
    """The sheets of admitted pathways in December 2024, by area and treatment function."""
    path = shared / "official" / "Admitted-Commissioner-Dec24-XLSX-2M-revised.xlsx"
    book = CalamineWorkbook.from_path(path)
    return {name: sheet(book, name) for name in ("National", "Region", "ICB", "Sub-ICB")}


def sheet(book: CalamineWorkbook, name: str) -> pd.DataFrame:
    """Return a sheet in our columns; "-" (fewer than 20 pathways) becomes NaN."""
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    published = pd.DataFrame(rows[14:], columns=rows[13])
    numbers = {
        ours: published[theirs].replace("-", None).astype("float64") for ours, theirs in IN_WORKBOOK.items()
    }
    return pd.DataFrame(
        {
            "area": published[AREA_COLUMN[name]] if name in AREA_COLUMN else ENGLAND,
            "treatment_function": published["Treatment Function Code"],
            "admitted_within_18": published.loc[:, ">0-1":">17-18"].astype("float64").sum(axis="columns"),
            **numbers,
        }
    ).set_index(KEYS)


def with_nothing_as_nought(found: pd.DataFrame, columns: list[str], wanted: pd.Index) -> pd.DataFrame:
    """Return the rows wanted; what the file has no row of the workbook prints as 0 pathways."""
    missing = wanted.difference(found.index)
    rows = found.reindex(wanted)[columns]
    counts = [name for name in columns if name in FIGURE_COLUMNS[:14]]
    rows.loc[missing, counts] = 0
    return rows


def assert_as_published(found: pd.DataFrame, published: pd.DataFrame) -> None:
    """Counts exactly equal, percentiles to 1e-6 weeks, and not known in the same places."""
    assert not published.empty
    for name in published:
        allowed = 0 if name in FIGURE_COLUMNS[:14] else 1e-6
        pd.testing.assert_series_equal(
            found[name], published[name], check_dtype=False, check_index_type=False, rtol=0, atol=allowed
        )


@pytest.mark.parametrize("name", MONTHS)
def test_england_is_as_published(name: str, month: Month, shared: Path):
    table = pd.read_csv(shared / "official" / "england_by_month.csv", index_col="month", dtype="str")
    published = (
        table.loc[[name], list(IN_ENGLAND.values())]
        .astype("float64")
        .set_axis(list(IN_ENGLAND), axis="columns")
    )

    found = month(name).loc[[(ENGLAND, ALL_FUNCTIONS)]]

    assert_as_published(found.reset_index(drop=True), published.reset_index(drop=True))


@pytest.mark.parametrize("name", MONTHS)
def test_the_lists_of_all_boards_are_as_published(name: str, month: Month, shared: Path):
    table = pd.read_csv(shared / "official" / "icb_incomplete_2022-04_2025-05.csv")
    published = table[table["month"] == name].set_index("icb").rename_axis("area")[list(IN_BOARDS.values())]

    found = month(name).xs(ALL_FUNCTIONS, level="treatment_function").loc[published.index]

    assert len(published) == 42
    assert_as_published(found, published.set_axis(list(IN_BOARDS), axis="columns"))


@pytest.mark.parametrize(("name", "areas"), [("National", 1), ("Region", 7), ("ICB", 42), ("Sub-ICB", 106)])
def test_admitted_pathways_of_every_area_and_function_are_as_published(
    name: str, areas: int, month: Month, workbook: dict[str, pd.DataFrame]
):
    ours = workbook[name].index.get_level_values("area").isin(places()[name].unique())
    published = workbook[name][ours]

    found = with_nothing_as_nought(month("2024-12"), list(published), published.index)

    assert len(published) == areas * 24
    assert_as_published(found, published)


def test_regions_leave_out_what_nhs_england_commissions_itself(
    month: Month, workbook: dict[str, pd.DataFrame]
):
    """The workbook lists the hubs beside the locations of their regions, but adds them to no region's total."""
    admitted = month("2024-12").xs(ALL_FUNCTIONS, level="treatment_function")["admitted"]
    regions = workbook["Region"].xs(ALL_FUNCTIONS, level="treatment_function")["admitted"]
    commissioners = workbook["Sub-ICB"].xs(ALL_FUNCTIONS, level="treatment_function")["admitted"]
    hubs = commissioners[~commissioners.index.isin(places()["Sub-ICB"])]

    own = admitted[ENGLAND] - admitted[places()["Region"].unique()].sum()

    assert own == regions[OWN_COMMISSIONING] == hubs.sum() > 0


def test_a_real_month_has_the_figures_that_the_slow_way_finds(month: Month, real_rtt: Path, tmp_path: Path):
    with ZipFile(real_rtt / "2024-12.zip") as zipped:
        csv_path = Path(zipped.extract(zipped.namelist()[0], tmp_path))

    slow = slow_figures(csv_path, membership_in_places()).set_index(KEYS).sort_index()

    pd.testing.assert_frame_equal(month("2024-12").sort_index(), slow[FIGURE_COLUMNS], rtol=0, atol=1e-9)


def test_the_made_month_reads_as_it_was_made():
    extract = read_release(MADE_MONTH, today=TODAY).extract

    made = extract_of(made_records())
    assert extract.month == made.month
    assert (extract.bands == made.bands).all()
    pd.testing.assert_frame_equal(extract.rows.astype(made.rows.dtypes), made.rows)


def test_the_made_month_has_the_figures_reviewed_for_it():
    reviewed = pd.read_csv(MADE_FIGURES, keep_default_na=False, na_values=[""]).set_index(KEYS)

    found = figures(read_release(MADE_MONTH, today=TODAY).extract, membership())

    assert_as_published(found.set_index(KEYS).sort_index(), reviewed.sort_index())


@pytest.mark.parametrize(("adjusted", "beyond_95", "beyond_998"), [(True, 13, 5), (False, 103, 100)])
def test_sub_icb_locations_beyond_the_limits_in_may_2025(month: Month, adjusted, beyond_95, beyond_998):
    """The counts that the methods page names."""
    waits = month("2025-05").xs(ALL_FUNCTIONS, level="treatment_function").loc[places()["Sub-ICB"].unique()]
    pairs = {code: (row["within_18"], row["incomplete"]) for code, row in waits.iterrows()}

    found = funnel(waits["within_18"], waits["incomplete"], adjusted=adjusted)

    assert len(pairs) == 106
    for level, z, count in ((95.0, 1.959964, beyond_95), (99.8, 3.090232, beyond_998)):
        slow = slow_beyond(pairs, adjusted=adjusted, z=z)
        assert found.areas_beyond(level)["side"].astype("str").to_dict() == slow
        assert len(slow) == count
