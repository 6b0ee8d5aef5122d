"""What is set beside one measure of an area: its parts, its treatment functions, and areas like it."""

from collections.abc import Iterable, Mapping
from datetime import date

from metrics.charts import numbers
from metrics.charts.dots import Row
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import Measure
from metrics.compute.peers import similar_areas
from metrics.measured import month_by_function, month_of_kind
from metrics.models import Area
from metrics.presenters import words
from metrics.presenters.dots import Dots, Name, cell, measure_address
from metrics.presenters.peers.group import profiles_to_compare
from metrics.presenters.sureness import between_each
from metrics.presenters.words import Between
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
    values = _values(place.parts[0].kind, measure, month, function)
    rows = _rows(place.parts, values, measure, month, function, ours=ours)
    return Dots(
        name="parts",
        area=place.area,
        measure=measure,
        month=month,
        function=function,
        title=_parts_in_words(place.area, measure, rows, values),
        rows=list(rows.values()),
        codes=list(rows),
        england=_england(measure, month, function),
    )


def _parts_in_words(
    area: Area, measure: Measure, rows: Mapping[str, Row], values: Mapping[str, Between]
) -> str:
    title = f"{measure.title} in the parts of {area.short_name}"
    known = [code for code, row in rows.items() if numbers.is_known(row.value)]
    if len(known) < 2:
        return title
    low, high = known[-1], known[0]
    chance = ", within chance" if words.is_within_chance(values[low], values[high]) else ""
    ends = (_end(measure, rows[code], rows.values()) for code in (low, high))
    return f"{title}: from {' to '.join(ends)}{chance}"


def _end(measure: Measure, end: Row, rows: Iterable[Row]) -> str:
    """Return a value with whose it is: of all those that read the same, one by name."""
    read = [cell(measure, row.value) for row in rows if numbers.is_known(row.value)]
    value = cell(measure, end.value)
    return f"{value} in {end.name}{numbers.and_others(read.count(value) - 1)}"


def functions_of(area: Area, measure: Measure, month: date) -> Dots | None:
    """Return an area's treatment functions beside England's, the one furthest behind England first."""
    ours = _by_function(area, measure, month)
    if not any(numbers.is_known(one.value) for one in ours.values()):
        return None
    compared = measure.comparable and area.code != ENGLAND
    england = _by_function(Area.objects.get(code=ENGLAND), measure, month) if compared else {}
    rows = {
        code: Row(
            TREATMENT_FUNCTIONS[code],
            one.value,
            href=measure_address(area, measure, month, code),
            compared_with=england[code].value if code in england else None,
            note=numbers.TOO_FEW,
            **_interval(one),
        )
        for code, one in ours.items()
    }
    rows = dict(sorted(rows.items(), key=lambda row: _behind(measure, row[1])))
    return Dots(
        name="functions",
        area=area,
        measure=measure,
        month=month,
        title=_functions_in_words(area, measure, rows, ours),
        rows=list(rows.values()),
        codes=list(rows),
    )


def _by_function(area: Area, measure: Measure, month: date) -> dict[str, Between]:
    figures = month_by_function(area, month).set_index("treatment_function")
    return between_each(measure, figures.drop(index=ALL_FUNCTIONS, errors="ignore"))


def _interval(value: Between) -> dict[str, float]:
    """Return the ends of an interval as a row of dots takes them; nothing where there is none."""
    return {"lower": value.lower, "upper": value.upper} if value.has_interval else {}


def _behind(measure: Measure, row: Row) -> tuple[bool, float]:
    """Order rows by how far they are behind England, or by value where England is not beside them."""
    if row.value is None:
        return True, 0.0
    sign = 1 if measure.direction == "increase" else -1
    return False, sign * (row.value - (row.compared_with or 0.0))


def _functions_in_words(
    area: Area, measure: Measure, rows: Mapping[str, Row], values: Mapping[str, Between]
) -> str:
    """Name the function furthest behind England: by more than chance, or where no interval tells, as it reads."""
    title = f"{measure.title} by treatment function in {area.short_name}"
    verdicts = {
        code: words.sure_verdict(measure, values[code], words.exactly(row.compared_with))
        for code, row in rows.items()
    }
    behind = [code for code, verdict in verdicts.items() if verdict == words.WORSE]
    if behind:
        return f"{title}: {_furthest(rows, behind[0])}, {_against_england(measure, rows[behind[0]])}"
    first = rows[next(iter(rows))]
    if words.UNSURE not in verdicts.values() or not _is_behind(measure, first):
        return title
    against = _against_england(measure, first)
    return f"{title}: {first.name.lower()} lies furthest from England, {against}; {words.NO_INTERVAL}"


