"""Words that moderators look at first: added and taken off by staff. What was published already stays."""

from django.db import IntegrityError, transaction

from accounts.models import User
from forum.models import WatchedWord
from forum.models.watching import LONGEST
from safety import audit
from safety.guard.readings import as_typed


class WordRefused(Exception):
    """A word that cannot be watched for, with the reason in words."""


class NoWord(WordRefused):
    def __init__(self):
        super().__init__("Enter a word or a phrase with at least one letter or digit.")


class WordTooLong(WordRefused):
    def __init__(self):
        super().__init__(f"The word or phrase must be {LONGEST} characters or fewer.")


class WatchedAlready(WordRefused):
    def __init__(self, words: str):
        super().__init__(f"“{words}” is watched for already.")


@transaction.atomic
def watch(*, words: str, by: User) -> WatchedWord:
    """Hold new posts that have a word or a phrase, in any case and form of its letters. Raises WordRefused."""
    words = " ".join(as_typed(words).text.casefold().split())
    if not any(map(str.isalnum, words)):
        raise NoWord
    if len(words) > LONGEST:
        raise WordTooLong
    try:
        with transaction.atomic():
            made = WatchedWord.objects.create(words=words, added_by=by)
    except IntegrityError:
        raise WatchedAlready(words) from None
    audit.record(act="watch word", by=by, about=made)
    return made


@transaction.atomic
def unwatch(*, word: WatchedWord, by: User, reason: str) -> None:
    """Hold posts that have a word no longer; what waits for it goes on waiting. Safe to repeat."""
    if WatchedWord.objects.select_for_update().filter(pk=word.pk).exists():
        audit.record(act="unwatch word", by=by, about=word, reason=reason)
        word.delete()
