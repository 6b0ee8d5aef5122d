"""The practice made up for this project: put on a new site, and taken off it before real work begins."""

import tomllib
from collections.abc import Iterable
from pathlib import Path

from django.db import transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from casestudies import demonstration
from casestudies.actions.adoption.recording import make, next_version, take
from casestudies.actions.collecting import empty_or_delete
from casestudies.actions.versions import keep
from casestudies.models import (
    Adoption,
    Alias,
    Authorship,
    CaseBarrier,
    CaseFunction,
    CaseStudy,
    Collection,
    CollectionEntry,
    Outcome,
    Technology,
    TechnologyFunction,
)
from casestudies.models.steps import Step
from casestudies.searched import TECHNOLOGY, forget, read_technology_anew
from metrics.models import Area
from safety import audit, search

FOLDER = Path(demonstration.__file__).parent
AUTHOR = "demonstration@example.org"
PUT_ON, TAKEN_OFF = "load demonstration", "remove demonstration"


@transaction.atomic
def put_on() -> int:
    """Write the demonstration: technologies, case studies, adoption, a collection. Returns of how many case studies."""
    author = _author()
    technologies = {entry["name"]: _technology(entry) for entry in _read("technologies")["technology"]}
    cases = [_case(tomllib.loads(path.read_text()), author, technologies) for path in _cases()]
    for entry in _read("adoption")["adoption"]:
        _adoption(entry, technologies[entry["technology"]], author)
    for entry in _read("collections")["collection"]:
        _collection(entry, {case.title: case for case in cases}, technologies, author)
    audit.record(act=PUT_ON, by=None, about="site:1")
    return len(cases)


@transaction.atomic
def take_off() -> int:
    """Take the demonstration off every page. Returns how many case studies were on one.

    Its rows stay: versions and stages are only ever added to.
    """
    shown = CaseStudy.objects.filter(is_demonstration=True).exclude(state=CaseStudy.State.REMOVED)
    forget(shown.values_list("pk", flat=True))
    removed = shown.update(state=CaseStudy.State.REMOVED)
    Adoption.objects.filter(is_demonstration=True).update(state=Adoption.State.REMOVED)
    technologies = Technology.objects.filter(is_demonstration=True)
    search.take_out(TECHNOLOGY, technologies.values_list("pk", flat=True))
    technologies.update(state=Technology.State.WITHDRAWN)
    for collection in Collection.objects.filter(is_demonstration=True):
        empty_or_delete(collection)
    audit.record(act=TAKEN_OFF, by=None, about="site:1")
    return removed


def is_untouched() -> bool:
    """Say whether nobody has put anything on this site yet, this demonstration included."""
    return not (CaseStudy.objects.exists() or Adoption.objects.exists())


def _read(name: str) -> dict:
    return tomllib.loads((FOLDER / f"{name}.toml").read_text())


def _cases() -> Iterable[Path]:
    return sorted((FOLDER / "cases").glob("*.toml"))


def _author() -> User:
    made, is_new = User.objects.get_or_create(
        email=AUTHOR, defaults={"name": "Demonstration author", "is_active": False}
    )
    if is_new:
        made.set_unusable_password()
        made.save(update_fields=["password"])
    return made


def _technology(entry: dict) -> Technology:
    aliases, functions = entry.pop("aliases", []), entry.pop("functions", [])
    made = Technology.objects.create(slug=slugify(entry["name"]), is_demonstration=True, **entry)
    Alias.objects.bulk_create(Alias(technology=made, name=name) for name in aliases)
    TechnologyFunction.objects.bulk_create(
        TechnologyFunction(technology=made, treatment_function=code) for code in functions
    )
    read_technology_anew(made)
    return made


def _case(entry: dict, author: User, technologies: dict[str, Technology]) -> CaseStudy:
    home = Area.objects.get(code=entry.pop("home"))
    chosen = {name: entry.pop(name, []) for name in ("functions", "barriers", "technologies", "outcomes")}
    state = {"state": CaseStudy.State.PUBLISHED, "published_at": timezone.now(), "is_demonstration": True}
    made = CaseStudy.objects.create(home=home, **state, **entry)
    Authorship.objects.create(case=made, person=author, is_owner=True)
    made.areas.add(home)
    made.technologies.set(technologies[name] for name in chosen["technologies"])
    CaseFunction.objects.bulk_create(
        CaseFunction(case=made, treatment_function=code) for code in chosen["functions"]
    )
    CaseBarrier.objects.bulk_create(CaseBarrier(case=made, barrier=barrier) for barrier in chosen["barriers"])
    Outcome.objects.bulk_create(Outcome(case=made, area=home, **fields) for fields in chosen["outcomes"])
    keep(case=made, by=author)
    return made


def _adoption(entry: dict, technology: Technology, author: User) -> None:
    first, *later = (Step(**step) for step in entry.pop("stages"))
    area, _ = Area.objects.get(code=entry.pop("area")), entry.pop("technology")
    rated = entry.pop("ratings", [])
    ratings = {rating["domain"]: (rating["complexity"], rating["note"]) for rating in rated}
    made, _ = make(
        area=area, technology=technology, step=first, fields=entry | {"ratings": ratings}, by=author
    )
    for step in later:
        take(made, step, author)
        next_version(made, author)
    Adoption.objects.filter(pk=made.pk).update(is_demonstration=True)


def _collection(
    entry: dict, cases: dict[str, CaseStudy], technologies: dict[str, Technology], author: User
) -> None:
    entries = entry.pop("entries")
    made = Collection.objects.create(owner=author, is_shared=True, is_demonstration=True, **entry)
    CollectionEntry.objects.bulk_create(
        CollectionEntry(
            collection=made,
            case=cases[one["case"]] if "case" in one else None,
            technology=technologies[one["technology"]] if "technology" in one else None,
            note=one.get("note", ""),
            position=position,
        )
        for position, one in enumerate(entries, start=1)
    )
