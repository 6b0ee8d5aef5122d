"""Answers in a list, where it stands what they are about."""

from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from casestudies.models import Adoption, CaseStudy, MeasuredEffect
from casestudies.queries.effects import newest_about
from metrics.compute.effects import choosing
from metrics.measured import kept
from metrics.presenters.effects import Subject, answer, brief

COLOURS = {
    choosing.BETTER: "green",
    choosing.WORSE: "red",
    choosing.HIGHER: "blue",
    choosing.LOWER: "blue",
    choosing.NO_CLEAR_CHANGE: "grey",
    choosing.NOT_YET: "yellow",
    choosing.CANNOT: "grey",
}


@dataclass(frozen=True)
class Shown:
    """An answer in a list: what it is about, in brief, and where its page is."""

    effect: MeasuredEffect

    @property
    def title(self) -> str:
        return self._about.title

    @property
    def brief(self) -> str:
        return brief(self.effect.verdict).capitalize()

    @property
    def colour(self) -> str:
        return COLOURS[self.effect.verdict]

    @property
    def sentence(self) -> str:
        return answer(self._about)

    @cached_property
    def _about(self) -> Subject:
        return subject_of(self.effect)


def subject_of(effect: MeasuredEffect) -> Subject:
    return Subject(effect.area, effect.measured, effect.treatment_function, effect.told)


def shown_about(thing: Adoption | CaseStudy) -> list[Shown]:
    """Return the newest answers about a thing, of measures that are computed here still."""
    return [Shown(one) for one in newest_about(thing) if one.measured]


def effects_of_case(case: CaseStudy) -> SafeString:
    """Return the same of a case study, of `casestudies.queries.reading.case_for`, as HTML: kept until there is more."""
    if case.last_effect is None:
        return SafeString()
    claimed = [(one.area_id, one.treatment_function, one.starts, one.ends) for one in case.outcomes.all()]
    key = sha256(repr((case.last_effect, claimed)).encode()).hexdigest()
    return kept(f"effects-shown:{key}", lambda: _rendered(case))


def _rendered(case: CaseStudy) -> SafeString:
    effects = shown_about(case)
    return render_to_string("casestudies/did_it_work.html", {"effects": effects}) if effects else SafeString()
