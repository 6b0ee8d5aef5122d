"""What areas that do better tell of practice, in the words in which people who watch for it are told.

The words name the areas and the measure alone, and lead to a page which asks who may read it: what is hidden later is
named nowhere.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from django.urls import reverse
from django.utils import timezone

from casestudies.models import Adoption, CaseStudy
from casestudies.queries.technologies import near
from forum.digest import better_peers
from forum.figures_watched import HOW_TO_STOP, LONGEST_SUBJECT, subject_of
from forum.models import FigureTold, FigureWatch
from forum.queries.practice_watches import new_cases, new_records
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.models import Area
from metrics.presenters.peers.group import usual_peers

WHY = (
    "Its 95% interval, or most of its months, lay on the good side over the last 12 months of NHS England’s figures."
    " That does not say that what it does is why."
)


@dataclass(frozen=True)
class Practice:
    """What is told of one watch. `of`: the column of models.FigureTold with what is told of."""

    watch: FigureWatch
    of: dict[str, CaseStudy | Adoption]
    subject: str
    text: str
    address: str


def practice_in(watches: Sequence[FigureWatch]) -> list[Practice]:
    """Return what is news to watches of practice and was not told yet."""
    if not watches:
        return []
    since = min(watch.since for watch in watches)
    cases, records = new_cases(since), new_records(since)
    if not cases and not records:
        return []
    told = set(FigureTold.objects.filter(watch__in=watches).values_list("watch", "case_study", "adoption"))
    found = []
    for watch in watches:
        fresh = [one for one in cases if (watch.pk, one.pk, None) not in told and _claims(one, watch)]
        used = [one for one in records if (watch.pk, None, one.pk) not in told and _is_of(one, watch)]
        found += _of_those_ahead(watch, fresh, used) if fresh or used else []
    return found


def _claims(case: CaseStudy, watch: FigureWatch) -> bool:
    """Say whether a case study is news to a watch: claims its measure, and is about its treatment function or all."""
    is_new = case.published_at > watch.since and watch.measure in {one.measure for one in case.outcomes.all()}
    is_own = watch.person_id in {one.person_id for one in case.authorships.all()}
    return is_new and not is_own and _is_about(case.functions.all(), watch)


def _is_of(record: Adoption, watch: FigureWatch) -> bool:
    return record.first_used > watch.since and _is_about(record.functions.all(), watch)


def _is_about(functions: Iterable, watch: FigureWatch) -> bool:
    told = {one.treatment_function for one in functions}
    return (
        watch.treatment_function == ALL_FUNCTIONS
        or not told
        or bool(told & {watch.treatment_function, ALL_FUNCTIONS})
    )


def _of_those_ahead(
    watch: FigureWatch, cases: Collection[CaseStudy], records: Collection[Adoption]
) -> list[Practice]:
    """Return those of areas that do better, of records those of what one's own area does not use."""
    today = timezone.localdate()
    ahead = set(better_peers(usual_peers(watch.area, today), watch.measure, watch.treatment_function))
    told = [_case_said(watch, one) for one in cases if one.home.code in ahead]
    theirs = [one for one in records if one.area.code in ahead]
    if not theirs:
        return told
    ours = set(near([watch.area], today).in_use().values_list("technology", flat=True))
    return told + [_record_said(watch, one) for one in theirs if one.technology_id not in ours]


def _case_said(watch: FigureWatch, case: CaseStudy) -> Practice:
    said = f"{_who(watch, case.home)} published a case study on it"
    return _said(watch, {"case_study": case}, said, reverse("case-study-number", args=[case.pk]))


def _record_said(watch: FigureWatch, record: Adoption) -> Practice:
    said = (
        f"{_who(watch, record.area)} uses a technology that {watch.area.short_name} has not told that it uses"
    )
    return _said(watch, {"adoption": record}, said, reverse("adoption", args=[record.pk]))


def _who(watch: FigureWatch, area: Area) -> str:
    return f"{area.short_name}, ahead of {watch.area.short_name} on {subject_of(watch)},"


def _said(watch: FigureWatch, of: dict, said: str, address: str) -> Practice:
    return Practice(watch, of, said[:LONGEST_SUBJECT], f"{WHY}\n\n{HOW_TO_STOP}", address)
