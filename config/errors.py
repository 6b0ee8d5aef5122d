"""What is answered where something is refused or broken: on pages the site's own, in the API plain JSON."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views import defaults

API = "/api/"
UNREADABLE = "This request cannot be read. Check its address and what you sent."
REFUSED = "You may not do this."
NOTHING_HERE = "There is nothing at this address."
BROKEN = "Sorry, there is a problem, and it has been recorded. Try again in a few minutes."


def in_the_api(request: HttpRequest) -> bool:
    return request.path.startswith(API)


def in_json(words: str, status: int) -> JsonResponse:
    """Return a refusal as the API says it."""
    return JsonResponse({"detail": words}, status=status)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    return in_json(UNREADABLE, 400) if in_the_api(request) else defaults.bad_request(request, exception)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    if in_the_api(request):
        return in_json(str(exception) or REFUSED, 403)
    return defaults.permission_denied(request, exception)


def nothing_here(request: HttpRequest, exception: Exception) -> HttpResponse:
    return in_json(NOTHING_HERE, 404) if in_the_api(request) else defaults.page_not_found(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    return in_json(BROKEN, 500) if in_the_api(request) else defaults.server_error(request)
