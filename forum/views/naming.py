"""Naming people and areas in what one writes, with buttons."""

import re
from dataclasses import dataclass

from django.forms import Form
from django.http import HttpRequest

from forum.models import Category
from forum.queries.naming import Name, names_like

# What is typed for a name: one word or two, without the number that would make it one.
BEGUN = re.compile(r"(?<![\w@./:+-])@([^\W\d_][\w'’-]*(?: [^\W\d_a-z][\w'’-]*)?)(?![\w:])")
MOST_ASKED = 5


@dataclass(frozen=True)
class Meant:
    """`typed`: what stands in the text; `found`: whom it may mean."""

    typed: str
    found: list[Name]


def named_by_hand(request: HttpRequest, form: Form, category: Category | None) -> dict:
    """Return for a page on which a post is written whom its text may name, where that was asked, with the text kept;
    or put into it whom somebody chose."""
    if not {"find-names", "put-name"}.intersection(request.POST):
        return {}
    typed = {
        name: field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        for name, field in form.fields.items()
    }
    text = _put_in(typed.get("text") or "", request.POST.get("put-name", ""))
    form.is_bound, form.initial = False, {**form.initial, **typed, "text": text}
    return {"meant": _meant(text, category), "asked_whom": True}


def _put_in(text: str, chosen: str) -> str:
    """Return a text with what was typed for a name made the name: `Jane Smith=@Jane-Smith:7`."""
    typed, _, token = chosen.partition("=")
    if not token:
        return text
    return re.sub(rf"(?<![\w@./:+-])@{re.escape(typed)}(?![\w:])", lambda _: token, text, count=1)


def _meant(text: str, category: Category | None) -> list[Meant]:
    typed = list(dict.fromkeys(BEGUN.findall(text)))[:MOST_ASKED]
    return [_whom(words, category) for words in typed]


def _whom(typed: str, category: Category | None) -> Meant:
    found, first = names_like(typed, category), typed.split()[0]
    return Meant(typed, found) if found or first == typed else Meant(first, names_like(first, category))
