"""What peers share on what they do better, and whom to ask of it."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from accounts.permissions import Someone
from casestudies.models import Adoption
from casestudies.presenters.naming import named
from forum.presenters.asking import ask_addresses
from forum.queries.discussions import threads_on_functions
from forum.queries.practice import CaseOn, cases_on, used_ahead_with_functions
from metrics.models import Area
from metrics.presenters.peers.opportunity_map import Opening, OpportunityMap

SHOWN = 20
MOST_EACH = 4
Link = tuple[str, str]  # words, and an address


@dataclass(frozen=True)
class Row:
    """An opening with what those ahead tell of it, each with its area’s name, and where to ask one of them."""

    opening: Opening
    practice: Sequence[tuple[str, Link]]
    ask: Link


@dataclass(frozen=True)
class Shared:
    """What areas share, by code: what they wrote, use where one does not (the treatment functions that it is for, and
    the link), and what is discussed about them."""

    cases: Collection[CaseOn]
    used: Collection[tuple[str, frozenset[str], Link]]
    threads: Collection[tuple[str, str, str, str]]

    def on(self, opening: Opening) -> list[tuple[str, Link]]:
        """Return what those ahead tell of the treatment function or of the figure itself: code and link."""
        found = [
            *((one.area, (one.title, one.address)) for one in self.cases if _is_about(one, opening)),
            *((code, link) for code, functions, link in self.used if opening.function in functions),
            *(
                (code, (title, href))
                for code, function, title, href in self.threads
                if function == opening.function
            ),
        ]
        return list(dict.fromkeys(one for one in found if one[0] in opening.better))


def rows(reader: Someone, found: OpportunityMap, openings: Sequence[Opening]) -> list[Row]:
    """Return openings with what those ahead share on them. A constant number of queries."""
    codes = list(dict.fromkeys(code for one in openings for code in one.better))
    shared = _shared(reader, found.group.area, codes) if codes else Shared((), (), ())
    return [_row(one, shared.on(one)) for one in openings]


def _shared(reader: Someone, own: Area, codes: list[str]) -> Shared:
    return Shared(
        cases=cases_on(codes),
        used=[_used(one) for one in used_ahead_with_functions(codes, own)],
        threads=threads_on_functions(reader, codes) if reader.is_authenticated else (),
    )


def _row(opening: Opening, told: Sequence[tuple[str, Link]]) -> Row:
    # Who tells of something has an answer; else who is furthest ahead.
    whom = told[0][0] if told else next(iter(opening.better))
    (address,) = ask_addresses([whom], opening.asked).values()
    practice = [(opening.better[code], link) for code, link in told[:MOST_EACH]]
    return Row(opening, practice, (opening.better[whom], address))


def _is_about(case: CaseOn, opening: Opening) -> bool:
    return opening.function in case.functions or (opening.measure.slug, opening.function) in case.outcomes


def _used(record: Adoption) -> tuple[str, frozenset[str], Link]:
    technology = record.technology
    told = (*record.functions.all(), *technology.functions.all())
    functions = frozenset(one.treatment_function for one in told)
    return record.area.code, functions, (named(technology), technology.get_absolute_url())
