"""Tags that a thread has by a merge alone, and those that it was merged into: found again through what was noted."""

from forum.actions.moderation.deciding import Act
from forum.models import Merge, ReviewEvent


def take_tags_back(merge: Merge) -> None:
    """Take the tags of a merged thread from all to which they came with it, one after the other where what it was
    merged into was merged on. What those had themselves stays."""
    decision = _decided(merge.thread_id)
    if decision is None:
        return
    between = _between(merge)
    carried = _taken(decision)
    for place, onward in zip(
        [*(one.item.thread for one in between), merge.into], [*between, None], strict=True
    ):
        place.tags.remove(*carried)
        carried &= _taken(onward) if onward else set()


def _between(merge: Merge) -> list[ReviewEvent]:
    """Return the decisions that merged on what a thread had been merged into, the first before the others."""
    others = Merge.objects.filter(into=merge.into_id).exclude(pk=merge.pk).values_list("thread", flat=True)
    decisions = filter(None, map(_decided, others))
    return sorted((one for one in decisions if merge.pk in one.before.facts.get("merges", [])), key=_number)


def _decided(thread: int) -> ReviewEvent | None:
    """Return the last decision that merged a thread into another, with what was noted of it."""
    merged = ReviewEvent.objects.filter(item__thread=thread, act=Act.MERGED, before__isnull=False)
    return merged.select_related("before", "item__thread").order_by("-pk").first()


def _taken(decision: ReviewEvent) -> set[int]:
    return set(decision.before.facts.get("taken", {}).get("tags", []))


def _number(decision: ReviewEvent) -> int:
    return decision.pk
