"""The parts of a report, each from the facts: words first, then charts and tables."""

from collections.abc import Mapping, Sequence

from django.urls import reverse

from metrics.charts import numbers
from metrics.charts.figure import Figure
from metrics.compute.measures import PATHWAYS_ARE_NOT_PEOPLE, SERIES_BREAKS, SMALL_NUMBERS
from metrics.compute.neighbours import NEAR_IN_MILES
from metrics.compute.periods import is_pooled
from metrics.models import Area, FigureSet
from metrics.presenters import words
from metrics.presenters.report import funnels, tables, wording
from metrics.presenters.report.choice import MTG_MEASURE, Choice
from metrics.presenters.report.facts import Facts
from metrics.presenters.report.funnels import Funnels
from metrics.presenters.report.record import Section

ABOVE = {Area.Kind.SICBL.value: "ICB", Area.Kind.ICB.value: "region"}
ENGLAND_HOLDS_MORE = (
    "England also counts the pathways that NHS England commissions itself; no other area does."
)


def sections(facts: Facts, figures: Mapping[str, Figure], spread: Funnels | None) -> list[Section]:
    """Return the parts that a report has, in order."""
    if len(facts.standings.ranked) < 2:
        parts = [readings(facts), ranked(facts, {}), caveats(facts), method(facts), sources(facts.versions)]
    else:
        parts = [
            readings(facts),
            ranked(facts, figures),
            improved(facts),
            within(facts),
            near(facts),
            on_the_map(figures),
            in_the_funnel(facts, figures, spread),
            caveats(facts),
            method(facts),
            sources(facts.versions),
        ]
    return [part for part in parts if part]


def readings(facts: Facts) -> Section | None:
    """Return the two ways to read “completed pathways”, where the measure is one of them."""
    other = facts.other
    if other is None:
        return None
    choice = facts.choice
    counted = {
        True: "pathways completed by an admission alone (Part 1A of the files)",
        False: "all completed pathways, with or without an admission (Parts 1A and 1B)",
    }
    is_admitted = choice.measure.slug.startswith(MTG_MEASURE)
    elsewhere = Choice(
        other.measure, choice.function, choice.level, choice.first, choice.last, choice.boundaries
    )
    beside = wording.first_and_last(facts, other) if len(other.ranked) > 1 else ""
    return Section(
        id="readings",
        heading="Two readings of “completed pathways”",
        paragraphs=[
            f"This report counts {counted[is_admitted]}. The other reading counts {counted[not is_admitted]}. "
            "The reports of the Medical Technology Group used the first: admitted pathways, per 1,000 people.",
            f"By the other reading: {beside}"
            if beside
            else "By the other reading too few areas can be compared.",
        ],
        links=[(f"The same report on the other reading: {other.measure.title}", elsewhere.address)],
    )


def ranked(facts: Facts, figures: Mapping[str, Figure]) -> Section:
    standings, shown = facts.standings, tables.ENDS_SHOWN
    rows = standings.ranked
    whole = tables.ranked_table(facts, standings, standings.table, "all", f"All {facts.choice.areas}")
    if wording.are_level(standings):
        return Section(id="ranked", heading="All level", folded=whole, notes=_notes_on_ranks(facts))
    are_few = len(standings.table) <= 2 * shown
    best, worst = wording.ends(facts.choice.measure)
    ends = [
        tables.ranked_table(facts, standings, rows.head(shown), "first", f"The {shown} {best}"),
        tables.ranked_table(facts, standings, rows.tail(shown), "last", f"The {shown} {worst}"),
    ]
    return Section(
        id="ranked",
        heading=f"{best.capitalize()} and {worst}",
        paragraphs=wording.both_ends(facts) if len(rows) > 1 else [],
        figures=[figures["ranks"]] if "ranks" in figures else [],
        tables=[whole] if are_few else ends,
        folded=None if are_few else whole,
        notes=_notes_on_ranks(facts),
    )


def _notes_on_ranks(facts: Facts) -> list[str]:
    return [note for note in (wording.not_ranked(facts), "Equal values share a rank.") if note]


def improved(facts: Facts) -> Section:
    gained = (
        facts.moves[facts.moves["movement"] == "improved"].head(tables.ENDS_SHOWN)
        if len(facts.moves)
        else facts.moves
    )
    verb = "Rose most" if facts.choice.measure.direction == "neutral" else "Most improved"
    return Section(
        id="improved",
        heading=verb,
        paragraphs=wording.movement(facts),
        tables=[tables.moves_table(facts, gained)] if len(gained) else [],
        notes=wording.season(facts),
        links=[
            (
                "Ranks over time, every area",
                f"{reverse('movement', args=[facts.choice.measure.slug])}?{facts.choice.query_of_measure}",
            )
        ],
    )


