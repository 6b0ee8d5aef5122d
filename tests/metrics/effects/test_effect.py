"""What is answered: the method that the data allow, the verdict, and what to know when reading it."""

import json
import subprocess
import sys
from dataclasses import asdict, replace
from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.compute.effects import METHOD_VERSION, Asked, effect
from metrics.compute.effects import choosing as words
from tests.environment import ROOT
from tests.metrics.effects.simulated import SHARE, simulated

START = date(2024, 4, 1)


def asked(
    *, areas: int = 42, before: int = 24, after: int = 12, shift: float = 0.0, seed: int = 1, **more
) -> Asked:
    """Return what is asked of the first of simulated areas, which begins in START unless told."""
    panel = simulated(
        SHARE, np.random.default_rng(seed), areas=areas, before=before, after=after, shift=shift
    )
    first = pd.Timestamp(START) - pd.DateOffset(months=before)
    panel.index = pd.date_range(first, periods=len(panel), freq="MS", name="month")
    given = {
        "values": panel["A000"],
        "controls": panel.drop(columns="A000"),
        "peers": tuple(panel.columns[1:11]),
        "start": START,
        "last": panel.index[-1].date(),
        "improvement": "increase",
    }
    return Asked(**given | more)


@pytest.mark.parametrize(
    ("shift", "improvement", "verdict"),
    [
        (0.1, "increase", words.BETTER),
        (-0.1, "increase", words.WORSE),
        (0.1, "decrease", words.WORSE),
        (-0.1, "decrease", words.BETTER),
        (0.1, "neutral", words.HIGHER),
        (-0.1, "neutral", words.LOWER),
        (0.0, "increase", words.NO_CLEAR_CHANGE),
    ],
)
def test_a_shift_is_called_by_the_way_that_is_better(shift, improvement, verdict):
    found = effect(asked(shift=shift, improvement=improvement))

    assert found.verdict == verdict
    assert found.method == words.RANKED
    assert found.test.change == pytest.approx(shift * found.mean_before, abs=0.03 * found.mean_before)


@pytest.mark.parametrize(
    ("areas", "method"),
    [(42, words.RANKED), (20, words.RANKED), (19, words.CONTROLLED), (11, words.CONTROLLED)],
)
def test_the_method_is_the_best_that_the_controls_allow(areas, method):
    found = effect(asked(areas=areas, shift=0.1))

    assert (found.method, found.verdict) == (method, words.BETTER)
    assert (words.FEW_CONTROLS in found.cautions) == (method == words.CONTROLLED)


@pytest.mark.parametrize("areas", [1, 10])
def test_without_ten_areas_to_compare_with_nothing_is_called_changed(areas):
    """An area alone that begins in January, after the dip of December, would be called changed one time in four."""
    found = effect(asked(areas=areas, shift=0.3))

    assert (found.verdict, found.method, found.test) == (words.CANNOT, words.NOTHING, None)
    assert words.NO_CONTROLS in found.cautions
    assert found.segmented.step.estimate > 0
    assert found.signal.verdict == "improved"


@pytest.mark.parametrize(
    ("before", "after", "more", "verdict"),
    [
        (24, 5, {}, words.NOT_YET),
        (24, 0, {}, words.NOT_YET),
        (11, 12, {}, words.CANNOT),
        (24, 12, {"ends": date(2024, 7, 31)}, words.CANNOT),
        (24, 12, {"recounts": (date(2023, 7, 1),)}, words.CANNOT),
        (24, 12, {"recounts": (date(2024, 7, 1),)}, words.CANNOT),
        (12, 6, {}, words.BETTER),
    ],
    ids=["soon", "at once", "short before", "ended", "break before", "break after", "just enough"],
)
def test_too_few_months_are_said_to_be_too_few(before, after, more, verdict):
    found = effect(asked(before=before, after=after, shift=0.1, **more))

    assert found.verdict == verdict
    assert (found.test is None) == (verdict != words.BETTER)


def test_a_start_before_all_figures_and_one_after_them_cannot_be_measured_and_break_nothing():
    for start, verdict in ((date(2010, 1, 1), words.CANNOT), (date(2030, 1, 1), words.CANNOT)):
        assert effect(replace(asked(), start=start)).verdict == verdict


