"""Control charts of an area's measures: what they rest on (`charted`), their words, and what is drawn of them."""

from metrics.presenters.control.charted import (
    USUAL,
    Charted,
    Control,
    Options,
    Rebased,
    charted,
    control_of,
    rebases_among,
    rebases_of,
)

__all__ = [
    "USUAL",
    "Charted",
    "Control",
    "Options",
    "Rebased",
    "charted",
    "control_of",
    "rebases_among",
    "rebases_of",
]
