"""What a person finds, as a page of the search shows it."""

import re
from html import unescape

from django.urls import reverse

ROW = re.compile(r'app-found__name"><a href="([^"]+)">(.*?)</a>.*?app-found__facts">(.*?)</p>', re.DOTALL)


def shown(client, words: str, **asked) -> str:
    return unescape(client.get(reverse("search"), {"q": words} | asked).content.decode())


def rows(client, words: str, **asked) -> list[tuple[str, ...]]:
    """Return address, title and facts of what a page of the search shows."""
    return ROW.findall(shown(client, words, **asked))


def titles(client, words: str, **asked) -> list[str]:
    return [title for _, title, _ in rows(client, words, **asked)]


def kinds(client, words: str, **asked) -> list[str]:
    return [facts.split(" · ")[0] for _, _, facts in rows(client, words, **asked)]


def offered(client, typed: str) -> list[tuple[str, str, str]]:
    said = client.get(reverse("search-suggestions"), {"q": typed}).json()["suggestions"]
    return [(one["title"], one["kind"], one["address"]) for one in said]
