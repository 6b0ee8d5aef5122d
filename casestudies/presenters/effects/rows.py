"""What the figures say, as the API gives it: each answer as a row, and all areas of a technology together."""

from dataclasses import asdict

from casestudies.models import Adoption, EffectTogether, MeasuredEffect, Technology
from casestudies.presenters.effects.shown import subject_of
from casestudies.queries.effects import together_of
from metrics.compute.measures import MEASURES
from metrics.presenters import words
from metrics.presenters.answers import rows_of
from metrics.presenters.effects import answer, cautions, charts, method, monthly, sentences
from metrics.presenters.effects.forest import sentences_together


def effect_row(found: MeasuredEffect) -> dict:
    """Return an answer of the figures as a row: the estimate and its interval are None where nothing can be tested."""
    told, thing = found.told, found.thing
    test = told.test
    return {
        "number": found.pk,
        "about": "adoption" if isinstance(thing, Adoption) else "case study",
        "about_number": thing.pk,
        "about_title": f"{thing}",
        "area": found.area.code,
        "area_name": found.area.short_name,
        "measure": found.measure,
        "treatment_function": found.treatment_function,
        "starts": found.starts,
        "ends": found.ends,
        "verdict": found.verdict,
        "answer": answer(subject_of(found)),
        "change": test.change if test else None,
        "lower": test.lower if test else None,
        "upper": test.upper if test else None,
        "p": test.p if test else None,
        "unit": words.unit_of_distance(found.measured),
        "other_areas": test.controls if test else None,
        "months_before": told.known_before,
        "months_since": told.known_after,
        "method_version": found.method_version,
        "publication": found.publication_id,
        "worked_out": found.at,
        "page": found.get_absolute_url(),
    }


def effect_whole(found: MeasuredEffect) -> dict:
    """Return an answer with its words, its method and the course of the figures, a row a month."""
    about = subject_of(found)
    return effect_row(found) | {
        "sentences": list(sentences(about)),
        "cautions": cautions(about),
        "method": method(about),
        "results": _course(about) if found.told.observed else [],
    }


def _course(about) -> list[dict]:
    rows = rows_of(monthly(about, "course"))
    gaps = rows_of(monthly(about, "placebos")) if "placebos" in charts(about) else [{}] * len(rows)
    columns = ("month", "observed", "mix", "lower", "upper")
    return [
        {name: row.get(name) for name in columns} | {"gap": gap.get("gap")}
        for row, gap in zip(rows, gaps, strict=True)
    ]


def together_rows(technology: Technology) -> dict:
    """Return the areas in which a technology came into use (`results`), and what each group says `together`."""
    groups = together_of(technology)
    return {
        "together": [_together(group) for group, _ in groups],
        "results": [effect_row(one) | {"kind": group.kind} for group, effects in groups for one in effects],
    }


def _together(group: EffectTogether) -> dict:
    told, measure = group.told, MEASURES[group.measure]
    names = ("change", "lower", "upper", "spread", "p_alike", "i_squared")
    pooled = asdict(told) if told else {}
    return {
        "measure": group.measure,
        "treatment_function": group.treatment_function,
        "kind": group.kind,
        "areas": len(group.effects),
        **{name: pooled.get(name) for name in names},
        "unit": words.unit_of_distance(measure),
        "sentences": sentences_together(measure, len(group.effects), told),
        "worked_out": group.at,
    }
