"""What figures say of a technology: all areas in which it came into use, together, a measure at a time."""

from collections.abc import Sequence

from casestudies.models import EffectTogether, MeasuredEffect, Technology
from casestudies.queries.effects import together_of
from metrics.compute.measures import MEASURES
from metrics.presenters.effects.forest import Forest, One, forest


def forests_of(technology: Technology) -> list[Forest]:
    """Return what each measure did where a technology came into use. Two queries."""
    return [_forest(group, effects) for group, effects in together_of(technology)]


def _forest(group: EffectTogether, effects: Sequence[MeasuredEffect]) -> Forest:
    ones = [One(one.area.short_name, one.get_absolute_url(), one.told) for one in effects]
    return forest(MEASURES[group.measure], group.treatment_function, group.kind, ones, group.told)
