"""Ask the figures whether what began has moved them: in pieces that workers share, each answer once a publication."""

from collections import defaultdict

from casestudies.models import MeasuredEffect
from casestudies.queries.effects import Question, unanswered
from metrics.compute.effects import METHOD_VERSION, Effect, as_kept
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
    groups = defaultdict(list)
    for one in unanswered(version):
        groups[one.begun.area.kind, one.begun.function].append(one.name)
    names = [name for _, together in sorted(groups.items()) for name in together]
    return [names[first : first + A_PIECE] for first in range(0, len(names), A_PIECE)]


def work_out(names: list[str]) -> None:
    """Ask the figures some questions, by their names, and keep what they say.

    What was answered, asked otherwise or hidden meanwhile is left out; an answer that another worker kept first stands.
    """
    version, wanted = version_now(), set(names)
    asked = [one for one in unanswered(version) if one.name in wanted]
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
