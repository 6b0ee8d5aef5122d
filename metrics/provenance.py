"""Questions about where figures come from: the versions of each month, the files they were read from, and the work."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import (
    BooleanField,
    Count,
    Exists,
    ExpressionWrapper,
    Func,
    IntegerField,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
)

from metrics.models import (
    Area,
    Figure,
    FigureSet,
    Population,
    Publication,
    PublishedMonth,
    Refresh,
    Succession,
)
from metrics.queries import ENGLAND


class LengthOfList(Func):
    """How many items a JSON list has, counted by the database: a month's warnings can be long."""

    function = "JSON_ARRAY_LENGTH"
    output_field = IntegerField()

    def as_postgresql(self, compiler, connection, **more):
        return self.as_sql(compiler, connection, function="JSONB_ARRAY_LENGTH", **more)


def versions() -> QuerySet[FigureSet]:
    """Return the versions of every month, newest month and version first, each with its release and

    `number` (a month's first version is 1), `is_live`, `warning_count` and `published_at`, the time of its last switch.
    The warnings themselves stay in the database until they are asked for.
    """
    up_to_this = FigureSet.objects.filter(month=OuterRef("month"), pk__lte=OuterRef("pk")).order_by()
    switches = Publication.objects.filter(figure_set=OuterRef("pk")).exclude(kind=Publication.Kind.WITHDRAWN)
    return (
        FigureSet.objects.select_related("release__received_by")
        .defer("warnings")
        .annotate(
            number=Subquery(up_to_this.values("month").annotate(count=Count("pk")).values("count")),
            is_live=ExpressionWrapper(Q(published__isnull=False), output_field=BooleanField()),
            warning_count=LengthOfList("warnings"),
            published_at=Subquery(switches.order_by("-pk").values("at")[:1]),
        )
    )


def live_versions() -> QuerySet[FigureSet]:
    """Return the versions that readers see, one a month, newest month first."""
    return versions().filter(published__isnull=False)


def held_versions() -> QuerySet[FigureSet]:
    """Return the versions that wait for an administrator; one that a newer version has overtaken waits no longer."""
    newer = PublishedMonth.objects.filter(month=OuterRef("month"), figure_set__gt=OuterRef("pk"))
    return versions().filter(~Exists(newer), state=FigureSet.State.HELD)


def switches_of(month: date) -> QuerySet[Publication]:
    """Return what was done with a month, newest first."""
    return Publication.objects.filter(month=month).select_related("by")


def england_in(versions: list[FigureSet]) -> dict[int, Figure]:
    """Return England's figures over all treatment functions in each version, by the version's id."""
    rows = Figure.objects.filter(figure_set__in=versions, area__code=ENGLAND, treatment_function="C_999")
    return {row.figure_set_id: row for row in rows}


def board_names() -> dict[str, str]:
    """Return the names of England and of the integrated care boards by code."""
    kinds = (Area.Kind.ENGLAND, Area.Kind.ICB)
    return dict(Area.objects.filter(kind__in=kinds).values_list("code", "short_name"))


def is_any_month_invented() -> bool:
    return PublishedMonth.objects.filter(figure_set__release__is_demonstration=True).exists()


def months_under_way() -> tuple[int, int]:
    """Return how many months of the work under way are done, and how many it is in all; 0 and 0 when nothing is.

    What has finished since the oldest waiting row was queued belongs to the same work.
    """
    months = Refresh.objects.filter(kind=Refresh.Kind.MONTH)
    waiting = Q(state__in=Refresh.WAITING)
    oldest = months.filter(waiting).order_by("created_at").values("created_at")[:1]
    counts = months.filter(waiting | Q(finished_at__gte=Subquery(oldest))).aggregate(
        waiting=Count("pk", filter=waiting), total=Count("pk")
    )
    return (counts["total"] - counts["waiting"], counts["total"]) if counts["waiting"] else (0, 0)


def refreshes() -> QuerySet[Refresh]:
    """Return all work on figures, newest first, with who asked for it."""
    return Refresh.objects.select_related("requested_by", "figure_set__release")


@dataclass(frozen=True)
class Workload:
    """How much work waits and runs, and since when the oldest piece has waited."""

    queued: int
    running: int
    oldest: datetime | None


def workload() -> Workload:
    counts = Refresh.objects.aggregate(
        queued=Count("pk", filter=Q(state=Refresh.State.QUEUED)),
        running=Count("pk", filter=Q(state=Refresh.State.RUNNING)),
        oldest=Min("created_at", filter=Q(state=Refresh.State.QUEUED)),
    )
    return Workload(**counts)


def population_dates() -> dict[str, list[date]]:
    """Return the dates of the populations of each source, oldest first."""
    dates: dict[str, list[date]] = {}
    for source, day in Population.objects.order_by("date").values_list("source", "date").distinct():
        dates.setdefault(source, []).append(day)
    return dates


def successions() -> QuerySet[Succession]:
    """Return which boards took over from which, by the name of the one that closed."""
    boards = Succession.objects.filter(predecessor__kind="icb")
    return boards.select_related("predecessor", "successor").order_by(
        "predecessor__short_name", "successor__short_name"
    )


def sources_of(first: date, last: date) -> list[dict[str, object]]:
    """Return of each published month, from one to another, `month` (as 2025-05), `release_sha256`, the file that its
    figures were computed from, and `is_demonstration`. One query."""
    published = PublishedMonth.objects.filter(month__gte=first, month__lte=last).order_by("month")
    return [
        {"month": f"{month:%Y-%m}", "release_sha256": sha256, "is_demonstration": is_demonstration}
        for month, sha256, is_demonstration in published.values_list(
            "month", "figure_set__release__sha256", "figure_set__release__is_demonstration"
        )
    ]
