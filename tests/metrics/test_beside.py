"""The figures beside a start in words: what moved, and what else could explain it."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.measured import cache
from metrics.models import Area, Rebase
from metrics.presenters.before_after import Beside, Start, figures_beside, figures_beside_each
from metrics.presenters.before_after.found import found
from metrics.presenters.before_after.ground import Ground
from metrics.queries import one_version
from tests.factories import figures

pytestmark = pytest.mark.django_db
START = date(2025, 4, 1)
STEADY = (600, 604) * 6
BETTER = (680, 684) * 6


def publish(
    own, *, first: str = "2024-04-01", england=None, size: int = 1000, others: dict | None = None
) -> None:
    """Publish months of so many of 1,000 pathways within 18 weeks, of Wakefield, England and others (code → counts);
    None: no figure. `size`: of Wakefield's list."""
    england = england or (600,) * len(own)
    for place, month in enumerate(pd.date_range(first, periods=len(own), freq="MS")):
        rows = [{"area": "ENGLAND", "incomplete": 1000, "within_18": england[place]}]
        if own[place] is not None:
            rows.append({"area": "03R", "incomplete": size, "within_18": own[place] * size // 1000})
        for code, counts in (others or {}).items():
            rows.append({"area": code, "incomplete": 1000, "within_18": counts[place]})
        figures(month.date(), *rows)


def beside(measure: str = "within-18-weeks", starts: date = START, ends: date | None = None) -> Beside:
    area = Area.objects.get(code="03R")
    return figures_beside(area, MEASURES[measure], ALL_FUNCTIONS, starts, ends)


def told(found: Beside) -> str:
    return " ".join(found.explanations)


def peers(count: int) -> list[str]:
    publish(STEADY[:1], first="2020-01-01")
    start = Start(Area.objects.get(code="03R"), MEASURES["within-18-weeks"], ALL_FUNCTIONS, START)
    known = found(start, Ground([start]))
    return list(known.names)[:count]


def test_a_change_stands_beside_englands_and_that_of_the_middle_similar_area():
    codes = peers(3)
    changed = dict(zip(codes, (BETTER, (640,) * 12, STEADY), strict=True))
    publish((*STEADY, *BETTER), others={code: (*STEADY, *after) for code, after in changed.items()})

    shown = beside()

    assert shown.answer == (
        "In all 12 months from April 2025 on the figure was better than the 12 months before would lead one to expect "
        "(special cause of improvement)."
    )
    assert shown.sentences == [
        "Wakefield: 60.2% over April 2024 to March 2025, 68.2% over April 2025 to March 2026. It rose by 8.0 "
        "percentage points.",
        "England did not change over the same months.",
        "Of 3 similar areas the middle one rose by 3.8 percentage points; 1 changed as much as Wakefield or more, the "
        "same way.",
        "This shows what came after what. It does not show what brought it about.",
    ]
    assert len(shown.comparison.rows) == 5
    assert "similar areas moved as far" not in told(shown)


def test_fewer_than_three_similar_areas_are_not_spoken_of():
    codes = peers(2)
    publish((*STEADY, *BETTER), others=dict.fromkeys(codes, (*STEADY, *BETTER)))

    assert "similar" not in " ".join(beside().sentences) + told(beside())


def test_that_similar_areas_moved_as_far_is_said():
    codes = peers(4)
    after = (BETTER, BETTER, STEADY, STEADY)
    publish(
        (*STEADY, *BETTER), others={code: (*STEADY, *each) for code, each in zip(codes, after, strict=True)}
    )

    assert "At least half of the similar areas moved as far the same way." in told(beside())
    assert beside().figure.title.endswith(
        "by more than the usual movement, but it moved that way elsewhere too"
    )


def test_that_england_moved_the_same_way_is_said():
    publish((*STEADY, *BETTER), england=(*(600,) * 12, *(650,) * 12))

    assert "England moved the same way: much of the change came about elsewhere too." in told(beside())
    assert beside().figure.title.endswith("but it moved that way elsewhere too")


def test_that_it_went_that_way_already_is_said():
    publish((*range(560, 680, 10), *(690,) * 12))

    assert "It was rising already: over April 2024 to March 2025, by more than chance." in told(beside())
    assert beside().figure.title.endswith("but it moved that way before the start too")


def test_that_intervals_overlap_and_that_numbers_are_small_is_said():
    publish((*STEADY, *BETTER), size=50)

    assert "the difference may be chance" in told(beside())
    assert beside().figure.title.endswith("but that may be chance")
    assert "Small numbers: about 50 pathways a month" in told(beside())


def test_large_numbers_are_not_called_small():
    publish((*STEADY, *BETTER))

    assert "Small numbers" not in told(beside())
    assert "may be chance" not in told(beside())
    assert beside().figure.title.endswith("by more than the usual movement")


def test_that_limits_were_set_anew_then_is_said_and_why():
    publish((*STEADY, *BETTER))
    Rebase.objects.create(
        area=Area.objects.get(code="03R"),
        measure="within-18-weeks",
        treatment_function=ALL_FUNCTIONS,
        month=date(2025, 6, 1),
        reason="A hospital closed.",
    )

    assert "set anew in June 2025 by those who know it: A hospital closed." in told(beside())


def test_no_month_is_compared_over_a_break_of_the_series():
    publish((*STEADY, *BETTER), first="2023-04-01")

    shown = beside(starts=date(2024, 8, 1))

    assert "April 2023" not in shown.sentences[0]
    assert "over February 2024 to July 2024" in shown.sentences[0]
    assert "Community pathways left the figures (February 2024): months on the other side" in told(shown)


def test_months_that_are_not_known_are_named_and_never_zero():
    publish((*STEADY[:5], None, *STEADY[6:], *BETTER))

    assert "60.2% over April 2024 to March 2025" in beside().sentences[0]
    assert "Not known in September 2024." in told(beside())


def test_a_side_of_less_than_a_year_is_said():
    publish((*STEADY, *BETTER[:6]))

    assert "A side is less than a whole year" in told(beside())


def test_a_count_changes_in_per_cent_and_has_no_line_of_a_larger_area():
    publish((*STEADY, *BETTER))

    shown = beside("waiting-list")

    assert shown.sentences[0].endswith("It did not change.")
    assert "England" not in shown.figure.chart.wide


@pytest.mark.parametrize(
    ("after", "starts", "ends", "answer"),
    [
        (
            4,
            START,
            None,
            "Not yet measurable: figures of 4 months from April 2025 on are known, and 6 are needed.",
        ),
        (0, START, None, "Not yet measurable: no figures from April 2025 on have been published."),
        (
            12,
            START,
            date(2025, 6, 30),
            "It cannot be measured: 3 months from the start on can be compared, and 6 are needed.",
        ),
        (
            12,
            date(2024, 7, 1),
            None,
            "It cannot be measured: 3 months before the start can be compared, and 6 are needed.",
        ),
    ],
    ids=["young", "to come", "short", "old"],
)
def test_what_cannot_be_measured_says_why(after, starts, ends, answer):
    publish((*STEADY, *BETTER[:after]))

    shown = beside(starts=starts, ends=ends)

    assert (shown.answer, shown.sentences, shown.comparison) == (answer, [], None)


def test_no_sentence_says_that_anything_was_proven_or_caused():
    publish((*STEADY, *BETTER))
    shown = beside()

    said = " ".join(
        [shown.answer, *shown.sentences, *shown.explanations, *shown.notes, shown.figure.title]
    ).lower()

    assert not [
        word for word in ("proven", "proof", "caused", "led to", "thanks to", "effect") if word in said
    ]


def test_figures_are_worked_out_once_a_version(django_assert_max_num_queries):
    publish((*STEADY, *BETTER))
    area = Area.objects.get(code="03R")
    figures_beside(area, MEASURES["within-18-weeks"], ALL_FUNCTIONS, START)

    with one_version(), django_assert_max_num_queries(1):
        for _ in range(5):
            figures_beside(area, MEASURES["within-18-weeks"], ALL_FUNCTIONS, START)


@pytest.mark.parametrize("count", [1, 10])
def test_starts_are_read_together_and_each_stands_as_if_asked_for_alone(django_assert_max_num_queries, count):
    codes = [*peers(count), "03R"]
    publish((*STEADY, *BETTER), others=dict.fromkeys(codes[:-1], (*STEADY, *BETTER)))
    Rebase.objects.create(
        area=Area.objects.get(code="03R"), measure="within-18-weeks", month=START, reason="New"
    )
    areas = Area.objects.filter(code__in=codes)
    starts = [Start(area, MEASURES["within-18-weeks"], ALL_FUNCTIONS, START) for area in areas]
    cache.clear()

    with one_version(), django_assert_max_num_queries(10):
        together = figures_beside_each(starts)

    cache.clear()
    alone = [figures_beside(one.area, one.measure, one.function, one.starts) for one in starts]
    assert together == alone
    assert [one.figure is not None for one in together] == [True] * len(starts)


@pytest.mark.parametrize(
    ("after", "said"),
    [
        (BETTER, "better since the start than before, by more than the usual movement"),
        (
            (*STEADY[:9], 680, 602, 600),
            "better in 1 of the 12 months since the start, by more than the usual movement",
        ),
        (STEADY, "no change beyond the usual movement"),
    ],
    ids=["all", "one", "none"],
)
def test_the_heading_of_the_chart_claims_no_more_months_than_stand_out(after, said):
    publish((*STEADY, *after))

    assert said in beside().figure.title


def names_drawn(figure) -> set[str]:
    return {column.words for column in figure.table.columns[1:4]}


def test_beside_a_count_the_same_per_head_is_drawn_with_england_and_similar_areas():
    codes = peers(3)
    publish((*STEADY, *BETTER), others=dict.fromkeys(codes, (*STEADY, *BETTER)))

    shown = beside("waiting-list")

    assert "England" not in names_drawn(shown.figure)
    assert shown.alone == (
        "England and similar areas are not drawn in this chart: a larger area has a longer list. The next one has the "
        "list per 1,000 people, with both beside it."
    )
    assert names_drawn(shown.per_head) == {"Wakefield", "England", "Middle of similar areas"}
    assert "per 1,000 people" in shown.per_head.title
    assert shown.per_head.id != shown.figure.id


def test_a_count_of_whom_nobody_knows_the_people_says_why_nobody_is_beside_it():
    provider = Area.objects.create(
        code="RXF", kind="provider", name="Mid Yorkshire", short_name="Mid Yorkshire"
    )
    for month in pd.date_range("2024-04-01", periods=20, freq="MS"):
        figures(month.date(), {"area": "RXF", "incomplete": 1000, "within_18": 600})

    shown = figures_beside(provider, MEASURES["waiting-list"], ALL_FUNCTIONS, START)

    assert shown.per_head is None
    assert "nobody counts how many people there are to Mid Yorkshire" in shown.alone


def test_what_is_comparable_itself_says_nothing_of_heads():
    publish((*STEADY, *BETTER))

    assert (beside().alone, beside().per_head) == ("", None)


def test_the_same_per_head_costs_one_query_more_at_most(django_assert_max_num_queries):
    publish((*STEADY, *BETTER))
    start = Start(Area.objects.get(code="03R"), MEASURES["within-18-weeks"], ALL_FUNCTIONS, START)
    counts = []
    for measure in ("within-18-weeks", "waiting-list"):
        cache.clear()
        with django_assert_max_num_queries(20) as found_by:
            figures_beside_each([replace(start, measure=MEASURES[measure])])
        counts.append(len(found_by))

    assert counts[1] <= counts[0] + 1
