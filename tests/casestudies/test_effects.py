"""What the figures say of what began: asked once a publication, of what everybody may read, and kept."""

from datetime import date

import pytest
from django.contrib.auth.models import AnonymousUser

from casestudies.actions.effects import A_PIECE, plan, take_together, work_out
from casestudies.models import Adoption, CaseStudy, EffectTogether, MeasuredEffect, StageEvent
from casestudies.queries.effects import (
    Progress,
    counted,
    newest_about,
    progress,
    questions,
    standing,
    together_of,
)
from metrics.compute.effects import METHOD_VERSION, as_kept
from metrics.models import Area, Refresh
from metrics.queries import version_now
from tests.casestudies.measuring import START, months_published
from tests.factories import MAY, adoption, case_study, figures, outcome, refresh, technology

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

SHARE = "within-18-weeks"


def worked_out() -> None:
    for names in plan():
        work_out(names)


def about(thing: Adoption | CaseStudy, measure: str = SHARE) -> MeasuredEffect:
    kind = "adoption" if isinstance(thing, Adoption) else "case"
    return MeasuredEffect.objects.get(**{kind: thing}, measure=measure)


def asked(thing: Adoption, measure: str = SHARE):
    """Return what is asked of a measure where a technology is used."""
    (found,) = [
        one.begun for one in questions() if one.thing.pk == thing.pk and one.begun.measure.slug == measure
    ]
    return found


def test_a_shift_is_found_and_kept_with_all_its_numbers():
    shares = months_published()
    record = adoption("03R", since=START)

    worked_out()

    found = about(record)
    assert (found.verdict, found.method_version, found.area.code) == ("better", METHOD_VERSION, "03R")
    told = found.told
    before, after = shares["03R"][:12], shares["03R"][12:]
    assert told.mean_before == pytest.approx(sum(before) / 12, abs=0.01)
    assert told.mean_after == pytest.approx(sum(after) / 12, abs=0.01)
    assert told.test.change == pytest.approx(6, abs=1.5)
    assert told.test.lower > 0
    assert len(told.observed) == 24
    assert len(told.synthetic.placebos) == 29
    assert (told.decomposition.after.new, told.decomposition.after.completed) == (3_700, 3_500)
    assert as_kept(told) == found.answer


def test_where_nothing_moved_nothing_is_called_changed():
    months_published(shift=0)
    record = adoption("03R", since=START)

    worked_out()

    assert about(record).verdict == "no clear change"


def test_too_few_months_after_are_not_yet_measurable():
    months_published()
    late = adoption("03R", since=date(2025, 11, 10))

    worked_out()

    assert about(late).verdict == "not yet"


def test_an_area_without_figures_cannot_be_measured_and_is_not_asked_about_again():
    months_published()
    record = adoption("00L", since=START)
    record.functions.create(treatment_function="C_120")

    worked_out()

    found = about(record)
    assert (found.verdict, found.told.observed, found.told.known_before) == ("cannot", {}, 0)
    assert plan() == []


def test_each_publication_is_asked_once_and_older_answers_stand():
    months_published()
    record = adoption("03R", since=START)
    worked_out()
    first = about(record)
    assert plan() == []

    figures(date(2026, 3, 1), {"area": "03R", "incomplete": 20_000, "within_18": 13_000})
    worked_out()

    old, new = MeasuredEffect.objects.filter(adoption=record, measure=SHARE).order_by("pk")
    assert (old.pk, old.answer) == (first.pk, first.answer)
    assert "2026-03" in new.told.observed
    assert new.publication_id > old.publication_id
    assert new in newest_about(record)
    assert old not in newest_about(record)
    assert plan() == []


def test_two_workers_with_the_same_piece_keep_one_answer():
    months_published()
    adoption("03R", since=START)
    (piece,) = plan()

    work_out(piece)
    work_out(piece)

    assert MeasuredEffect.objects.count() == len(piece) == 3


def test_nothing_is_asked_while_months_are_on_their_way():
    months_published()
    adoption("03R", since=START)
    waiting = refresh(kind=Refresh.Kind.MONTH)

    assert plan() == []

    Refresh.objects.filter(pk=waiting.pk).update(state=Refresh.State.DONE)
    assert plan()


def test_nothing_is_asked_where_no_figures_are():
    adoption("03R", since=START)

    assert plan() == []


