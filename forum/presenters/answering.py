"""What people said of posts with a click, in words, and which reply answers a question."""

from dataclasses import dataclass
from html import unescape

from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.text import Truncator

from accounts.models.people import FORMER_MEMBER
from accounts.permissions import Someone
from forum.models import Post, Reaction, Thread
from forum.permissions.answering import may_react
from forum.queries.answering import Said, who_reacted
from forum.queries.discussions import page_of

Kind = Reaction.Kind
LONGEST_EXCERPT = 300


@dataclass(frozen=True)
class ReactionShown:
    kind: str
    words: str
    people: int
    is_own: bool


@dataclass(frozen=True)
class Reactions:
    """`offered`: to click, thanks first; `said`: in words, "" where nobody said anything."""

    post: Post
    offered: list[ReactionShown]
    all_offered: list[ReactionShown]
    said: str


def reactions_shown(post: Post, said: Said, reader: Someone) -> Reactions:
    """Return what stands under a post, of which this was said."""
    every = [ReactionShown(kind.value, kind.label, *said.get(kind.value, (0, False))) for kind in Kind]
    may = may_react(reader, post)
    return Reactions(
        post=post,
        offered=[one for one in every if one.kind == Kind.THANKS or one.people] if may else [],
        all_offered=every if may else [],
        said=", ".join(f"{one.words}: {_people(one.people)}" for one in every if one.people),
    )


def _people(number: int) -> str:
    return "1 person" if number == 1 else f"{number} people"


@dataclass(frozen=True)
class WhoSaid:
    words: str
    people: list[tuple[str, str]]  # a name, and the address of a page where there is one


def who_said(post: Post) -> list[WhoSaid]:
    """Return who said what of a post, by kind. One query."""
    rows = list(who_reacted(post))
    return [
        WhoSaid(kind.label, people)
        for kind in Kind
        if (people := [_who(row) for row in rows if row.kind == kind])
    ]


def _who(row: Reaction) -> tuple[str, str]:
    return row.person.public_name, reverse("person", args=[row.person_id]) if row.has_page else ""


@dataclass(frozen=True)
class Answer:
    """The accepted answer to a question."""

    post: Post
    author: str
    address: str
    excerpt: str


def answer_of(thread: Thread) -> Answer | None:
    """Return the answer of a question that came with it, while others see it."""
    post = thread.accepted if thread.is_answered else None
    if post is None or post.state != Post.State.PUBLISHED or post.thread_id != thread.pk:
        return None
    page = page_of(post.number)
    there = f"?page={page}#post-{post.number}" if page > 1 else f"#post-{post.number}"
    author = post.author.public_name if post.author else FORMER_MEMBER
    excerpt = Truncator(" ".join(unescape(strip_tags(post.html)).split())).chars(LONGEST_EXCERPT)
    return Answer(post, author, f"{thread.get_absolute_url()}{there}", excerpt)
