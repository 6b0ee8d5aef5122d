"""How far the parts of an area lie apart on every measure: the figures, worked out once for its page and its files."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from metrics.charts import numbers
from metrics.compute.breaks import recounts_of
from metrics.compute.history import history
from metrics.compute.measures import MEASURES, Measure, SeriesBreak, measure_values
from metrics.compute.parts import parts_on
from metrics.compute.variation import gaps, spreads
from metrics.measured import MONTHS_FOR_CLEARANCE, kept, with_context
from metrics.models import Area
from metrics.queries import ENGLAND, Place, figures_frame, memberships

MONTHS_SHOWN = 24
COMPARED = tuple(slug for slug, measure in MEASURES.items() if measure.comparable)


@dataclass(frozen=True)
class Gap:
    """How far the parts of an area lie apart on one measure.

    `spanned`: the per cent of all areas of the kind of the parts that lie between the two ends. `is_apart`: whether
    the 95% intervals of the two do not touch; None where there are none. `before`: the same parts' gap a year before.
    `place`: among the gaps of `boards` areas like this one, 1 the widest. `lines`: by code of the part, one value a
    month; `england_line` too. None is not known.
    """

    measure: Measure
    low: Area
    low_value: float
    high: Area
    high_value: float
    gap: float
    spanned: float
    ratio: float | None
    coefficient: float | None
    is_apart: bool | None
    before: float | None
    place: int | None
    boards: int
    england: float | None
    lines: Mapping[str, list[float | None]]
    england_line: list[float | None]

    @property
    def in_words(self) -> str:
        unit, places = self.measure.unit, self.measure.decimals
        low, high = (numbers.short(value, unit, places) for value in (self.low_value, self.high_value))
        return f"from {low} in {self.low_named} to {high} in {self.high_named}"

    @property
    def low_named(self) -> str:
        return f"{self.low}{numbers.and_others(self._ties(self.low_value))}"

    @property
    def high_named(self) -> str:
        return f"{self.high}{numbers.and_others(self._ties(self.high_value))}"

    def _ties(self, value: float) -> int:
        """Return how many other parts have what reads as the same value."""
        unit, places = self.measure.unit, self.measure.decimals
        last = [numbers.short(line[-1], unit, places) for line in self.lines.values()]
        return last.count(numbers.short(value, unit, places)) - 1


@dataclass(frozen=True)
class PartsApart:
    """An area's parts on every measure, widest gap first, those within chance after the others.

    `months`: of every line, the last is the month shown.
    `alike`: how many areas of the kind of the parts there are. `unknown`: measures on which fewer than two parts can
    be compared. `broken`: the breaks of series within the year before the month.
    """

    area: Area
    month: date
    function: str
    months: list[date]
    parts: list[Area]
    alike: int
    gaps: list[Gap]
    unknown: list[Measure]
    broken: list[SeriesBreak]

    @property
    def kind(self) -> str:
        return self.parts[0].kind

    @property
    def headline(self) -> Gap | None:
        """The widest gap of a headline measure."""
        return next((gap for gap in self.gaps if gap.measure.is_headline), None)


@dataclass(frozen=True)
class _Frames:
    """Every measure of every area like the parts: `values` (comparable), `lower, upper` by slug, a column a month."""

    values: Mapping[str, pd.DataFrame]
    lower: Mapping[str, pd.DataFrame]
    upper: Mapping[str, pd.DataFrame]
    england: pd.DataFrame

    def on(self, month: pd.Timestamp) -> pd.DataFrame:
        """Return one month: a row an area, a column a measure."""
        return pd.DataFrame({slug: values[month] for slug, values in self.values.items()})


def parts_apart(place: Place, month: date, function: str) -> PartsApart | None:
    """Return how far the parts of a place lie apart; None where it has fewer than two."""
    if len(place.parts) < 2:
        return None
    parts = ",".join(part.code for part in place.parts)
    return kept(
        f"parts-apart:{place.area.code}:{month}:{function}:{parts}", lambda: _apart(place, month, function)
    )


def _apart(place: Place, month: date, function: str) -> PartsApart:
    kind, at = place.parts[0].kind, pd.Timestamp(month)
    parts = {part.code: part for part in place.parts if part.kind == kind}
    areas = list(Area.objects.filter(kind__in=[kind, place.area.kind]).valid_on(place.day))
    alike = sorted({*parts, *(area.code for area in areas if area.kind == kind)})
    boards = [area.code for area in areas if area.kind == place.area.kind]
    frames = _frames(kind, alike, at, function)
    broken = [one for one in recounts_of(kind) if _a_year_before(at).date() < one.date <= month]
    found = gaps(frames.on(at), parts)
    among = _among_boards(frames.on(at), parts_on(memberships(), pd.Timestamp(place.day), boards))
    every = [_gap(row, parts, place.area, frames, among, at, bool(broken)) for row in found.itertuples()]
    return PartsApart(
        area=place.area,
        month=month,
        function=function,
        months=[each.date() for each in _months(at)],
        parts=list(parts.values()),
        alike=len(alike),
        # What chance alone could make comes last, however wide: shares of next to nothing are wide apart by it.
        gaps=sorted(every, key=lambda gap: gap.is_apart is False),
        unknown=[MEASURES[slug] for slug in COMPARED if slug not in found.index],
        broken=broken,
    )


def _months(at: pd.Timestamp) -> pd.DatetimeIndex:
    return pd.date_range(end=at, periods=MONTHS_SHOWN, freq="MS")


def _a_year_before(at: pd.Timestamp) -> pd.Timestamp:
    return at - pd.DateOffset(years=1)


def _frames(kind: str, areas: Iterable[str], at: pd.Timestamp, function: str) -> _Frames:
    months = _months(at)
    needed = pd.date_range(end=at, periods=MONTHS_SHOWN + MONTHS_FOR_CLEARANCE - 1, freq="MS")
    figures = with_context(
        figures_frame(
            kinds=[kind, Area.Kind.ENGLAND], functions=[function], months=[each.date() for each in needed]
        )
    )
    ours = figures[figures["area"].isin(list(areas))]
    england = figures[figures["area"] == ENGLAND]
    histories = {slug: history(MEASURES[slug], ours) for slug in COMPARED}

    def over(name: str) -> dict[str, pd.DataFrame]:
        return {
            slug: getattr(one, name).reindex(index=list(areas), columns=months)
            for slug, one in histories.items()
        }

    return _Frames(
        values=over("comparable"),
        lower=over("lower"),
        upper=over("upper"),
        england=measure_values(england, COMPARED).set_axis(england["month"]).reindex(months),
    )


def _among_boards(values: pd.DataFrame, membership: pd.DataFrame) -> pd.DataFrame:
    """Return the spread of every board: index measure, board; with the place of its gap and how many there are."""
    found = spreads(values, membership)
    by_measure = found["gap"].groupby(level=0)
    return found.assign(
        place=by_measure.rank(method="min", ascending=False), boards=by_measure.transform("size")
    )


def _gap(
    row,
    parts: Mapping[str, Area],
    area: Area,
    frames: _Frames,
    among: pd.DataFrame,
    at: pd.Timestamp,
    is_broken: bool,
) -> Gap:
    slug, own = row.Index, among.loc[(row.Index, area.code)]
    values = frames.values[slug].loc[list(parts)]
    return Gap(
        measure=MEASURES[slug],
        low=parts[row.low_area],
        low_value=float(row.low),
        high=parts[row.high_area],
        high_value=float(row.high),
        gap=float(row.gap),
        spanned=float(row.percentile_gap),
        ratio=numbers.known(own["ratio"]),
        coefficient=numbers.known(own["coefficient"]),
        is_apart=_is_apart(frames.upper[slug].at[row.low_area, at], frames.lower[slug].at[row.high_area, at]),
        before=None if is_broken else _gap_before(values, at),
        place=int(own["place"]),
        boards=int(own["boards"]),
        england=numbers.known(frames.england.at[at, slug]),
        lines={
            code: list(map(numbers.known, line)) for code, line in zip(parts, values.to_numpy(), strict=True)
        },
        england_line=list(map(numbers.known, frames.england[slug])),
    )


def _is_apart(reach: float, start: float) -> bool | None:
    return bool(start > reach) if numbers.is_known(reach) and numbers.is_known(start) else None


def _gap_before(values: pd.DataFrame, at: pd.Timestamp) -> float | None:
    """Return the gap a year before among the parts that are known now; None unless all of them were known."""
    before = values.loc[values[at].notna(), _a_year_before(at)]
    return None if before.isna().any() else float(before.max() - before.min())


def gaps_table(found: PartsApart) -> pd.DataFrame:
    """Return the page's table for a file: a row a measure, widest gap first; nothing where not known."""
    return pd.DataFrame(
        [
            {
                "month": f"{found.month:%Y-%m}",
                "area": found.area.code,
                "name": found.area.short_name,
                "treatment_function": found.function,
                "measure": gap.measure.slug,
                "unit": gap.measure.unit,
                "low_area": gap.low.code,
                "low_name": gap.low.short_name,
                "low": gap.low_value,
                "high_area": gap.high.code,
                "high_name": gap.high.short_name,
                "high": gap.high_value,
                "gap": gap.gap,
                "areas_spanned_per_cent": gap.spanned,
                "ratio": gap.ratio,
                "coefficient_of_variation": gap.coefficient,
                "more_than_chance": {True: "yes", False: "no", None: ""}[gap.is_apart],
                "gap_a_year_before": gap.before,
                "place_of_gap": gap.place,
                "areas_with_a_gap": gap.boards,
                "england": gap.england,
            }
            for gap in found.gaps
        ],
        columns=GAP_COLUMNS,
    )


GAP_COLUMNS = (
    *("month", "area", "name", "treatment_function", "measure", "unit", "low_area", "low_name", "low"),
    *("high_area", "high_name", "high", "gap", "areas_spanned_per_cent", "ratio", "coefficient_of_variation"),
    *("more_than_chance", "gap_a_year_before", "place_of_gap", "areas_with_a_gap", "england"),
)


def lines_table(found: PartsApart) -> pd.DataFrame:
    """Return the small charts as a table: a row a measure, month and part, with England's value beside it."""
    names = {part.code: part.short_name for part in found.parts}
    rows = [
        (f"{month:%Y-%m}", gap.measure.slug, gap.measure.unit, code, names[code], value, england)
        for gap in found.gaps
        for code, line in gap.lines.items()
        for month, value, england in zip(found.months, line, gap.england_line, strict=True)
    ]
    columns = ["month", "measure", "unit", "area", "name", "value", "england"]
    return pd.DataFrame(rows, columns=columns).astype({"value": "float64", "england": "float64"})
