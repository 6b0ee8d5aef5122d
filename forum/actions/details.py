"""Details of a thread that two people change at once, or that staff change in another's thread.

What only one of two changed is kept; of what both changed, the second is shown both, and nothing is lost.
"""

import json
from collections.abc import Collection
from dataclasses import asdict, is_dataclass, replace
from datetime import UTC, datetime
from hashlib import blake2s
from typing import TYPE_CHECKING

from accounts.actions.telling import tell
from accounts.models import User
from forum.actions.refusals import PostRefused
from forum.models import Category, Thread
from forum.models.links import About

if TYPE_CHECKING:
    from forum.actions.kinds import Details

PARTS = {
    "kind": "what kind of thread it is",
    "category": "its category",
    "tags": "its tags",
    "event": "when and where its event is",
    "poll": "what its poll asks",
    "links": "what it is about",
}
OF_DETAILS = tuple(name for name in PARTS if name != "links")
BETWEEN = "-"


class DetailsChangedMeanwhile(PostRefused):
    """`now` is what is saved, `parts` are the names of what both changed; nothing was saved."""

    def __init__(self, now: "Details", parts: Collection[str]):
        self.now, self.parts = now, parts
        super().__init__("This was changed since you opened it. Look at both, then save what it is to be.")


def marks_of(details: "Details") -> str:
    """Return marks that tell whether a part of a thread's details was changed: a form sends them along."""
    return BETWEEN.join(_mark(getattr(details, name)) for name in OF_DETAILS)


def merged(now: "Details", began: str, typed: "Details") -> "Details":
    """Return what to save: what was left as it was when the form was opened stays as others made it.

    `began`: the marks of that time; "" where they are not known: then all is as typed. Raises DetailsChangedMeanwhile.
    """
    if len(began.split(BETWEEN)) != len(OF_DETAILS):
        return typed
    marks = (one.split(BETWEEN) for one in (began, marks_of(now), marks_of(typed)))
    parts = list(zip(OF_DETAILS, *marks, strict=True))
    if clashing := [name for name, was, saved, own in parts if was not in (saved, own) and saved != own]:
        raise DetailsChangedMeanwhile(now, clashing)
    return replace(typed, **{name: getattr(now, name) for name, was, _, own in parts if was == own})


def mark_of(about: About) -> str:
    """Return a mark of something that a thread is linked to."""
    practice = [getattr(one, "pk", None) for one in (about.area, about.case_study, about.technology)]
    return _mark([*practice, about.measure, about.function])


def tell_of_changes(*, thread: Thread, by: User, changed: Collection[str], reason: str = "") -> None:
    """Tell the author of a thread what staff changed of it and why, as they are told of other decisions. The title is
    left out: a letter goes where the thread may not be read."""
    if thread.author is None or thread.author_id == by.pk:
        return
    what = ", and ".join(PARTS[name] for name in changed)
    text = [f"A moderator changed {what}.", f"Why: {reason}" if reason else ""]
    subject = "A moderator changed the details of your thread"
    tell(thread.author, subject, "\n\n".join(filter(None, text)), address=thread.get_absolute_url())


def _mark(part: object) -> str:
    said = json.dumps(asdict(part) if is_dataclass(part) else part, default=_plain)
    return blake2s(said.encode(), digest_size=6).hexdigest()


def _plain(value: object) -> str:
    """Return a category, or a time as forms show it."""
    if isinstance(value, Category):
        return value.slug
    if isinstance(value, datetime):
        return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M")
    raise TypeError(value)
