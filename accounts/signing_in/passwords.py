"""Passwords that are refused because others guess them first. Nothing is asked of another server."""

import re

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError

SITE_WORDS = ("exemplar", "nhs", "england", "forum")
FEWEST_OF_ONES_OWN = 8


class LikeThePerson(UserAttributeSimilarityValidator):
    """Refuses passwords made of a person's e-mail address or name."""

    def __init__(self):
        super().__init__(user_attributes=("email", "name"), max_similarity=0.7)

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError:
            raise ValidationError(
                "The password is too like your e-mail address or your name. Choose one that has neither in it.",
                code="password_too_similar",
            ) from None


class LikeTheSite:
    """Refuses passwords that are little more than this site's name."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        own = password.lower()
        for word in SITE_WORDS:
            own = own.replace(word, "")
        if len(own) < len(password) and len(re.sub(r"[\W\d_]", "", own)) < FEWEST_OF_ONES_OWN:
            raise ValidationError(
                "The password is too like the name of this site. Choose one that has nothing to do with it.",
                code="password_like_the_site",
            )

    def get_help_text(self) -> str:
        return "Your password can’t be like the name of this site."


class MadeOfCommonOnes(CommonPasswordValidator):
    """Refuses passwords of the list of 20,000 that were most often breached, and what is easily made of those."""

    def validate(self, password: str, user: AbstractBaseUser | None = None) -> None:
        if not self.passwords.isdisjoint(cores(password)) or len(set(password)) < 5:
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
