"""Whether practice is shared across boundaries: for everybody, in counts alone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from forum.presenters.sharing import (
    answer,
    chart,
    figure,
    kinds_table,
    matrix,
    months_frame,
    pairs_frame,
    strongest,
)
from forum.presenters.sharing import sharing as counted
from forum.queries.sharing import waiting_for
from metrics.charts.line import line_chart
from metrics.presenters.downloads import csv_file, png_file, svg_file

FILE = "sharing"


@require_safe
def sharing(request: HttpRequest) -> HttpResponse:
    found = counted()
    waiting, questions = waiting_for(request.user)
    page = {
        "links": [("Home", reverse("home"))],
        "found": found,
        "answer": answer(found),
        "kinds": kinds_table(found),
        "figure": figure(found),
        "matrix": matrix(found),
        "strongest": strongest(found),
        "waiting": waiting,
        "questions": questions,
    }
    return render(request, "forum/sharing.html", page)


@require_safe
def sharing_csv(request: HttpRequest) -> HttpResponse:
    return csv_file(pairs_frame(counted()), FILE)


@require_safe
def sharing_months_csv(request: HttpRequest) -> HttpResponse:
    return csv_file(months_frame(counted()), f"{FILE}-by-month")


@require_safe
def sharing_svg(request: HttpRequest) -> HttpResponse:
    return svg_file(chart(counted()), line_chart, FILE)


@require_safe
def sharing_png(request: HttpRequest) -> HttpResponse:
    return png_file(chart(counted()), line_chart, FILE)
