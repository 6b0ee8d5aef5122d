"""What somebody typed, in a form that was sent while nobody was signed in."""

import re

from django.http import QueryDict

# What has none of these is a token, a number or something chosen from a list.
PROSE = re.compile(r"[^\w-]")
NOT_SHOWN = re.compile("token|password|code|credential")


def typed_in(sent: QueryDict) -> list[tuple[str, str]]:
    """Return the texts in a form, each with what its field is called: no secret and nothing that was only chosen."""
    return [
        (called(name), text)
        for name, texts in sent.lists()
        if not NOT_SHOWN.search(name)
        for text in texts
        if PROSE.search(text.strip())
    ]


def called(name: str) -> str:
    """Return a field's name as words: “Private note” for "withdraw-31-private_note"."""
    return name.rpartition("-")[2].replace("_", " ").capitalize()