def test_no_figures_at_all_break_nothing():
    found = effect(replace(asked(), values=pd.Series(dtype="float64", index=pd.DatetimeIndex([]))))

    assert found.verdict == words.CANNOT
    assert np.isnan([found.mean_before, found.mean_after]).all()


@settings(max_examples=150, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    months=st.integers(1, 60),
    controls=st.integers(0, 30),
    figures=st.sampled_from(["usual", "zero", "rare", "around zero", "still", "all alike"]),
    start=st.integers(-3, 63),
    is_relative=st.booleans(),
    lacking=st.sampled_from([0, 0.001, 0.05]),
)
def test_strange_figures_break_nothing(seed, months, controls, figures, start, is_relative, lacking):
    random = np.random.default_rng(seed)
    shape = (months, controls + 1)
    made = random.normal(50, 5, shape).round(1)
    values = {
        "usual": made,
        "zero": np.zeros(shape),
        "rare": random.integers(0, 2, shape).astype(float),
        "around zero": made - 50,
        "still": np.column_stack([np.full(months, 5.0), made[:, 1:]]),
        "all alike": np.repeat(made[:, :1], controls + 1, axis=1),
    }[figures]
    values[random.random(shape) < lacking] = np.nan
    index = pd.date_range("2021-01-01", periods=months, freq="MS")
    panel = pd.DataFrame(values, index=index, columns=[f"A{number}" for number in range(controls + 1)])

    found = effect(
        Asked(
            values=panel["A0"],
            controls=panel.drop(columns="A0"),
            peers=("A1", "A2"),
            start=(index[0] + pd.DateOffset(months=start)).date(),
            last=index[-1].date(),
            improvement="increase",
            is_relative=is_relative,
        )
    )

    assert found.verdict in words.VERDICTS
    assert (found.test is None) == (found.method == words.NOTHING)
    if figures in ("zero", "all alike") and found.test:
        assert found.verdict == words.NO_CLEAR_CHANGE


def test_missing_months_are_left_out_and_told():
    whole = asked(shift=0.1)
    values = whole.values.copy()
    values.iloc[[3, 7, 30]] = np.nan

    found = effect(replace(whole, values=values))

    assert repr(found) == repr(effect(replace(whole, values=values.dropna())))
    assert (found.known_before, found.known_after) == (22, 11)
    assert words.MISSING in found.cautions
    assert found.verdict == words.BETTER


def test_a_control_that_lacks_a_month_is_no_control():
    whole = asked()
    controls = whole.controls.copy()
    controls.iloc[5, :8] = np.nan

    assert effect(replace(whole, controls=controls)).test.controls == 33


def test_areas_where_the_same_had_begun_are_no_controls():
    starts = {"A001": date(2023, 1, 1), "A002": date(2025, 3, 1), "A003": date(2025, 4, 1)}

    found = effect(asked(control_starts=starts))

    assert found.test.controls == 39
    assert words.BEGAN_ELSEWHERE in found.cautions
    assert "A003" in found.synthetic.placebos
    assert not {"A001", "A002"} & set(found.synthetic.placebos)


@pytest.mark.parametrize(
    ("more", "caution"),
    [
        ({"other_starts": (date(2024, 9, 17),)}, words.OVERLAPPING),
        ({"recounts": (date(2023, 2, 1),)}, words.BREAK),
        ({"before": 20}, words.FEW_BEFORE),
        ({"after": 8}, words.FEW_AFTER),
    ],
)
def test_what_weakens_an_answer_is_told(more, caution):
    assert caution in effect(asked(**more)).cautions
    assert caution not in effect(asked()).cautions


@pytest.mark.parametrize(("pathways", "is_told"), [(99, True), (100, False)])
def test_small_numbers_are_told(pathways, is_told):
    whole = asked()

    found = effect(replace(whole, pathways=whole.values * 0 + pathways))

    assert (words.SMALL_NUMBERS in found.cautions) == is_told


