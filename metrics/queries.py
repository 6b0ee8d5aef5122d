"""Questions to the published figures; the answers are frames or rows ready to present."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import NamedTuple

import pandas as pd
from django.db.models import Count, Max, Q, QuerySet, Subquery, Value

from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.peers import VARIABLES
from metrics.compute.waits import ENGLAND, FIGURE_COLUMNS
from metrics.models import (
    Analysis,
    Area,
    Figure,
    Membership,
    Population,
    Profile,
    ProviderUse,
    Publication,
    PublishedMonth,
    Rebase,
    Refresh,
    Standing,
    Succession,
)
from safety.prepared import Prepared


class Version(NamedTuple):
    """Which figures readers see: the latest publication, how often rebase dates were set or withdrawn, and the analysis
    of both (0 while it has not been made)."""

    publication: int
    rebases: int
    analysis: int = 0

    def __str__(self) -> str:
        return f"{self.publication}.{self.rebases}.{self.analysis}"


class State(NamedTuple):
    """Which figures readers see, and whether months of figures are being brought in."""

    version: Version
    is_loading: bool


TOLD = ("latest", "rebases", "analysis", "analysed_publication", "analysed_rebases", "waiting")
_state_read: ContextVar[list[State] | None] = ContextVar("state_read", default=None)


@contextmanager
def one_version() -> Iterator[None]:
    """Within it the version of the figures is read once: a page is made of one version, and asks for it once."""
    token = _state_read.set([])
    try:
        yield
    finally:
        _state_read.reset(token)


def figures_version() -> Version:
    """Return the version of all published figures: it changes with each publication, with each rebase date of a
    control chart, and when their analysis has been made, so cache keys carry it."""
    return _state().version


def are_months_loading() -> bool:
    """Say whether months of figures wait or are being brought in: at no query more where the version was asked for."""
    return _state().is_loading


def version_now() -> Version:
    """Read the version in one query, whatever has been read for this page: after a change it is another."""
    return _state_now().version


def _state() -> State:
    read = _state_read.get()
    if read:
        return read[0]
    state = _state_now()
    if read is not None:
        read.append(state)
    return state


def _state_now() -> State:
    found = next(iter(_told().all), dict.fromkeys(TOLD))
    version = Version(found["latest"] or 0, found["rebases"] or 0)
    is_analysed = version[:2] == (found["analysed_publication"], found["analysed_rebases"])
    version = version._replace(analysis=found["analysis"]) if is_analysed else version
    # Nothing is told of rows beside publications while there are none.
    return State(
        version, is_loading=found["waiting"] is not None or (not found["latest"] and _waiting().exists())
    )


def _waiting() -> QuerySet:
    return Refresh.objects.filter(kind=Refresh.Kind.MONTH, state__in=Refresh.WAITING).order_by()


@Prepared
def _told() -> QuerySet:
    """Return one row of what tells the state, none while nothing is published."""
    changes = Rebase.objects.order_by().annotate(all=Value(1)).values("all")
    one = Publication.objects.order_by().annotate(all=Value(1)).values("all")
    return one.annotate(
        latest=Max("id"),
        rebases=Max(
            Subquery(changes.annotate(changes=Count("id") + Count("withdrawn_at")).values("changes"))
        ),
        analysis=_of_latest_analysis("pk"),
        analysed_publication=_of_latest_analysis("publication"),
        analysed_rebases=_of_latest_analysis("rebases"),
        waiting=Max(Subquery(_waiting().values("pk")[:1])),
    ).values(*TOLD)


def _of_latest_analysis(field: str) -> Max:
    return Max(Subquery(Analysis.objects.order_by("-pk").values(field)[:1]))


def published_months() -> list[date]:
    """Return the months that readers see, oldest first."""
    return list(PublishedMonth.objects.order_by("month").values_list("month", flat=True))


def months_of(area: Area) -> list[date]:
    """Return the published months in which an area existed, oldest first."""
    return [month for month in published_months() if area.closed is None or month <= area.closed]


def rebase_dates(**asked: str) -> dict[tuple[str, str, str], list[date]]:
    """Return the months at which charts are rebased, in order, by area (code), measure and treatment function.

    `asked`: conditions on a rebase, as `area__code="03R"` or `measure="waiting-list"`; all, if none. One query.
    """
    held = Rebase.objects.filter(withdrawn_at__isnull=True, **asked).order_by("month")
    dates: dict[tuple[str, str, str], list[date]] = {}
    for area, measure, function, month in held.values_list(
        "area__code", "measure", "treatment_function", "month"
    ):
        dates.setdefault((area, measure, function), []).append(month)
    return dates


def current_analysis() -> Analysis | None:
    """Return the analysis of the figures that readers see, None while it has not been made. One query."""
    return Analysis.objects.filter(pk=figures_version().analysis).first()


STANDING_FIELDS = [
    field for field in Standing._meta.get_fields() if field.name not in ("id", "analysis", "area")
]


def standings(
    *,
    measure: str | None = None,
    function: str | None = None,
    kind: str | None = None,
    area: str | None = None,
    among: Collection[str] | None = None,
) -> pd.DataFrame | None:
    """Return where areas stand in the latest month, a row for area × measure × treatment function, in that order.

    Columns: `area` (code), `measure`, `treatment_function` and the fields of models.Standing (numbers float64, NaN is
    not known; texts empty where there is nothing to say; `behind_since` datetime64). All unless some are named, by
    slug, code, kind or code; `among`: of areas with these codes. None while the analysis of these figures has not been
    made. One query.
    """
    version = figures_version()
    if not version.analysis:
        return None
    named = {
        "measure": measure,
        "treatment_function": function,
        "area__kind": kind,
        "area__code": area,
        "area__code__in": among,
    }
    asked = {name: value for name, value in named.items() if value is not None}
    columns = [field.name for field in STANDING_FIELDS]
    rows = Standing.objects.filter(analysis=version.analysis, **asked).values_list("area__code", *columns)
    frame = pd.DataFrame.from_records(list(rows), columns=["area", *columns]).astype(_kept_as())
    return frame.sort_values(["area", "measure", "treatment_function"], ignore_index=True)


def _kept_as() -> dict[str, str]:
    """Return the types of a frame of standings."""
    types = {"FloatField": "float64", "PositiveSmallIntegerField": "float64", "SmallIntegerField": "float64"}
    types |= {"DateField": "datetime64[s]", "BooleanField": "bool"}
    return {"area": "str"} | {
        field.name: types.get(field.get_internal_type(), "str") for field in STANDING_FIELDS
    }


def membership_on(month: date) -> pd.DataFrame:
    """Return which areas each commissioner counts in for `month`: columns `commissioner, area`.

    A sub-ICB location counts as itself, in its board of that day, in any board that took it over later (so that
    today's boards have a history), and in the region of its board of that day.
    """
    pairs = list(
        Membership.objects.filter(Q(end__isnull=True) | Q(end__gte=month))
        .exclude(child__kind=Area.Kind.PROVIDER)
        .values_list("child__code", "child__kind", "parent__code", "parent__kind", "start")
    )
    region_of = {
        child: parent
        for child, kind, parent, _, start in pairs
        if kind == Area.Kind.ICB and _began(start, month)
    }
    locations = Area.objects.of_kind(Area.Kind.SICBL).valid_on(month).values_list("code", flat=True)
    rows = {(code, code) for code in locations}
    for child, kind, parent, parent_kind, start in pairs:
        if kind != Area.Kind.SICBL or parent_kind != Area.Kind.ICB:
            continue
        rows.add((child, parent))
        if _began(start, month) and parent in region_of:
            rows.add((child, region_of[parent]))
    return pd.DataFrame(sorted(rows), columns=["commissioner", "area"])


def _began(start: date | None, month: date) -> bool:
    return start is None or start <= month


def figures_frame(
    areas: Iterable[Area] | None = None,
    *,
    kinds: Iterable[str] = (),
    functions: Iterable[str] = ("C_999",),
    months: Iterable[date] | None = None,
) -> pd.DataFrame:
    """Return published figures, a row for area × treatment function × month, in that order.

    Columns: `area` (code), `treatment_function`, `month` (datetime64) and FIGURE_COLUMNS (float64; NaN is not known).
    Ask by areas or by kinds of area; all months unless some are named. One query.
    """
    chosen = Figure.objects.filter(figure_set__published__isnull=False)
    if areas is not None:
        chosen = chosen.filter(area__in=[area.pk for area in areas])
    if kinds:
        chosen = chosen.filter(area__kind__in=list(kinds))
    functions = list(functions)
    if functions:
        chosen = chosen.filter(treatment_function__in=functions)
    if months is not None:
        chosen = chosen.filter(figure_set__published__month__in=list(months))
    return _as_frame(chosen)


def figures_by_function(wanted: Mapping[str, Iterable[Area]]) -> pd.DataFrame:
    """Return all published months as `figures_frame` does, of other areas for each treatment function. One query."""
    asked = [
        Q(treatment_function=function, area__in=[area.pk for area in areas])
        for function, areas in wanted.items()
    ]
    return _as_frame(Figure.objects.filter(reduce(or_, asked), figure_set__published__isnull=False))


def _as_frame(chosen: QuerySet[Figure]) -> pd.DataFrame:
    columns = ["area__code", "treatment_function", "figure_set__month", *FIGURE_COLUMNS]
    figures = pd.DataFrame.from_records(
        list(chosen.values_list(*columns)),
        columns=["area", "treatment_function", "month", *FIGURE_COLUMNS],
    )
    figures = figures.astype(
        {"area": "str", "treatment_function": "str", **dict.fromkeys(FIGURE_COLUMNS, "float64")}
    )
    figures["month"] = pd.to_datetime(figures["month"]).astype("datetime64[s]")
    return figures.sort_values(["area", "treatment_function", "month"], ignore_index=True)


def populations() -> pd.DataFrame:
    """Return every population: columns `source`, `area` (code), `date` (datetime64), `people` (float64)."""
    rows = Population.objects.order_by("area_id", "date").values_list(
        "source", "area__code", "date", "people"
    )
    columns = ["source", "area", "date", "people"]
    return _dated_frame(rows, columns, dates=["date"]).astype({"people": "float64"})


def successions() -> pd.DataFrame:
    """Return which areas took over from which: columns `predecessor, successor` (codes), `date` (datetime64)."""
    return _dated_frame(
        Succession.objects.values_list("predecessor__code", "successor__code", "date"),
        ["predecessor", "successor", "date"],
        dates=["date"],
    )


def memberships() -> pd.DataFrame:
    """Return what belongs to what and when, without providers: columns `child, parent` (codes), `start, end`
    (datetime64; NaT is open)."""
    return _dated_frame(
        Membership.objects.exclude(child__kind=Area.Kind.PROVIDER).values_list(
            "child__code", "parent__code", "start", "end"
        ),
        ["child", "parent", "start", "end"],
        dates=["start", "end"],
    )


def _dated_frame(rows: Iterable[tuple], columns: list[str], *, dates: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame.from_records(list(rows), columns=columns)
    texts = {name: frame[name].astype("str") for name in columns if name not in dates and name != "people"}
    times = {name: pd.to_datetime(frame[name]).astype("datetime64[s]") for name in dates}
    return frame.assign(**texts, **times)


def provider_use(locations: Iterable[str], month: date) -> pd.DataFrame:
    """Return where the pathways of some sub-ICB locations are in `month`, a row a provider, largest list first.

    Columns: `provider` (code), `name`, `incomplete`, `within_18`, `over_52`, `completed` (NaN is not reported).
    """
    columns = ["incomplete", "within_18", "over_52", "completed"]
    rows = ProviderUse.objects.filter(
        figure_set__published__month=month, commissioner__code__in=list(locations)
    ).values_list("provider__code", "provider__short_name", *columns)
    use = pd.DataFrame.from_records(list(rows), columns=["provider", "name", *columns])
    use[columns] = use[columns].astype("float64")
    summed = use.groupby(["provider", "name"], as_index=False)[columns].sum(min_count=1)
    return summed.sort_values("incomplete", ascending=False, ignore_index=True)


def provider_counts(counts: Iterable[str], months: Iterable[date]) -> pd.DataFrame:
    """Return where pathways are in some months, over all treatment functions, a row a commissioner and provider.

    Columns: `month` (datetime64), `commissioner, provider` (codes), and `counts`: of `incomplete`, `within_18`,
    `over_52`, `completed` (float64; NaN is not reported). One query.
    """
    names = list(counts)
    columns = ["figure_set__month", "commissioner__code", "provider__code", *names]
    rows = ProviderUse.objects.filter(
        figure_set__published__isnull=False, figure_set__month__in=list(months)
    ).values_list(*columns)
    use = pd.DataFrame.from_records(list(rows), columns=["month", "commissioner", "provider", *names])
    use["month"] = pd.to_datetime(use["month"]).astype("datetime64[s]")
    return use.astype({"commissioner": "str", "provider": "str", **dict.fromkeys(names, "float64")})


@dataclass(frozen=True)
class Place:
    """Where an area stands on `day`: above it, below it, before and after it. Lists are ordered by name."""

    area: Area
    day: date
    parents: list[Area]
    parts: list[Area]
    successors: list[Area]
    predecessors: list[Area]


def place_of(area: Area, day: date) -> Place:
    """Return the place of an area on `day`; a board that did not exist yet has the parts that it began with."""
    day = max(day, area.opened) if area.opened else day
    memberships = (
        Membership.objects.filter(Q(child=area) | Q(parent=area))
        .filter(Q(start__isnull=True) | Q(start__lte=day), Q(end__isnull=True) | Q(end__gte=day))
        .exclude(child__kind=Area.Kind.PROVIDER, parent=area)
        .select_related("child", "parent")
    )
    successions = Succession.objects.filter(Q(predecessor=area) | Q(successor=area)).select_related(
        "predecessor", "successor"
    )
    return Place(
        area=area,
        day=day,
        parents=_by_name(membership.parent for membership in memberships if membership.child_id == area.pk),
        parts=_by_name(membership.child for membership in memberships if membership.parent_id == area.pk),
        successors=_by_name(
            succession.successor for succession in successions if succession.predecessor_id == area.pk
        ),
        predecessors=_by_name(
            succession.predecessor for succession in successions if succession.successor_id == area.pk
        ),
    )


def _by_name(areas: Iterable[Area]) -> list[Area]:
    return sorted(areas, key=lambda area: area.short_name)


def area_names() -> dict[str, str]:
    """Return the names of the areas that figures are worked out for, closed ones too, by their codes. One query."""
    return dict(Area.objects.exclude(kind=Area.Kind.PROVIDER).values_list("code", "short_name"))


def profiles(kind: str) -> pd.DataFrame:
    """Return what the areas of a kind are like: index area code, columns `peers.VARIABLES`."""
    rows = Profile.objects.filter(area__kind=kind).values_list("area__code", *VARIABLES)
    return pd.DataFrame.from_records(list(rows), columns=["area", *VARIABLES], index="area").astype("float64")


def area_and_england(area: Area) -> pd.DataFrame:
    """Return all months of an area and of England over all treatment functions, as `figures_frame` does. One query."""
    return _as_frame(
        Figure.objects.filter(
            Q(area=area) | Q(area__code=ENGLAND),
            treatment_function=ALL_FUNCTIONS,
            figure_set__published__isnull=False,
        )
    )
