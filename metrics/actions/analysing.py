"""Work out where every area stands on the figures that readers see: once a version, and whole or not at all."""

import time
from collections.abc import Callable, Iterator
from datetime import date

import pandas as pd
from django.db import transaction

from metrics.actions import refreshing
from metrics.actions.refreshing import Claim
from metrics.compute.history import history
from metrics.compute.measures import MEASURES, Measure
from metrics.compute.standings import SERIES, standings
from metrics.ingest.load import load_standings
from metrics.measured import with_context
from metrics.models import Analysis, Area, Refresh
from metrics.queries import Version, figures_frame, published_months, rebase_dates, version_now

KINDS = (Area.Kind.ENGLAND, Area.Kind.REGION, Area.Kind.ICB, Area.Kind.SICBL)
# Says what is being worked out, and how many per cent of all is done.
Report = Callable[[str, int], object]


class Outdated(Exception):
    """Other figures or rebase dates came meanwhile: what was being worked out is of no use any more."""


def queue_due() -> list[int]:
    """Queue the analysis of the figures that readers see, where it is missing and no month is on its way.

    What has failed is not queued again before the figures change, unless a person asks. Returns the ids of rows.
    """
    version = version_now()
    months = Refresh.objects.filter(kind=Refresh.Kind.MONTH, state__in=Refresh.WAITING)
    tried = Refresh.objects.filter(
        kind=Refresh.Kind.ANALYSE, source=_name(version), state__in=[*Refresh.WAITING, Refresh.State.FAILED]
    )
    if version.analysis or not published_months() or months.exists() or tried.exists():
        return []
    return [refreshing.queue(Refresh.Kind.ANALYSE, _name(version)).pk]


def _name(version: Version) -> str:
    return f"{version.publication}.{version.rebases}"


def work_on_analysis(claim: Claim) -> None:
    """Make the analysis that a claimed row asks for, and end the row with it. Raises LeaseLost."""
    version, start = version_now(), time.monotonic()
    try:
        found = _work_out(version, lambda words, done: refreshing.report_progress(claim, words, done))
        with transaction.atomic():
            _keep(found, version, time.monotonic() - start)
            refreshing.finish(claim, Refresh.State.DONE, report={"standings": len(found)})
    except Outdated:
        words = "Other figures or rebase dates came meanwhile: these are worked out in their turn."
        refreshing.finish(claim, Refresh.State.DONE, report={"words": words})


def analyse(report: Report) -> Analysis | None:
    """Make the analysis of the figures that readers see, and return it; the one that is there, when it has been made.

    None where no figures are published. Raises Outdated.
    """
    version, start = version_now(), time.monotonic()
    if version.analysis or not published_months():
        return Analysis.objects.filter(pk=version.analysis).first()
    found = _work_out(version, report)
    return _keep(found, version, time.monotonic() - start)


def _work_out(version: Version, report: Report) -> pd.DataFrame:
    """Return the standing of every area, treatment function and measure: columns as the fields of Standing, with
    `measure, treatment_function, area` (code)."""
    months, rebases = published_months(), rebase_dates()
    found = [pd.DataFrame(columns=["measure"], index=pd.MultiIndex.from_tuples([], names=SERIES))]
    for done, kind, measure, figures in _every_measure(months[-1]):
        report(f"{kind.label}: {measure.short_title}", int(100 * done))
        _stop_if_outdated(version)
        series = history(measure, figures, series=SERIES).over(months)
        dates = {
            (function, area): days for (area, slug, function), days in rebases.items() if slug == measure.slug
        }
        found.append(standings(series, kind, dates).assign(measure=measure.slug))
    return pd.concat(found).reset_index()


def _every_measure(month: date) -> Iterator[tuple[float, Area.Kind, Measure, pd.DataFrame]]:
    """Yield the share of the work that is done, then each kind with each measure and all figures of the areas of that
    kind that exist in `month`; kinds without figures are left out."""
    for place, kind in enumerate(KINDS):
        figures = figures_frame(Area.objects.of_kind(kind).valid_on(month), functions=())
        if figures.empty:
            continue
        figures = with_context(figures)
        for step, measure in enumerate(MEASURES.values()):
            yield (place + step / len(MEASURES)) / len(KINDS), kind, measure, figures


def _stop_if_outdated(version: Version) -> None:
    now = version_now()
    if (now.publication, now.rebases) != (version.publication, version.rebases):
        raise Outdated


@transaction.atomic
def _keep(found: pd.DataFrame, version: Version, seconds: float) -> Analysis:
    """Write an analysis in place of those of earlier versions, unless somebody was quicker. Raises Outdated."""
    _stop_if_outdated(version)
    months = published_months()
    made, is_new = Analysis.objects.get_or_create(
        publication=version.publication,
        rebases=version.rebases,
        defaults={"month": months[-1], "months": len(months), "seconds": seconds},
    )
    if is_new:
        load_standings(made, found, dict(Area.objects.values_list("code", "pk")))
        Analysis.objects.filter(pk__lt=made.pk).delete()
    return made
