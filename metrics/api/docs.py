"""The API's own description, as a page to read."""

from functools import lru_cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from metrics.presenters.api_docs import documented


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show the schema as a page to read."""
    return render(
        request,
        "metrics/api_docs.html",
        {
            "links": [("Home", reverse("home"))],
            "addresses": documented(_schema()),
            "root": reverse("api-areas"),
            "site": request.build_absolute_uri("/").rstrip("/"),
            "limits": {who: rate.partition("/")[0] for who, rate in settings.API_RATES.items()},
        },
    )


@lru_cache(maxsize=1)
def _schema() -> dict:
    """Return the OpenAPI schema, which only a new version of the code can change."""
    return SchemaGenerator().get_schema(request=None, public=True)
