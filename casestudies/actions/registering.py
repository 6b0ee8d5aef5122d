"""The register of technologies: entering, proposing, changing and deciding what stands in it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, models, transaction
from django.utils import timezone
from django.utils.text import slugify

from accounts.actions.telling import tell
from accounts.models import User
from casestudies.models import Alias, FundingYear, NiceGuidance, Technology, TechnologyFunction
from casestudies.searched import read_technology_anew
from safety import audit

State = Technology.State
# What the addresses of pages of the register already mean.
TAKEN_SLUGS = {"new", "import", "gaps"}
LONGEST_SLUG = 60
ACTS = {State.LISTED: "list technology", State.WITHDRAWN: "withdraw technology"}


class RegisterRefused(Exception):
    """What cannot be written into the register, with the reason in words. `field`: what the words are about."""

    field = "name"


class NameTaken(RegisterRefused):
    def __init__(self, name: str, whose: str, *, is_alias: bool = False):
        self.field = "aliases" if is_alias else "name"
        super().__init__(f"“{name}” is in the register already, as a name of {whose}.")


class ChangedMeanwhile(RegisterRefused):
    """Somebody else changed it since the form was opened."""

    field = None

    def __init__(self, technology: Technology):
        super().__init__(
            f"Somebody else changed {technology} while you wrote. What it says now stands beside your words: "
            "put them together and save again."
        )


class DecidedAlready(RegisterRefused):
    field = None

    def __init__(self, technology: Technology):
        super().__init__(f"{technology} is {technology.get_state_display().lower()} already.")


@dataclass(frozen=True)
class Guidance:
    """A piece of NICE guidance, as models.NiceGuidance keeps it."""

    type: str
    number: int
    recommendation: str = NiceGuidance.Recommendation.NONE.value
    published: date | None = None


@dataclass(frozen=True)
class Entry:
    """What the register says of a technology. `columns`: of its own table, by name."""

    columns: Mapping[str, str]
    aliases: tuple[str, ...] = ()
    functions: tuple[str, ...] = ()
    guidance: tuple[Guidance, ...] = ()
    funding_years: tuple[tuple[int, str], ...] = ()

    def rows(self, technology: Technology) -> dict[str, list[models.Model]]:
        """Return what belongs to a technology, by the name of its relation."""
        of = {"technology": technology}
        return {
            "aliases": [Alias(name=name, **of) for name in self.aliases],
            "functions": [TechnologyFunction(treatment_function=code, **of) for code in self.functions],
            "guidance": [NiceGuidance(**vars(one), **of) for one in self.guidance],
            "funding_years": [
                FundingYear(year=year, criteria=words, **of) for year, words in self.funding_years
            ],
        }


@dataclass(frozen=True)
class Imported:
    """What a file did to the register."""

    added: int
    changed: int

    def __str__(self) -> str:
        return f"{_counted(self.added)} added, {_counted(self.changed)} changed."


def _counted(number: int) -> str:
    return f"{number} {'technology' if number == 1 else 'technologies'}"


def seen(technology: Technology) -> str:
    """Return the mark of a technology as it is now: a form that carries an older one is refused."""
    return technology.changed_at.isoformat()


@transaction.atomic
def enter(*, entry: Entry, by: User, is_proposal: bool) -> Technology:
    """Enter a technology: into the register, or as a proposal that staff decide. Raises NameTaken."""
    made = Technology(state=State.PROPOSED if is_proposal else State.LISTED)
    made.proposed_by = by if is_proposal else None
    _write(made, entry)
    audit.record(act="propose technology" if is_proposal else "enter technology", by=by, about=made)
    return made


@transaction.atomic
def change(*, technology: Technology, entry: Entry, by: User, seen_as: str) -> Technology:
    """Change what the register says. `seen_as`: the mark of what was changed. Raises ChangedMeanwhile, NameTaken."""
    held = Technology.objects.select_for_update().get(pk=technology.pk)
    if seen(held) != seen_as:
        raise ChangedMeanwhile(held)
    _write(held, entry)
    audit.record(act="change technology", by=by, about=held)
    return held


@transaction.atomic
def decide(*, technology: Technology, state: State, by: User, reason: str) -> Technology:
    """List a technology or withdraw it, and tell whoever proposed it. Raises DecidedAlready."""
    held = Technology.objects.select_for_update().get(pk=technology.pk)
    if held.state == state:
        raise DecidedAlready(held)
    was_proposed = held.state == State.PROPOSED
    held.state, held.changed_at = state, timezone.now()
    held.save(update_fields=["state", "changed_at"])
    if was_proposed and held.proposed_by:
        _tell(held, reason)
    audit.record(act=ACTS[state], by=by, about=held, reason=reason)
    return held


def _tell(technology: Technology, reason: str) -> None:
    if technology.state == State.LISTED:
        subject = f"{technology} is in the register now"
        tell(technology.proposed_by, subject, reason, address=technology.get_absolute_url())
    else:
        tell(technology.proposed_by, f"{technology} was not taken into the register", reason)


@transaction.atomic
def take_in(*, entries: Iterable[Entry], by: User | None) -> Imported:
    """Write entries over those of the same name, and add the others: all of them or none. Raises NameTaken."""
    entries = list(entries)
    register = {one.name.casefold(): one for one in Technology.objects.select_for_update()}
    held_before = [register.get(entry.columns["name"].casefold()) for entry in entries]
    # What they were called too is said anew: one may take over what another lets go.
    Alias.objects.filter(technology__in=filter(None, held_before)).delete()
    added = changed = 0
    for entry, held in zip(entries, held_before, strict=True):
        _write(held or Technology(), entry)
        added, changed = added + (held is None), changed + (held is not None)
    audit.record(act="import technologies", by=by, about="technologies", added=added, changed=changed)
    return Imported(added, changed)


def _write(technology: Technology, entry: Entry) -> None:
    """Save a technology with all that belongs to it. Raises NameTaken."""
    _refuse_taken(technology, entry)
    for name, value in entry.columns.items():
        setattr(technology, name, value)
    technology.slug = technology.slug or free_slug(technology.name)
    technology.changed_at = timezone.now()
    try:
        with transaction.atomic():
            technology.save()
            for relation, rows in entry.rows(technology).items():
                getattr(technology, relation).all().delete()
                getattr(technology, relation).bulk_create(rows)
            read_technology_anew(technology)
    except IntegrityError:
        raise NameTaken(technology.name, "another technology") from None


def _refuse_taken(technology: Technology, entry: Entry) -> None:
    for name in (entry.columns["name"], *entry.aliases):
        is_alias = name != entry.columns["name"]
        other = Technology.objects.exclude(pk=technology.pk).filter(name__iexact=name).first()
        alias = Alias.objects.exclude(technology=technology.pk).filter(name__iexact=name).first()
        if other or alias:
            raise NameTaken(name, str(other or alias.technology), is_alias=is_alias)


def free_slug(name: str) -> str:
    """Return the words of an address that no other technology has."""
    words = slugify(name)[:LONGEST_SLUG].strip("-") or "technology"
    taken = TAKEN_SLUGS | set(
        Technology.objects.filter(slug__startswith=words).values_list("slug", flat=True)
    )
    if words not in taken:
        return words
    return next(
        f"{words}-{number}" for number in range(2, len(taken) + 3) if f"{words}-{number}" not in taken
    )
