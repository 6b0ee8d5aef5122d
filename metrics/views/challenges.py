"""Who stays behind: persistent challenges, and pockets within boards."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from metrics.compute.challenges import LEAST_MONTHS
from metrics.compute.measures import PATHWAYS_ARE_NOT_PEOPLE, SMALL_NUMBERS
from metrics.measured import kept
from metrics.presenters.challenges.asked import ChallengesAsked, PocketsAsked
from metrics.presenters.challenges.choice import Choice
from metrics.presenters.challenges.files import challenges_table, pockets_table
from metrics.presenters.challenges.found import Setting, found_of, pockets_of, setting_of
from metrics.presenters.challenges.page import Page, challenges_page, pockets_page
from metrics.presenters.downloads import csv_file
from metrics.queries import current_analysis, published_months
from metrics.views.files import refusing, rightly

ROWS_A_PAGE = 50
LONGEST_NUMBER = 4


@dataclass(frozen=True)
class Report:
    """A page: what it asks, how it is asked and made, and where it leads. `order`: of its rows, in words."""

    route: str
    csv_route: str
    title: str
    question: str
    order: str
    anchor: str
    other_route: str
    other: str
    asked: type[PocketsAsked]
    make: Callable[[Choice, Setting], Page]
    table: Callable[[Choice, Setting], pd.DataFrame]


CHALLENGES = Report(
    route="report-challenges",
    csv_route="report-challenges-csv",
    title="Persistent challenges",
    question="Who has stayed behind for long, and how far? Here are the areas that were in the bottom quarter, or in "
    "special-cause concern, in at least 6 of the last 12 months.",
    order="the longest first",
    anchor="persistent-challenges",
    other_route="report-pockets",
    other="Pockets: parts that trail while their ICB does not",
    asked=ChallengesAsked,
    make=lambda choice, setting: challenges_page(found_of(choice, setting)),
    table=lambda choice, setting: challenges_table(found_of(choice, setting)),
)
POCKETS = Report(
    route="report-pockets",
    csv_route="report-pockets-csv",
    title="Pockets",
    question="Which sub-ICB locations trail while their ICB as a whole does not? Its figures can hide them.",
    order="by the name of the ICB",
    anchor="pockets",
    other_route="report-challenges",
    other="Persistent challenges: every area that trails",
    asked=PocketsAsked,
    make=lambda choice, setting: pockets_page(pockets_of(choice, setting)),
    table=lambda choice, setting: pockets_table(pockets_of(choice, setting)),
)


@require_safe
def challenges(request: HttpRequest) -> HttpResponse:
    return _page(request, CHALLENGES)


@require_safe
def pockets(request: HttpRequest) -> HttpResponse:
    return _page(request, POCKETS)


@refusing
def challenges_csv(request: HttpRequest) -> HttpResponse:
    return _csv(request, CHALLENGES)


@refusing
def pockets_csv(request: HttpRequest) -> HttpResponse:
    return _csv(request, POCKETS)


def _page(request: HttpRequest, report: Report) -> HttpResponse:
    """Answer with a report; what was asked wrongly is said, and replaced by what can be shown."""
    context = {"links": [("Home", reverse("home")), ("Reports", reverse("reports"))], "report": report}
    setting = _setting()
    if setting is None or setting.months < LEAST_MONTHS:
        waiting = {"months": published_months(), "least": LEAST_MONTHS}
        return render(request, "metrics/report_behind.html", context | waiting)
    asked = report.asked(request.GET, setting.areas)
    status = 200 if asked.is_valid() else 400
    shown = _shown(report, asked.choice, setting, _number(request.GET.get("page", "")))
    context |= {"asked": asked, "choice": asked.choice, "month": setting.month, "shown": shown}
    return render(request, "metrics/report_behind.html", context, status=status)


def _number(asked: str) -> int:
    """Return which page of the rows is asked for; the first where that is no number."""
    return int(asked) if asked.isdecimal() and len(asked) <= LONGEST_NUMBER else 1


def _shown(report: Report, choice: Choice, setting: Setting, number: int) -> dict[str, str]:
    """Return the page's answer, and one page of its figures as HTML, kept as long as they are published."""

    def made() -> dict[str, str]:
        page = kept(f"{report.route}:{choice.query}", lambda: report.make(choice, setting))
        rows = Paginator(page.table.rows, ROWS_A_PAGE).get_page(number)
        figures = {
            "report": report,
            "choice": choice,
            "month": setting.month,
            "page": page,
            "rows": rows,
            "table": page.part(rows.object_list),
            "caveats": [*choice.measure.caveats, PATHWAYS_ARE_NOT_PEOPLE, SMALL_NUMBERS],
        }
        return {
            "answer": page.answer,
            "figures": render_to_string("metrics/report_behind_figures.html", figures),
        }

    return kept(f"{report.route}:{choice.query}:{number}", made)


def _csv(request: HttpRequest, report: Report) -> HttpResponse:
    setting = _setting()
    if setting is None or setting.months < LEAST_MONTHS:
        raise Http404("Where areas stand has not been worked out, or over too few months.")
    asked = rightly(report.asked(request.GET, setting.areas))
    name = report.title.lower().replace(" ", "-")
    return csv_file(report.table(asked.choice, setting), f"{name}-{asked.choice.file_name}")


def _setting() -> Setting | None:
    """Return the setting of the current analysis, kept once asked for; None while there is no analysis."""
    analysis = current_analysis()
    if analysis is None:
        return None
    return kept("challenges-setting", lambda: setting_of(analysis, published_months()[0]))
