"""What undoing a decision does, for all that may be undone."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.models import User
from forum.actions.moderation.deciding import Act
from forum.models import ReviewEvent


def _nothing(by: User) -> None:
    pass


@dataclass(frozen=True)
class WayBack:
    """What undoing a decision does, in words for its author and for moderators, and what does it."""

    words: str
    go: Callable[[User], None] = _nothing


def was_done_again(decision: ReviewEvent) -> bool:
    """Say whether a later decision about the same did the same, and stands: proposing to erase hides too."""
    same = (Act.HIDDEN, Act.PROPOSED) if decision.act == Act.HIDDEN else (decision.act,)
    later = ReviewEvent.objects.filter(item=decision.item, act__in=same, pk__gt=decision.pk)
    return later.exclude(appeal__state="upheld").exists()
