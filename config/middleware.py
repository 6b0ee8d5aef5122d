from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from metrics.queries import one_version


def one_version_a_page(get_response: Callable[[HttpRequest], HttpResponse]):
    """Make each page of one version of the figures."""

    def answer(request: HttpRequest) -> HttpResponse:
        with one_version():
            return get_response(request)

    return answer
