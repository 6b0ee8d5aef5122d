"""The methods worked on one real area: each formula with that area's numbers put in, and what comes out."""

from datetime import date

import pandas as pd

from metrics.compute.history import history
from metrics.compute.measures import MEASURES
from metrics.compute.parts import parts_on
from metrics.measured import history_of, kept, with_context
from metrics.models import Area
from metrics.presenters.peers.group import profiles_to_compare
from metrics.presenters.worked.among_areas import AMONG_AREAS
from metrics.presenters.worked.one_area import ONE_AREA
from metrics.presenters.worked.setting import Setting, Working
from metrics.queries import ENGLAND, figures_frame, memberships

SHARE, RATE = MEASURES["within-18-weeks"], MEASURES["admitted-per-1000"]
KINDS = (Area.Kind.SICBL, Area.Kind.ICB)

__all__ = ["KINDS", "Setting", "Working", "workings"]


def workings(area: Area, month: date) -> list[Working]:
    """Return every method worked on an area and a published month; those that its figures do not allow are left out."""
    return kept(f"worked:{area.code}:{month}", lambda: _work(setting_of(area, month)))


def _work(setting: Setting) -> list[Working]:
    return [working for work in (*ONE_AREA, *AMONG_AREAS) if (working := work(setting))]


def setting_of(area: Area, month: date) -> Setting:
    """Return the figures of an area and of all its like, up to `month`, in areas that existed then."""
    figures = with_context(figures_frame(kinds=[area.kind]))
    alike = Area.objects.of_kind(area.kind).valid_on(month)
    names = {one.code: one.short_name for one in alike}
    share, rate = (
        history(measure, figures).among(names).between(pd.Timestamp.min, month) for measure in (SHARE, RATE)
    )
    england = history_of(SHARE, Area.Kind.ENGLAND).values.loc[ENGLAND]
    return Setting(
        area=area,
        month=pd.Timestamp(month),
        names=names,
        share=share,
        rate=rate,
        england=england.loc[: pd.Timestamp(month)],
        profiles=profiles_to_compare(area.kind, names),
        boards=_boards(names, month) if area.kind == Area.Kind.SICBL else None,
    )


def _boards(names: dict[str, str], month: date) -> pd.DataFrame:
    """Return the board of each sub-ICB location on the first of the month: columns `child, parent` (codes)."""
    boards = Area.objects.of_kind(Area.Kind.ICB).valid_on(month).values_list("code", flat=True)
    pairs = parts_on(memberships(), pd.Timestamp(month), boards)
    return pairs[pairs["child"].isin(list(names))]
