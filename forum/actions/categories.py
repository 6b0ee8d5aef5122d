"""Categories and private spaces: made, changed, closed and put in order by administrators."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from django.db import IntegrityError, transaction
from django.urls import resolve
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from forum.models import Category
from forum.models.categories import LONGEST_NAME
from metrics.models import Area
from safety.audit import record

Group = Category.Group
# Areas that people belong to.
OF_MEMBERS = (Area.Kind.ICB, Area.Kind.SICBL)


class CategoryRefused(Exception):
    """A category that may not be so, with the reason in words."""


class NoName(CategoryRefused):
    def __init__(self):
        super().__init__("The name needs a letter from A to Z or a digit: its address is made of it.")


class NameTaken(CategoryRefused):
    def __init__(self, name: str):
        super().__init__(f"“{name}” cannot be its name: another page has it, or its address, already.")


class NoAreas(CategoryRefused):
    def __init__(self):
        super().__init__("Say whose private space it is: nobody could read it.")


class NobodyBelongsThere(CategoryRefused):
    def __init__(self, area: Area):
        super().__init__(
            f"{area.short_name} ({area.code}) has no members of its own: name integrated care boards and sub-ICB "
            "locations."
        )


class OnlySpacesHaveAreas(CategoryRefused):
    def __init__(self):
        super().__init__("Only a private space has areas: all members read the others.")


class OnlyFunctionsHaveOne(CategoryRefused):
    def __init__(self):
        super().__init__("Only a category by treatment function has a treatment function.")


class WouldBeSeen(CategoryRefused):
    def __init__(self):
        super().__init__(
            "It has threads: a private space stays private, and what all members read stays open to them."
        )


@dataclass(frozen=True)
class CategoryAsked:
    """What a category is to be. `areas`: of a private space, whose members read it."""

    name: str
    about: str = ""
    group: str = Group.CHALLENGE
    treatment_function: str = ""
    areas: Collection[Area] = ()
    writers: str = Category.Writers.READERS
    position: int = 100
    is_closed: bool = False


@transaction.atomic
def make_category(*, by: User, asked: CategoryAsked) -> Category:
    """Make a category, its address of its name. Raises CategoryRefused."""
    _check(asked)
    slug = slugify(asked.name)[:LONGEST_NAME].strip("-")
    if not slug:
        raise NoName
    if resolve(f"/forum/{slug}/").url_name != "category" or slug == "everything-else":
        raise NameTaken(asked.name)
    made = Category(slug=slug, made_by=by)
    _save(made, asked)
    record(act="make category", by=by, about=made, **_facts(made, asked))
    return made


@transaction.atomic
def change_category(*, category: Category, by: User, asked: CategoryAsked) -> Category:
    """Change a category; its address stays. Nothing changed is nothing done. Raises CategoryRefused."""
    _check(asked)
    category = Category.objects.select_for_update().get(pk=category.pk)
    was = asked_of(category)
    if _same(was, asked):
        return category
    is_opened_up = (was.group == Group.SPACE) != (asked.group == Group.SPACE)
    if is_opened_up and category.threads.exists():
        raise WouldBeSeen
    _save(category, asked)
    if not _same(was, replace(asked, is_closed=was.is_closed)):
        facts = _facts(category, asked) | {"areas_before": _codes(was.areas)}
        record(act="change category", by=by, about=category, **facts)
    if was.is_closed != asked.is_closed:
        record(act="close category" if asked.is_closed else "open category", by=by, about=category)
    return category


def asked_of(category: Category) -> CategoryAsked:
    """Return what a category is just now."""
    return CategoryAsked(
        name=category.name,
        about=category.about,
        group=category.group,
        treatment_function=category.treatment_function,
        areas=tuple(category.areas.order_by("code")),
        writers=category.writers,
        position=category.position,
        is_closed=category.closed_at is not None,
    )


def _same(one: CategoryAsked, other: CategoryAsked) -> bool:
    return replace(one, areas=_codes(one.areas)) == replace(other, areas=_codes(other.areas))


def _codes(areas: Collection[Area]) -> list[str]:
    return sorted(area.code for area in areas)


def _facts(category: Category, asked: CategoryAsked) -> dict:
    return {
        "slug": category.slug,
        "group": asked.group,
        "writers": asked.writers,
        "position": asked.position,
        "areas": _codes(asked.areas),
    }


def _check(asked: CategoryAsked) -> None:
    is_space = asked.group == Group.SPACE
    if is_space and not asked.areas:
        raise NoAreas
    if asked.areas and not is_space:
        raise OnlySpacesHaveAreas
    if others := [area for area in asked.areas if area.kind not in OF_MEMBERS]:
        raise NobodyBelongsThere(others[0])
    if asked.treatment_function and asked.group != Group.FUNCTION:
        raise OnlyFunctionsHaveOne


def _save(category: Category, asked: CategoryAsked) -> None:
    category.name = asked.name
    category.about = asked.about
    category.group = asked.group
    category.treatment_function = asked.treatment_function
    category.writers = asked.writers
    category.position = asked.position
    if asked.is_closed != (category.closed_at is not None):
        category.closed_at = timezone.now() if asked.is_closed else None
    try:
        with transaction.atomic():
            category.save()
    except IntegrityError:
        raise NameTaken(asked.name) from None
    category.areas.set(asked.areas)
