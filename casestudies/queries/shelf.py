"""All published case studies by what they are about: read once for each state of the content, then counted in memory.

A set of case studies is an integer whose bits are their places on the shelf: thousands are compared and counted in
microseconds, so every value of every facet can say how many it leaves.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from django.db.models import BigIntegerField, Count, F, Max, QuerySet, Value
from django.utils import timezone

from accounts.models.membership import parts_today
from casestudies.models import Adoption, CaseBarrier, CaseFunction, CaseStudy, Outcome, Technology
from casestudies.models.vocabulary import Strength
from casestudies.queries.technologies import public_adoption
from metrics.compute.extract import TREATMENT_FUNCTIONS
from metrics.models import Area
from safety.search import Nearest

Row = tuple[int, str, str]
OF_CASES = ("kind", "care_setting", "design")


@dataclass(frozen=True)
class Shelf:
    """`numbers`: of case studies, newest first. `sets`: by facet and value. `values`: the other way round.

    By place: `homes`, the code of the area whose each is; `began`, the month in which it did. `names`: of areas by
    code, of technologies by slug.
    """

    numbers: tuple[int, ...]
    homes: tuple[str, ...]
    began: tuple[date | None, ...]
    names: Mapping[str, Mapping[str, str]]
    sets: dict[str, dict[str, int]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(int)))
    values: dict[int, dict[str, list[str]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )

    @cached_property
    def found_before(self) -> dict[str, list[int]]:
        """What words found while these were the case studies; the shelf of another state begins anew."""
        return {}

    @cached_property
    def near(self) -> Nearest:
        """The words by which they are found at first sight: of their titles, areas, technologies and functions.

        One query.
        """
        named = (
            names.get(value, value)
            for facet, names in (*self.names.items(), ("function", TREATMENT_FUNCTIONS))
            for value in self.sets.get(facet, {})
        )
        return Nearest([*CaseStudy.objects.published().values_list("title", flat=True), *named])

    @cached_property
    def places(self) -> dict[int, int]:
        """Their places by their numbers."""
        return {number: place for place, number in enumerate(self.numbers)}

    @property
    def all(self) -> int:
        return (1 << len(self.numbers)) - 1

    def put(self, place: int, facet: str, value: str) -> None:
        if value and not self.sets[facet][value] >> place & 1:
            self.sets[facet][value] |= 1 << place
            self.values[place][facet].append(value)

    def of(self, facet: str, values: Iterable[str]) -> int:
        """Return the set of those with any of these values."""
        found = 0
        for value in values:
            found |= self.sets.get(facet, {}).get(value, 0)
        return found

    def between(self, first: date | None, last: date | None) -> int:
        """Return the set of those that began from one month to another, both included; None: without that end."""
        within = (
            place
            for place, month in enumerate(self.began)
            if month and (first is None or month >= first) and (last is None or month <= last)
        )
        return self._bits(within)

    def those(self, numbers: Iterable[int]) -> int:
        """Return the set of the case studies of these numbers; those that are not on the shelf are left out."""
        return self._bits(self.places[number] for number in numbers if number in self.places)

    def _bits(self, places: Iterable[int]) -> int:
        bits = bytearray(len(self.numbers) // 8 + 1)
        for place in places:
            bits[place >> 3] |= 1 << (place & 7)
        return int.from_bytes(bits, "little")

    def in_order(self, found: int) -> list[int]:
        """Return the places in a set, newest first."""
        return [place for place, bit in enumerate(reversed(f"{found:b}")) if bit == "1"] if found else []


_kept: dict[str, Shelf] = {}


def shelf() -> Shelf:
    """Return the shelf of now: one query, and two more where the content has changed since it was last asked for."""
    mark = mark_of_content()
    found = _kept.get(mark)
    if found is None:
        found = _made()
        _kept.clear()
        _kept[mark] = found
    return found


def mark_of_content() -> str:
    """Return what is another after every change of what the shelf holds. One query."""
    cases = CaseStudy.objects.published()
    technologies = Technology.objects.listed()
    adoption = Adoption.objects.filter(state=Adoption.State.PUBLISHED)
    states = [_state("cases", cases), _state("adoption", adoption), _state("register", technologies)]
    found = states[0].union(*states[1:], all=True)
    return f"{timezone.localdate()} {sorted(found)}"


def _state(name: str, rows: QuerySet) -> QuerySet:
    grouped = rows.order_by().values(of=Value(name))
    return grouped.annotate(number=Count("pk"), newest=Max("changed_at"), last=Max("pk")).values_list(
        "of", "number", "newest", "last"
    )


def _made() -> Shelf:
    columns = ("pk", "home__code", "started", "confirmed_rating", "author_rating", *OF_CASES)
    cases = list(CaseStudy.objects.published().order_by("-published_at", "-pk").values_list(*columns))
    rows = _rows_by_facet()
    numbers, homes = tuple(case[0] for case in cases), tuple(case[1] for case in cases)
    began = tuple(case[2] and case[2].replace(day=1) for case in cases)
    found = Shelf(numbers, homes, began, _names(rows))
    for place, (_, _, started, confirmed, said, *others) in enumerate(cases):
        found.put(place, "strength", said if confirmed == Strength.NOT_RATED else confirmed)
        found.put(place, "year", f"{started:%Y}" if started else "")
        for facet, value in zip(("kind", "setting", "design"), others, strict=True):
            found.put(place, facet, value)
    for facet in ("area", "technology", "function", "barrier", "measure"):
        _put_facet(found, facet, rows)
    return found


def _put_facet(found: Shelf, facet: str, rows: Mapping[str, list[Row]]) -> None:
    above, stages = _by_key(rows["part"]), _by_key(rows["stage"])
    for number, value, more in rows[facet]:
        place = found.places.get(number)
        if place is None:
            continue
        found.put(place, facet, value)
        if facet == "technology":
            found.put(place, "technology_kind", more)
            for stage in stages[value]:
                found.put(place, "stage", stage)
        if facet == "area":
            for code in above[value] | {further for whole in above[value] for further in above[whole]}:
                found.put(place, "region" if code in found.names["region"] else "area", code)


def _names(rows: Mapping[str, list[Row]]) -> dict[str, dict[str, str]]:
    """Return the names of areas and regions by code, and of technologies in the register by slug."""
    return {
        facet: {
            key: name for _, key, name in sorted(rows[f"named {facet}"], key=lambda row: row[2].casefold())
        }
        for facet in ("area", "region", "technology")
    }


def _by_key(rows: Iterable[Row]) -> defaultdict[str, set[str]]:
    found = defaultdict(set)
    for _, key, value in rows:
        found[key].add(value)
    return found


def _rows_by_facet() -> dict[str, list[Row]]:
    """Return all that is known beside the case studies' own columns, in one query: a number, a key and more.

    Of a facet: the number of a case study, a value, and of a technology its kind. `stage`: 0, a technology, a stage of
    an area with it. `named …`: 0, a key and its name. `part`: 0, an area and one that it is part of.
    """
    published = {"state": CaseStudy.State.PUBLISHED}
    of_case = {f"casestudy__{name}": value for name, value in published.items()}
    of_row = {f"case__{name}": value for name, value in published.items()}
    technologies = CaseStudy.technologies.through.objects.filter(
        **of_case, technology__state=Technology.State.LISTED
    )
    regions = Area.objects.filter(kind=Area.Kind.REGION)
    wholes = parts_today().exclude(parent__kind=Area.Kind.ENGLAND)
    others = Area.objects.exclude(kind__in=[Area.Kind.REGION, Area.Kind.ENGLAND])
    parts = [
        _rows("area", CaseStudy.areas.through.objects.filter(**of_case), "area__code", of="casestudy_id"),
        _rows("technology", technologies, "technology__slug", "technology__kind", of="casestudy_id"),
        _rows("function", CaseFunction.objects.filter(**of_row), "treatment_function", of="case_id"),
        _rows("barrier", CaseBarrier.objects.filter(**of_row), "barrier", of="case_id"),
        _rows("measure", Outcome.objects.filter(**of_row), "measure", of="case_id"),
        _rows("stage", public_adoption(), "technology__slug", "stage").distinct(),
        _rows("named area", others, "code", "short_name"),
        _rows("named region", regions, "code", "short_name"),
        _rows("named technology", Technology.objects.listed(), "slug", "name"),
        _rows("part", wholes, "child__code", "parent__code"),
    ]
    found = defaultdict(list)
    for facet, *row in parts[0].union(*parts[1:], all=True):
        found[facet].append(tuple(row))
    return found


def _rows(facet: str, rows: QuerySet, key: str, more: str = "", *, of: str = "") -> QuerySet:
    named = {
        "_facet": Value(facet),
        "_number": F(of) if of else Value(0, output_field=BigIntegerField()),
        "_key": F(key),
        "_more": F(more) if more else Value(""),
    }
    return rows.order_by().annotate(**named).values_list(*named)
