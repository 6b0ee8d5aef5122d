"""What somebody has begun to write, as it comes while they write it."""

import uuid
from collections.abc import Iterable, Mapping

from django import forms

from forum.forms.discussions import HeldPosts
from forum.models import Thread
from forum.models.links import LONGEST_ADDRESS, MOST_LINKS

# What the address of a page says on which a thread is started: what it is about.
ABOUT_THREAD = ("case", "technology", "record", "chart")
# What the address of a page says on which an area is asked, besides the area.
ABOUT_QUESTION = ("measure", "function", "from")


class KeepDraft(HeldPosts, forms.Form):
    """A text and a title as they are, whole or not; what is chosen beside them goes with them."""

    # Of the form that replies, of the one that starts a thread, and of the one that asks an area.
    OF_REPLY = ("to",)
    OF_THREAD = ("area", "measure", "function", "category", "tags", "about_too")
    OF_QUESTION = ("space",)
    SENT_ON = (*OF_REPLY, *OF_THREAD, *OF_QUESTION, "title", "text", "key")
    LONGEST_BESIDE = 200
    LONGEST = {"chart": LONGEST_ADDRESS, "about_too": MOST_LINKS * LONGEST_BESIDE}

    title = forms.CharField(required=False)
    text = forms.CharField(required=False, widget=forms.Textarea)

    def of_reply(self) -> dict:
        """Return what is to be kept of a reply, as `keep_draft` takes it, which asks the guard about all of it."""
        return {"text": self._typed("text"), "fields": self._beside(self.OF_REPLY)}

    def of_thread(self, about: Mapping[str, str]) -> dict:
        """Return the same of a new thread. `about`: what the address of its page says."""
        kind = about.get("kind", "")
        kept = {"kind": kind if kind in Thread.Kind.values else ""} | self._said(ABOUT_THREAD, about)
        return self._named() | {"fields": kept | self._beside(self.OF_THREAD)}

    def of_question(self, code: str, about: Mapping[str, str]) -> dict:
        """Return the same of a question for an area. `about`: what the address of its page says."""
        kept = self._said(ABOUT_QUESTION, about)
        return self._named() | {"fields": {"ask": code, **kept, **self._beside(self.OF_QUESTION)}}

    def _named(self) -> dict:
        return {name: self._typed(name) for name in ("title", "text")} | {"key": self._key()}

    def _key(self) -> uuid.UUID | None:
        try:
            return uuid.UUID(self._typed("key"))
        except ValueError:
            return None

    def _said(self, names: Iterable[str], about: Mapping[str, str]) -> dict[str, str]:
        return {name: about.get(name, "")[: self._longest(name)] for name in names}

    def _beside(self, names: Iterable[str]) -> dict[str, str]:
        return {name: self._typed(name)[: self._longest(name)] for name in names}

    def _longest(self, name: str) -> int:
        return self.LONGEST.get(name, self.LONGEST_BESIDE)

    def _typed(self, name: str) -> str:
        return self.data.get(name, "")
