"""Which stage may follow which: on the way any may, backwards too; beside it what can be paused, stopped, declined."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from casestudies.models.vocabulary import Stage

if TYPE_CHECKING:
    from casestudies.models.adoption import StageEvent

WAY = (Stage.CONSIDERING, Stage.PLANNED, Stage.PILOTING, Stage.ADOPTED, Stage.SCALED, Stage.SUSTAINED)
# What each stage beside the way may follow: what never began is declined, not stopped.
BESIDE = {
    Stage.PAUSED: WAY,
    Stage.STOPPED: (*WAY[1:], Stage.PAUSED),
    Stage.DECLINED: (*WAY[:3], Stage.PAUSED),
}


@dataclass(frozen=True)
class Step:
    """That a stage was come to on a day. `reasons`: barriers' codes, at least one where it was stopped or declined."""

    stage: str
    day: date
    reasons: tuple[str, ...] = ()
    note: str = ""


def may_follow(before: str, after: str) -> bool:
    """Say whether an area may come from a stage to another; the same stage again puts its day or its words right."""
    return before == after or after in WAY or before in BESIDE[Stage(after)]


def as_step(event: "StageEvent") -> Step:
    return Step(event.stage, event.day, tuple(sorted(event.reasons)), event.note)


def that_hold(events: Iterable["StageEvent"]) -> list["StageEvent"]:
    """Return the events, in their order, without those that the next one put right: the same stage, told anew."""
    held = []
    for event in events:
        if held and held[-1].stage == event.stage:
            held.pop()
        held.append(event)
    return held
