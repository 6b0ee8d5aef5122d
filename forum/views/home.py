from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from metrics.presenters.home import home_view
from metrics.queries import published_months


def home(request: HttpRequest) -> HttpResponse:
    months = published_months()
    return render(request, "forum/home.html", {"view": home_view(months[-1]) if months else None})
