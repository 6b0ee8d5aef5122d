"""The rules that a month's rows must keep, each over all rows at once, and what breaks them.

The published files hold much redundancy: bands add up to totals, treatment functions to C_999, a code has one name.
Every rule here holds in every row of the months April 2024 – May 2025, so a row that breaks one has been damaged.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from itertools import islice

import numpy as np

from metrics.compute.extract import (
    ADMITTED,
    ALL_FUNCTIONS,
    DECISION_TO_ADMIT,
    INCOMPLETE,
    NEW_PERIODS,
    NON_ADMITTED,
    PARTS,
)
from metrics.ingest.findings import MOST_PLACES, QUARANTINE, WARNING, Finding, quarantines
from metrics.ingest.layouts import BANDS_TO_104_SINCE, COUNTS, MONTHS, month_of_period
from metrics.ingest.table import BLANK, Table, Texts

CODE = re.compile(r"[A-Z0-9]{3,8}", re.ASCII)
KEY = ("provider", "commissioner", "part", "treatment_function")
GROUP = ("provider", "commissioner", "part")
GROUPS_AT_ONCE = 1024  # Their rows fit into the processor's cache.
FLOWS = (ADMITTED, NON_ADMITTED)
# What says more about an organisation than its code: each must be the same wherever the code stands.
FACTS = {
    "provider": ("provider_name", "provider_parent", "provider_parent_name"),
    "commissioner": ("commissioner_name", "commissioner_parent", "commissioner_parent_name"),
    "provider_parent": ("provider_parent_name",),
    "commissioner_parent": ("commissioner_parent_name",),
    "part": ("part_name",),
    "treatment_function": ("treatment_function_name",),
}
# Two hospitals may share a name, two parts or treatment functions may not.
NAMED_ONCE = ("part", "treatment_function")
PART_NAMES = {
    "completed pathways for admitted patients": ADMITTED,
    "completed pathways for non-admitted patients": NON_ADMITTED,
    "incomplete pathways": INCOMPLETE,
    "incomplete pathways with dta": DECISION_TO_ADMIT,
    "new rtt periods - all patients": NEW_PERIODS,
}
FUNCTION_NAMES = {
    "total": "C_999",
    "general surgery": "C_100",
    "urology": "C_101",
    "trauma and orthopaedic": "C_110",
    "trauma and orthopaedics": "C_110",
    "ear nose and throat": "C_120",
    "ear nose and throat (ent)": "C_120",
    "ophthalmology": "C_130",
    "oral surgery": "C_140",
    "neurosurgical": "C_150",
    "neurosurgery": "C_150",
    "plastic surgery": "C_160",
    "cardiothoracic surgery": "C_170",
    "general internal medicine": "C_300",
    "general medicine": "C_300",
    "gastroenterology": "C_301",
    "cardiology": "C_320",
    "dermatology": "C_330",
    "respiratory medicine": "C_340",
    "thoracic medicine": "C_340",
    "neurology": "C_400",
    "rheumatology": "C_410",
    "elderly medicine": "C_430",
    "geriatric medicine": "C_430",
    "gynaecology": "C_502",
    "other": "X01",
    "other - medical": "X02",
    "other - mental health": "X03",
    "other - paediatric": "X04",
    "other - surgical": "X05",
    "other - other": "X06",
}

Rule = Callable[[Table], Iterable[Finding]]


def check_period(table: Table, *, today: date, expected: date | None) -> tuple[date | None, list[Finding]]:
    """Return the month that every row is about, and what is wrong with it."""
    columns = [what for what in ("period", "year", "period_name") if what in table.texts]
    mixed = [finding for what in columns for finding in _mixed(table, what)]
    if mixed:
        return None, mixed
    said = [table.text(what, 0) for what in columns]
    month = table.layout.era.month_of(*said)
    if month is None:
        return None, [_period_finding(table, "is not a month such as RTT-April-2024")]
    return month, list(_wrong_month(table, month, today, expected))


def _mixed(table: Table, what: str) -> list[Finding]:
    column = table.texts[what]
    usual = int(np.bincount(column.ids).argmax())
    others = [which for which in range(len(column.values)) if which != usual]
    text = f"every row must be about one month; most say {column.values[usual]}"
    return table.text_findings("period", what, others, text)


def _wrong_month(table: Table, month: date, today: date, expected: date | None) -> Iterator[Finding]:
    last_day = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    if last_day > today:
        yield _period_finding(table, f"is not over on {today}")
    if expected is not None and month != expected.replace(day=1):
        yield _period_finding(table, f"is not {expected:%B %Y}, the month asked for")
    if month >= BANDS_TO_104_SINCE and table.layout.era.last_week < 104:
        yield _period_finding(
            table, "has week bands to 104 weeks in every file since April 2021; this one ends at 52"
        )
    named = _month_of_file(table.file)
    if named is not None and named != month:
        yield _period_finding(table, f"is not {named:%B %Y}, as the file's name says", "file-name", WARNING)


def _period_finding(table: Table, text: str, rule: str = "period", severity: str = QUARANTINE) -> Finding:
    what = "period" if "period" in table.texts else "period_name"
    value = table.text(what, 0) if what == "period" else f"{table.text('year', 0)} {table.text(what, 0)}"
    return table.finding(rule, 0, table.layout.column_of(what), value, text, severity)


def _month_of_file(name: str) -> date | None:
    """Return the month in a name such as `20250531-RTT-May-2025-full-extract.csv`."""
    found = re.search(rf"RTT-(?:{'|'.join(MONTHS)})-\d{{4}}", name, re.IGNORECASE)
    return month_of_period(f"RTT{found[0][3:]}") if found else None


def check_rows(table: Table) -> list[Finding]:
    """Return what the rows break: first single texts, then what they say together, since the later ask more."""
    findings: list[Finding] = []
    for rules in (TEXT_RULES, KEY_RULES, NUMBER_RULES, WARNING_RULES):
        findings += [finding for rule in rules for finding in rule(table)]
        if quarantines(findings):
            break
    return findings


def _codes(table: Table) -> Iterator[Finding]:
    for what in ("provider", "commissioner"):
        wrong = [n for n, code in enumerate(table.texts[what].values) if not CODE.fullmatch(code)]
        text = "is not a code of 3 to 8 capitals and digits"
        yield from table.text_findings("code", what, wrong, text)


def _known_parts(table: Table) -> Iterator[Finding]:
    yield from _unknown(table, "part", frozenset(PARTS), "is not a part of the RTT data that we know")


def _known_functions(table: Table) -> Iterator[Finding]:
    text = f"is not a treatment function of the layout {table.layout.era.name}"
    yield from _unknown(table, "treatment_function", table.layout.era.functions, text)


def _unknown(table: Table, what: str, known: frozenset[str], text: str) -> list[Finding]:
    wrong = [n for n, value in enumerate(table.texts[what].values) if value not in known]
    return table.text_findings(what.replace("_", "-"), what, wrong, text)


def _one_fact(table: Table) -> Iterator[Finding]:
    """A code has one name and one parent. A name may be left out of some rows; a parent may not."""
    for what, facts in FACTS.items():
        for fact in facts:
            yield from _differing(table, what, fact, ignoring_blank=fact.endswith("name"))


def _one_code(table: Table) -> Iterator[Finding]:
    for what in NAMED_ONCE:
        yield from _differing(table, f"{what}_name", what)


def _differing(table: Table, what: str, fact: str, *, ignoring_blank: bool = False) -> Iterator[Finding]:
    keys, facts = table.texts[what], table.texts[fact]
    asked = np.flatnonzero(keys.said & facts.said if ignoring_blank else keys.said)
    some = np.zeros(len(keys.values), np.int64)
    some[keys.ids[asked]] = facts.ids[asked]
    wrong = asked[facts.ids[asked] != some[keys.ids[asked]]]
    for key in np.unique(keys.ids[wrong])[:MOST_PLACES]:
        rows = asked[keys.ids[asked] == key]
        said = facts.ids[rows]
        usual = np.bincount(said).argmax()
        row, before = int(rows[said != usual][0]), int(rows[said == usual][0])
        text = f"{keys.values[key]!r} has {facts.at(before)!r} on line {table.lines[before]}"
        yield table.finding("two-names", row, table.layout.column_of(fact), facts.at(row), text)


def _known_names(table: Table) -> Iterator[Finding]:
    """A part or treatment function must not bear the name of another; names nobody knows are let through."""
    for what, names in (("part", PART_NAMES), ("treatment_function", FUNCTION_NAMES)):
        column = table.texts[f"{what}_name"]
        for which, name in enumerate(column.values):
            row = int(np.argmax(column.ids == which))
            meant = names.get(_plain_name(name))
            if meant is not None and meant != table.text(what, row):
                text = f"is the name of {meant}, not of {table.text(what, row)}"
                yield table.finding("two-names", row, table.layout.column_of(f"{what}_name"), name, text)


def _plain_name(name: str) -> str:
    words = name.casefold().replace("&", "and").replace(",", "").split()
    return " ".join(words).removesuffix(" services").removesuffix(" service")


def _rows_once(table: Table) -> Iterator[Finding]:
    keys = _combined([table.texts[what] for what in KEY])
    order = np.argsort(keys, kind="stable")
    repeated = np.flatnonzero(keys[order][1:] == keys[order][:-1])
    for place in repeated[:MOST_PLACES]:
        before, row = int(order[place]), int(order[place + 1])
        column, value = table.layout.column_of("treatment_function"), table.text("treatment_function", row)
        text = f"{table.key(row)} with this treatment function stands on line {table.lines[before]} already"
        yield table.finding("duplicate", row, column, value, text)


def _combined(columns: Iterable[Texts]) -> np.ndarray:
    """Return one number a row, the same where all the columns say the same."""
    combined = np.zeros(1, np.int64)
    for column in columns:
        combined = combined * len(column.values) + column.ids
    return combined


def _totals_given(table: Table) -> Iterator[Finding]:
    total, total_all = table.counts["total"], table.counts["total_all"]
    text = "must not be blank"
    yield from _count_findings(table, "total_all", total_all == BLANK, lambda row: text)
    yield from _count_findings(table, "total", _is(table, *FLOWS) & (total == BLANK), lambda row: text)


def _stocks_have_starts(table: Table) -> Iterator[Finding]:
    """Only completed pathways may have an unknown clock start."""
    wrong = ~_is(table, *FLOWS) & (table.counts["unknown_start"] > 0)
    text = "only completed pathways may have an unknown clock start"
    yield from _count_findings(table, "unknown_start", wrong, lambda row: text)


def _bands_make_totals(table: Table) -> Iterator[Finding]:
    """The bands add up to Total where it is given, and with the unknown starts to Total All."""
    summed = table.banded
    total, unknown = table.counts["total"], np.maximum(table.counts["unknown_start"], 0)
    banded = ~_is(table, NEW_PERIODS)
    wrong = banded & (total != BLANK) & (total != summed)
    yield from _count_findings(table, "total", wrong, lambda row: f"the week bands add up to {summed[row]:,}")
    wrong = banded & (table.counts["total_all"] != summed + unknown)
    text = "the week bands and the unknown clock starts add up to"
    yield from _count_findings(
        table, "total_all", wrong, lambda row: f"{text} {summed[row] + unknown[row]:,}"
    )


def _new_periods_have_no_bands(table: Table) -> Iterator[Finding]:
    new = _is(table, NEW_PERIODS)
    for row in np.flatnonzero(new & (table.banded > 0))[:MOST_PLACES]:
        band = int(np.flatnonzero(table.bands[row])[0])
        column = table.layout.era.bands[band]
        yield table.finding(
            "new-periods", int(row), column, table.bands[row, band], "Part_3 must have no week bands"
        )
    total = table.counts["total"]
    wrong = new & (total > 0) & (total != table.counts["total_all"])
    yield from _count_findings(table, "total", wrong, lambda row: "differs from Total All")


def _count_findings(
    table: Table, what: str, wrong: np.ndarray, text: Callable[[int], str]
) -> Iterator[Finding]:
    for row in np.flatnonzero(wrong)[:MOST_PLACES]:
        yield table.finding("totals", int(row), COUNTS[what], table.counts[what][row], text(row))


def _is(table: Table, *parts: str) -> np.ndarray:
    """Return which rows belong to the parts."""
    column = table.texts["part"]
    return np.array([value in parts for value in column.values])[column.ids]


def _functions_make_total(table: Table) -> Iterator[Finding]:
    """In each group (provider, commissioner and part) the row C_999 is the sum of the others, in every column."""
    starts, order = _grouped(table)
    is_total = (_function_ids(table) == _place(table, ALL_FUNCTIONS))[order]
    totals = np.add.reduceat(is_total.astype(np.int32), starts)
    sizes = np.diff(starts, append=len(order))
    for group in np.flatnonzero((totals != 1) | (sizes < 2))[:MOST_PLACES]:
        yield _lost_rows(table, int(order[starts[group]]), bool(totals[group]))
    if ((totals != 1) | (sizes < 2)).any():
        return
    total_rows = order[is_total]
    for values, columns in _summed_columns(table):
        wrong = _wrong_sums(values, starts, sizes, order, total_rows)
        for row, sums in islice(wrong, MOST_PLACES):
            yield _sum_finding(table, row, values, sums, columns)


def _function_ids(table: Table) -> np.ndarray:
    return table.texts["treatment_function"].ids


def _place(table: Table, function: str) -> int:
    values = table.texts["treatment_function"].values
    return values.index(function) if function in values else -1


def _grouped(table: Table) -> tuple[np.ndarray, np.ndarray]:
    """Return where each group starts in an order of the rows in which groups stand together."""
    groups = _combined([table.texts[what] for what in GROUP])
    order = np.argsort(groups, kind="stable")
    ordered = groups[order]
    return np.flatnonzero(np.r_[True, ordered[1:] != ordered[:-1]]), order


def _summed_columns(table: Table) -> Iterator[tuple[np.ndarray, tuple[str, ...]]]:
    """Yield the numbers that add up over treatment functions, rows × columns, and the columns' names."""
    yield table.bands, table.layout.era.bands
    summed = ("unknown_start", "total_all")
    counts = np.stack([np.maximum(table.counts[what], 0) for what in summed], axis=1)
    yield counts, tuple(COUNTS[what] for what in summed)