def test_what_is_hidden_or_was_never_in_use_is_not_asked_about():
    months_published()
    adoption("03R", since=START, state=Adoption.State.HIDDEN)
    adoption("02T", since=START, stage="considering")
    case_study(state="draft")

    assert questions() == []


def test_what_a_case_study_claims_is_asked_as_it_is_claimed():
    months_published()
    case = case_study(state="published")
    outcome(case, starts=START, ends=date(2025, 9, 1))
    outcome(case, measure="long-gone")

    worked_out()

    found = about(case)
    assert (found.starts, found.ends) == (START, date(2025, 9, 1))
    assert max(found.told.observed) == "2025-09"


def test_an_adoption_is_held_against_what_is_claimed_of_its_technology_and_the_usual_measures():
    scope = technology()
    case = case_study(state="published", technologies=[scope])
    outcome(case, measure="median-wait")
    record = adoption("03R", of=scope, since=START)

    measures = {one.begun.measure.slug for one in questions() if one.thing.name == f"adoption:{record.pk}"}

    assert measures == {"median-wait", SHARE, "waiting-list-per-1000", "completed-per-1000"}


def test_the_same_elsewhere_is_no_control_and_parts_and_wholes_count():
    scope = technology()
    record = adoption("03R", of=scope, since=START)
    adoption("02T", of=scope, since=date(2024, 1, 8))
    adoption("QOP", of=scope, since=date(2024, 3, 1))

    elsewhere = asked(record).elsewhere

    assert elsewhere["02T"] == date(2024, 1, 8)
    assert elsewhere["00T"] == date(2024, 3, 1)
    assert "03R" not in elsewhere
    assert "QOP" not in elsewhere


def test_other_changes_here_are_told_and_the_same_technology_is_none():
    scope = technology()
    record = adoption("03R", of=scope, since=START)
    adoption("03R", of=scope, setting="Pinderfields", since=date(2025, 9, 1))
    adoption("QWO", since=date(2025, 8, 5))
    adoption("15F", since=date(2025, 7, 1))
    case_study(state="published", started=date(2024, 2, 1), technologies=[scope])
    case_study(state="published", started=date(2025, 10, 1))

    assert asked(record).others == (date(2025, 8, 5), date(2025, 10, 1))


def test_what_was_stopped_counts_to_its_last_whole_month():
    record = adoption("03R", since=START)
    StageEvent.objects.create(
        adoption=record, number=2, stage="stopped", day=date(2025, 12, 20), reasons=["staff"]
    )

    assert asked(record).ends == date(2025, 11, 1)


def test_what_was_stopped_within_a_month_is_not_asked_about():
    record = adoption("03R", since=START)
    StageEvent.objects.create(
        adoption=record, number=2, stage="stopped", day=date(2025, 3, 20), reasons=["staff"]
    )

    assert questions() == []


def test_one_treatment_function_is_looked_at_alone_and_of_several_all_together():
    one, several = adoption("03R", since=MAY), adoption("02T", since=MAY)
    one.functions.create(treatment_function="C_120")
    several.functions.create(treatment_function="C_120")
    several.functions.create(treatment_function="C_130")

    assert (asked(one).function, asked(several).function) == ("C_120", "C_999")


def test_pieces_are_small_and_of_one_kind_together():
    months_published(areas=20)
    for code in ("03R", "02T", "15F", "00T", "QWO", "QOP") * 4:
        adoption(code, since=START)

    pieces = plan()

    assert sum(map(len, pieces)) == 6 * 4 * 3
    assert max(map(len, pieces)) == A_PIECE


@pytest.mark.parametrize("many", [1, 12])
def test_asking_takes_as_many_queries_for_many_records_as_for_one(many, django_assert_num_queries):
    scope = technology()
    for place in range(many):
        record = adoption("03R", of=scope, setting=f"Ward {place}", since=START)
        record.functions.create(treatment_function="C_120")
        outcome(case_study(state="published", technologies=[scope]))

    with django_assert_num_queries(11):
        questions()


def test_a_record_that_says_another_day_has_no_answer_until_it_is_asked_about_anew():
    months_published()
    record = adoption("03R", since=START)
    worked_out()
    assert len(newest_about(record)) == 3

    StageEvent.objects.create(adoption=record, number=2, stage="piloting", day=date(2025, 1, 6))

    record = Adoption.objects.get(pk=record.pk)
    assert newest_about(record) == []
    worked_out()
    assert {one.starts for one in newest_about(record)} == {date(2025, 1, 1)}