def within(facts: Facts) -> Section | None:
    if facts.within.empty:
        return None
    parent = ABOVE[facts.choice.level]
    return Section(
        id="within",
        heading=f"Widest gaps within one {parent}",
        paragraphs=[wording.widest_within(facts, parent)],
        tables=[tables.within_table(facts, parent, facts.within.head(tables.ENDS_SHOWN))],
        notes=[
            f"{words.capital(parent)}s with only one {words.ONE_AREA[facts.choice.level]} that can be ranked have no "
            "gap within.",
            *wording.ratios_left_out(facts),
        ],
    )


def near(facts: Facts) -> Section | None:
    if facts.near.empty:
        return None
    return Section(
        id="near",
        heading="Neighbours far apart",
        paragraphs=[wording.widest_near(facts)],
        tables=[tables.near_table(facts, facts.near.head(tables.ENDS_SHOWN), ABOVE[facts.choice.level])],
        notes=[
            f"Neighbours: areas whose middles are at most {NEAR_IN_MILES} miles apart in a straight line. "
            "By road it is further."
        ],
    )


def on_the_map(figures: Mapping[str, Figure]) -> Section | None:
    shown = [figures[name] for name in ("tiles", "map") if name in figures]
    return Section(id="where", heading="Where they are", figures=shown) if shown else None


def in_the_funnel(facts: Facts, figures: Mapping[str, Figure], spread: Funnels | None) -> Section | None:
    if spread is None:
        return None
    return Section(
        id="beyond-chance",
        heading="Who stands out from the usual spread",
        paragraphs=[*funnels.sentences(facts, spread), *_middle_line(facts)],
        figures=[figures["funnel"]],
        links=[("How a funnel is worked out", f"{reverse('methods')}#funnel")],
    )


def _middle_line(facts: Facts) -> list[str]:
    """Say why the funnel's middle line is not England's value, where it is not."""
    if facts.choice.level == Area.Kind.PROVIDER:
        return []
    england = words.shown(facts.choice.measure, facts.standings.england["value"])
    return [
        f"The middle line is the {facts.choice.areas} of this report together, not England ({england}). "
        f"{ENGLAND_HOLDS_MORE}"
    ]


def caveats(facts: Facts) -> Section:
    choice, measure = facts.choice, facts.choice.measure
    breaks = [
        one.explanation
        for one in SERIES_BREAKS
        if choice.level in one.affects and choice.first < one.date <= choice.last
    ]
    notes = [
        f"{area.short_name}: {area.note}"
        for code, area in facts.areas.items()
        if area.note and (choice.boundaries == "now" or facts.standings.table["instead"][code])
    ]
    return Section(
        id="caveats",
        heading="What to know when reading it",
        points=[
            PATHWAYS_ARE_NOT_PEOPLE,
            *wording.missing_months(facts),
            *wording.warned_of(facts),
            *breaks,
            *measure.caveats,
            *notes,
            *([ENGLAND_HOLDS_MORE] if choice.level != Area.Kind.PROVIDER else []),
            "A rank says nothing about why: areas differ in age and need, in the hospitals they have and in how "
            "pathways are recorded.",
        ],
    )


def method(facts: Facts) -> Section:
    measure = facts.choice.measure
    interval = "Byar’s" if measure.population else "Wilson’s"
    sure = (
        f"Intervals are {interval}, 95%. An area is better or worse than England by more than chance where its "
        "interval does not hold England’s value."
        if measure.numerator
        else wording.no_interval(measure).capitalize()
        + ": the files give bands of waits, which are not kept."
    )
    return Section(
        id="method",
        heading="How it is worked out",
        paragraphs=[
            f"{measure.title}: {measure.formula}. {words.DIRECTIONS[measure.direction]}.",
            wording.pooling(measure, is_pooled(measure)),
            sure,
            "An area is ranked when it is known in every month and at least 20 pathways stand behind its figure. "
            f"{SMALL_NUMBERS}",
            "Places gained are the average rank of the first six months less that of the last six. Their limits "
            "(99.8%) come from drawing the months again 1,000 times: where they hold 0 there is no real change.",
        ],
        links=[
            ("The method of this report", f"{reverse('methods')}#national-report"),
            (f"The formula of {measure.short_title}", f"{reverse('methods')}#{measure.slug}"),
        ],
    )


def sources(versions: Sequence[FigureSet]) -> Section:
    return Section(
        id="sources",
        heading="Sources",
        paragraphs=[
            "NHS England, consultant-led referral to treatment waiting times, the monthly files:",
        ],
        links=[(_file(one), reverse("data-month", args=[one.month])) for one in versions],
    )


def _file(version: FigureSet) -> str:
    release = version.release
    said = [
        *(["invented"] if release.is_demonstration else ["revised"] if release.revised else []),
        *(
            [f"{version.warning_count} warning{'s' if version.warning_count > 1 else ''}"]
            if version.warning_count
            else []
        ),
    ]
    more = f" ({', '.join(said)})" if said else ""
    return f"{numbers.month_name(version.month)}{more}"