def _furthest(rows: Mapping[str, Row], code: str) -> str:
    name = rows[code].name.lower()
    if code == next(iter(rows)):
        return f"{name} is furthest behind England"
    return f"of those behind England by more than chance, {name} is furthest"


def _is_behind(measure: Measure, row: Row) -> bool:
    if row.compared_with is None:
        return False
    read = [words.shown(measure, value) for value in (row.value, row.compared_with)]
    return read[0] != read[1] and not words.is_ahead(measure, row.value, row.compared_with)


def _against_england(measure: Measure, row: Row) -> str:
    return f"{words.shown(measure, row.value)} against {words.shown(measure, row.compared_with)}"


def peers_of(place: Place, measure: Measure, month: date, function: str = ALL_FUNCTIONS) -> Dots | None:
    """Return an area among those most like it, highest first."""
    area = place.area
    alike = _peers(place) if measure.comparable else []
    if not alike:
        return None
    values = _values(area.kind, measure, month, function)
    rows = _rows([area, *alike], values, measure, month, function, ours=area.code)
    if not any(numbers.is_known(row.value) for code, row in rows.items() if code != area.code):
        return None
    return Dots(
        name="peers",
        area=area,
        measure=measure,
        month=month,
        function=function,
        title=_place_among_peers(area, measure, {code: values[code] for code in rows if code in values}),
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


def _place_among_peers(area: Area, measure: Measure, values: Mapping[str, Between]) -> str:
    """Say how many of the areas alike do better by more than chance; of waits, how many read on the better side."""
    ours = values.get(area.code, words.exactly(None))
    others = [one for code, one in values.items() if code != area.code and numbers.is_known(one.value)]
    if not numbers.is_known(ours.value) or measure.direction == "neutral":
        return f"{area.short_name} and the areas most like it"
    named = f"of the {len(others)} areas most like {area.short_name}"
    verdicts = [words.sure_verdict(measure, one, ours) for one in others]
    if words.UNSURE in verdicts:
        return _ahead_as_read(measure, others, ours, named)
    better, chance = verdicts.count(words.BETTER), verdicts.count(words.SAME)
    if not better:
        return f"None {named} does better by more than chance"
    unsure = f"; for {chance} the difference may be chance" if chance else ""
    return f"{better} {named} {'does' if better == 1 else 'do'} better{unsure}"


def _ahead_as_read(measure: Measure, others: list[Between], ours: Between, named: str) -> str:
    way, own = words.better_way(measure), words.shown(measure, ours.value)
    ahead = sum(
        words.shown(measure, one.value) != own and words.is_ahead(measure, one.value, ours.value)
        for one in others
    )
    return f"{ahead or 'None'} {named} {'read' if ahead > 1 else 'reads'} {way}; {words.NO_INTERVAL}"


def _values(kind: str, measure: Measure, month: date, function: str) -> dict[str, Between]:
    return between_each(measure, month_of_kind(kind, month, function).set_index("area"))


def _england(measure: Measure, month: date, function: str) -> float | None:
    if not measure.comparable:
        return None
    england = _values(Area.Kind.ENGLAND, measure, month, function).get(ENGLAND)
    return england.value if england else None


def _rows(
    areas: Iterable[Area],
    values: Mapping[str, Between],
    measure: Measure,
    month: date,
    function: str,
    ours: str = "",
) -> dict[str, Row]:
    """Return a row an area by its code, highest first, those not known last."""
    rows = {
        area.code: Row(
            area.short_name,
            values[area.code].value if area.code in values else None,
            is_ours=area.code == ours,
            href=measure_address(area, measure, month, function),
            note=numbers.TOO_FEW if area.code in values else numbers.NOT_KNOWN,
            **(_interval(values[area.code]) if area.code in values else {}),
        )
        for area in areas
    }
    return dict(sorted(rows.items(), key=lambda row: (row[1].value is None, -(row[1].value or 0))))
