"""What a page of movement shows: its answer in words, the chart, who moved, who is steady, and the whole period."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd
from django.urls import reverse

from metrics.charts import numbers
from metrics.charts.figure import Cell, Column, Figure, Table, TableRow
from metrics.charts.places import places_chart
from metrics.charts.svg import both
from metrics.compute.measures import PER_CENT, WEEKS, Measure
from metrics.compute.periods import is_pooled
from metrics.compute.ranks import HALF_A_YEAR
from metrics.presenters.movement import wording
from metrics.presenters.movement.choice import Choice, months_in_words
from metrics.presenters.movement.like_for_like import LikeForLike
from metrics.presenters.movement.picture import marked, places_of
from metrics.presenters.movement.standing import Standing
from metrics.presenters.peers.group import better_peers_address

MOST_SHOWN = 10
# Steady at an end: in its quarter in at least this share of the months it was ranked in.
MOSTLY = 0.75


@dataclass(frozen=True)
class MovementPage:
    """`like_for_like` None: `why_not` says why."""

    choice: Choice
    standing: Standing
    like_for_like: LikeForLike | None
    why_not: str

    @property
    def measure(self) -> Measure:
        return self.choice.measure

    @property
    def answer(self) -> str:
        return wording.answer(self.standing)

    @property
    def reason(self) -> str:
        return wording.reason(self.standing)

    @property
    def is_ranked(self) -> bool:
        return max(self.standing.ranked_each_month, default=0) > 1

    @property
    def marked_in_words(self) -> str:
        """What the marked area did; nothing where none is chosen."""
        code = self.choice.area
        if not code:
            return ""
        name, whole = self.standing.names[code], self.standing.whole.loc[code]
        if not numbers.is_known(whole["rank"]):
            return f"{name} is not ranked over the whole period: {instead(self.standing, code)}."
        ranked = int(self.standing.whole["rank"].notna().sum())
        over = f"Over {self.choice.period} {name} was {numbers.ordinal(int(whole['rank']))} of {ranked}"
        movement = wording.moved(self.standing, code)
        return f"{over}; {movement}." if movement != numbers.NOT_KNOWN else f"{over}."

    @cached_property
    def figure(self) -> Figure:
        choice = self.choice
        chart = places_of(self.standing, choice.area)
        slug, query = self.measure.slug, choice.query
        return Figure(
            id="places",
            title=chart.title,
            summary=chart.description,
            chart=both(places_chart, chart, "places"),
            table=self._months_table(),
            downloads=[
                ("CSV", f"{reverse('movement-csv', args=[slug])}?{query}"),
                ("SVG", f"{reverse('movement-svg', args=[slug])}?{query}"),
                ("PNG", f"{reverse('movement-png', args=[slug])}?{query}"),
            ],
            link=f"{reverse('movement', args=[slug])}?{query}#places",
            better=better_peers_address(
                choice.level, choice.area, self.measure, choice.last, choice.function
            ),
        )

    def _months_table(self) -> Table | None:
        """Return the marked areas each month, the newest first; every area in the newest month where none is marked."""
        standing = self.standing
        codes = marked(standing, self.choice.area)
        shown = [(code, month) for code in codes for month in reversed(standing.values.columns)]
        if not shown and standing.months_ranked:
            newest = pd.Timestamp(standing.months_ranked[-1])
            shown = [(code, newest) for code in standing.ranks[newest].dropna().sort_values().index]
        rows = [_month_row(standing, code, month) for code, month in shown]
        columns = ("Month", "Area", self.value_heading, "Rank", "Percentile", "Quarter")
        shown_here = "the areas named in the chart" if codes else "the newest month"
        every = f"the CSV has all {self.choice.areas} in all months"
        table = Table(
            id="places-table",
            caption=f"{self.choice.subject}: {shown_here}; {every}",
            columns=[Column(name, is_numeric=index > 1) for index, name in enumerate(columns)],
            rows=rows,
        )
        return table if rows else None

    @property
    def value_heading(self) -> str:
        unit = " (weeks)" if self.measure.unit == WEEKS else ""
        return f"{self.measure.short_title}{unit}"

    # Who moved

    @property
    def counted(self) -> str:
        return wording.counted(self.standing)

    @property
    def season(self) -> str:
        return wording.season(self.standing)

    @property
    def halves(self) -> str:
        early, late = (months_in_words(*half) for half in self.standing.halves)
        return f"the first {HALF_A_YEAR} months ({early}) with the last {HALF_A_YEAR} ({late})"

    @cached_property
    def movers(self) -> list[Table]:
        """The areas that moved furthest, a table for each way; none for a way that nobody moved."""
        found = (
            [self._moved(way) for way in wording.ways(self.standing)] if self.standing.is_long_enough else []
        )
        return [table for table in found if table.rows]

    def _moved(self, way: wording.Way) -> Table:
        standing = self.standing
        moves = standing.moves[standing.moves["movement"] == way.movement]
        order = moves["gain"].abs().sort_values(ascending=False, kind="stable").index[:MOST_SHOWN]
        early, late = (months_in_words(*half) for half in standing.halves)
        return Table(
            id=f"movers-{'up' if way.movement == wording.IMPROVED else 'down'}",
            caption=f"{way.most.capitalize()}: {_of(len(order), len(moves))}",
            columns=[
                Column("Area"),
                Column("Movement"),
                Column(f"Mean rank, {early}", is_numeric=True),
                Column(f"Mean rank, {late}", is_numeric=True),
                Column(f"{self.value_heading}, then and now", is_numeric=True),
            ],
            rows=[self._mover(code) for code in order],
            is_stacked=True,
        )

    def _mover(self, code: str) -> TableRow:
        standing, move = self.standing, self.standing.moves.loc[code]
        cells = [
            wording.moved(standing, code),
            numbers.decimal(move["first"]),
            numbers.decimal(move["last"]),
            wording.value_change(standing, code),
        ]
        return TableRow([self._area(code), *cells], is_ours=code == self.choice.area)

    def _area(self, code: str) -> Cell:
        """Return an area's name, as a link that marks it."""
        query = self.choice.marking(code).query
        return Cell(
            self.standing.names[code], f"{reverse('movement', args=[self.measure.slug])}?{query}#places"
        )

    # Who is steady

    @cached_property
    def steady(self) -> list[Table]:
        """The areas that are mostly in the top quarter, and those mostly in the bottom one."""
        steady = self.standing.steadiness
        known = steady[steady["months"] >= HALF_A_YEAR]
        high, low = ("highest", "lowest") if self.measure.direction == "neutral" else ("top", "bottom")
        ends = [("top_quartile_share", high, False), ("bottom_quartile_share", low, True)]
        tables = [self._steady(known, share, end, is_low) for share, end, is_low in ends]
        return [table for table in tables if table.rows]

    def _steady(self, known: pd.DataFrame, share: str, end: str, is_low: bool) -> Table:
        there = known[known[share] >= MOSTLY]
        order = there.sort_values([share, "mean_percentile"], ascending=[False, is_low], kind="stable").index
        return Table(
            id=f"steady-{end}",
            caption=f"Steadily in the {end} quarter: {_of(min(MOST_SHOWN, len(order)), len(order))}",
            columns=[
                Column("Area"),
                Column(f"Months in the {end} quarter", is_numeric=True),
                Column("Mean percentile", is_numeric=True),
                Column("Moves by (standard deviation)", is_numeric=True),
            ],
            rows=[self._steady_row(code, share) for code in order[:MOST_SHOWN]],
            is_stacked=True,
        )

    def _steady_row(self, code: str, share: str) -> TableRow:
        row = self.standing.steadiness.loc[code]
        quarters = int(self.standing.quartiles.loc[code].notna().sum())
        cells = [
            f"{round(row[share] * quarters)} of {quarters}",
            numbers.decimal(row["mean_percentile"], 0),
            f"{numbers.decimal(row['percentile_sd'])} percentiles",
        ]
        return TableRow([self._area(code), *cells], is_ours=code == self.choice.area)

    @property
    def steadiest(self) -> str:
        """Return which areas move least, wherever they stand; nothing where too few months tell."""
        steady = self.standing.steadiness
        known = steady.loc[steady["months"] >= HALF_A_YEAR, "percentile_sd"].dropna()
        if known.empty:
            return ""
        least = numbers.decimal(known.min())
        steadiest = [code for code, spread in known.items() if numbers.decimal(spread) == least]
        if len(steadiest) > 1:
            who = f"{len(steadiest)} {self.choice.areas} moved least: each by {least} percentiles about its own mean."
        else:
            mean = numbers.decimal(steady.loc[steadiest[0], "mean_percentile"], 0)
            name = self.standing.names[steadiest[0]]
            who = f"{name} moved least of all: by {least} percentiles about its mean percentile of {mean}."
        return f"{who} Steady is not the same as good."

    # Over the whole period

    @cached_property
    def whole(self) -> Table:
        """Return every area over the period, by rank; those not ranked follow by name."""
        standing = self.standing
        order = (
            standing.whole.assign(name=standing.names).sort_values(["rank", "name"], na_position="last").index
        )
        has_limits = standing.whole["lower"].notna().any()
        columns = [
            Column("Area"),
            Column("Rank", is_numeric=True),
            Column(f"{self.value_heading}{', a month' if is_pooled(self.measure) else ''}", is_numeric=True),
            *([Column("95% interval", is_numeric=True)] if has_limits else []),
            Column("Percentile", is_numeric=True),
            Column("Quarter", is_numeric=True),
            Column("Movement of its rank"),
        ]
        rows = [self._whole_row(code, has_limits) for code in order]
        caption = f"{self.choice.subject}, {self.choice.areas}, {self.choice.period}"
        return Table("whole", caption, columns, rows, is_caption_hidden=True)

    def _whole_row(self, code: str, has_limits: bool) -> TableRow:
        row, measure = self.standing.whole.loc[code], self.measure
        cells = [
            _place(row["rank"]) or instead(self.standing, code),
            numbers.short(row["value"], measure.unit, measure.decimals),
            *([_interval(row, measure)] if has_limits else []),
            _place(row["percentile"]),
            _place(row["quartile"]),
            wording.moved(self.standing, code),
        ]
        return TableRow([self._area(code), *cells], is_ours=code == self.choice.area)

    @property
    def pooling(self) -> str:
        """How the months are put together, in words."""
        measure = self.measure
        if not measure.denominator:
            return (
                "The mean of the monthly figures. No interval can be worked out for it: small differences may be "
                "chance."
            )
        if measure.is_stock:
            return (
                "All months’ counts added up and divided. The same pathways are on the list in several months, so the "
                "95% interval is that of an average month."
            )
        if measure.unit == PER_CENT:
            return "All months’ counts added up and divided, with a 95% interval."
        return "What was counted in all months by the people of all months: a month, on average, with a 95% interval."

    # Like for like

    @cached_property
    def like_for_like_table(self) -> Table | None:
        """Return the areas whose change differs most among the same providers; the marked area is among them."""
        found = self.like_for_like
        if found is None or found.differing.empty:
            return None
        ours = [self.choice.area] if self.choice.area in found.table.index else []
        order = list(dict.fromkeys([*ours, *found.differing.index[:MOST_SHOWN]]))
        unit = f" ({found.unit})"
        return Table(
            id="like-for-like-table",
            caption=f"Change from {numbers.month_name(found.first)} to {numbers.month_name(found.last)}",
            columns=[
                Column("Area"),
                Column(f"As published{unit}", is_numeric=True),
                Column(f"Same providers{unit}", is_numeric=True),
                Column("Providers with its pathways in both months", is_numeric=True),
                Column("Largest provider in one of the months alone"),
            ],
            rows=[self._like_row(found, code) for code in order],
            is_stacked=True,
        )

    def _like_row(self, found: LikeForLike, code: str) -> TableRow:
        row = found.table.loc[code]
        cells = [
            found.written(row["change_as_published"]),
            found.written(row["change"]),
            numbers.thousands(row["providers"]),
            _alone(row),
        ]
        return TableRow([self._area(code), *cells], is_ours=code == self.choice.area)

    @property
    def like_for_like_words(self) -> str:
        found = self.like_for_like
        if found is None:
            return self.why_not
        months = f"{numbers.month_name(found.first)} and {numbers.month_name(found.last)}"
        count, areas = len(found.differing), len(found.table)
        if not count:
            return (
                f"Among the providers that reported in both {months} the change reads the same in every area."
            )
        return (
            f"In {count} of {areas} {self.choice.areas} the change reads differently among the providers that reported "
            f"in both {months}."
        )


