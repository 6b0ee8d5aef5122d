"""Control charts, rankings and peers as the API gives them: a head that says what was found, and rows, null where not
known."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from metrics.charts import numbers
from metrics.compute.breaks import recounts_of
from metrics.compute.peers import VARIABLES
from metrics.compute.spc import Judgement
from metrics.presenters.control import Charted
from metrics.presenters.control import words as control_words
from metrics.presenters.peers import better, better_tables, side_by_side
from metrics.presenters.peers.better import Better
from metrics.presenters.peers.group import IN_WORDS, PeerGroup
from metrics.presenters.rank_page import rank_table
from metrics.presenters.rank_words import answer as rank_answer
from metrics.presenters.ranking import Ranking
from metrics.presenters.series import Lines, series_table, title
from metrics.provenance import sources_of


def rows_of(frame: pd.DataFrame) -> list[dict]:
    """Return a frame's rows, None where not known."""
    return frame.astype(object).where(frame.notna(), None).to_dict("records")


def control_chart(drawn: Lines) -> dict:
    """Return the control chart of one measure of one area: what it says, its phases, and a row a month."""
    chart = drawn.control
    judged = chart.control
    return {
        "area": drawn.area.code,
        "area_name": drawn.area.short_name,
        "treatment_function": drawn.function,
        "measure": drawn.measure.slug,
        "unit": drawn.measure.unit,
        "direction": drawn.measure.direction,
        "answer": title(drawn),
        "signal": control_words.signal(chart),
        "notes": control_words.notes(chart),
        "variation": _judgement(judged.variation),
        "assurance": _judgement(judged.assurance),
        "is_trial": judged.is_trial,
        "phases": [_phase(chart, group) for _, group in chart.points.groupby("group")],
        "results": with_sources(_points(drawn), drawn.months),
    }


def _judgement(one: Judgement) -> dict[str, str] | None:
    return None if one.name == "none" else {"icon": one.name, "words": one.words}


def _phase(chart: Charted, group: pd.DataFrame) -> dict:
    limits = group.iloc[[0]][["mean", "lower_limit", "upper_limit"]]
    return {
        "since": f"{group.index[0]:%Y-%m}",
        "until": f"{group.index[-1]:%Y-%m}",
        **rows_of(limits)[0],
        "is_trial": bool(group["is_trial"].iloc[0]),
        "starts_because": _why_anew(chart, group.index[0]),
    }


def _why_anew(chart: Charted, start: pd.Timestamp) -> str | None:
    """Return why limits start anew: the reason of a rebase date, or a break of series; None for the first phase."""
    if start not in chart.groups.starts:
        return None
    reasons = [one.reason for one in chart.honoured if pd.Timestamp(one.month) == start]
    breaks = [one.label for one in recounts_of(chart.kind) if pd.Timestamp(one.date) <= start]
    return [*breaks, *reasons][-1]


def _points(drawn: Lines) -> list[dict]:
    points = drawn.control.points
    table = series_table(drawn).assign(
        phase=points["group"].to_numpy(), rule_words=[control_words.rule(row) for _, row in points.iterrows()]
    )
    is_limited = points["upper_limit"].notna().to_numpy()
    return [
        {name: row[name] for name in POINT}
        for row in rows_of(table.assign(rule=table["rule"].where(is_limited & (table["rule"] != ""))))
    ]


POINT = (
    "month",
    "value",
    "numerator",
    "denominator",
    "england",
    "phase",
    "mean",
    "lower_limit",
    "upper_limit",
    "near_lower_limit",
    "near_upper_limit",
    "rule",
    "rule_words",
    "assessment",
    "target",
)


def ranks(found: Ranking) -> dict:
    """Return every area of a ranking, in the order of the page."""
    choice = found.choice
    table = rank_table(found).rename(columns={"name": "area_name"})
    return {
        "kind": choice.level,
        "treatment_function": choice.function,
        "month": f"{choice.month:%Y-%m}",
        "boundaries": choice.boundaries,
        "measure": found.measure.slug,
        "unit": found.measure.unit,
        "direction": found.measure.direction,
        "answer": rank_answer(found),
        "england": found.england if numbers.is_known(found.england) else None,
        "results": with_sources(rows_of(table), [choice.month]),
    }


def peers(group: PeerGroup) -> dict:
    """Return whom an area is compared with, nearest first, and why they are like it."""
    return {
        "area": group.area.code,
        "area_name": group.area.short_name,
        "answer": side_by_side.answer(group),
        "chosen_by_hand": bool(group.choice.chosen),
        "weights": dict(group.choice.weights),
        "results": [_peer(group, code) for code in group.codes],
    }


def _peer(group: PeerGroup, code: str) -> dict:
    is_known = code in group.near.index
    near = rows_of(group.near.loc[[code]])[0] if is_known else {}
    return {
        "area": code,
        "area_name": group.areas[code].short_name,
        "rank": near.get("rank"),
        "out_of": len(group.near),
        "distance": near.get("distance"),
        "differs_most_in": group.drivers(code),
        "parts": {f"{name}_part": near.get(name) for name in VARIABLES},
        "values": _values(group.profiles, code),
    }


def _values(profiles: pd.DataFrame, code: str) -> dict[str, float | None]:
    """Return what an area is like, by variable, as people read it: shares in per cent."""
    known = rows_of(profiles.loc[[code]])[0] if code in profiles.index else {}
    return {
        name: None if known.get(name) is None else variable.per * known[name]
        for name, variable in IN_WORDS.items()
    }


def better_peers(view: Better) -> dict:
    """Return every other area of the kind and how it stands, those that do better first."""
    question, ours = view.question, view.found.ours
    own = {} if ours is None else rows_of(ours[["value", "lower", "upper"]].to_frame().T)[0]
    table = better_tables.better_csv(view)
    if not view.cannot:
        behind = pd.concat([view.peers, view.elsewhere])
        behind = behind["behind"] if "behind" in behind else pd.Series(dtype="float64")
        table = table.assign(
            area_name=[view.group.areas[code].short_name for code in table["area"]],
            pathways=behind.reindex(table["area"]).to_numpy(),
            standing_words=[
                better_tables.standing_in_words(row)
                for row in view.found.others.reindex(table["area"]).itertuples()
            ],
        )
    return {
        "area": view.group.area.code,
        "area_name": view.group.area.short_name,
        "measure": question.measure.slug,
        "unit": question.measure.unit,
        "treatment_function": question.function,
        "from": f"{question.first:%Y-%m}",
        "to": f"{question.last:%Y-%m}",
        "answer": better.answer(view),
        "rule": [] if view.cannot else better.rule(view),
        "set_aside": better.set_aside(view),
        **{name: own.get(name) for name in ("value", "lower", "upper")},
        "sources": sources_of(question.first, question.last),
        "results": rows_of(table),
    }


def with_sources(rows: list[dict], months: Iterable[date]) -> list[dict]:
    """Add to each row, which names its month, the file that its figures were computed from."""
    shown = sorted(months)
    sources = {one["month"]: one for one in sources_of(shown[0], shown[-1])} if shown else {}
    missing = {"release_sha256": None, "is_demonstration": None}
    return [{**missing, **row, **sources.get(row["month"], {})} for row in rows]
