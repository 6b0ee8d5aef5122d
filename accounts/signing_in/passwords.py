"""Passwords that are refused because others guess them first. Nothing is asked of another server."""

import re
from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError

SITE_WORDS = ("exemplar", "england", "forum", "nhs")
FEWEST_LETTERS_BESIDE = 8
FEWEST_DIFFERENT = 5
SHORTEST_PART = 3


class LikeThePerson:
    """Refuses passwords that are little more than a person's email address or name."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        known = f"{getattr(user, 'email', '')} {getattr(user, 'name', '')}".lower()
        parts = [*known.split(), *re.split(r"[\W_]+", known)]
        if is_little_more_than(password, [part for part in parts if len(part) >= SHORTEST_PART]):
            raise ValidationError(
                "The password is too like your email address or your name. Choose one that has neither in it.",
                code="password_too_similar",
            )

    def get_help_text(self) -> str:
        return "Your password can’t be like your email address or your name."


class LikeTheSite:
    """Refuses passwords that are little more than this site's name."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if is_little_more_than(password, SITE_WORDS):
            raise ValidationError(
                "The password is too like the name of this site. Choose one that has nothing to do with it.",
                code="password_like_the_site",
            )

    def get_help_text(self) -> str:
        return "Your password can’t be like the name of this site."


def is_little_more_than(password: str, words: Iterable[str]) -> bool:
    """Say whether a password has some of these words in it, and few letters beside them."""
    beside = password.lower()
    for word in sorted(words, key=len, reverse=True):
        beside = beside.replace(word, " ")
    return beside != password.lower() and sum(map(str.isalpha, beside)) < FEWEST_LETTERS_BESIDE


class MadeOfCommonOnes(CommonPasswordValidator):
    """Refuses passwords of the list of 20,000 that were most often breached, and what is easily made of those."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        is_made_of_one = not self.passwords.isdisjoint(cores(password))
        if is_made_of_one or password.isdigit() or len(set(password)) < FEWEST_DIFFERENT:
            raise ValidationError(
                "The password is one that many people use, or is made of one. Choose another, as three random words.",
                code="password_too_common",
            )


def cores(password: str) -> set[str]:
    """Return what a password comes down to: as it is, without digits and signs at its ends, and said only once."""
    lower = password.lower().strip()
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", lower)
    return {lower, bare, said_once(lower), said_once(bare)} - {""}


def said_once(text: str) -> str:
    """Return the shortest part that a text repeats: “secret” for “secretsecret”."""
    return text[: (text + text).find(text, 1)] if text else ""
