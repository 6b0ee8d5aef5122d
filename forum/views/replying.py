"""How what somebody writes begins: with what they kept as a draft, or with a quotation of the post that it answers."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from forum.actions.quoting import quotation
from forum.forms.discussions import LARGEST_NUMBER
from forum.forms.drafts import ABOUT_QUESTION, ABOUT_THREAD
from forum.models import Draft, Post, Thread
from forum.presenters.drafts import begun_with
from forum.queries.answering import answerable, draft_of


def begun(request: HttpRequest, thread: Thread) -> dict:
    """Return what the form to reply begins with. The address may say which post is answered, and that it is quoted:
    ?to=4&quote=yes. A quotation is put under what was kept as a draft."""
    if request.method == "POST":
        return {}
    draft = draft_begun(request, thread)
    answered = answered_in(request, thread, request.GET.get("to"))
    if answered is None:
        return begun_with(draft)
    words = [draft.text.strip()] if draft else []
    if quoted := _quoted(request, answered):
        words.append(quoted)
    return {"to": answered.number, "text": "\n\n".join([*words, ""]) if words else ""}


def quoted_in(request: HttpRequest, answered: Post | None) -> str:
    """Return what the form to reply came with as a quotation: a script puts it under what was typed before."""
    return _quoted(request, answered) if answered and request.method == "GET" else ""


def _quoted(request: HttpRequest, answered: Post) -> str:
    return quotation(answered) if request.GET.get("quote") else ""


def begun_thread(request: HttpRequest, asked: dict, kind: str) -> tuple[dict, dict]:
    """Return what the form that starts a thread begins with, with a draft of one in it where the address asks for it
    (?draft=yes); and for its page where drafts are kept, and the draft that is not in it."""
    return _begun_new(request, asked, {"kind": kind} | _said(request, ABOUT_THREAD))


def begun_question(request: HttpRequest, code: str, asked: dict) -> tuple[dict, dict]:
    """Return the same for the form that asks the people of an area. With a draft is kept what the address says."""
    return _begun_new(request, asked, {"ask": code} | _said(request, ABOUT_QUESTION))


def _said(request: HttpRequest, names: Iterable[str]) -> dict[str, str]:
    return {name: request.GET[name] for name in names if request.GET.get(name)}


def _begun_new(request: HttpRequest, asked: dict, of: dict[str, str]) -> tuple[dict, dict]:
    address = {"draft_address": f"{reverse('new-draft')}?{urlencode(of)}"}
    draft = draft_of(request.user, None)
    if draft is None or request.method == "POST":
        return asked, address
    if request.GET.get("draft"):
        return {**asked, **draft.fields, "title": draft.title, "text": draft.text}, address
    return asked, {**address, "draft": draft}


def answered_in(request: HttpRequest, thread: Thread, number: object) -> Post | None:
    """Return the post of a thread that others see, by what came as its number; None of what is none."""
    read = str(number or "")
    if not (read.isascii() and read.isdigit() and int(read) <= LARGEST_NUMBER):
        return None
    return answerable(request.user, thread, int(read))


def draft_begun(request: HttpRequest, thread: Thread) -> Draft | None:
    """Return what was kept as a draft of a reply to a thread that is looked up for its page."""
    return draft_of(request.user, thread) if thread.has_draft else None
