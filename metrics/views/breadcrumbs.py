"""Where a page lies, from the home page to the page above it: pairs of words and address."""

from datetime import date

from django.urls import reverse

from metrics.charts.numbers import month_name

Links = list[tuple[str, str]]


def above_data() -> Links:
    return [("Home", reverse("home"))]


def above_month() -> Links:
    return [*above_data(), ("Data", reverse("data"))]


def above_version(month: date) -> Links:
    return [*above_month(), (month_name(month), reverse("data-month", args=[month]))]


def above_refresh() -> Links:
    return [*above_month(), ("Bring figures in", reverse("refreshes"))]
