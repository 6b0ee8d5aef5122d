"""Reports: which there are, and the national report on variation with its files."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from metrics.measured import kept
from metrics.presenters.downloads import csv_file, png_file, svg_file
from metrics.presenters.report import national
from metrics.presenters.report.choice import Choice
from metrics.presenters.report.record import Report
from metrics.presenters.words import uncapital
from metrics.queries import published_months
from metrics.report_filters import ReportAsked
from metrics.views.files import picture_named, refusing, rightly, some_months


@require_safe
def reports(request: HttpRequest) -> HttpResponse:
    return render(request, "metrics/reports.html", {"links": [("Home", reverse("home"))]})


@require_safe
def variation(request: HttpRequest) -> HttpResponse:
    """Answer with the report asked for; what was asked wrongly is said, and replaced by what can be shown."""
    months = published_months()
    if not months:
        return render(request, "metrics/report_without_figures.html", {"links": _above()})
    asked = ReportAsked(request.GET, months)
    status = 200 if asked.is_valid() else 400
    choice = asked.choice
    permanent = request.build_absolute_uri(choice.address)
    shown = {"links": _above(), "asked": asked, "permanent": permanent, **_shown(choice)}
    return render(request, "metrics/report.html", shown, status=status)


@refusing
def variation_csv(request: HttpRequest) -> HttpResponse:
    choice = chosen(request)
    return csv_file(made(choice).data, choice.file_name)


@refusing
def variation_svg(request: HttpRequest, chart: str) -> HttpResponse:
    choice = chosen(request)
    picture = picture_named(chart, made(choice).pictures)
    return svg_file(picture.chart, picture.draw, f"{choice.file_name}-{chart}")


@refusing
def variation_png(request: HttpRequest, chart: str) -> HttpResponse:
    choice = chosen(request)
    picture = picture_named(chart, made(choice).pictures)
    return png_file(picture.chart, picture.draw, f"{choice.file_name}-{chart}")


def chosen(request: HttpRequest) -> Choice:
    """Return the choice that an address makes, for a file: a wrong one is refused."""
    return rightly(ReportAsked(request.GET, some_months())).choice


def made(choice: Choice) -> Report:
    """Return the report on a choice, kept as long as its figures are published: its files are made of it one by one."""
    return kept(f"report:{choice.query}", lambda: national.of(choice))


def _above() -> list[tuple[str, str]]:
    return [("Home", reverse("home")), ("Reports", reverse("reports"))]


def _shown(choice: Choice) -> dict[str, str]:
    """Return what the page shows of a report, as HTML, kept as long as its figures are published.

    `title` and `description` are for those who look for the page; `answer` and `parts` stand round the form.
    """

    def make() -> dict[str, str]:
        report = made(choice)
        return {
            "title": f"{report.subtitle}: {uncapital(report.title)}",
            "description": report.answer[0],
            "answer": render_to_string("metrics/report_answer.html", {"report": report}),
            "parts": render_to_string("metrics/report_parts.html", {"report": report}),
        }

    return kept(f"report-page:{choice.query}", make)
