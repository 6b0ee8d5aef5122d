"""What is new for a person's areas: signals in the newest figures, what better peers tell, questions of peers."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime

import pandas as pd
from django.db.models import Q
from django.utils import timezone

from accounts.models import Claim, User
from casestudies.models import CaseStudy, Outcome
from forum.models import Thread
from forum.models.discussions import ThreadQuerySet
from forum.queries.concerning import own_areas
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.models import Area
from metrics.presenters.peers.asked import USUAL_MEASURE
from metrics.presenters.peers.better import Question, better_view
from metrics.presenters.peers.group import KINDS, PeerGroup, usual_peers
from metrics.queries import published_months, standings

# Whoever looks after more areas than this has their pages.
MOST_AREAS = 5
MONTHS = 12


@dataclass(frozen=True)
class Signal:
    """That an area's figures of the newest month differ from its own past by more than chance."""

    area: Area
    measure: str
    assessment: str


@dataclass(frozen=True)
class Told:
    """A case study of an area that does better than one's own on a measure."""

    case: CaseStudy
    does_better: Area
    measure: str


@dataclass(frozen=True)
class Digest:
    month: date | None
    signals: list[Signal]
    cases: list[Told]
    questions: list[Thread]

    def __bool__(self) -> bool:
        return bool(self.signals or self.cases or self.questions)


def digest_for(
    user: User, opened: ThreadQuerySet, month: date | None, since: datetime, until: datetime
) -> Digest:
    """Return what is new for a person's areas in a time. `opened`: threads opened then that they may read. `month`: the
    newest, if its figures were new then."""
    areas = list(own_areas(user)[:MOST_AREAS])
    groups = [usual_peers(area, timezone.localdate()) for area in areas if area.kind in KINDS]
    return Digest(
        month,
        signals_in(areas) if month else [],
        list(_cases_of_better_peers(groups, since, until)) if groups else [],
        _questions(opened, groups) if groups else [],
    )


def signals_in(areas: Iterable[Area]) -> list[Signal]:
    """Return the special causes in the newest month, over all treatment functions together: concerns first."""
    found = [signal for area in areas for signal in _signals_of(area)]
    return sorted(found, key=lambda signal: "concern" not in signal.assessment)


def _signals_of(area: Area) -> list[Signal]:
    stands = standings(area=area.code, function=ALL_FUNCTIONS)
    if stands is None:
        return []
    told = stands[stands["signal"].fillna(0) != 0]
    return [
        Signal(area, MEASURES[row.measure].title, row.assessment)
        for row in told.itertuples()
        if row.measure in MEASURES
    ]


def _cases_of_better_peers(groups: Collection[PeerGroup], since: datetime, until: datetime) -> Iterable[Told]:
    """Yield the new case studies of peers that do better on what these claim, or on the usual measure: each once."""
    fresh = CaseStudy.objects.published().filter(published_at__gt=since, published_at__lte=until)
    codes = {code for group in groups for code in group.codes}
    told: set[int] = set()
    for case in fresh.filter(home__code__in=codes).select_related("home").order_by("published_at", "pk"):
        for group in groups:
            measure = _better_on(group, case)
            if measure and case.pk not in told:
                told.add(case.pk)
                yield Told(case, case.home, MEASURES[measure].title)


def _better_on(group: PeerGroup, case: CaseStudy) -> str:
    """Return the first measure of a case study on which its area does better than one's own; "" for none."""
    if case.home.code not in group.codes:
        return ""
    claimed = Outcome.objects.filter(case=case, measure__in=MEASURES).values_list("measure", flat=True)
    measures = dict.fromkeys(claimed) or [USUAL_MEASURE]
    return next((measure for measure in measures if case.home.code in better_peers(group, measure)), "")


def better_peers(group: PeerGroup, measure: str, function: str = ALL_FUNCTIONS) -> pd.Index:
    """Return the codes of the peers that do better on a measure over the last twelve months."""
    months = published_months()[-MONTHS:]
    if not months:
        return pd.Index([])
    view = better_view(group, Question(MEASURES[measure], function, months[0], months[-1]))
    return pd.Index([]) if view.cannot else view.peers.index


def _questions(opened: ThreadQuerySet, groups: Collection[PeerGroup]) -> list[Thread]:
    """Return the questions that nobody has answered, of people of peers or about one."""
    peers = Area.objects.filter(code__in={code for group in groups for code in group.codes}).values("pk")
    asking = Claim.objects.holding().filter(area__in=peers).values("user")
    unanswered = opened.filter(kind=Thread.Kind.QUESTION, replies=0, accepted__isnull=True)
    return list(unanswered.filter(Q(area__in=peers) | Q(author__in=asking)).newest_first())
