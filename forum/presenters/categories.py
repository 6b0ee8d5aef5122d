"""Categories on pages: in their groups, with what they hold."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import groupby

from django.urls import reverse

from accounts.permissions import Someone
from forum.models import Category
from forum.queries.categories import categories_of

EVERYTHING_ELSE = "everything-else"
ELSE_WORDS = "Everything else"
ELSE_ABOUT = "What fits no category, or was begun without one."


@dataclass(frozen=True)
class CategoryRow:
    """A category in a list. `newest`, `newest_address`: the title of its newest thread and where it is, "" of none."""

    words: str
    address: str
    count: str
    newest: str
    newest_address: str
    is_closed: bool


@dataclass(frozen=True)
class Group:
    """Categories under a heading; `is_long`: shown when asked for."""

    words: str
    rows: list[CategoryRow]
    is_long: bool


def grouped(categories: Iterable[Category]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Return categories, in their order, as a list offers them: the words of each group with what is in it."""
    return [
        (Category.Group(group).label, [(one.slug, one.name) for one in several])
        for group, several in groupby(categories, key=lambda one: one.group)
    ]


def groups(categories: Collection[Category]) -> list[Group]:
    """Return categories as `queries.with_threads` hands them over, by groups, and what is in none."""
    made = [
        Group(Category.Group(group).label, [_row(one) for one in several], group == Category.Group.FUNCTION)
        for group, several in groupby(categories, key=lambda one: one.group)
    ]
    count = threads_counted(next((one.threads_without for one in categories), 0))
    address = reverse("category", args=[EVERYTHING_ELSE])
    rest = CategoryRow(ELSE_WORDS, address, count, newest="", newest_address="", is_closed=False)
    return [*made, Group("In no category", [rest], is_long=False)]


def threads_in(categories: Collection[Category]) -> int | None:
    """Return how many threads there are, in these categories and in none; None where there is no category."""
    return next(
        (sum(each.threads_seen for each in categories) + one.threads_without for one in categories), None
    )


def readers_of(category: Category) -> str:
    """Return who reads a category, where that is not every member."""
    if not category.is_private:
        return ""
    names = [area.short_name for area in category.areas.all()]
    return f"Private: only members of {', '.join(names) or 'no area'}, moderators and administrators can read it."


def _row(category: Category) -> CategoryRow:
    newest = category.newest
    return CategoryRow(
        words=category.name,
        address=category.get_absolute_url(),
        count=threads_counted(category.threads_seen),
        newest=newest["title"] if newest else "",
        newest_address=reverse("post", args=[newest["pk"], 1]) if newest else "",
        is_closed=category.closed_at is not None,
    )


def threads_counted(count: int) -> str:
    return f"{count:,} thread{'' if count == 1 else 's'}"


def managed(user: Someone) -> list[tuple[str, list[Category]]]:
    """Return all categories by groups, with the areas of private spaces, for those who change them."""
    found = categories_of(user).prefetch_related("areas")
    return [
        (Category.Group(group).label, list(several))
        for group, several in groupby(found, lambda one: one.group)
    ]
