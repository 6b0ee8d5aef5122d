"""What people watch for in figures, and the figures that answer it."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from django.utils import timezone

from accounts.models import User
from forum.models import FigureWatch
from metrics.compute.history import History, history
from metrics.compute.measures import Measure
from metrics.measured import with_context
from metrics.models import Area, PublishedMonth
from metrics.presenters.peers.group import usual_peers
from metrics.queries import figures_frame


def figure_watches_of(user: User) -> list[FigureWatch]:
    """Return what a person watches for, the newest first. One query."""
    return list(user.figure_watches.select_related("area"))


def real_months() -> list[date]:
    """Return the published months of real figures, oldest first."""
    real = PublishedMonth.objects.filter(figure_set__release__is_demonstration=False)
    return list(real.order_by("month").values_list("month", flat=True))


def similar_to(areas: Iterable[Area]) -> dict[int, list[Area]]:
    """Return the areas most like each area today, by its number."""
    found = {}
    for area in set(areas):
        group = usual_peers(area, timezone.localdate())
        found[area.pk] = [group.areas[code] for code in group.codes]
    return found


def histories(
    wanted: Mapping[tuple[str, Measure], Collection[Area]], months: Collection[date]
) -> dict[tuple[str, Measure], History]:
    """Return the history of each treatment function and measure asked for, of its areas over some months. One query a
    treatment function."""
    found = {}
    for function in {function for function, _ in wanted}:
        asked = {measure: areas for (of, measure), areas in wanted.items() if of == function}
        areas = {area for those in asked.values() for area in those}
        frame = with_context(figures_frame(areas, functions=[function], months=months))
        for measure in asked:
            found[function, measure] = history(measure, frame)
    return found
