"""Whether what somebody wrote is held for a moderator before others see it, and why."""

from datetime import timedelta

from django.utils import timezone

from accounts.models import User
from accounts.permissions import is_on_staff
from accounts.queries import is_allowed
from forum.models import Post, WatchedWord
from forum.models.watching import pattern_of
from forum.queries.moderation import approved_posts
from safety.guard import HOLD, scan, worst
from safety.guard.readings import readings_of

FIRST_POSTS = "first posts"
PATIENT_DATA = "patient data"
CHANGED_AS_ASKED = "changed as asked"
WATCHED_WORD = "watched word"
ATTACHMENT = "attachment"
OUTSIDE_DOMAINS = "outside the approved domains"
TOO_FAST = "too fast"
ENOUGH_APPROVED = 3
# Whoever has fewer approved posts than these, and writes so many in so short a time, is read first.
ENOUGH_TO_BE_QUICK = 10
MOST_AT_ONCE = 5
AT_ONCE = timedelta(minutes=10)


def reason_to_hold(author: User, *texts: str) -> str:
    """Return why a new post of these texts is held, before it is saved: "" when it is not."""
    return reason_to_hold_as_it_reads(author, *texts) or (TOO_FAST if is_too_fast(author) else "")


def reason_to_hold_as_it_reads(author: User | None, *texts: str) -> str:
    """Return why a post of these texts is held, however quickly it came: "" when it is not. Staff wait for nobody."""
    if has_patient_data(*texts):
        return PATIENT_DATA
    if author is None or is_on_staff(author):
        return ""
    if watched_words_in(*texts):
        return WATCHED_WORD
    if not is_allowed(author.email):
        return OUTSIDE_DOMAINS
    return FIRST_POSTS if is_new(author) else ""


def watched_words_in(*texts: str) -> set[str]:
    """Return the watched words that texts have as whole words, however they are written."""
    pattern = pattern_of(WatchedWord.objects.values_list("words", flat=True))
    if pattern is None:
        return set()
    read = [reading.text.casefold() for text in texts for reading in readings_of(text)]
    return {" ".join(found.split()) for text in read for found in pattern.findall(text)}


def is_too_fast(author: User) -> bool:
    """Say whether somebody whom nobody knows well yet has written much within minutes. Staff are known."""
    if is_on_staff(author):
        return False
    latest = author.posts.filter(created_at__gt=timezone.now() - AT_ONCE).count()
    return latest >= MOST_AT_ONCE and approved_posts(author) < ENOUGH_TO_BE_QUICK


def has_patient_data(*texts: str) -> bool:
    return worst(map(scan, texts)) == HOLD


def is_new(author: User | None) -> bool:
    """Say whether somebody's posts wait for approval still: fewer than three of theirs are published."""
    if author is None or is_on_staff(author):
        return False
    return approved_posts(author) < ENOUGH_APPROVED


def texts_of(post: Post) -> tuple[str, ...]:
    """Return all that a person wrote for a post: the title too where it opens its thread."""
    return (post.thread.title, post.text) if post.is_opening else (post.text,)


def patient_data_in(post: Post) -> list[str]:
    """Return all that the guard found in a post, in words for its author alone: they quote it."""
    return [
        f"{found.words}: “{text[found.start : found.end]}”"
        for text in texts_of(post)
        for found in scan(text).findings
    ]
