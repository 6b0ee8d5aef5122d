"""What is answered where something is refused or broken: on pages the site's own, in the API problem details."""

from django.http import HttpRequest, HttpResponse
from django.views import defaults

from safety.problems import problem

API = "/api/"
UNREADABLE = "This request cannot be read. Check its address and what you sent."
REFUSED = "You may not do this."
NOTHING_HERE = "There is nothing at this address."
BROKEN = "Sorry, there is a problem, and it has been recorded. Try again in a few minutes."


def in_the_api(request: HttpRequest) -> bool:
    return request.path.startswith(API)


def unreadable(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(400, UNREADABLE) if in_the_api(request) else defaults.bad_request(request, exception)


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    if in_the_api(request):
        return problem(403, str(exception) or REFUSED)
    return defaults.permission_denied(request, exception)


def nothing_here(request: HttpRequest, exception: Exception) -> HttpResponse:
    return problem(404, NOTHING_HERE) if in_the_api(request) else defaults.page_not_found(request, exception)


def broken(request: HttpRequest) -> HttpResponse:
    return problem(500, BROKEN) if in_the_api(request) else defaults.server_error(request)
