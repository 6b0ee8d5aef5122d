"""What people have begun to write, as forms begin with it, and where they go on."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from forum.forms.drafts import ABOUT_QUESTION, ABOUT_THREAD
from forum.models import Draft, Thread


@dataclass(frozen=True)
class Begun:
    """`address`: where it is gone on with, "" where its thread can no longer be read."""

    draft: Draft
    title: str
    address: str


def begun_with(draft: Draft | None) -> dict[str, object]:
    """Return what a form to reply begins with, of what was kept of it."""
    return {"text": draft.text, "to": draft.fields.get("to")} if draft else {}


def listed(drafts: Iterable[Draft]) -> list[Begun]:
    return [Begun(draft, *_title_and_address(draft)) for draft in drafts]


def _title_and_address(draft: Draft) -> tuple[str, str]:
    if draft.thread and not draft.is_seen:
        return "Reply to a thread that you can no longer read", ""
    if draft.thread:
        return f"Reply to {draft.thread.title}", address_of(draft.thread, draft.fields)
    unnamed = "A question for another area" if draft.fields.get("ask") else "A new thread"
    return draft.title or unnamed, address_of(None, draft.fields, draft="yes")


def address_of(thread: Thread | None, fields: Mapping[str, str], **asked: str) -> str:
    """Return the page on which a reply, a question for an area or a new thread is written, of what was kept of it."""
    if thread:
        return reverse("reply", args=[thread.pk])
    code = fields.get("ask")
    said = ABOUT_QUESTION if code else ("kind", *ABOUT_THREAD)
    asked |= {name: fields[name] for name in said if fields.get(name)}
    place = reverse("ask-area", args=[code]) if code else reverse("start-thread")
    return f"{place}?{urlencode(asked)}" if asked else place
