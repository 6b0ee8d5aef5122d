"""Where areas stand over time on a measure: the page, its chart and its tables."""

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from metrics.charts.places import places_chart
from metrics.compute.measures import MEASURES, PATHWAYS_ARE_NOT_PEOPLE, SMALL_NUMBERS, Measure
from metrics.measured import kept
from metrics.presenters.downloads import csv_file, png_file, svg_file
from metrics.presenters.movement.asked import MovementAsked
from metrics.presenters.movement.choice import Choice
from metrics.presenters.movement.like_for_like import like_for_like_of, why_not
from metrics.presenters.movement.page import MovementPage
from metrics.presenters.movement.picture import places_of
from metrics.presenters.movement.standing import Standing, standing_of
from metrics.presenters.movement.tables import like_for_like_table, monthly_table, period_table
from metrics.queries import published_months
from metrics.views.files import refusing, rightly, some_months
from metrics.views.measures import measure_named


@dataclass(frozen=True)
class Asked:
    """What an address asks for, and the published months within it."""

    form: MovementAsked
    months: list[date]

    @property
    def choice(self) -> Choice:
        return self.form.choice

    @property
    def standing(self) -> Standing:
        return standing_of(self.choice, self.form.areas)


@require_safe
def movement(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with who moved; what was asked wrongly is said, and replaced by what can be shown."""
    measure = measure_named(slug)
    months = published_months()
    if not months:
        above = [("Home", reverse("home")), ("Measures", reverse("measures"))]
        return render(request, "metrics/measure_without_figures.html", {"measure": measure, "links": above})
    asked = _asked(request, measure, months)
    choice = asked.choice
    return render(
        request,
        "metrics/movement.html",
        {
            "links": [("Home", reverse("home")), ("Measures", reverse("measures")), _link_to(measure)],
            "measure": measure,
            "choice": choice,
            "asked": asked.form,
            "all_areas": f"{reverse('movement', args=[slug])}?{choice.marking('').query}",
            "per_1000": MEASURES["waiting-list-per-1000"],
            "pathways": PATHWAYS_ARE_NOT_PEOPLE,
            "small_numbers": SMALL_NUMBERS,
            **_shown(asked),
        },
        status=200 if asked.form.is_valid() else 400,
    )


def _link_to(measure: Measure) -> tuple[str, str]:
    return measure.short_title, reverse("measure", args=[measure.slug])


def _asked(request: HttpRequest, measure: Measure, months: list[date]) -> Asked:
    form = MovementAsked(measure, request.GET, months)
    form.is_valid()
    first, last = form.choice.first, form.choice.last
    return Asked(form, [month for month in months if first <= month <= last])


def _shown(asked: Asked) -> dict[str, str]:
    """Return the page's first sentences and its figures as HTML, kept as long as they are published."""
    choice, areas = asked.choice, asked.form.areas

    def made() -> dict[str, str]:
        found = like_for_like_of(choice, areas, asked.months)
        page = MovementPage(choice, asked.standing, found, why_not(choice, asked.months))
        figures = render_to_string(
            "metrics/movement_figures.html", {"page": page, "choice": choice, "measure": choice.measure}
        )
        words = {"answer": page.answer, "reason": page.reason, "marked": page.marked_in_words}
        return words | {"figures": figures}

    return kept(f"movement-page:{choice.measure.slug}:{choice.query}", made)


@refusing
def movement_csv(request: HttpRequest, slug: str) -> HttpResponse:
    asked = _asked_of_file(request, slug)
    return csv_file(monthly_table(asked.standing), asked.choice.marking("").file_name)


@refusing
def movement_period_csv(request: HttpRequest, slug: str) -> HttpResponse:
    asked = _asked_of_file(request, slug)
    return csv_file(period_table(asked.standing), f"{asked.choice.marking('').file_name}-period")


@refusing
def movement_like_for_like_csv(request: HttpRequest, slug: str) -> HttpResponse:
    asked = _asked_of_file(request, slug)
    found = like_for_like_of(asked.choice, asked.form.areas, asked.months)
    if found is None:
        raise Http404(why_not(asked.choice, asked.months))
    return csv_file(like_for_like_table(found), f"{asked.choice.marking('').file_name}-like-for-like")


@refusing
def movement_svg(request: HttpRequest, slug: str) -> HttpResponse:
    asked = _asked_of_file(request, slug)
    return svg_file(places_of(asked.standing, asked.choice.area), places_chart, asked.choice.file_name)


@refusing
def movement_png(request: HttpRequest, slug: str) -> HttpResponse:
    asked = _asked_of_file(request, slug)
    return png_file(places_of(asked.standing, asked.choice.area), places_chart, asked.choice.file_name)


def _asked_of_file(request: HttpRequest, slug: str) -> Asked:
    asked = _asked(request, measure_named(slug), some_months())
    rightly(asked.form)
    return asked
