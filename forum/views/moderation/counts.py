"""What moderation did, quarter by quarter: for everybody."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from forum.presenters.moderation.counts import csv_of, tables, time_table
from forum.queries.counts import quarters


@require_safe
def counts(request: HttpRequest) -> HttpResponse:
    found = quarters()
    links = [("Home", reverse("home")), ("About", reverse("about"))]
    page = {"links": links, "tables": tables(found), "time": time_table(found)}
    return render(request, "forum/moderation/counts.html", page)


@require_safe
def counts_csv(request: HttpRequest) -> HttpResponse:
    headers = {"Content-Disposition": 'attachment; filename="moderation-counts.csv"'}
    return HttpResponse(csv_of(quarters()), content_type="text/csv; charset=utf-8", headers=headers)
