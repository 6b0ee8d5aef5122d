"""Ask the figures whether what began has moved them: in pieces that workers share, each answer once a publication."""

from collections import defaultdict
from dataclasses import asdict

from casestudies.models import EffectQuestion, EffectTogether, MeasuredEffect
from casestudies.queries.effects import (
    Group,
    Question,
    last_together,
    measured_together,
    questions,
    unanswered,
)
from metrics.compute.effects import METHOD_VERSION, Effect, as_kept
from metrics.compute.effects.together import REACH, together
from metrics.effects import effects_of
from metrics.queries import Version, are_months_loading, version_now

# A few seconds' work, so that two workers end at about the same time, and little is lost with one that dies.
A_PIECE = 50


def plan() -> list[list[str]]:
    """Return what the figures have not been asked yet, by the names of questions: pieces of the same kind of areas and
    treatment function together. None while months are being brought in, as each of them changes every answer."""
    version = version_now()
    if not version.publication or are_months_loading():
        return []
    asked = questions()
    _keep_what_is_asked({one.name for one in asked})
    groups = defaultdict(list)
    for one in unanswered(version, asked):
        groups[one.begun.area.kind, one.begun.function].append(one.name)
    names = [name for _, together in sorted(groups.items()) for name in together]
    return [names[first : first + A_PIECE] for first in range(0, len(names), A_PIECE)]


def _keep_what_is_asked(names: set[str]) -> None:
    """Keep the names of all questions, so that pages tell how many are answered, and leave out what nobody asks now."""
    known = set(EffectQuestion.objects.values_list("name", flat=True))
    EffectQuestion.objects.filter(name__in=known - names).delete()
    EffectQuestion.objects.bulk_create(
        [EffectQuestion(name=name) for name in sorted(names - known)], ignore_conflicts=True
    )


def work_out(names: list[str]) -> None:
    """Ask the figures some questions, by their names, and keep what they say.

    What was answered, asked otherwise or hidden meanwhile is left out; an answer that another worker kept first stands.
    """
    version, wanted = version_now(), set(names)
    asked = [one for one in unanswered(version, questions()) if one.name in wanted]
    answers = [
        _answer(asked[place], found, version) for place, found in effects_of([one.begun for one in asked])
    ]
    if version_now().publication == version.publication:
        MeasuredEffect.objects.bulk_create(answers, ignore_conflicts=True)


def _answer(question: Question, found: Effect, version: Version) -> MeasuredEffect:
    begun = question.begun
    return MeasuredEffect(
        name=question.name,
        **{f"{question.thing.kind}_id": question.thing.pk},
        area=begun.area,
        measure=begun.measure.slug,
        treatment_function=begun.function,
        starts=begun.starts,
        ends=begun.ends,
        publication_id=version.publication,
        method_version=METHOD_VERSION,
        verdict=found.verdict,
        answer=as_kept(found),
    )


def take_together() -> None:
    """Take together the answers about each technology that are others than before; nothing while some are missing."""
    version = version_now()
    if not version.publication or are_months_loading() or unanswered(version, questions()):
        return
    groups, last = measured_together(version), last_together()
    for group in {*groups, *last}:
        numbers = groups.get(group, [])
        if group not in last or last[group].effects != numbers:
            _keep_together(group, numbers)


def _keep_together(group: Group, numbers: list[int]) -> None:
    tests = [one.told.test for one in MeasuredEffect.objects.filter(pk__in=numbers)]
    found = together([one.change for one in tests], [(one.upper - one.lower) / (2 * REACH) for one in tests])
    EffectTogether.objects.create(
        technology_id=group.technology,
        kind=group.kind,
        measure=group.measure,
        treatment_function=group.function,
        effects=numbers,
        answer=asdict(found) if found else None,
    )
