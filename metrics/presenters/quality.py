"""What to know about the file behind a month before reading an area's figures."""

from datetime import date

from metrics.charts import numbers
from metrics.compute.measures import SERIES_BREAKS
from metrics.compute.periods import month_before
from metrics.models import Area, FigureSet
from metrics.presenters import words
from metrics.queries import Place, provider_use

NOT_SUBMITTED = "not-submitted"


def quality_sentences(place: Place, month: date) -> list[str]:
    """Return what a reader of an area's figures in `month` must know, in sentences."""
    version = FigureSet.objects.filter(published__month=month).select_related("release").first()
    if version is None:
        return []
    return [
        _file(version),
        *_late_providers(place, version),
        *_warnings(version),
        *_recent_breaks(place.area, month),
    ]


def _file(version: FigureSet) -> str:
    release = version.release
    kind = "an invented" if release.is_demonstration else "a revised" if release.revised else "a first"
    return f"{numbers.month_name(version.month)} comes from {kind} file with {numbers.thousands(release.rows)} rows."


def _late_providers(place: Place, version: FigureSet) -> list[str]:
    """Name the providers of this area's pathways that submitted the month before and not this month."""
    missing = {
        code.strip()
        for warning in version.warnings
        if warning["rule"] == NOT_SUBMITTED
        for code in (warning["value"] or "").split(",")
    }
    if not missing:
        return []
    before = month_before(version.month)
    locations = [area.code for area in (place.area, *place.parts) if area.kind == Area.Kind.SICBL]
    use = provider_use(locations, before)
    names = use.loc[use["provider"].isin(list(missing)), "name"].tolist()
    if not names:
        return []
    return [
        f"{words.joined(names)} did not submit figures this month, so counts here are too low. That is not zero."
    ]


def _warnings(version: FigureSet) -> list[str]:
    if not version.warnings:
        return ["The file was read and checked without warnings."]
    count = len(version.warnings)
    return [f"The file was published with {count} warning{'s' if count > 1 else ''}."]


def _recent_breaks(area: Area, month: date) -> list[str]:
    return [one.explanation for one in SERIES_BREAKS if area.kind in one.affects and one.date <= month]
