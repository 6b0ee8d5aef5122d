"""People beside what they wrote."""

from django.urls import reverse

from forum.models import Post, Thread


def profile_of_author(one: Thread | Post) -> str:
    """Return the address of the profile of who wrote a row of `forum.queries`, "" where there is none to read."""
    return reverse("person", args=[one.author_id]) if one.author_has_profile else ""