def _wrong_sums(
    values: np.ndarray, starts: np.ndarray, sizes: np.ndarray, order: np.ndarray, total_rows: np.ndarray
) -> Iterator[tuple[int, np.ndarray]]:
    """Yield each row C_999 that is not the sum of the others of its group, and the sums of the whole group."""
    for first in range(0, len(starts), GROUPS_AT_ONCE):
        block = slice(first, first + GROUPS_AT_ONCE)
        sums = _group_sums(values, starts[block], sizes[block], order)
        # The sum holds C_999 itself too, so it must be twice C_999.
        for group in np.flatnonzero((sums != 2 * values[total_rows[block]]).any(axis=1)):
            yield int(total_rows[block][group]), sums[group]


def _group_sums(values: np.ndarray, starts: np.ndarray, sizes: np.ndarray, order: np.ndarray) -> np.ndarray:
    """Return the sums of groups of rows, groups × columns: the first rows of all groups, then the second, and so on.

    Several times faster than `np.add.reduceat`, since a group has five rows and a row has a hundred columns.
    """
    sums = values[order[starts]]
    for rank in range(1, int(sizes.max())):
        longer = np.flatnonzero(sizes > rank)
        sums[longer] += values[order[starts[longer] + rank]]
    return sums


def _lost_rows(table: Table, row: int, has_total: bool) -> Finding:
    column, value = table.layout.column_of("treatment_function"), table.text("treatment_function", row)
    missing = "no treatment function beside C_999" if has_total else "no row C_999"
    return table.finding("sum", row, column, value, f"{table.key(row)} has {missing}: rows are missing")


