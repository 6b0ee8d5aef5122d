"""The standing texts: what this site is, what may be posted on it, and who can use it."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    return render(request, "forum/about.html", {"contact": settings.CONTACT_EMAIL})


@require_safe
def rules(request: HttpRequest) -> HttpResponse:
    return render(request, "forum/rules.html", {"contact": settings.CONTACT_EMAIL})


@require_safe
def accessibility(request: HttpRequest) -> HttpResponse:
    return render(request, "forum/accessibility.html", {"contact": settings.CONTACT_EMAIL})
