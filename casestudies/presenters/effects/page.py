"""The page of an answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from django.urls import reverse

from casestudies.models import Adoption, CaseStudy, MeasuredEffect
from casestudies.presenters.effects.shown import COLOURS, Shown, subject_of
from casestudies.queries.effects import newest_about
from metrics.charts.figure import Figure, Table
from metrics.presenters.effects import Subject, answer, cautions, figures, method, sentences, tables


@dataclass(frozen=True)
class EffectPage:
    """The page of an answer. `newer`: the newest answer to the same question, None where this is it. `others`: what
    else the figures say of the same thing."""

    effect: MeasuredEffect
    others: Sequence[Shown]
    newer: MeasuredEffect | None

    @property
    def thing(self) -> Adoption | CaseStudy:
        return self.effect.thing

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
    newest = newest_about(effect.thing)
    newer = next((one for one in newest if one.name == effect.name and one.pk > effect.pk), None)
    others = [Shown(one) for one in newest if one.name != effect.name and one.measured]
    return EffectPage(effect, others, newer)
