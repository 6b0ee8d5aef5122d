"""What a person follows and how closely, in words."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Model
from django.http import HttpRequest
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from accounts.models.readers import Someone
from forum.models import Watch
from forum.queries.following import KINDS, chosen_level, kind_of
from metrics.compute.measures import MEASURES
from metrics.models import Area

Level = Watch.Level
LEVELS = {
    Level.WATCHING: "Watching: told of every new post",
    Level.TRACKING: "Tracking: new posts in “For you”",
    Level.NORMAL: "Normal: told of replies and mentions",
    Level.MUTED: "Muted: not told, not in “For you”",
}
# As a page calls what is followed on it.
ABOUT = {
    "thread": "this thread",
    "category": "threads in this category",
    "tag": "threads with this tag",
    "area": "threads about this area",
    "measure": "threads on this measure",
    "technology": "threads about this technology",
}
HEADINGS = {
    "thread": "Threads",
    "category": "Categories",
    "tag": "Tags",
    "area": "Areas",
    "measure": "Measures",
    "technology": "Technologies",
}


@dataclass(frozen=True)
class FollowForm:
    """How closely a reader follows one thing, and what to choose from. `thing`: as the form names it."""

    kind: str
    thing: str
    about: str
    level: Level

    @property
    def word(self) -> str:
        return word_of(self.level)

    @property
    def levels(self) -> list[tuple[str, str]]:
        return [(level.value, words) for level, words in LEVELS.items()]


@dataclass(frozen=True)
class Followed:
    """One thing that a person follows, on the page that lists all."""

    name: str
    address: str
    form: FollowForm


def follow_form(user: Someone, kind: str, thing: Model | str) -> FollowForm | None:
    """Return what a reader chooses from on the page of a thing; None of those who may not. One query at most."""
    if hasattr(thing, "own_level"):  # read with it, by somebody who may
        level = Level(thing.own_level or Level.NORMAL)
    else:
        level = chosen_level(user, **{kind: thing})
    return FollowForm(kind, named(thing), ABOUT[kind], level) if level else None


def follow_html(request: HttpRequest, form: FollowForm) -> SafeString:
    """Return the form as a part of a page, which has asked already what every page asks."""
    return render_to_string("forum/follow_form.html", {"form": form, "csrf_token": get_token(request)})


def named(thing: Model | str) -> str:
    """Return what a form calls a thing: a row by its number, a measure by its name in addresses."""
    return thing if isinstance(thing, str) else str(thing.pk)


def listed(followed: Iterable[Watch]) -> list[tuple[str, list[Followed]]]:
    """Return what a person follows, under a heading a kind, kinds without anything left out."""
    of_kind: dict[str, list[Followed]] = {kind: [] for kind in KINDS}
    for watch in followed:
        kind = kind_of(watch)
        thing = getattr(watch, kind)
        name, address = title_of(kind, thing), address_of(kind, thing)
        form = FollowForm(kind, named(thing), name, Level(watch.level))
        of_kind[kind].append(Followed(name, address, form))
    return [(HEADINGS[kind], rows) for kind, rows in of_kind.items() if rows]


def title_of(kind: str, thing: Model | str) -> str:
    if kind == "measure":
        return MEASURES[thing].title if thing in MEASURES else thing
    return thing.short_name if isinstance(thing, Area) else str(thing)


def address_of(kind: str, thing: Model | str) -> str:
    match kind:
        case "area":
            return reverse("area", args=[thing.code])
        case "tag":
            return reverse("tag", args=[thing.slug])
        case "measure":
            return reverse("measure", args=[thing])
        case _:
            return thing.get_absolute_url()


def word_of(level: str) -> str:
    return LEVELS[Level(level)].partition(":")[0]
