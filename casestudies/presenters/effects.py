"""“Did it work?”: what the figures say of an adoption or of what a case study claims, as pages show it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from casestudies.models import Adoption, CaseStudy, MeasuredEffect
from casestudies.queries.effects import newest_about
from metrics.charts.figure import Figure, Table
from metrics.compute.effects import choosing
from metrics.measured import kept
from metrics.presenters.effects import Subject, answer, brief, cautions, figures, method, sentences, tables

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


@dataclass(frozen=True)
class EffectPage:
    """The page of an answer. `newer`: the newest answer to the same question, None where this is it. `others`: what
    else the figures say of the same thing."""

    effect: MeasuredEffect
    others: Sequence[Shown]
    newer: MeasuredEffect | None

    @property
    def thing(self) -> Adoption | CaseStudy:
        return self.effect.adoption or self.effect.case

    @cached_property
    def about(self) -> Subject:
        return subject_of(self.effect)

    @property
    def title(self) -> str:
        return self.about.title

    @property
    def brief(self) -> str:
        return Shown(self.effect).brief

    @property
    def colour(self) -> str:
        return COLOURS[self.effect.verdict]

    @property
    def answer(self) -> str:
        return answer(self.about)

    @property
    def sentences(self) -> list[str]:
        return list(sentences(self.about))

    @cached_property
    def figures(self) -> list[Figure]:
        return figures(self.about, self.effect.get_absolute_url(), self._files)

    def _files(self, shown: str) -> list[tuple[str, str]]:
        """Return the files of a picture, in words and with their addresses."""
        kinds = ("csv", "svg", "png")
        return [(kind.upper(), reverse(f"effect-{kind}", args=[self.effect.pk, shown])) for kind in kinds]

    @property
    def methods(self) -> Table:
        return tables.methods(self.about)

    @property
    def flows(self) -> Table | None:
        return tables.flows(self.about)

    @property
    def cautions(self) -> list[str]:
        return cautions(self.about)

    @property
    def method(self) -> str:
        return method(self.about)

    @property
    def links(self) -> list[tuple[str, str]]:
        """Where its figures come from, and how it is worked out."""
        methods = reverse("methods")
        month = max(self.effect.told.observed, default="")
        source = (
            [("Source of these figures", reverse("data-month", args=[date.fromisoformat(f"{month}-01")]))]
            if month
            else []
        )
        return [
            ("How it is worked out", f"{methods}#did-it-work"),
            ("Definition and formula of the measure", f"{methods}#{self.effect.measure}"),
            *source,
        ]


def page_of(effect: MeasuredEffect) -> EffectPage:
    newest = newest_about(effect.adoption or effect.case)
    newer = next((one for one in newest if one.name == effect.name and one.pk > effect.pk), None)
    others = [Shown(one) for one in newest if one.name != effect.name and one.measured]
    return EffectPage(effect, others, newer)
