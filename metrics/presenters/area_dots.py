"""What is set beside one measure of an area: its parts, its treatment functions, and areas like it."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from metrics.charts import numbers
from metrics.charts.dots import Row
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import Measure
from metrics.compute.peers import similar_areas
from metrics.measured import month_by_function, month_of_kind
from metrics.models import Area
from metrics.presenters import words
from metrics.presenters.dots import Dots, Name, measure_address
from metrics.presenters.peers.group import profiles_to_compare
from metrics.queries import ENGLAND, Place


def dots_named(
    name: Name, place: Place, measure: Measure, month: date, function: str = ALL_FUNCTIONS
) -> Dots | None:
    """Return one of the comparisons by the name in its address; None where there is nothing to compare."""
    if name == "functions":
        return functions_of(place.area, measure, month)
    compare = {"parts": parts_of, "peers": peers_of}[name]
    return compare(place, measure, month, function)


def parts_of(
    place: Place, measure: Measure, month: date, function: str = ALL_FUNCTIONS, ours: str = ""
) -> Dots | None:
    """Return the parts of an area, highest first; `ours` is the code of the one to mark."""
    if len(place.parts) < 2:
        return None
    rows = _rows(
        place.parts,
        _values(place.parts[0].kind, measure, month, function),
        measure,
        month,
        function,
        ours=ours,
    )
    known = [row for row in rows.values() if numbers.is_known(row.value)]
    title = f"{measure.title} in the parts of {place.area.short_name}"
    if len(known) > 1:
        title = f"{title}: from {_written(measure, known[-1])} to {_written(measure, known[0])}"
    return Dots(
        name="parts",
        area=place.area,
        measure=measure,
        month=month,
        function=function,
        title=title,
        rows=list(rows.values()),
        codes=list(rows),
        england=_england(measure, month, function),
    )


def functions_of(area: Area, measure: Measure, month: date) -> Dots | None:
    """Return an area's treatment functions beside England's, the one furthest behind England first."""
    ours = _by_function(area, measure, month).drop(ALL_FUNCTIONS, errors="ignore")
    if not ours.notna().any():
        return None
    compared = measure.comparable and area.code != ENGLAND
    england = _by_function(Area.objects.get(code=ENGLAND), measure, month) if compared else ours.iloc[:0]
    rows = {
        code: Row(
            TREATMENT_FUNCTIONS[code],
            numbers.known(value),
            href=measure_address(area, measure, month, code),
            compared_with=numbers.known(england.get(code)),
            note=numbers.TOO_FEW,
        )
        for code, value in ours.items()
    }
    rows = dict(sorted(rows.items(), key=lambda row: _behind(measure, row[1])))
    return Dots(
        name="functions",
        area=area,
        measure=measure,
        month=month,
        title=_functions_in_words(area, measure, next(iter(rows.values()))),
        rows=list(rows.values()),
        codes=list(rows),
    )


def _by_function(area: Area, measure: Measure, month: date) -> pd.Series:
    return month_by_function(area, month).set_index("treatment_function")[measure.slug]


def _behind(measure: Measure, row: Row) -> tuple[bool, float]:
    """Order rows by how far they are behind England, or by value where England is not beside them."""
    if row.value is None:
        return True, 0.0
    sign = 1 if measure.direction == "increase" else -1
    return False, sign * (row.value - (row.compared_with or 0.0))


def _functions_in_words(area: Area, measure: Measure, first: Row) -> str:
    title = f"{measure.title} by treatment function in {area.short_name}"
    if words.verdict(measure, first.value, first.compared_with) != words.WORSE:
        return title
    return (
        f"{title}: {first.name.lower()} is furthest behind England, {words.shown(measure, first.value)} "
        f"against {words.shown(measure, first.compared_with)}"
    )


def peers_of(place: Place, measure: Measure, month: date, function: str = ALL_FUNCTIONS) -> Dots | None:
    """Return an area among those most like it, highest first."""
    area = place.area
    alike = _peers(place) if measure.comparable else []
    if not alike:
        return None
    rows = _rows(
        [area, *alike],
        _values(area.kind, measure, month, function),
        measure,
        month,
        function,
        ours=area.code,
    )
    if not any(numbers.is_known(row.value) for code, row in rows.items() if code != area.code):
        return None
    return Dots(
        name="peers",
        area=area,
        measure=measure,
        month=month,
        function=function,
        title=_place_among_peers(area, measure, list(rows.values())),
        rows=list(rows.values()),
        codes=list(rows),
        england=_england(measure, month, function),
    )


def _peers(place: Place) -> list[Area]:
    area = place.area
    if area.kind not in (Area.Kind.SICBL, Area.Kind.ICB):
        return []
    alike = {other.code: other for other in Area.objects.of_kind(area.kind).valid_on(place.day)}
    peers = similar_areas(profiles_to_compare(area.kind, alike), area.code, among=alike)
    return [alike[code] for code in peers["peer"]]


def _place_among_peers(area: Area, measure: Measure, rows: list[Row]) -> str:
    known = [row for row in rows if numbers.is_known(row.value)]
    ours = next((row for row in known if row.is_ours), None)
    if ours is None or measure.direction == "neutral":
        return f"{area.short_name} and the areas most like it"
    better = [row for row in known if words.verdict(measure, row.value, ours.value) == words.BETTER]
    others = len(known) - 1
    if not better:
        return f"None of the {others} areas most like {area.short_name} does better"
    return f"{len(better)} of the {others} areas most like {area.short_name} do better"


def _values(kind: str, measure: Measure, month: date, function: str) -> pd.Series:
    return month_of_kind(kind, month, function).set_index("area")[measure.slug]


def _england(measure: Measure, month: date, function: str) -> float | None:
    if not measure.comparable:
        return None
    return numbers.known(_values(Area.Kind.ENGLAND, measure, month, function).get(ENGLAND))


def _written(measure: Measure, row: Row) -> str:
    return f"{numbers.short(row.value, measure.unit, measure.decimals)} in {row.name}"


def _rows(
    areas: Iterable[Area], values: pd.Series, measure: Measure, month: date, function: str, ours: str = ""
) -> dict[str, Row]:
    """Return a row an area by its code, highest first, those not known last."""
    rows = {
        area.code: Row(
            area.short_name,
            numbers.known(values.get(area.code)),
            is_ours=area.code == ours,
            href=measure_address(area, measure, month, function),
            note=numbers.TOO_FEW if area.code in values.index else numbers.NOT_KNOWN,
        )
        for area in areas
    }
    return dict(sorted(rows.items(), key=lambda row: (row[1].value is None, -(row[1].value or 0))))
