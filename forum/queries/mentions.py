"""Whom posts name."""

from collections.abc import Collection

from django.db.models import Exists, OuterRef

from accounts.models import User
from accounts.queries import with_profile


def people_named(numbers: Collection[int]) -> dict[int, User]:
    """Return people by their numbers, each with whether members may read their page. One query; none for nobody."""
    if not numbers:
        return {}
    found = User.objects.only("name", "closed_at").filter(pk__in=numbers)
    return {one.pk: one for one in found.annotate(has_page=Exists(with_profile().filter(pk=OuterRef("pk"))))}
