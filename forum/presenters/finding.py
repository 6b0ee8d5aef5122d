"""What was found on the whole site, in rows; what else was probably meant; and what is offered while one types."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.timezone import localtime

from accounts.permissions import Someone
from accounts.searched import PERSON
from casestudies.searched import CASE_STUDY, COLLECTION, TECHNOLOGY
from forum.forms.finding import KINDS
from forum.models import Post
from forum.presenters.finding_better import better_answer
from forum.presenters.posts import name_of
from forum.queries.finding import ANYTHING, WITH_TITLES, Narrowing, among_for, posts_found
from forum.searched import DISCUSSION, REPLY
from metrics.searched import AREA, MEASURE
from safety import search
from safety.search import Entry, Found
from safety.search.everything import MOST

A_PAGE = 20
ONE_OF = {
    DISCUSSION: "Discussion",
    REPLY: "Reply",
    CASE_STUDY: "Case study",
    COLLECTION: "Collection",
    TECHNOLOGY: "Technology",
    AREA: "Area",
    MEASURE: "Measure",
    PERSON: "Person",
}


@dataclass(frozen=True)
class Row:
    """A thing that was found. `facts`: who wrote it, when and where."""

    entry: Entry
    kind: str
    title: str
    facts: Sequence[str] = ()


@dataclass(frozen=True)
class Tab:
    """A kind of which something was found, or all kinds: how many, and the address that shows them."""

    label: str
    count: str
    address: str
    is_chosen: bool


@dataclass(frozen=True)
class Results:
    """`words`: those that were found, which are others than those asked for where nothing has these."""

    words: str = ""
    asked: str = ""
    tabs: Sequence[Tab] = ()
    page: Page | None = None
    rows: Sequence[Row] = ()
    more: str = ""
    base: str = field(default="?page=")

    @property
    def has_discussions_or_people(self) -> bool:
        """Whether anything was found that members alone find."""
        return any(row.entry.kind in (DISCUSSION, REPLY, PERSON) for row in self.rows)

    @property
    def is_corrected(self) -> bool:
        return self.words != self.asked


def results(
    user: Someone,
    asked: str,
    narrowing: Narrowing,
    query: QueryDict,
    *,
    kind: str = "",
    is_meant: bool = False,
) -> Results:
    """Return a page of what has the words asked for, or else those that were probably meant; no others where these are
    (`is_meant`).

    Three queries at most where something has them, five where nothing has.
    """
    among = among_for(user, narrowing)
    words, found = (asked, search.newest_found(asked, among)) if is_meant else _found(asked, among)
    keys = [key for key in found.keys if kind in ("", key[0])]
    page = Paginator(keys, A_PAGE).get_page(query.get("page"))
    return Results(
        words=words,
        asked=asked,
        tabs=_tabs(found, query, kind) if found.keys else (),
        page=page,
        rows=_rows(search.entries(words, page.object_list)),
        more=_more(found, kind),
        base=_address(query, page=""),
    )


def _found(asked: str, among: list[search.Among]) -> tuple[str, Found]:
    found = search.newest_found(asked, among, or_near=WITH_TITLES)
    for near in () if found.keys else search.corrections(asked, found):
        found_near = search.newest_found(near, among)
        if found_near.keys:
            return near, found_near
    return asked, found


def _rows(entries: Sequence[Entry]) -> list[Row]:
    numbers = [one.number for one in entries if one.kind in (DISCUSSION, REPLY)]
    posts = posts_found(numbers) if numbers else {}
    return [row for one in entries if (row := _row(one, posts))]


def _row(one: Entry, posts: Mapping[int, Post]) -> Row | None:
    if one.kind not in (DISCUSSION, REPLY):
        return Row(one, ONE_OF[one.kind], one.title)
    post = posts.get(one.number)
    return post and Row(one, ONE_OF[one.kind], post.thread.title, _facts(post))


def _facts(post: Post) -> list[str]:
    category = post.thread.category
    day = localtime(post.published_at).date()
    return [name_of(post.author), f"{day.day} {day:%B %Y}", *([category.name] if category else [])]


def _tabs(found: Found, query: QueryDict, chosen: str) -> list[Tab]:
    counts = found.counts
    total = f"{sum(counts.values())}{'+' if found.more else ''}"
    tabs = [Tab("All", total, _address(query, kind=""), not chosen)]
    for kind, label in KINDS.items():
        if counts[kind] or kind == chosen:
            count = f"{MOST}+" if kind in found.more else str(counts[kind])
            tabs.append(Tab(label, count, _address(query, kind=kind), kind == chosen))
    return tabs


def _more(found: Found, kind: str) -> str:
    """Say of which kinds there are more than are shown."""
    cut = [label.lower() for one, label in KINDS.items() if one in found.more and kind in ("", one)]
    return f"Of {' and '.join(cut)} the newest {MOST} are shown: more words find older ones." if cut else ""


def _address(query: QueryDict, **changed: str) -> str:
    kept = query.copy()
    kept.pop("page", None)
    for name, value in changed.items():
        kept.pop(name, None)
        if value or name == "page":
            kept[name] = value
    return f"?{kept.urlencode()}"


def offered(user: Someone, typed: str) -> list[dict[str, str]]:
    """Return what the search box offers while one types. One query; one more for who asks which areas do better."""
    first = better_answer(user, typed, ANYTHING)
    among = [one for one in among_for(user) if one.kind in WITH_TITLES]
    found = [
        {"title": one.title, "kind": ONE_OF[one.kind], "address": one.address}
        for one in search.suggested(typed, among)
    ]
    return [*(first.offers if first else []), *found]
