"""Answers as they are kept: names, numbers and lists, from which a page is drawn as it was, whatever came after."""

import math
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

from metrics.compute.effects.records import Effect

# More than any page shows, and fewer than a float takes to write.
DIGITS = 8


def as_kept(found: Effect) -> dict[str, Any]:
    """Return an answer as JSON can hold it: days as `2024-10-01`, numbers to DIGITS digits, None where not known."""
    return _plain(found)


def as_told(kept: Mapping[str, Any]) -> Effect:
    """Return the answer of which `kept` was made, NaN where a number was not known."""
    return _typed(Effect, kept)


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {one.name: _plain(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, Mapping):
        return {name: _plain(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float):
        return float(f"{value:.{DIGITS}g}") if math.isfinite(value) else None
    return value


def _typed(kind: Any, value: Any) -> Any:
    if get_origin(kind) in (Union, UnionType):
        (inner,) = (one for one in get_args(kind) if one is not type(None))
        return None if value is None else _typed(inner, value)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        return kind(**{one.name: _typed(hints[one.name], value[one.name]) for one in fields(kind)})
    if get_origin(kind) is tuple:
        return tuple(_typed(get_args(kind)[0], one) for one in value)
    if get_origin(kind) is dict:
        return {name: _typed(get_args(kind)[1], one) for name, one in value.items()}
    if kind is date:
        return date.fromisoformat(value)
    if kind is float:
        return math.nan if value is None else float(value)
    return value
