"""The pages of an area: its figures, and what people share about it."""

from collections.abc import Callable, Collection
from datetime import date
from functools import wraps

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from forum.presenters.asking import questions_here
from forum.presenters.figure_watches import watch_address
from forum.presenters.practice_here import cases_on, practice_here
from forum.presenters.threads import beside
from metrics.charts.numbers import month_name
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES, Measure
from metrics.filters import LimitsAsked
from metrics.measured import kept
from metrics.models import Area
from metrics.presenters.area import KINDS_IN_PLURAL
from metrics.presenters.area_blocks import area_blocks, population_in_words
from metrics.presenters.area_measure import measure_blocks
from metrics.presenters.control import USUAL, Options
from metrics.presenters.quality import quality_sentences
from metrics.queries import Place, months_of, place_of

BOUNDARIES = ("then", "now")
LONGEST_SHOWN = 20  # characters of what an address asked for in vain


def at_its_code(
    view: Callable[[HttpRequest, Area], HttpResponse],
) -> Callable[[HttpRequest, str], HttpResponse]:
    """Hand the area of a code on to its page; lead who writes the code in small letters to the address of the page."""

    @wraps(view)
    def found(request: HttpRequest, code: str) -> HttpResponse:
        area = get_object_or_404(Area, code=code.upper())
        if area.code != code:
            return redirect(request.resolver_match.view_name, area.code, permanent=True)
        return view(request, area)

    return found


@require_safe
@at_its_code
def area(request: HttpRequest, found: Area) -> HttpResponse:
    months = months_of(found)
    if not months:
        return without_figures(request, found)
    wrong = wrongly_asked(request.GET, {"month": months_offered(months), "boundaries": BOUNDARIES})
    asked = QueryDict() if wrong else request.GET
    month, boundaries = month_asked(asked, months), asked.get("boundaries") or "then"
    place = place_of(found, month if boundaries == "then" else timezone.localdate())
    return render(
        request,
        "forum/area.html",
        {
            **_head(place, months, month),
            "wrong": wrong,
            "kept": [("boundaries", boundaries)] if boundaries == "now" else [],
            "population": population_in_words(place, month),
            "figures": _figures(place, month, boundaries),
            "quality": quality_sentences(place, month),
            "practice": practice_here(place),
            "discussions": beside(request.user, place),
            "questions": questions_here(request.user, place),
        },
        status=404 if wrong else 200,
    )


def _figures(place: Place, month: date, boundaries: str) -> str:
    """Return the figures of an area's page as HTML, kept as long as they are published: they are most of the page."""
    parts = ",".join(part.code for part in place.parts)
    return kept(
        f"area-page:{place.area.code}:{month}:{boundaries}:{parts}",
        lambda: render_to_string(
            "forum/area_figures.html",
            {
                "place": place,
                "month": month,
                "month_words": month_name(month),
                "boundaries": boundaries,
                "caption": f"{place.area.short_name} in {month_name(month)}",
                "parts": _parts_in_words(place),
                "blocks": area_blocks(place, month),
            },
        ),
    )


