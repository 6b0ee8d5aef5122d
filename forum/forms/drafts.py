"""What somebody has begun to write, as it comes while they write it."""

from collections.abc import Iterable, Mapping

from django import forms

from forum.forms.discussions import HeldPosts
from forum.models import Thread

# What the address of a page says on which an area is asked, besides the area.
ABOUT_QUESTION = ("measure", "function", "from")


class KeepDraft(HeldPosts, forms.Form):
    """A text and a title as they are, whole or not; what is chosen beside them goes with them."""

    # Of the form that replies, of the one that starts a thread, and of the one that asks an area.
    OF_REPLY = ("to",)
    OF_THREAD = ("area", "measure", "function", "category", "tags")
    OF_QUESTION = ("space",)
    SENT_ON = (*OF_REPLY, *OF_THREAD, *OF_QUESTION, "title", "text", "key")
    LONGEST_BESIDE = 200

    title = forms.CharField(required=False)
    text = forms.CharField(required=False, widget=forms.Textarea)

    def of_reply(self) -> dict:
        """Return what is to be kept of a reply, as `keep_draft` takes it, which asks the guard about all of it."""
        return {"text": self._typed("text"), "fields": self._beside(self.OF_REPLY)}

    def of_thread(self, kind: str) -> dict:
        """Return the same of a new thread of a kind."""
        kept = {"kind": kind if kind in Thread.Kind.values else ""}
        return self._named() | {"fields": kept | self._beside(self.OF_THREAD)}

    def of_question(self, code: str, about: Mapping[str, str]) -> dict:
        """Return the same of a question for an area. `about`: what the address of its page says."""
        kept = {name: about.get(name, "")[: self.LONGEST_BESIDE] for name in ABOUT_QUESTION}
        return self._named() | {"fields": {"ask": code, **kept, **self._beside(self.OF_QUESTION)}}

    def _named(self) -> dict[str, str]:
        return {name: self._typed(name) for name in ("title", "text")}

    def _beside(self, names: Iterable[str]) -> dict[str, str]:
        return {name: self._typed(name)[: self.LONGEST_BESIDE] for name in names}

    def _typed(self, name: str) -> str:
        return self.data.get(name, "")
