"""What posts name, put where they name it: people by the name that they have now, areas, figures as they are published
today, and pictures of the post itself. What is not there, or is nobody's business, reads as it was typed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from html import unescape

from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.models import User
from accounts.models.people import FORMER_MEMBER
from forum.models import Post
from forum.presenters.attachments import FileShown
from forum.queries.mentions import people_named
from metrics.charts import numbers
from metrics.compute.measures import MEASURES, Measure
from metrics.measured import kept, month_of_kind
from metrics.models import Area
from metrics.presenters import words
from metrics.queries import ENGLAND, area_names, published_months

NAMED = re.compile(r'<data value="(person|area|figure|file):([^"<>]+)">(.*?)</data>', re.DOTALL)
PERSON = re.compile(r'<data value="person:([0-9]+)">')
FIGURE = re.compile(r'<data value="(?:area|figure):')
KINDS = (Area.Kind.ENGLAND, Area.Kind.REGION, Area.Kind.ICB, Area.Kind.SICBL)


@dataclass(frozen=True)
class Text:
    """What somebody wrote, as it was made HTML and cleaned. `area`: the code of what it is about; `files`: its own."""

    html: str
    area: str = ""
    files: Sequence[FileShown] = ()


def text_of(post: Post, html: str = "") -> Text:
    """Return what a post says, without its files. `html`: made of its text now, where what is kept is of another."""
    return Text(html or post.html, post.thread.area.code if post.thread.area else "")


@dataclass(frozen=True)
class Newest:
    """The newest published month, None while there is none; the names of areas and their figures, both by code."""

    month: date | None
    names: Mapping[str, str]
    values: Mapping[str, Mapping[str, float]]


def people_in(texts: Iterable[str]) -> dict[int, User]:
    """Return whom texts name, as they were made HTML. One query; none where they name nobody."""
    return people_named({int(value) for text in texts for value in PERSON.findall(text)})


def filled_in(texts: Sequence[Text], people: Mapping[int, User] | None = None) -> list[SafeString]:
    """Return texts as HTML to show. `people`: those in them, asked for here where they are not given; one query more
    for figures that are not at hand."""
    people = people_in(text.html for text in texts) if people is None else people
    has_figures = any(FIGURE.search(text.html) for text in texts)
    newest = kept("newest-figures-by-name", _newest) if has_figures else Newest(None, {}, {})
    return [
        mark_safe(NAMED.sub(lambda found, text=text: _put(found, text, people, newest), text.html))
        for text in texts
    ]


def pictures_within(html: str) -> set[int]:
    """Return the numbers of a post's own files that its text shows."""
    return {int(value) for kind, value, _ in NAMED.findall(html) if kind == "file"}


def _put(found: re.Match, text: Text, people: Mapping, newest: Newest) -> str:
    kind, value, typed = found.groups()
    match kind:
        case "person":
            return _person(people.get(int(value)), typed)
        case "file":
            return _picture(int(value), text.files, typed)
        case "area":
            return _area(value.upper(), newest, typed)
        case _:
            return _figure(value, text.area, newest, typed)


def _person(person, typed: str) -> str:
    if person is None:
        return typed
    if person.closed_at:
        return f"@{FORMER_MEMBER}"
    if not person.has_page:
        return typed
    return format_html('<a href="{}">@{}</a>', reverse("person", args=[person.pk]), person.public_name)


def _picture(number: int, files: Sequence[FileShown], typed: str) -> str:
    shown = next((one for one in files if one.attachment.number == number and one.is_picture), None)
    if shown is None:
        return typed
    return format_html(
        '<img class="app-post__picture" src="{}" alt="{}" loading="lazy">', shown.address, unescape(typed)
    )


def _area(code: str, newest: Newest, typed: str) -> str:
    if code not in newest.names:
        return typed
    return format_html('<a href="{}">{}</a>', _page_of(code), newest.names[code])


def _figure(value: str, of_thread: str, newest: Newest, typed: str) -> str:
    code, _, slug = value.rpartition("/")
    code, measure = code.upper() or of_thread or ENGLAND, MEASURES.get(slug)
    if measure is None or code not in newest.names:
        return typed
    return format_html(
        '<a href="{}">{}, {}</a>: {}',
        _page_of(code, measure),
        measure.title,
        newest.names[code],
        mark_safe(_says(measure, code, newest)),
    )


def _says(measure: Measure, code: str, newest: Newest) -> str:
    """Return what is published of a measure: `<strong>59.2%</strong> in May 2025, below England (60.9%)`."""
    if newest.month is None:
        return "no figures are published yet"
    month = numbers.month_name(newest.month)
    value = newest.values.get(code, {}).get(measure.slug)
    if not numbers.is_known(value):
        return f"not known for {month}"
    says = f"<strong>{words.shown(measure, value)}</strong> in {month}"
    benchmark = newest.values.get(ENGLAND, {}).get(measure.slug)
    if code == ENGLAND or not measure.comparable:
        return says
    beside = words.beside(measure, value, benchmark, "England")
    return f"{says}, {beside}" if beside else says


def _page_of(code: str, measure: Measure | None = None) -> str:
    if measure is None:
        return reverse("area", args=[code])
    if code == ENGLAND:
        return reverse("measure", args=[measure.slug])
    return reverse("area-measure", args=[code, measure.slug])


def _newest() -> Newest:
    month = max(published_months(), default=None)
    return Newest(month, area_names(), _values(month) if month else {})


def _values(month: date) -> dict[str, dict[str, float]]:
    """Return the known figures of a month over all treatment functions, by area and measure."""
    found = {}
    for kind in KINDS:
        frame = month_of_kind(kind, month).set_index("area")[list(MEASURES)].astype("float64")
        found |= {code: row.dropna().to_dict() for code, row in frame.iterrows()}
    return found
