"""What waits for moderators and since when."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone
from django.utils.text import Truncator

from accounts.permissions import Someone
from forum.actions.moderation.naming import KINDS_CALLED
from forum.forms.moderation.queue import WHY_IT_WAITS
from forum.models import Post, ReviewItem
from forum.presenters.moderation.reviews import COLOURS, claimed_words, title_of
from forum.presenters.moderation.times import ago, counted
from forum.presenters.posts import name_of
from forum.presenters.practice import excerpt_of
from forum.queries.moderation import QueueFigures
from metrics.presenters.words import capital

EXCERPT = 160


@dataclass(frozen=True)
class QueueRow:
    href: str
    kind: str
    title: str
    excerpt: str
    author: str
    because: str
    colour: str
    reports: str
    since: str
    claimed: str
    status: str
    is_for_administrators: bool


def rows(items: Iterable[ReviewItem], openings: dict[int, Post], user: Someone) -> Iterator[QueueRow]:
    """Yield the rows of the queue. `openings`: the first posts of the threads among them, by thread."""
    for item in items:
        content = item.post or openings.get(item.thread_id)
        yield QueueRow(
            href=item.get_absolute_url(),
            kind=capital(KINDS_CALLED[item.kind]),
            title=title_of(item),
            excerpt=Truncator(_excerpt(item, content)).chars(EXCERPT),
            author="" if item.person_id else name_of(item.author),
            because=WHY_IT_WAITS.get(item.because, item.because),
            colour=COLOURS.get(item.because, "grey"),
            reports=counted(item.open_reports, "report") if item.open_reports else "",
            since=f"{ago(timezone.now() - item.opened_at)}",
            claimed=claimed_words(item, user),
            status=item.get_status_display(),
            is_for_administrators=item.is_for_administrators,
        )


def _excerpt(item: ReviewItem, content: Post | None) -> str:
    if item.practice:
        return excerpt_of(item.practice)
    return content.text if content else ""


def figures_of(figures: QueueFigures) -> list[dict[str, str]]:
    """Return the figures of the queue as headlines."""
    oldest = ago(timezone.now() - figures.oldest) if figures.oldest else "–"
    return [
        {"value": f"{figures.waiting:,}", "label": "Waiting"},
        {"value": oldest, "label": "Oldest"},
        {
            "value": ago(figures.median) if figures.median is not None else "–",
            "label": "Median time to decide",
            "comparison": "Last 30 days",
        },
    ]
