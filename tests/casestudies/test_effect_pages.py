"""“Did it work?” on pages: what is answered, how surely, and nothing that claims more than the figures say."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from html import unescape
from io import BytesIO, StringIO

import pandas as pd
import pytest
from django.test import Client
from django.urls import reverse

from casestudies.actions.effects import plan, work_out
from casestudies.models import Adoption, EffectQuestion, EffectTogether, MeasuredEffect, Technology
from casestudies.presenters.effects import Counts
from metrics.compute.effects.together import REACH, together
from metrics.models import Publication
from tests.casestudies.measuring import START, answered
from tests.factories import adoption, case_study, outcome, published, technology

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]


def text(address: str) -> str:
    answer = Client().get(address)
    assert answer.status_code == 200
    html = re.sub(r"<svg.*?</svg>", "", answer.content.decode(), flags=re.DOTALL)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def test_the_page_leads_with_one_sentence_with_its_interval_and_says_that_it_is_no_cause():
    found = answered(adoption("03R", since=START))

    said = text(found.get_absolute_url())

    test = found.told.test
    assert (
        f"Changed for the better: from March 2025 on the figure was {test.change:.1f} percentage points higher than "
        f"the course of 39 other areas led one to expect (95% interval: +{test.lower:.1f} to +{test.upper:.1f}), more "
        "than chance explains."
    ) in said
    assert "It is associated with the start. It does not show that the start caused it." in said
    assert "caused by" not in said


def test_pictures_and_tables_show_the_kept_numbers():
    found = answered(adoption("03R", since=START))

    said = text(found.get_absolute_url())

    told = found.told
    (month, value) = list(told.observed.items())[-1]
    mix = value - told.synthetic.gaps[-1]
    assert month == "2026-02"
    assert f"February 2026 {value:.1f}% {mix:.1f}%" in said
    assert "Wakefield beside its mix, and 39 other areas beside theirs" in said
    assert f"{told.synthetic.rank}" in said
    assert "Step in the area’s own course (segmented regression)" in said


def test_pictures_can_be_taken_away_with_their_numbers():
    found = answered(adoption("03R", since=START))
    told = found.told

    def file(kind: str, shown: str) -> bytes:
        return Client().get(reverse(f"effect-{kind}", args=[found.pk, shown])).content

    course = pd.read_csv(BytesIO(file("csv", "course")))
    gaps = pd.read_csv(BytesIO(file("csv", "placebos")))
    assert list(course) == ["month", "observed", "mix", "lower", "upper"]
    assert course["observed"].tolist() == pytest.approx(list(told.observed.values()))
    assert (course["observed"] - course["mix"]).tolist() == pytest.approx(gaps["gap"].tolist())
    for shown in ("course", "placebos"):
        assert b"<title" in file("svg", shown)
        assert file("png", shown).startswith(b"\x89PNG")
    for kind in ("csv", "svg", "png"):
        assert Client().get(reverse(f"effect-{kind}", args=[found.pk, "none"])).status_code == 404


def test_what_is_not_yet_measurable_has_no_placebos():
    found = answered(adoption("03R", since=START), after=3)

    assert Client().get(reverse("effect-csv", args=[found.pk, "course"])).status_code == 200
    assert Client().get(reverse("effect-csv", args=[found.pk, "placebos"])).status_code == 404


@pytest.mark.parametrize(
    ("shift", "after", "sentence"),
    [
        (0.0, 12, "No clear change: from March 2025 on the figure was"),
        (0.1, 3, "Not yet measurable: figures of 3 months from March 2025 on are known, and 6 are needed."),
        (-0.1, 12, "Changed for the worse: from March 2025 on the figure was"),
    ],
)
def test_each_answer_has_its_words(shift, after, sentence):
    found = answered(adoption("03R", since=START), shift=shift, after=after)

    assert sentence in text(found.get_absolute_url())


def test_an_area_without_figures_has_its_words():
    published(date(2025, 2, 1))
    record = adoption("03R", since=START)
    for names in plan():
        work_out(names)

    said = text(record.effects.first().get_absolute_url())

    assert "Not measurable: figures of 0 months before March 2025 can be compared, and 12 are needed." in said


def test_an_older_answer_stays_as_it_was_and_leads_to_the_newest():
    record = adoption("03R", since=START)
    old = answered(record, shift=0.0)
    published(date(2026, 3, 1))
    new = answered(record, publication=Publication.objects.latest("pk"))

    said = text(old.get_absolute_url())

    assert "No clear change" in said
    assert "The newest answer" in said
    assert new.get_absolute_url() in Client().get(old.get_absolute_url()).content.decode()
    assert "The newest answer" not in text(new.get_absolute_url())


def test_records_and_case_studies_lead_to_their_answers():
    record, case = adoption("03R", since=START), case_study(state="published")
    outcome(case, starts=START)

    for thing in (record, case):
        assert "Did it work?" not in text(thing.get_absolute_url())
        found = answered(thing)
        html = Client().get(thing.get_absolute_url()).content.decode()
        assert found.get_absolute_url() in html
        assert "Changed for the better: from March 2025" in html


def test_a_case_study_shows_a_new_answer_at_once():
    case = case_study(state="published")
    outcome(case, starts=START)
    answered(case, shift=0.0)
    assert "No clear change" in text(case.get_absolute_url())

    published(date(2026, 3, 1))
    answered(case, publication=Publication.objects.latest("pk"))

    assert "Changed for the better" in text(case.get_absolute_url())


def test_what_is_made_up_says_so():
    found = answered(adoption("03R", since=START, is_demonstration=True))

    assert "What began here is made up" in text(found.get_absolute_url())


def test_a_measure_that_is_computed_no_longer_has_no_page():
    found = answered(adoption("03R", since=START), measure="long-gone")

    assert Client().get(reverse("effect", args=[found.pk])).status_code == 404


def test_an_answer_goes_with_what_it_is_about():
    record = adoption("03R", since=START)
    found = answered(record)
    Adoption.objects.filter(pk=record.pk).update(state=Adoption.State.HIDDEN)

    assert Client().get(found.get_absolute_url()).status_code == 404
    assert MeasuredEffect.objects.exists()


def test_an_answer_takes_few_queries(django_assert_num_queries):
    found = answered(adoption("03R", since=START))
    client = Client()
    client.get(found.get_absolute_url())

    with django_assert_num_queries(6):
        client.get(found.get_absolute_url())


# A technology: all areas together


def forest(scope: Technology, shifts: Sequence[float]) -> list[MeasuredEffect]:
    """Keep an answer of an area for each shift, and what they are together."""
    codes = ("03R", "02T", "15F", "00L")
    found = [
        answered(adoption(code, of=scope, since=START), shift=shift)
        for code, shift in zip(codes, shifts, strict=False)
    ]
    tests = [one.told.test for one in found]
    told = together([one.change for one in tests], [(one.upper - one.lower) / (2 * REACH) for one in tests])
    EffectTogether.objects.create(
        technology=scope,
        kind="sicbl",
        measure="within-18-weeks",
        treatment_function="C_999",
        effects=[one.pk for one in found],
        answer=asdict(told) if told else None,
    )
    return found


def test_the_page_of_a_technology_says_what_all_areas_have_in_common_and_whether_they_differ():
    scope = technology()
    found = forest(scope, (0.1, 0.1, -0.1, 0.0))

    said = text(reverse("technology-effects", args=[scope.slug]))

    told = scope.effects.get().told
    assert "Waiting 18 weeks or less: 4 sub-ICB locations" in said
    assert f"(95% interval: {told.lower:+.1f} to {told.upper:+.1f})".replace("-", "−") in said
    assert "The areas differ from one another by more than chance explains" in said
    assert "It does not show that they caused it" in said
    html = Client().get(reverse("technology-effects", args=[scope.slug])).content.decode()
    assert all(one.get_absolute_url() in html for one in found)


def test_too_few_areas_are_not_taken_together():
    scope = technology()
    forest(scope, (0.1, 0.1))

    said = text(reverse("technology-effects", args=[scope.slug]))

    assert "Too few areas to take together: 2 can be measured, and 3 are needed." in said


def test_a_technology_of_which_nothing_can_be_measured_says_so():
    assert "Nothing can be measured yet" in text(reverse("technology-effects", args=[technology().slug]))


def test_a_forest_takes_as_many_queries_for_many_areas(django_assert_num_queries):
    scope = technology()
    forest(scope, (0.1, 0.1, 0.1, 0.0))
    client = Client()
    client.get(reverse("technology-effects", args=[scope.slug]))

    with django_assert_num_queries(8):
        client.get(reverse("technology-effects", args=[scope.slug]))


def test_nothing_is_said_of_all_areas_while_one_of_their_records_is_hidden():
    scope = technology()
    found = forest(scope, (0.1, 0.1, -0.1, 0.0))
    Adoption.objects.filter(pk=found[0].adoption_id).update(state=Adoption.State.HIDDEN)

    said = text(reverse("technology-effects", args=[scope.slug]))

    assert "Together the figures" not in said
    assert "Wakefield" not in said


def asked_still(*found: MeasuredEffect) -> None:
    EffectQuestion.objects.bulk_create([EffectQuestion(name=one.name) for one in found])


def test_all_answers_say_how_many_changed_and_how_many_chance_accounts_for():
    better = answered(adoption("03R", since=START))
    same = answered(adoption("15F", since=START), shift=0.0)
    late = answered(adoption("02T", since=START), after=3)
    asked_still(better, same, late)

    said = text(reverse("effects"))

    assert (
        "3 answers Of 2 figures that can be measured, 1 changed for the better and 1 show no clear change."
        in said
    )
    assert "Chance alone would call 1 in 20 changed: look at several areas before you trust one." in said
    assert "1 cannot be measured yet: too few months have passed since the start." in said
    assert "not what caused it" in said
    for one in (better, same, late):
        assert f"{one.adoption}" in said


@pytest.mark.parametrize(("measured", "here"), [(1, ""), (20, ", here about 1"), (140, ", here about 7")])
def test_how_many_chance_alone_would_call_changed_is_said(measured, here):
    sentences = Counts(Counter({"better": 1, "no clear change": measured - 1})).sentences

    assert f"Chance alone would call 1 in 20 changed{here}:" in sentences[1]


def test_each_verdict_has_its_words_in_the_counts():
    told = Counts(Counter({"worse": 2, "higher": 1, "lower": 3, "not yet": 1_200, "cannot": 4})).sentences

    assert told == [
        "Of 6 figures that can be measured, 2 changed for the worse and 4 changed, where neither way is better.",
        "Chance alone would call 1 in 20 changed: look at several areas before you trust one.",
        "1,200 cannot be measured yet: too few months have passed since the start.",
        "4 cannot be measured: too few months before, or too few areas to compare with.",
    ]
    assert Counts(Counter()).sentences == []


def test_answers_being_worked_out_show_how_far_they_are(client):
    published()
    found = answered(adoption("03R", since=START))
    asked_still(found)
    EffectQuestion.objects.create(name="another")

    page, part = text(reverse("effects")), text(reverse("effects-progress"))

    assert "Being worked out for the newest figures: 1 of 2 1 of 2 answers." in page
    assert "1 of 2 answers." in part
    EffectQuestion.objects.filter(name="another").delete()
    assert text(reverse("effects-progress")) == ""
    assert "Being worked out" not in text(reverse("effects"))


def test_the_list_is_narrowed_down_and_says_what_it_cannot_find(client):
    asked_still(answered(adoption("03R", since=START)))

    assert "1 answer " in text(f"{reverse('effects')}?verdict=better&area=03R")
    assert "No answer is like this" in text(f"{reverse('effects')}?verdict=worse")
    wrong = client.get(f"{reverse('effects')}?measure=none")
    assert wrong.status_code == 400
    assert "“none” is not one of the choices" in wrong.content.decode()


def test_answers_as_a_file_have_their_numbers_and_nothing_where_not_known(client):
    better, late = answered(adoption("03R", since=START)), answered(adoption("15F", since=START), after=3)
    asked_still(better, late)

    file = client.get(reverse("effects-csv")).getvalue().decode()

    rows = {row["area"]: row for row in pd.read_csv(StringIO(file), dtype=str).to_dict("records")}
    told = better.told
    assert float(rows["03R"]["change"]) == pytest.approx(told.test.change)
    assert float(rows["03R"]["upper"]) == pytest.approx(told.test.upper)
    assert (rows["03R"]["verdict"], rows["03R"]["other_areas"]) == ("changed for the better", "39")
    assert rows["03R"]["page"] == better.get_absolute_url()
    assert pd.isna(rows["15F"]["change"])
    assert (rows["15F"]["verdict"], rows["15F"]["months_since"]) == ("not yet measurable", "3")


def test_a_page_of_answers_costs_as_many_queries_for_many_as_for_one(client, django_assert_num_queries):
    asked_still(answered(adoption("03R", since=START)))
    client.get(reverse("effects"))
    with django_assert_num_queries(8) as one:
        client.get(reverse("effects"))
    asked_still(*(answered(adoption(code, since=START)) for code in ("15F", "02T", "X2C4Y")))

    with django_assert_num_queries(len(one)):
        client.get(reverse("effects"))