def test_other_starts_outside_the_months_are_no_overlap():
    assert words.OVERLAPPING not in effect(asked(other_starts=(date(2020, 1, 1), date(2029, 1, 1)))).cautions


def test_an_area_unlike_any_mix_is_told_and_its_size_alone_is_no_reason():
    whole = asked()

    larger = effect(replace(whole, values=40 * whole.values))
    apart = effect(replace(whole, values=40 * whole.values, is_relative=False))

    assert larger.test.p == pytest.approx(effect(whole).test.p)
    assert words.NO_MIX not in larger.cautions
    assert words.NO_MIX in apart.cautions


def test_figures_that_can_fall_below_zero_are_compared_as_they_are():
    whole = asked(shift=0.1)
    lowered = replace(whole, values=whole.values - 60, controls=whole.controls - 60, is_relative=False)

    found = effect(lowered)

    assert found.test.controls == 41
    assert found.test.change == pytest.approx(effect(replace(whole, is_relative=False)).test.change)


def test_what_moves_all_areas_is_no_change():
    whole = asked(seed=3)
    fall = np.where(np.arange(36) >= 24, 0.7, 1.0)

    found = effect(
        replace(
            whole,
            values=whole.values * fall,
            controls=whole.controls.mul(fall, axis="index"),
        )
    )

    assert found.mean_after < 0.8 * found.mean_before
    assert found.signal.verdict == "worsened"
    assert found.verdict == words.NO_CLEAR_CHANGE
    assert words.DISAGREE in found.cautions


@pytest.mark.parametrize(
    ("p", "change", "mix_p", "mix_change", "disagrees"),
    [
        (0.02, 3.0, 0.5, 1.0, False),
        (0.02, 3.0, 0.5, -1.0, True),
        (0.02, -3.0, 0.02, 1.0, True),
        (0.05, -3.0, 0.5, -1.0, False),
        (0.5, 3.0, 0.5, -1.0, False),
        (0.5, 3.0, 0.05, 1.0, True),
    ],
)
def test_a_synthetic_control_disagrees_by_its_way_or_where_it_alone_finds_a_change(
    p, change, mix_p, mix_change, disagrees
):
    found = effect(asked())
    test, mix = replace(found.test, p=p, change=change), replace(found.synthetic, p=mix_p, change=mix_change)

    assert words.mix_disagrees(test, mix) is disagrees
    assert not words.mix_disagrees(test, None)
    assert not words.mix_disagrees(None, None)


def test_an_answer_says_where_the_synthetic_control_disagrees():
    cautions = {seed: words.MIX_DISAGREES in effect(asked(seed=seed)).cautions for seed in (1, 18)}

    assert cautions == {1: False, 18: True}


def test_peers_are_those_with_figures():
    found = effect(asked(peers=("A001", "A002", "NOT")))

    assert (found.difference.began, found.difference.others) == (1, 2)
    assert found.against.months == 36


def test_without_peers_there_is_no_difference_from_them():
    found = effect(asked(peers=()))

    assert (found.difference, found.against) == (None, None)


def test_an_answer_names_its_version_and_can_be_kept():
    flows = pd.DataFrame(10.0, index=asked().values.index, columns=["new", "completed", "removed"])

    found = effect(asked(flows=flows))

    assert found.method_version == METHOD_VERSION
    assert found.decomposition.after.change == -10
    kept = json.loads(json.dumps(asdict(found), default=str))
    assert kept["verdict"] == found.verdict
    assert kept["test"]["p"] == found.test.p


def test_every_word_has_its_sentence_and_none_says_caused():
    assert set(words.MEANINGS["increase"].values()) | set(words.MEANINGS["neutral"].values()) <= set(
        words.VERDICTS
    )
    sentences = [*words.VERDICTS.values(), *words.METHODS.values(), *words.CAUTIONS.values(), words.NOT_KNOWN]
    assert not [one for one in sentences if "cause" in one.lower()]


def test_to_import_it_imports_no_statistics():
    """Pages that show what was kept must not wait seconds for statsmodels."""
    command = (
        "import sys, metrics.compute.effects; assert not {'scipy', 'statsmodels', 'patsy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", command], cwd=ROOT, check=True)
