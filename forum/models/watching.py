"""Words that moderators look at before others do."""

import re
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Q

LONGEST = 60


class WatchedWord(models.Model):
    """A word or a phrase: a new post that has it waits for a moderator."""

    words = models.CharField(
        max_length=LONGEST, unique=True, help_text="In lower case, with single spaces, as it is looked for."
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["words"]
        constraints = [models.CheckConstraint(condition=~Q(words=""), name="watched_word_is_a_word")]

    def __str__(self) -> str:
        return self.words


def pattern_of(words: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds any of these words in a text of lower-case letters, as whole words; None without words."""
    each = [r"\s+".join(map(re.escape, one.split())) for one in sorted(words, key=len, reverse=True)]
    return re.compile(rf"(?<!\w)(?:{'|'.join(each)})(?!\w)") if each else None
