from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from metrics.queries import one_version

Answer = Callable[[HttpRequest], HttpResponse]


def one_version_a_page(get_response: Answer) -> Answer:
    """Make each page of one version of the figures."""

    def answer(request: HttpRequest) -> HttpResponse:
        with one_version():
            return get_response(request)

    return answer


def no_larger_than_a_release(get_response: Answer) -> Answer:
    """Refuse bodies larger than any file that is taken: else they fill the disk before a view can look at them."""

    def answer(request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not length.isdigit() or int(length) > settings.LARGEST_BODY:
            limit = settings.LARGEST_BODY // 1_000_000
            return HttpResponse(f"At most {limit} MB can be sent.\n", status=413, content_type="text/plain")
        return get_response(request)

    return answer