def _sum_finding(
    table: Table, row: int, values: np.ndarray, sums: np.ndarray, columns: tuple[str, ...]
) -> Finding:
    column = int(np.flatnonzero(sums != 2 * values[row])[0])
    value = int(values[row, column])
    text = f"C_999 of {table.key(row)}; its treatment functions add up to {int(sums[column]) - value:,}"
    return table.finding("sum", row, columns[column], value, text)


def _more_decided_than_waiting(table: Table) -> Iterator[Finding]:
    """Pathways with a decision to admit are some of the incomplete ones; published months have broken this."""
    cells = _combined([table.texts[what] for what in ("provider", "commissioner", "treatment_function")])
    total_all = table.counts["total_all"]
    decided = np.flatnonzero(
        _is(table, DECISION_TO_ADMIT) & (_function_ids(table) != _place(table, ALL_FUNCTIONS))
    )
    waiting = np.flatnonzero(_is(table, INCOMPLETE))
    waiting = waiting[np.argsort(cells[waiting], kind="stable")]
    found = np.searchsorted(cells[waiting], cells[decided]).clip(max=max(len(waiting) - 1, 0))
    listed = np.zeros(len(decided), np.int32)
    if len(waiting):
        same = cells[waiting][found] == cells[decided]
        listed[same] = total_all[waiting[found[same]]]
    wrong = np.flatnonzero(total_all[decided] > listed)
    for place in wrong[:MOST_PLACES]:
        row = int(decided[place])
        text = (
            f"more decisions to admit than incomplete pathways, {listed[place]:,}, in {table.key(row)} × "
            f"{table.text('treatment_function', row)} ({len(wrong):,} such rows in the file)"
        )
        yield table.finding("decided-over-waiting", row, COUNTS["total_all"], total_all[row], text, WARNING)


def _bands_in_order(table: Table) -> Iterator[Finding]:
    """Columns may stand in any order, but bands out of order may as well be bands under the wrong name."""
    places, names = table.layout.bands, table.layout.era.bands
    back = next((n for n in range(1, len(places)) if places[n] < places[n - 1]), None)
    if back is not None:
        text = f"the header has this band before {names[back - 1]}; its columns were read by name"
        line = table.layout.header_line
        yield Finding("band-order", WARNING, table.file, line, names[back], None, text)


TEXT_RULES: tuple[Rule, ...] = (_codes, _known_parts, _known_functions, _one_fact, _one_code, _known_names)
KEY_RULES: tuple[Rule, ...] = (_rows_once,)
NUMBER_RULES: tuple[Rule, ...] = (
    _totals_given,
    _stocks_have_starts,
    _bands_make_totals,
    _new_periods_have_no_bands,
    _functions_make_total,
)
WARNING_RULES: tuple[Rule, ...] = (_bands_in_order, _more_decided_than_waiting)
