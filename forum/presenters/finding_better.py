"""The first answer of a search that asks which areas do better: where that stands, and what is compared there."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from accounts.permissions import Someone
from forum.forms.finding import WhichArea
from forum.presenters.better_asked import BetterAsked, better_asked
from forum.queries.concerning import own_areas
from forum.queries.finding import Narrowing
from forum.queries.naming import areas_called
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES, Measure
from metrics.models import Area
from metrics.presenters.peers.asked import MONTHS, USUAL_MEASURE
from metrics.presenters.peers.group import HOW_MANY, KINDS, address
from safety.search.words import folded

MOST_AREAS = 3
KIND = "Comparison"


@dataclass(frozen=True)
class BetterAnswer:
    """`areas`: those that others are to do better than, none where it must be asked. `words`: what to search for
    besides."""

    typed: str
    asked: BetterAsked
    areas: Sequence[Area]

    @property
    def title(self) -> str:
        like = f"areas like {self.areas[0].short_name}" if len(self.areas) == 1 else "similar areas"
        return f"Which {like} do better{self._in_function}?"

    @property
    def compared(self) -> str:
        return (
            f"What is compared: “{self._measure.title}”, {self._pathways}, over the newest {MONTHS} months of figures, "
            f"with the {HOW_MANY} areas most like it. That page says how each difference is judged."
        )

    @property
    def notes(self) -> list[str]:
        function = self.asked.function
        part = function is not None and function.is_part
        return [
            *([self._part(function.words)] if part else []),
            *(
                [f"We do not know what “{' '.join(self._unknown)}” is: it is left out."]
                if self._unknown
                else []
            ),
        ]

    @property
    def links(self) -> list[tuple[str, str]]:
        return [(f"Who does better than {one.short_name}", self._address(one)) for one in self.areas]

    @property
    def which(self) -> WhichArea | None:
        """The question for whom it is asked, where that is not known."""
        return None if self.areas else WhichArea(self.typed)

    @property
    def words(self) -> str:
        function = self.asked.function
        if function is None:
            return self.areas[0].short_name if self.asked.whom else ""
        return function.words if function.is_part else self._pathways

    @property
    def offers(self) -> list[dict[str, str]]:
        """What the search box offers: each page, or the search that asks for the area."""
        asks = (self.title, f"{reverse('search')}?{urlencode({'q': self.typed})}")
        links = [(f"{said}{self._in_function}", href) for said, href in self.links] or [asks]
        return [{"title": said, "kind": KIND, "address": href} for said, href in links]

    @property
    def _measure(self) -> Measure:
        return MEASURES[self.asked.measure.what if self.asked.measure else USUAL_MEASURE]

    @property
    def _function(self) -> str:
        return self.asked.function.what if self.asked.function else ALL_FUNCTIONS

    @property
    def _pathways(self) -> str:
        return TREATMENT_FUNCTIONS[self._function].lower()

    @property
    def _in_function(self) -> str:
        return f" in {self._pathways}" if self.asked.function else ""

    @property
    def _unknown(self) -> list[str]:
        named = {word for one in self.areas for word in folded(f"{one.short_name} {one.name}").split()}
        return [word for word in self.asked.unknown if word not in named]

    def _part(self, part: str) -> str:
        return (
            f"There are no figures of “{part}” alone: it is usually counted in {self._pathways}, which is compared "
            "as a whole."
        )

    def _address(self, area: Area) -> str:
        asked = [("measure", self._measure.slug), ("function", self._function)]
        return address(reverse("better-peers", args=[area.code]), *asked)


def better_answer(reader: Someone, typed: str, narrowing: Narrowing) -> BetterAnswer | None:
    """Return the answer to a search for areas that do better; None where it asks for something else, or names whom
    nobody knows. No query for another search, one at most for this."""
    if narrowing.asked - {"area"} or not (asked := better_asked(typed)):
        return None
    areas = _areas(reader, asked, narrowing.area)
    if asked.whom and not 0 < len(areas) <= MOST_AREAS:
        return None
    return BetterAnswer(typed, asked, areas)


def _areas(reader: Someone, asked: BetterAsked, chosen: Area | None) -> list[Area]:
    if asked.whom:
        return areas_called(asked.whom)
    if chosen is not None:
        return [chosen] if chosen.kind in KINDS else []
    return list(own_areas(reader).filter(kind__in=KINDS)[:MOST_AREAS]) if reader.is_authenticated else []