# All areas of a technology together


def test_areas_in_which_the_same_began_are_taken_together_and_anew_when_one_more_did():
    months_published()
    scope = technology()
    for code in ("03R", "02T", "15F"):
        adoption(code, of=scope, since=START)
    worked_out()

    take_together()
    take_together()

    (share,) = [one for one, _ in together_of(scope) if one.measure == SHARE]
    assert EffectTogether.objects.count() == 3
    assert (share.kind, share.treatment_function) == ("sicbl", "C_999")
    effects = MeasuredEffect.objects.in_bulk(share.effects)
    assert {one.area.code for one in effects.values()} == {"03R", "02T", "15F"}
    changes = [one.told.test.change for one in effects.values()]
    assert min(changes) < share.told.change < max(changes)
    assert share.told.p_alike < 0.05

    adoption("00L", of=scope, since=START)
    take_together()
    assert EffectTogether.objects.count() == 3
    worked_out()
    take_together()
    (share,) = [one for one, _ in together_of(scope) if one.measure == SHARE]
    assert (len(share.effects), share.told.areas) == (4, 4)


def test_an_area_counts_once_and_a_board_is_not_taken_together_with_its_parts():
    months_published()
    scope = technology()
    first = adoption("03R", of=scope, since=START)
    adoption("03R", of=scope, setting="Pinderfields", since=date(2025, 5, 1))
    adoption("QWO", of=scope, since=START)
    worked_out()

    take_together()

    (share,) = [one for one, _ in together_of(scope) if one.measure == SHARE]
    assert share.effects == [about(first).pk]
    assert share.told is None


def test_what_is_hidden_is_taken_out():
    months_published()
    record = adoption("03R", since=START)
    worked_out()
    take_together()
    assert together_of(record.technology)

    Adoption.objects.filter(pk=record.pk).update(state=Adoption.State.HIDDEN)
    take_together()

    assert together_of(record.technology) == []


def test_how_far_the_newest_figures_are_asked_is_counted():
    months_published()
    adoption("03R", since=START)
    record = adoption("15F", since=START)
    pieces = plan()
    assert progress(version_now()) == Progress(0, 6)

    work_out(pieces[0][:2])

    assert progress(version_now()) == Progress(2, 6)
    assert progress(version_now()).is_under_way
    worked_out()
    assert progress(version_now()) == Progress(6, 6)

    Adoption.objects.filter(pk=record.pk).update(state=Adoption.State.HIDDEN)
    plan()

    assert progress(version_now()) == Progress(3, 3)


def test_answers_to_what_nobody_asks_any_more_do_not_stand():
    months_published()
    record = adoption("03R", since=START)
    worked_out()
    record.functions.create(treatment_function="C_120")

    worked_out()

    assert MeasuredEffect.objects.count() == 6
    assert [one.treatment_function for one in standing(AnonymousUser(), {})] == ["C_120"] * 3


def test_a_hidden_record_is_in_no_list_of_answers_at_once():
    months_published()
    record = adoption("03R", since=START)
    worked_out()
    assert standing(AnonymousUser(), {}).count() == 3

    Adoption.objects.filter(pk=record.pk).update(state=Adoption.State.HIDDEN)

    assert standing(AnonymousUser(), {}).count() == 0
    assert counted(standing(AnonymousUser(), {})) == {}


def test_answers_are_found_by_what_they_say_and_are_about():
    months_published()
    scope = technology()
    moved, still = adoption("03R", of=scope, since=START), adoption("15F", since=START)
    worked_out()

    def found(**wanted) -> list[tuple[str, str]]:
        return sorted((one.area.code, one.measure) for one in standing(AnonymousUser(), wanted))

    assert found(verdict="better", measure=SHARE) == [("03R", SHARE)]
    assert found(measure=SHARE) == [("03R", SHARE), ("15F", SHARE)]
    assert found(technology=scope.slug) == sorted(("03R", one.measure) for one in moved.effects.all())
    assert found(area=still.area, measure=SHARE) == [("15F", SHARE)]
    assert found(area=Area.objects.get(code="QWO"), measure=SHARE) == [("03R", SHARE), ("15F", SHARE)]
    assert sum(counted(standing(AnonymousUser(), {})).values()) == 6
