"""Records of adoption in words: where, since when, what happened, and what a version changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils import timezone

from casestudies.actions.adoption.content import COLUMNS
from casestudies.forms.adoption.records import Details
from casestudies.models import Adoption, AdoptionVersion, Rating, StageEvent
from casestudies.models.steps import that_hold
from casestudies.models.vocabulary import Barrier, Complexity, Domain, Stage
from metrics.charts.figure import Column, Table, TableRow
from metrics.compute.extract import TREATMENT_FUNCTIONS
from metrics.models import Area

COLOURS = {
    Stage.CONSIDERING: "grey",
    Stage.PLANNED: "blue",
    Stage.PILOTING: "aqua-green",
    Stage.ADOPTED: "green",
    Stage.SCALED: "green",
    Stage.SUSTAINED: "green",
    Stage.PAUSED: "yellow",
    Stage.STOPPED: "orange",
    Stage.DECLINED: "red",
}
NOTHING = "Nothing"
STEP = {"stage": "Stage", "since": "From when on", "reasons": "Why it ended", "note": "Why, in words"}


@dataclass(frozen=True)
class Shown:
    """A record in a list."""

    adoption: Adoption

    @property
    def colour(self) -> str:
        return COLOURS[Stage(self.adoption.stage)]

    @property
    def functions(self) -> str:
        return names_of(row.treatment_function for row in self.adoption.functions.all())

    @property
    def says_more(self) -> bool:
        """Whether it says anything beside its stage."""
        said = (getattr(self.adoption, name) for name in COLUMNS if name != "setting")
        return bool(self.functions) or any(value not in ("", None) for value in said)

    @property
    def reach(self) -> str:
        """How far it reaches, of what is known."""
        one = self.adoption
        sites = f"{one.sites:,} site{'' if one.sites == 1 else 's'}" if one.sites is not None else ""
        reached = f"{one.reached:,} people a year reached" if one.reached is not None else ""
        eligible = f"{one.eligible:,} people a year eligible" if one.eligible is not None else ""
        return ", ".join(filter(None, [sites, reached, eligible]))

    @property
    def ended(self) -> "Ended | None":
        return ended(self.adoption.area)


@dataclass(frozen=True)
class Ended:
    """An area that has ended: on which day, and what took over."""

    area: Area
    last: date
    successors: Sequence[Area]


@dataclass(frozen=True)
class Event:
    """A stage event to show. `is_put_right`: the next one tells the same stage anew."""

    event: StageEvent
    colour: str
    reasons: str
    is_put_right: bool


@dataclass(frozen=True)
class Change:
    """What somebody changed of a record in one go."""

    version: AdoptionVersion
    differences: Sequence[tuple[str, str, str]]
    is_first: bool
    is_erased: bool


def ended(area: Area) -> Ended | None:
    """Return what became of an area that exists no longer; its successions are read already in lists."""
    if not area.closed or area.closed >= timezone.localdate():
        return None
    after = sorted((each.successor for each in area.successions.all()), key=lambda one: one.short_name)
    return Ended(area, area.closed, after)


def names_of(functions: Iterable[str]) -> str:
    return ", ".join(TREATMENT_FUNCTIONS.get(code, code) for code in functions)


def events(adoption: Adoption) -> list[Event]:
    """Return what happened, newest first."""
    told = list(adoption.events.select_related("by"))
    hold = {event.pk for event in that_hold(told)}
    return [
        Event(event, COLOURS[Stage(event.stage)], in_words("reasons", event.reasons), event.pk not in hold)
        for event in reversed(told)
    ]


def hardness(adoption: Adoption) -> list[tuple[str, Rating]]:
    """Return the domains that were rated, in the framework's order."""
    rated = {rating.domain: rating for rating in adoption.ratings.all()}
    return [(domain.label, rated[domain.value]) for domain in Domain if domain.value in rated]


def typed(content: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a version holds by the names of the form's fields, as a person would enter it."""
    rest = {name: value for name, value in content.items() if name not in ("ratings", *STEP)}
    for domain in Domain:
        how, note = content.get("ratings", {}).get(domain.value, ("", ""))
        rest |= {f"rated_{domain}": how, f"note_{domain}": note}
    return rest


def label_of(name: str) -> str:
    """Return what a field is called, on a form of its own or in a version."""
    kind, _, domain = name.partition("_")
    if kind in ("rated", "note") and domain in Domain.values:
        return Domain(domain).label + (": note" if kind == "note" else "")
    if name in STEP:
        return STEP[name]
    return Details.base_fields[name].label.removesuffix(" (optional)")


def in_words(name: str, value: Any) -> str:
    """Return a value as readers see it."""
    if name == "functions":
        return names_of(value)
    if name == "reasons":
        return ", ".join(Barrier(code).label.lower() for code in value)
    if name == "stage" and value:
        return Stage(value).label
    if name.startswith("rated_") and value:
        return Complexity(value).label
    if name in ("since", "planned_for", "next_review") and value:
        return f"{date.fromisoformat(value):%-d %B %Y}"
    return f"{value}".replace("\r\n", "\n")


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return what differs between two contents by the names of the form's fields: label, before, after."""
    return [
        (label_of(name), in_words(name, before.get(name, "")) or NOTHING, in_words(name, value) or NOTHING)
        for name, value in after.items()
        if (before.get(name) or "") != (value or "")
    ]


def changes(versions: Iterable[AdoptionVersion]) -> list[Change]:
    """Return what each version changed, newest first; its first says all that it holds."""
    made, before = [], None
    for version in versions:
        after = _content(version)
        made.append(
            Change(version, differences(before or {}, after), before is None, version.erased_at is not None)
        )
        before = after
    return made[::-1]


def _content(version: AdoptionVersion) -> dict[str, Any]:
    written = version.written
    return {name: written.get(name, "") for name in STEP} | typed(written) if written else {}


def side_by_side(now: Mapping[str, Any], mine: Mapping[str, Any], who: str) -> Table:
    """Return what somebody else saved beside what a person wrote, where they differ."""
    return Table(
        id="meanwhile-table",
        caption="Where they differ",
        columns=[Column("Question"), Column(f"Saved by {who}"), Column("Yours")],
        rows=[TableRow(cells) for cells in differences(now, mine)],
        is_stacked=True,
    )
