"""Months of figures in which something worked, for tests of what is said of it."""

from datetime import date

import numpy as np
import pandas as pd

from casestudies.models import Adoption, CaseStudy, MeasuredEffect
from metrics.compute.effects import METHOD_VERSION, Asked, as_kept, effect
from metrics.models import Area, Publication
from tests.factories import figures, published
from tests.metrics.effects.simulated import SHARE, simulated

FIRST, MONTHS = date(2024, 3, 1), 24
START = date(2025, 3, 1)
LIST = 20_000


def months() -> list[date]:
    return [month.date() for month in pd.date_range(FIRST, periods=MONTHS, freq="MS")]


def places(count: int = 30) -> list[str]:
    """Return the codes of so many sub-ICB locations: Wakefield, Calderdale and Leeds first."""
    first = ["03R", "02T", "15F"]
    found = Area.objects.filter(kind=Area.Kind.SICBL, closed__isnull=True).exclude(code__in=first)
    return [*first, *found.order_by("code").values_list("code", flat=True)[: count - len(first)]]


def months_published(shift: float = 0.1, *, areas: int = 30, seed: int = 1) -> dict[str, list[float]]:
    """Publish two years of so many areas; the share within 18 weeks rises in Wakefield by `shift` of it at START.

    Returns the shares by area, in per cent.
    """
    random, codes = np.random.default_rng(seed), places(areas)
    moves = random.standard_normal((MONTHS, len(codes))).cumsum(axis=0) * 0.3
    shares = 60 + 5 * random.standard_normal(len(codes)) + moves
    shares[[month >= START for month in months()], 0] *= 1 + shift
    for month, row in zip(months(), shares, strict=True):
        figures(month, *(_row(code, share) for code, share in zip(codes, row, strict=True)))
    return {code: list(shares[:, place]) for place, code in enumerate(codes)}


def _row(area: str, share: float) -> dict:
    within = round(LIST * share / 100)
    treated = {"admitted": 900, "non_admitted": 2_600, "new_periods": 3_700}
    return {"area": area, "incomplete": LIST, "within_18": within} | treated


def answered(thing: Adoption | CaseStudy, *, shift: float = 0.1, after: int = 12, **fields) -> MeasuredEffect:
    """Return an answer about a thing where it is, of a share that moved by `shift` of it at START."""
    kind = "adoption" if isinstance(thing, Adoption) else "case"
    area = thing.area if isinstance(thing, Adoption) else thing.home
    panel = simulated(SHARE, np.random.default_rng(7), areas=40, before=12, after=after, shift=shift)
    panel.index = pd.date_range(FIRST, periods=len(panel), freq="MS")
    asked = Asked(
        values=panel["A000"],
        controls=panel.drop(columns="A000"),
        start=START,
        last=panel.index[-1].date(),
        improvement="increase",
    )
    found = effect(asked)
    publication = Publication.objects.first() or Publication.objects.get(figure_set=published())
    usual = {
        "name": f"{kind}:{thing.pk}:{area.code}:within-18-weeks:C_999:{START}:on",
        "area": area,
        "measure": "within-18-weeks",
        "treatment_function": "C_999",
        "starts": START,
        "publication": publication,
        "method_version": METHOD_VERSION,
        "verdict": found.verdict,
        "answer": as_kept(found),
    }
    return MeasuredEffect.objects.create(**{kind: thing}, **usual | fields)
