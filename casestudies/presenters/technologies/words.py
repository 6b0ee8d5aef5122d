"""What the register says of a technology, in words and as rows of a file."""

from dataclasses import dataclass

import pandas as pd
from django.utils.safestring import SafeString

from casestudies.forms.technologies.csv import ALL_COLUMNS
from casestudies.forms.technologies.register import LINES, values_of
from casestudies.models import NiceGuidance, Technology
from metrics.charts import numbers
from metrics.compute.extract import TREATMENT_FUNCTIONS
from metrics.presenters.words import joined
from safety.markdown import rendered

Recommendation = NiceGuidance.Recommendation
SAYS = {
    Recommendation.RECOMMENDED: "NICE recommends it",
    Recommendation.OPTIMISED: "NICE recommends it for some",
    Recommendation.RESEARCH: "NICE recommends it only in research",
    Recommendation.NOT: "NICE does not recommend it",
    Recommendation.NONE: "NICE reviewed it and made no recommendation",
}
COLOURS = {
    Recommendation.RECOMMENDED: "green",
    Recommendation.OPTIMISED: "aqua-green",
    Recommendation.NOT: "red",
}
STATE_COLOURS = {Technology.State.PROPOSED: "orange", Technology.State.WITHDRAWN: "red"}


@dataclass(frozen=True)
class Nice:
    """A piece of guidance as readers see it."""

    words: str
    address: str
    says: str
    colour: str


@dataclass(frozen=True)
class Shown:
    """A technology in words."""

    technology: Technology

    @property
    def state(self) -> tuple[str, str]:
        """Its state and the colour of its tag; nothing for what is listed."""
        state = self.technology.state
        if state == Technology.State.LISTED:
            return "", ""
        return self.technology.get_state_display(), STATE_COLOURS[state]

    @property
    def purpose(self) -> SafeString:
        return rendered(self.technology.purpose)

    @property
    def guidance(self) -> list[Nice]:
        return [_nice(one) for one in self.technology.guidance.all()]

    @property
    def nice(self) -> str:
        """What NICE says of it, the newest first: `NICE recommends it (DG12, May 2021)`."""
        found = list(self.technology.guidance.all())
        return joined([f"{SAYS[one.recommendation]} ({_named(one)})" for one in found[:2]])

    @property
    def functions(self) -> list[str]:
        return [
            TREATMENT_FUNCTIONS.get(one.treatment_function, one.treatment_function)
            for one in self.technology.functions.all()
        ]

    @property
    def aliases(self) -> list[str]:
        return [one.name for one in self.technology.aliases.all()]

    @property
    def mandate(self) -> str:
        """The years in which the mandate named it: `2021/22 and 2022/23`."""
        return joined([str(one) for one in self.technology.funding_years.all()])

    @property
    def uptake(self) -> str:
        """How many areas do what with it, as counted: `In use in 3 areas, stopped or declined in 1.`"""
        using = self.technology.areas_using
        named = {"considered or planned": "areas_before", "stopped or declined": "areas_ended"}
        others = {words: getattr(self.technology, name) for words, name in named.items()}
        parts = [f"{words} in {count}" for words, count in others.items() if count]
        if not (using or parts):
            return "No area has told of using it yet."
        areas = f"In use in {using} {'area' if using == 1 else 'areas'}" if using else "No area uses it"
        return f"{', '.join([areas, *parts])}."


def _named(one: NiceGuidance) -> str:
    return f"{one}, {numbers.month_name(one.published)}" if one.published else str(one)


def _nice(one: NiceGuidance) -> Nice:
    return Nice(
        words=f"{one.get_type_display()} {one}",
        address=one.address,
        says=one.get_recommendation_display()
        + (f", {numbers.day_name(one.published)}" if one.published else ""),
        colour=COLOURS.get(one.recommendation, "grey"),
    )


def register_table(technologies: list[Technology]) -> pd.DataFrame:
    """Return technologies as rows that a file of the register has: what `read_technologies` reads."""
    rows = [{name: _cell(name, value) for name, value in values_of(one).items()} for one in technologies]
    return pd.DataFrame(rows, columns=list(ALL_COLUMNS), dtype="str")


def _cell(name: str, value: str | list[str]) -> str:
    if isinstance(value, list):
        return "; ".join(value)
    return value.replace("\n", "; ") if name in LINES else value