def instead(standing: Standing, code: str) -> str:
    """Return why an area has no rank over the period."""
    row, needed = standing.whole.loc[code], standing.months_needed
    if 0 < row["months"] < needed:
        return f"known in {row['months']:.0f} of {needed} months"
    if row["months"] and standing.choice.measure.comparable:
        return numbers.TOO_FEW
    return "not ranked" if row["months"] else numbers.NOT_KNOWN


def _of(shown: int, every: int) -> str:
    """Return `all 7` or `the first 10 of 31`."""
    return f"the first {shown} of {every}" if shown < every else f"all {every}" if every > 1 else "one"


def _place(value: float) -> str:
    return numbers.decimal(value, 0) if numbers.is_known(value) else ""


def _interval(row: pd.Series, measure: Measure) -> str:
    if not numbers.is_known(row["lower"]):
        return ""
    low, high = (numbers.short(row[end], measure.unit, measure.decimals) for end in ("lower", "upper"))
    return f"{low} to {high}"


def _month_row(standing: Standing, code: str, month: pd.Timestamp) -> TableRow:
    measure = standing.choice.measure
    value, rank = standing.values.loc[code, month], standing.ranks.loc[code, month]
    why = numbers.TOO_FEW if numbers.is_known(value) else ""
    ranked = int(standing.ranks[month].notna().sum())
    return TableRow(
        [
            numbers.month_name(month.date()),
            standing.names[code],
            numbers.short(value, measure.unit, measure.decimals),
            f"{rank:.0f} of {ranked}" if numbers.is_known(rank) else why,
            _place(standing.percentiles.loc[code, month]),
            _place(standing.quartiles.loc[code, month]),
        ]
    )


def _alone(row: pd.Series) -> str:
    """Return the largest provider that reported in one of the months alone: `Came: … (4,102)`."""
    if not isinstance(row["provider"], str):
        return ""
    return f"{'Came' if row['is_new'] else 'Left'}: {row['provider']} ({numbers.thousands(row['pathways'])})"
