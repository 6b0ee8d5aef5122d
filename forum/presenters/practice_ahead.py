"""What areas that do better write of, use where one does not, and discuss; and where to ask their people."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from accounts.permissions import Someone
from casestudies.models import Adoption, CaseStudy, Technology
from casestudies.presenters.naming import named
from forum.presenters.asking import ask_addresses
from forum.queries.discussions import threads_by_area
from forum.queries.practice import cases_by_area, used_ahead
from metrics.models import Area
from metrics.presenters.peers.better import Better

MOST_EACH = 5
Link = tuple[str, str]  # words, and an address


@dataclass(frozen=True)
class Ahead:
    """An area that does better: its case studies, the technologies that it uses and the asking area does not, threads
    about it, and where to ask its people."""

    name: str
    cases: Sequence[Link]
    technologies: Sequence[Link]
    threads: Sequence[Link]
    ask_address: str

    def is_silent(self) -> bool:
        return not (self.cases or self.technologies or self.threads)


def ahead_of(view: Better) -> dict[str, str]:
    """Return the names of the areas that do better by their codes: peers, and where there are none others."""
    codes = [] if view.cannot else list(view.peers.index) or list(view.elsewhere.index)[:MOST_EACH]
    return {code: view.group.areas[code].short_name for code in codes}


def practice_ahead(
    reader: Someone, area: Area, ahead: Mapping[str, str], asked: Mapping[str, str], function: str
) -> list[Ahead]:
    """Return what each of the areas ahead tells of, in their order. `asked`: what their people are asked about. Three
    queries; two for visitors, who read no threads."""
    if not ahead:
        return []
    studies = cases_by_area(list(ahead), function)
    used = used_ahead(list(ahead), area)
    threads = threads_by_area(reader, list(ahead), function) if reader.is_authenticated else []
    return [
        Ahead(
            name=ahead[code],
            cases=_links(one for held, one in studies if held == code),
            technologies=_links(_used_by(code, used)),
            threads=[(title, href) for held, title, href in threads if held == code][:MOST_EACH],
            ask_address=address,
        )
        for code, address in ask_addresses(ahead, asked).items()
    ]


def _links(things: Iterable[CaseStudy | Technology]) -> list[Link]:
    # Of those alone that are shown: an address is made of a title, which is scanned for patients' data.
    return [(named(one), one.get_absolute_url()) for one in islice(things, MOST_EACH)]


def _used_by(code: str, used: Collection[Adoption]) -> Iterable[Technology]:
    return {one.technology_id: one.technology for one in used if one.area.code == code}.values()
