"""Where pages of people lie: from the home page to the page above, as breadcrumbs have it."""

from django.urls import reverse

from metrics.models import Area

Links = list[tuple[str, str]]


def above_account() -> Links:
    return [("Home", reverse("home")), ("Your account", reverse("your-account"))]


def above_profile() -> Links:
    return [*above_account(), ("Your profile", reverse("profile"))]


def above_people() -> Links:
    return [("Home", reverse("home")), ("People", reverse("people"))]


def above_area(area: Area) -> Links:
    return [("Home", reverse("home")), (area.short_name, reverse("area", args=[area.code]))]


def above_claim() -> Links:
    return [("Home", reverse("home")), ("Claims waiting", reverse("claims"))]
