"""The discussions made up for this project: put on a new site, and taken off it before real work begins."""

import tomllib
from datetime import datetime, timedelta
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from casestudies.actions.demonstrating import AUTHOR
from forum import demonstration
from forum.actions.kinds import Details, EventAsked, PollAsked, fill_in
from forum.models import Category, Post, Thread
from metrics.models import Area
from safety import audit

THREADS = Path(demonstration.__file__).parent / "threads.toml"
MADE_UP = "*This discussion was made up for a new site: none of it happened.*"
PUT_ON, TAKEN_OFF = "load made-up discussions", "remove made-up discussions"
REPLIES_AFTER = timedelta(hours=5)


@transaction.atomic
def put_on(now: datetime | None = None) -> int:
    """Write the made-up discussions, by whom the made-up case studies are. Returns how many they are."""
    now, by = now or timezone.now(), User.objects.get(email=AUTHOR)
    entries = tomllib.loads(THREADS.read_text())["thread"]
    for entry in entries:
        _thread(entry, by, now)
    audit.record(act=PUT_ON, by=None, about="site:1")
    return len(entries)


@transaction.atomic
def take_off() -> int:
    """Take the made-up discussions off every page, with what was replied to them. Returns how many there were."""
    opening = Post.objects.filter(thread__author__email=AUTHOR, number=1).exclude(state=Post.State.REMOVED)
    taken = list(opening.select_related("thread"))
    for post in taken:
        post.put(Post.State.REMOVED)
    if taken:
        audit.record(act=TAKEN_OFF, by=None, about="site:1")
    return len(taken)


def is_untouched() -> bool:
    """Say whether nobody has discussed anything on this site yet, and made-up practice is on it."""
    return User.objects.filter(email=AUTHOR).exists() and not Thread.objects.exists()


def _thread(entry: dict, by: User, now: datetime) -> None:
    began = now - timedelta(days=entry["days"])
    made = Thread.objects.create(
        title=entry["title"],
        author=by,
        kind=entry["kind"],
        category=Category.objects.filter(slug=entry["category"]).first(),
        area=Area.objects.filter(code=entry.get("area", "")).first(),
        measure=entry.get("measure", ""),
        created_at=began,
    )
    fill_in(made, _details(entry, now))
    texts = [f"{entry['text'].strip()}\n\n{MADE_UP}", *entry["replies"]]
    posts = [
        _post(made, by, number, text, began + (number - 1) * REPLIES_AFTER)
        for number, text in enumerate(texts, 1)
    ]
    if answer := entry.get("accepted"):
        made.accepted, made.accepted_at = posts[answer], now
        made.save()
    made.count_posts()


def _post(thread: Thread, by: User, number: int, text: str, at: datetime) -> Post:
    return Post.objects.create(
        thread=thread, author=by, number=number, text=text, created_at=at, published_at=at, told_at=at
    )


def _details(entry: dict, now: datetime) -> Details:
    event = poll = None
    if "in_days" in entry:
        starts = timezone.localtime(now).replace(hour=9, minute=30, second=0, microsecond=0)
        starts += timedelta(days=entry["in_days"])
        event = EventAsked(starts, starts + timedelta(minutes=entry["lasts"]), entry["place"])
    if "options" in entry:
        poll = PollAsked(tuple(entry["options"]))
    return Details(kind=entry["kind"], tags=entry["tags"], event=event, poll=poll)