@require_safe
def area_measure(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    found = get_object_or_404(Area, code=code.upper())
    measure = MEASURES.get(slug)
    if measure is None:
        raise Http404(f"There is no measure {slug!r}.")
    months = months_of(found)
    if not months:
        return without_figures(request, found)
    limits = LimitsAsked(request.GET)
    wrong = wrongly_asked(request.GET, {"month": months_offered(months), "function": TREATMENT_FUNCTIONS})
    wrong |= {name: errors[0] for name, errors in limits.errors.items()}
    asked = QueryDict() if wrong else request.GET
    month, function = month_asked(asked, months), asked.get("function") or ALL_FUNCTIONS
    options = USUAL if wrong else limits.options
    place = place_of(found, month)
    return render(
        request,
        "forum/area_measure.html",
        {
            **_head(place, months, month),
            "wrong": wrong,
            "links": above_own_page(place),
            "kept": [
                (name, value) for name, value in limits.data.items() if name in limits.fields and not wrong
            ],
            "measure": measure,
            "function": function,
            "function_name": "" if function == ALL_FUNCTIONS else TREATMENT_FUNCTIONS[function].lower(),
            "functions": TREATMENT_FUNCTIONS.items(),
            **_measure_figures(place, measure, month, function, options),
            "quality": quality_sentences(place, month),
            **cases_on(place, measure),
            "watch_address": watch_address(found, measure, function),
            "discussions": beside(request.user, place, measure.slug, function),
        },
        status=404 if wrong else 200,
    )


def _measure_figures(
    place: Place, measure: Measure, month: date, function: str, options: Options
) -> dict[str, str]:
    """Return the page's first sentence and its figures as HTML, kept as long as they are published."""

    def shown() -> dict[str, str]:
        blocks = measure_blocks(place, measure, month, function, options)
        html = render_to_string("forum/area_measure_figures.html", {"blocks": blocks})
        return {"answer": blocks.answer, "figures": html}

    parts = ",".join(part.code for part in place.parts)
    asked = f"{measure.slug}:{month}:{function}{options.query}"
    return kept(f"measure-page:{place.area.code}:{asked}:{parts}", shown)


def without_figures(request: HttpRequest, area: Area) -> HttpResponse:
    place = place_of(area, timezone.localdate())
    page = {"place": place, "links": above(place), "discussions": beside(request.user, place)}
    page["practice"] = practice_here(place)
    return render(request, "forum/area_without_figures.html", page)


def _head(place: Place, months: list[date], month: date) -> dict:
    return {
        "place": place,
        "links": above(place),
        "month": month,
        "months": list(reversed(months_offered(months).items())),
        "chosen": f"{month:%Y-%m}",
    }


def above(place: Place) -> list[tuple[str, str]]:
    parents = [(parent.short_name, reverse("area", args=[parent.code])) for parent in place.parents[:1]]
    return [("Home", reverse("home")), ("Areas", reverse("areas")), *parents]


def above_own_page(place: Place) -> list[tuple[str, str]]:
    """Return the same for what stands below an area's page."""
    return [*above(place), (place.area.short_name, reverse("area", args=[place.area.code]))]


def _parts_in_words(place: Place) -> str:
    kinds = {part.kind for part in place.parts}
    kind = KINDS_IN_PLURAL[kinds.pop()] if len(kinds) == 1 else "areas"
    return f"{place.area.short_name} has {len(place.parts)} {kind}."


def months_offered(months: list[date]) -> dict[str, str]:
    """Return the names of months by how an address names them: May 2025 by 2025-05."""
    return {f"{month:%Y-%m}": month_name(month) for month in months}


def month_asked(asked: QueryDict, months: list[date]) -> date:
    """Return the month that an address names, the newest when it names none of them."""
    return {f"{month:%Y-%m}": month for month in months}.get(asked.get("month"), months[-1])


def wrongly_asked(asked: QueryDict, offered: dict[str, Collection[str]]) -> dict[str, str]:
    """Return, by its name, what is wrong with what an address asks for but is not offered."""
    return {
        name: _not_offered(name, asked[name][:LONGEST_SHOWN], values)
        for name, values in offered.items()
        if asked.get(name) and asked[name] not in values
    }


def _not_offered(name: str, asked: str, offered: Collection[str]) -> str:
    match name:
        case "month":
            months = list(offered.values())
            span = months[0] if len(months) == 1 else f"the months from {months[0]} to {months[-1]}"
            return f"No figures of “{asked}” are published for this area: choose from {span}."
        case "function":
            return f"There is no treatment function “{asked}”: choose one from the list."
        case _:
            return f"There are no boundaries “{asked}”: they are “then”, of the month, or “now”, of today."
