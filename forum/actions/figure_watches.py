"""Watching for something in the figures of an area, and telling people once when it shows."""

from collections.abc import Collection
from datetime import date

from django.db import transaction

from accounts.actions.telling import tell
from accounts.models import User
from casestudies.models import Adoption, CaseStudy
from forum.actions.twice import take_turns
from forum.figures_watched import Found, found_in
from forum.models import FigureTold, FigureWatch
from forum.practice_watched import Practice, practice_in
from forum.queries.figure_watches import real_months
from forum.queries.watching import who_reads
from metrics.models import Area
from metrics.queries import are_months_loading, published_months

MOST_WATCHED = 50
CHECKED_AT_A_TIME = 200


class WatchRefused(Exception):
    """A watch that cannot be set, with the reason in words."""


@transaction.atomic
def watch_for(
    *, person: User, area: Area, measure: str, function: str, what: str, value: float | None
) -> FigureWatch:
    """Watch for something from the newest published month on; the same again stays as it is.

    Raises WatchRefused for somebody who watches for too much already.
    """
    take_turns(person)
    asked = {"area": area, "measure": measure, "treatment_function": function, "what": what, "value": value}
    if same := person.figure_watches.filter(**asked).first():
        return same
    if person.figure_watches.count() >= MOST_WATCHED:
        raise WatchRefused(f"You watch for {MOST_WATCHED} things in figures already. Delete one first.")
    return FigureWatch.objects.create(person=person, checked_month=_newest_month(), **asked)


def _newest_month() -> date:
    if months := published_months():
        return months[-1]
    raise WatchRefused("No figures are published yet.")


def change(*, watch: FigureWatch, function: str, what: str, value: float | None) -> None:
    """Watch for something else on the same measure of the same area, from the newest published month on.

    Raises WatchRefused for what the person watches for already.
    """
    asked = {"treatment_function": function, "what": what, "value": value}
    with transaction.atomic():
        take_turns(watch.person)
        others = FigureWatch.objects.filter(person=watch.person_id, area=watch.area_id, measure=watch.measure)
        if others.filter(**asked).exclude(pk=watch.pk).exists():
            raise WatchRefused("You watch for this already.")
        FigureWatch.objects.filter(pk=watch.pk).update(checked_month=_newest_month(), **asked)


def pause(*, watch: FigureWatch) -> None:
    FigureWatch.objects.filter(pk=watch.pk).update(is_paused=True)


def resume(*, watch: FigureWatch) -> None:
    """Watch again from the newest published month on: what showed meanwhile is no news. Safe to repeat.

    Raises WatchRefused while no figures are published.
    """
    paused = FigureWatch.objects.filter(pk=watch.pk, is_paused=True)
    paused.update(is_paused=False, checked_month=_newest_month())


def delete(*, watch: FigureWatch) -> None:
    FigureWatch.objects.filter(pk=watch.pk).delete()


def check_all() -> None:
    """Check what people watch for with the months of real figures that came since: each watch and month once.

    While months are being brought in, nothing is checked.
    """
    while not are_months_loading() and check_some():
        pass


@transaction.atomic
def check_some() -> int:
    """Check some of the watches that are due. Returns how many.

    Safe to repeat, and in two places at once: their rows are taken first. Who may not come in any more is told nothing,
    then or later.
    """
    months = real_months()
    if not months:
        return 0
    due = FigureWatch.objects.due(months[-1]).select_related("person", "area").order_by("pk")
    watches = list(due.select_for_update(of=["self"])[:CHECKED_AT_A_TIME])
    readers = who_reads().filter(pk__in={watch.person_id for watch in watches})
    told = set(readers.values_list("pk", flat=True))
    for found in found_in([watch for watch in watches if watch.person_id in told], months):
        if not FigureTold.objects.filter(watch=found.watch, month=found.month).exists():
            _tell(found, month=found.month)
    FigureWatch.objects.filter(pk__in=[watch.pk for watch in watches]).update(checked_month=months[-1])
    return len(watches)


def check_practice() -> None:
    """Check what people watch for in what areas that do better tell: each case study and record once a watch."""
    numbers = list(FigureWatch.objects.of_practice().order_by("pk").values_list("pk", flat=True))
    for start in range(0, len(numbers), CHECKED_AT_A_TIME):
        check_practice_of(numbers[start : start + CHECKED_AT_A_TIME])


@transaction.atomic
def check_practice_of(numbers: Collection[int]) -> None:
    """Check some watches of practice, by their numbers. Safe to repeat, and in two places at once: their rows are taken
    first. Who may not come in any more is told nothing."""
    some = FigureWatch.objects.of_practice().filter(pk__in=numbers, person__in=who_reads().values("pk"))
    watches = some.select_related("person", "area").order_by("pk").select_for_update(of=["self"])
    for found in practice_in(list(watches)):
        _tell(found, **found.of)


def _tell(found: Found | Practice, **of: date | CaseStudy | Adoption) -> None:
    """Tell a person what a watch found, and write down what it was of."""
    person = found.watch.person
    notice = tell(person, found.subject, found.text, address=found.address, by_letter=False)
    FigureTold.objects.create(watch=found.watch, notice=notice, **of)
