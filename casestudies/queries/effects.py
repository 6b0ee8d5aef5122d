"""What began where and when, of all that everybody may read, and what of it the figures have been asked about."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Max, Prefetch, Q, QuerySet, prefetch_related_objects

from accounts.models.membership import parts_today
from accounts.models.readers import Someone
from casestudies.models import (
    Adoption,
    CaseStudy,
    EffectQuestion,
    EffectTogether,
    MeasuredEffect,
    Outcome,
    StageEvent,
    Technology,
)
from casestudies.models.effects import MeasuredEffectQuerySet
from casestudies.models.vocabulary import IN_USE
from casestudies.queries.adoption import reach_of
from metrics.compute.effects.choosing import CANNOT, NOT_YET
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.effects import Begun
from metrics.models import Area
from metrics.queries import Version

# What an adoption is held against beside what case studies of its technology claim: shares, lists and treatment.
USUAL = ("within-18-weeks", "waiting-list-per-1000", "completed-per-1000")
MOST_MEASURES = 4
OF_ADOPTIONS = (
    Prefetch("events", StageEvent.objects.order_by("day", "number")),
    "functions",
    "technology__functions",
)


@dataclass(frozen=True)
class Thing:
    """An adoption or a case study that began on a day. `reach`: the numbers of its areas, of what they are part of, and
    of their parts. `technologies`: their numbers."""

    kind: str
    pk: int
    day: date
    reach: frozenset[int]
    technologies: frozenset[int]

    @property
    def name(self) -> str:
        return f"{self.kind}:{self.pk}"

    def is_the_same(self, other: "Thing") -> bool:
        """Say whether the other is this, or the same technology: then they are one change and not two."""
        return self.name == other.name or bool(self.technologies & other.technologies)


@dataclass(frozen=True)
class Question:
    """A measure of an area that a thing should have moved. `name` tells it from every other question."""

    thing: Thing
    begun: Begun

    @property
    def name(self) -> str:
        begun = self.begun
        asked = (begun.area.code, begun.measure.slug, begun.function, begun.starts, begun.ends or "on")
        return ":".join([self.thing.name, *map(str, asked)])


def unanswered(version: Version, asked: Iterable[Question]) -> list[Question]:
    """Return what of all that is asked the figures of a version have not been asked yet."""
    answered = set(MeasuredEffect.objects.of(version.publication).values_list("name", flat=True))
    return [one for one in asked if one.name not in answered]


@dataclass(frozen=True)
class Progress:
    """How much of what is asked the newest figures have answered."""

    done: int
    total: int

    @property
    def is_under_way(self) -> bool:
        return self.done < self.total


def progress(version: Version) -> Progress:
    done = MeasuredEffect.objects.of(version.publication).still_asked().count()
    return Progress(done, EffectQuestion.objects.count())


def standing(user: Someone, wanted: Mapping[str, Any]) -> MeasuredEffectQuerySet:
    """Return the last answer to each question, of what a person may read and asked for, the latest starts first.

    `wanted`: any of `verdict`, `measure`, `technology` (its address) and `area` (with its parts).
    """
    found = MeasuredEffect.objects.still_asked().newest().filter(measure__in=MEASURES).visible_to(user)
    if verdict := wanted.get("verdict"):
        found = found.filter(verdict=verdict)
    if measure := wanted.get("measure"):
        found = found.filter(measure=measure)
    if technology := wanted.get("technology"):
        of_it = Q(adoption__technology__slug=technology) | Q(case__technologies__slug=technology)
        found = found.filter(of_it).distinct()
    if area := wanted.get("area"):
        found = found.filter(area__in=reach_of(area))
    return found.select_related("area", "adoption__area", "adoption__technology", "case").order_by(
        "-starts", "-pk"
    )


@dataclass(frozen=True)
class Group:
    """Where the same technology came into use in areas of a kind, held against the same measure."""

    technology: int
    kind: str
    measure: str
    function: str


def measured_together(version: Version) -> dict[Group, list[int]]:
    """Return the numbers of the answers with a result, by what may be taken together: one an area, the first to begin.

    Boards and their parts are never taken together, as they are the same people.
    """
    asked = {one.name for one in questions() if one.thing.kind == "adoption"}
    rows = (
        MeasuredEffect.objects.of(version.publication)
        .filter(adoption__isnull=False)
        .exclude(verdict__in=(NOT_YET, CANNOT))
    )
    columns = ("name", "adoption__technology", "area__kind", "measure", "treatment_function", "area", "pk")
    found: dict[Group, dict[int, int]] = defaultdict(dict)
    for name, *group, area, pk in rows.order_by("starts", "pk").values_list(*columns):
        if name in asked:
            found[Group(*group)].setdefault(area, pk)
    return {group: sorted(areas.values()) for group, areas in found.items()}


def last_together(**of) -> dict[Group, EffectTogether]:
    """Return the last answer of each group that was ever taken together, of all technologies or of one."""
    columns = ("technology", "kind", "measure", "treatment_function")
    known = EffectTogether.objects.filter(**of)
    last = known.order_by().values(*columns).annotate(last=Max("pk")).values("last")
    return {
        Group(one.technology_id, one.kind, one.measure, one.treatment_function): one
        for one in EffectTogether.objects.filter(pk__in=last)
    }


Together = tuple[EffectTogether, list[MeasuredEffect]]


def together_of(technology: Technology) -> list[Together]:
    """Return the last answer of each group of a technology of which anything can be said, with what it is made of.

    The largest first. A group with a record that is hidden waits until the others are taken together. Two queries.
    """
    groups = [one for one in last_together(technology=technology).values() if one.measure in MEASURES]
    seen = MeasuredEffect.objects.visible_to(AnonymousUser()).select_related(
        "area", "adoption__area", "adoption__technology", "case"
    )
    found = seen.in_bulk({number for group in groups for number in group.effects})
    whole = [group for group in groups if group.effects and found.keys() >= set(group.effects)]
    in_order = sorted(whole, key=lambda group: (-len(group.effects), group.pk))
    return [(group, [found[number] for number in group.effects]) for group in in_order]


def counted(found: MeasuredEffectQuerySet) -> Counter:
    """Return how many of these answers have each verdict."""
    return Counter(dict(found.order_by().values_list("verdict").annotate(count=Count("pk", distinct=True))))


def questions() -> list[Question]:
    """Return all that is asked of the figures, each once. A constant number of queries."""
    records, cases = _adoptions(), _cases()
    places = _Places()
    used = [(record, span) for record in records if (span := _used(record))]
    things = [
        *(_of_adoption(record, span[0], places) for record, span in used),
        *(_of_case(case, places) for case in cases if case.started),
    ]
    claimed = _claimed(cases)
    found = [
        *(one for record, span in used for one in _about_adoption(record, span, claimed, places)),
        *(one for case in cases for one in _about_case(case, places)),
    ]
    return [_with_company(one, things, places) for one in {one.name: one for one in found}.values()]


def newest_about(thing: Adoption | CaseStudy) -> list[MeasuredEffect]:
    """Return the last answer to each question that is asked of the figures about a thing. One query beside its own."""
    kind = "adoption" if isinstance(thing, Adoption) else "case"
    asked = _spans_of_adoption(thing) if isinstance(thing, Adoption) else _spans_of_case(thing)
    found = MeasuredEffect.objects.filter(**{kind: thing}).newest().select_related("area").order_by("pk")
    return [one for one in found if (one.area_id, one.treatment_function, one.starts, one.ends) in asked]


def _spans_of_adoption(record: Adoption) -> set[tuple]:
    """Return for which area, function and months a record is asked about now: it may have said something else."""
    prefetch_related_objects([record], *OF_ADOPTIONS)
    span = _used(record)
    return {(record.area_id, _function_of(record), *_months(*span))} if span else set()


def _spans_of_case(case: CaseStudy) -> set[tuple]:
    return {
        (one.area_id, one.treatment_function, *_months(one.starts, one.ends)) for one in case.outcomes.all()
    }


def _adoptions() -> QuerySet[Adoption]:
    return Adoption.objects.visible_to(AnonymousUser()).select_related("area").prefetch_related(*OF_ADOPTIONS)


def _cases() -> QuerySet[CaseStudy]:
    outcomes = Prefetch("outcomes", Outcome.objects.select_related("area"))
    return (
        CaseStudy.objects.visible_to(AnonymousUser())
        .prefetch_related(outcomes, "areas", "technologies")
        .order_by("pk")
    )


class _Places:
    """All areas, and what is part of what today. Two queries."""

    def __init__(self):
        self._areas = {pk: (code, kind) for pk, code, kind in Area.objects.values_list("pk", "code", "kind")}
        self._related = defaultdict(set)
        for whole, part in parts_today().values_list("parent", "child"):
            if self.kind(whole) == Area.Kind.ICB:
                self._related[whole].add(part)
                self._related[part].add(whole)

    def kind(self, pk: int) -> str:
        return self._areas[pk][1]

    def code(self, pk: int) -> str:
        return self._areas[pk][0]

    def reach(self, areas: Iterable[int]) -> frozenset[int]:
        return frozenset().union(*({pk, *self._related[pk]} for pk in areas))


def _used(record: Adoption) -> tuple[date, date | None] | None:
    """Return from which day on it was in use, and the last whole month if that ended; None if it never was."""
    events = list(record.events.all())
    first = next((event.day for event in events if event.stage in IN_USE), None)
    if first is None:
        return None
    if events[-1].stage in IN_USE:
        return first, None
    until = events[-1].day.replace(day=1) - timedelta(days=1)
    return (first, until) if until >= first else None


def _of_adoption(record: Adoption, day: date, places: _Places) -> Thing:
    reach = places.reach([record.area_id])
    return Thing("adoption", record.pk, day, reach, frozenset([record.technology_id]))


def _of_case(case: CaseStudy, places: _Places, day: date | None = None) -> Thing:
    technologies = frozenset(one.pk for one in case.technologies.all())
    reach = places.reach(area.pk for area in case.areas.all())
    return Thing("case", case.pk, day or case.started, reach, technologies)


def _claimed(cases: Sequence[CaseStudy]) -> dict[int, list[str]]:
    """Return what case studies claim to have changed with each technology: measures, the most claimed first."""
    counts = defaultdict(Counter)
    for case in cases:
        slugs = {one.measure for one in case.outcomes.all() if one.measure in MEASURES}
        for technology in case.technologies.all():
            counts[technology.pk].update(sorted(slugs))
    return {pk: [slug for slug, _ in found.most_common()] for pk, found in counts.items()}


def _about_adoption(
    record: Adoption, span: tuple[date, date | None], claimed: dict[int, list[str]], places: _Places
) -> Iterator[Question]:
    thing = _of_adoption(record, span[0], places)
    measures = dict.fromkeys([*claimed.get(record.technology_id, [])[: MOST_MEASURES - 1], *USUAL])
    for slug in list(measures)[:MOST_MEASURES]:
        yield _question(thing, record.area, slug, _function_of(record), span[0], span[1])


def _function_of(record: Adoption) -> str:
    """Return the treatment function to look at: the record’s or the technology’s, where that is one alone; else all."""
    for named in (record.functions.all(), record.technology.functions.all()):
        codes = [row.treatment_function for row in named]
        if len(codes) == 1:
            return codes[0]
    return ALL_FUNCTIONS


def _about_case(case: CaseStudy, places: _Places) -> Iterator[Question]:
    for one in case.outcomes.all():
        if one.measure in MEASURES:
            thing = _of_case(case, places, one.starts)
            yield _question(thing, one.area, one.measure, one.treatment_function, one.starts, one.ends)


def _question(
    thing: Thing, area: Area, slug: str, function: str, starts: date, ends: date | None
) -> Question:
    return Question(thing, Begun(area, MEASURES[slug], function, *_months(starts, ends)))


def _months(starts: date, ends: date | None) -> tuple[date, date | None]:
    return starts.replace(day=1), ends.replace(day=1) if ends else None


def _with_company(question: Question, things: Sequence[Thing], places: _Places) -> Question:
    """Return a question with where else the same began, and when else something began here."""
    begun, thing = question.begun, question.thing
    elsewhere: dict[str, date] = {}
    others = []
    for other in things:
        if other.is_the_same(thing):
            for pk in other.reach - {begun.area.pk}:
                if places.kind(pk) == begun.area.kind:
                    code = places.code(pk)
                    elsewhere[code] = min(other.day, elsewhere.get(code, other.day))
        elif begun.area.pk in other.reach:
            others.append(other.day)
    return Question(thing, replace(begun, elsewhere=elsewhere, others=tuple(sorted(others))))
