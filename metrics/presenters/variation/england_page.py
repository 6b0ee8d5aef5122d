"""The page of a measure's variation: its charts, its tables and their files."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
from django.urls import reverse

from metrics.charts import numbers, svg
from metrics.charts.dots import DotPlot, Row, dot_plot
from metrics.charts.figure import Cell, Column, Figure, Table, TableRow
from metrics.charts.line import Break, LineChart, Series, line_chart
from metrics.charts.multiples import Line, Multiples, Panel, multiples_chart, on_page
from metrics.compute.measures import PER_CENT
from metrics.models import Area
from metrics.presenters.dots import asked_for
from metrics.presenters.rank_charts import Picture
from metrics.presenters.sources import source_of
from metrics.presenters.variation.england import PARENTS, Variation
from metrics.presenters.variation.england_words import month_words, sentences, subject
from metrics.presenters.variation.parts_page import CHANCE, SmallChart

SPREAD = (
    ("gap", "Gap between the highest and the lowest"),
    ("ratio", "Highest ÷ lowest"),
    ("coefficient", "Coefficient of variation"),
)


@dataclass(frozen=True)
class VariationBlocks:
    """What stands on the page; None where there is nothing to show."""

    sentences: list[str]
    spread: list[SmallChart]
    spread_downloads: list[tuple[str, str]]
    months: Table
    shares: Figure | None
    boards: Figure | None


def variation_blocks(found: Variation) -> VariationBlocks:
    drawn = pictures(found)
    return VariationBlocks(
        sentences=sentences(found),
        spread=[
            SmallChart(panel.heading, "", on_page(panel, f"spread-{name}"))
            for (name, _), panel in zip(SPREAD, _spread(found).panels, strict=True)
        ],
        spread_downloads=_downloads(found, "spread", "months"),
        months=_months_on_page(found),
        shares=_figure(found, "shares", drawn["shares"], "months", None) if "shares" in drawn else None,
        boards=_figure(found, "boards", drawn["boards"], "boards", _boards_on_page(found))
        if "boards" in drawn
        else None,
    )


def pictures(found: Variation) -> dict[str, Picture]:
    """Return the charts by the name in their address: `spread`, and `shares` and `boards` where there are any."""
    spread = _spread(found)
    drawn = {"spread": Picture(spread, multiples_chart, spread.title)}
    if found.shares["between"].notna().any():
        shares = _shares(found)
        drawn["shares"] = Picture(shares, line_chart, shares.title)
    if len(found.boards_now):
        boards = _boards(found)
        drawn["boards"] = Picture(boards, dot_plot, boards.title)
    return drawn


def _figure(found: Variation, name: str, picture: Picture, csv: str, table: Table | None) -> Figure:
    return Figure(
        id=name,
        title=picture.title,
        summary=picture.chart.description,
        chart=svg.both(picture.draw, picture.chart, name),
        table=table,
        downloads=_downloads(found, name, csv),
        link=f"{reverse('measure-variation', args=[found.measure.slug])}?{found.choice.query}#{name}",
    )


def _downloads(found: Variation, name: str, csv: str) -> list[tuple[str, str]]:
    slug, query = found.measure.slug, found.choice.query
    return [
        ("CSV", f"{reverse(f'measure-variation-{csv}-csv', args=[slug])}?{query}"),
        ("SVG", f"{reverse('measure-variation-svg', args=[slug, name])}?{query}"),
        ("PNG", f"{reverse('measure-variation-png', args=[slug, name])}?{query}"),
    ]


def _source(found: Variation) -> str:
    return source_of(found.choice.first, found.choice.last)


def _spread(found: Variation) -> Multiples:
    gap = found.wide(found.country.at[found.latest, "gap"])
    return Multiples(
        title=f"{subject(found)}: {found.choice.areas} lie {gap} apart in {month_words(found)}",
        description="Three charts by month: the gap between the highest and the lowest, how many times the lowest the "
        "highest is, and the coefficient of variation.",
        source=_source(found),
        panels=[_panel(found, name, heading) for name, heading in SPREAD],
    )


def _panel(found: Variation, name: str, heading: str) -> Panel:
    is_gap, is_percent = name == "gap", found.measure.unit == PER_CENT
    unit = ("percentage points" if is_percent else found.measure.unit) if is_gap else "ratio"
    known = [numbers.known(value) for value in found.country[name]]
    return Panel(
        heading=f"{heading}, {unit}" if is_gap else heading,
        title=f"{heading} of {found.choice.areas}",
        description=_ends_in_words(found, name, found.measure.decimals if is_gap else 3),
        months=_months(found),
        lines=[Line("", known)],
        unit=unit,
        decimals=found.measure.decimals if is_gap else 3,
        breaks=[one.date for one in found.breaks],
        from_zero=name != "ratio",
    )


def _months(found: Variation) -> list[date]:
    return [month.date() for month in found.country.index]


def _ends_in_words(found: Variation, name: str, decimals: int) -> str:
    known = found.country[name].dropna()
    if known.empty:
        return "Not known in any month: the lowest or the mean is not above zero."
    first, last = known.index[0].date(), known.index[-1].date()
    return (
        f"{numbers.decimal(known.iloc[0], decimals)} in {numbers.month_name(first)}, "
        f"{numbers.decimal(known.iloc[-1], decimals)} in {numbers.month_name(last)}."
    )


def _shares(found: Variation) -> LineChart:
    shares = found.shares.mul(100)
    known = shares["between"].dropna()
    areas, parents = found.choice.areas, found.choice.parents
    last = known.index[-1]
    between, chance, lower, upper = (
        numbers.percent(shares.at[last, name], 0)
        for name in ("between", "between_by_chance", "chance_lower", "chance_upper")
    )
    return LineChart(
        title=f"{between} of the differences between {areas} lie between {parents}, {chance} by chance alone",
        description=(
            f"The rest lies within {parents}. If {areas} were dealt out to {parents} at random, the share would be "
            f"between {lower} and {upper} 19 times in 20 ({numbers.month_name(last.date())}). It is large by chance "
            f"where {parents} have few parts; only what lies above that speaks of the {parents}."
        ),
        source=_source(found),
        months=_months(found),
        series=[
            Series(f"Between {parents}", list(map(numbers.known, shares["between"]))),
            Series("By chance alone", list(map(numbers.known, shares["between_by_chance"])), "england"),
            *(
                Series(name, list(map(numbers.known, shares[name])), "peer")
                for name in ("chance_lower", "chance_upper")
            ),
        ],
        decimals=0,
        breaks=[Break(one.label, one.date) for one in found.breaks],
        peers_label="19 in 20 by chance",
        from_zero=True,
    )


def _boards(found: Variation) -> DotPlot:
    boards, names = found.boards_now, found.names
    widest = boards.iloc[0]
    return DotPlot(
        title=f"{names[widest.name]} has the widest gap among its parts: {found.wide(widest['gap'])}",
        description=(
            f"{found.choice.parents} with two parts or more, widest gap first. The full dot and the figure are the "
            f"highest part’s, the hollow mark is the lowest part’s. {month_words(found)}."
        ),
        source=source_of(found.latest.date(), found.latest.date()),
        rows=[
            Row(
                names[row.Index],
                float(row.high),
                href=_parts_address(found, row.Index),
                compared_with=float(row.low),
            )
            for row in boards.itertuples()
        ],
        unit=found.measure.unit,
        decimals=found.measure.decimals,
        compared_label="Lowest part",
    )


def _parts_address(found: Variation, code: str) -> str:
    return reverse("area-variation", args=[code]) + asked_for(found.latest.date(), found.choice.function)


def _months_on_page(found: Variation) -> Table:
    parents = found.choice.parents
    columns = [
        "Compared",
        "Lowest",
        "Highest",
        "England",
        "Gap",
        "Highest ÷ lowest",
        "Coefficient of variation",
    ]
    columns += [f"Between {parents}", "By chance alone", "19 in 20 by chance"]
    both = found.country.join(
        found.shares.mul(100)[["between", "between_by_chance", "chance_lower", "chance_upper"]]
    )
    return Table(
        id="months",
        caption=f"{subject(found)}: how far {found.choice.areas} lie apart, by month",
        columns=[Column("Month"), *(Column(name, True) for name in columns)],
        rows=[TableRow(_month_cells(found, row)) for row in both.iloc[::-1].itertuples()],
    )


def _month_cells(found: Variation, row) -> list[str]:
    decimals = found.measure.decimals
    chance = numbers.NOT_KNOWN
    if numbers.is_known(row.chance_lower):
        chance = f"{numbers.percent(row.chance_lower, 0)} to {numbers.percent(row.chance_upper, 0)}"
    return [
        numbers.month_name(row.Index.date()),
        numbers.thousands(row.parts),
        *(found.written(value) for value in (row.low, row.high, row.england)),
        numbers.decimal(row.gap, decimals),
        numbers.decimal(row.ratio, 2),
        numbers.decimal(row.coefficient, 3),
        numbers.percent(row.between, 0),
        numbers.percent(row.between_by_chance, 0),
        chance,
    ]


def _boards_on_page(found: Variation) -> Table:
    first = numbers.month_name(found.choice.first)
    kind = Area.Kind(PARENTS[found.choice.level]).label
    return Table(
        id="boards-table",
        caption=f"{subject(found)}: the gap among the parts of {found.choice.parents}, {month_words(found)}",
        columns=[
            Column(kind),
            Column("Parts", True),
            Column("Lowest part"),
            Column("Highest part"),
            Column("Gap", True),
            Column("Is the gap more than chance?"),
            Column(f"Gap in {first}", True),
            Column("Highest ÷ lowest", True),
            Column("Coefficient of variation", True),
        ],
        rows=[TableRow(_board_cells(found, row)) for row in found.boards_now.itertuples()],
    )


def _board_cells(found: Variation, row) -> list[Cell | str]:
    decimals = found.measure.decimals
    return [
        Cell(found.names[row.Index], _parts_address(found, row.Index)),
        numbers.thousands(row.parts),
        f"{found.written(row.low)} {found.names[row.low_area]}",
        f"{found.written(row.high)} {found.names[row.high_area]}",
        numbers.decimal(row.gap, decimals),
        CHANCE[row.is_apart].capitalize(),
        numbers.decimal(row.before, decimals),
        numbers.decimal(row.ratio, 2),
        numbers.decimal(row.coefficient, 3),
    ]


def months_table(found: Variation) -> pd.DataFrame:
    """Return the months for a file: how far apart all areas lay, and the shares of variance (0 to 1)."""
    country = found.country.drop(columns="percentile_gap").rename(columns={"parts": "areas_compared"})
    shares = found.shares[["parents", "variance", "between", "within", "between_by_chance"]]
    limits = found.shares[["chance_lower", "chance_upper"]]
    return _described(found, country.join(shares).join(limits).drop(columns=["low_alike", "high_alike"]))


def boards_table(found: Variation) -> pd.DataFrame:
    """Return the spread of each parent with two parts or more in each month, for a file."""
    boards = found.boards.rename_axis(["month", "parent"]).reset_index("parent")
    boards.insert(1, "parent_name", boards["parent"].map(found.names))
    return _described(found, boards.rename(columns={"percentile_gap": "areas_spanned_per_cent"}))


def _described(found: Variation, table: pd.DataFrame) -> pd.DataFrame:
    choice = found.choice
    about = {
        "month": [f"{month:%Y-%m}" for month in table.index],
        "level": choice.level,
        "treatment_function": choice.function,
        "measure": found.measure.slug,
        "unit": found.measure.unit,
    }
    sure = table["is_apart"].map({True: "yes", False: "no"}).fillna("").astype("str").to_numpy()
    described = pd.DataFrame(about).join(table.reset_index(drop=True).drop(columns="is_apart"))
    described["more_than_chance"] = sure
    for end in ("low", "high"):
        place = described.columns.get_loc(f"{end}_area") + 1
        described.insert(place, f"{end}_name", described[f"{end}_area"].map(found.names))
    return described
