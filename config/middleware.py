import re
from collections.abc import Callable

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest

from metrics.queries import one_version

TOO_LARGE_A_NUMBER = re.compile(r"/[0-9]{19,}")
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


def no_nonsense(get_response: Answer) -> Answer:
    """Refuse what databases fail at in the middle of a page: a NUL in an address, and numbers that no row can have."""

    def answer(request: HttpRequest) -> HttpResponse:
        if "\0" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return HttpResponseBadRequest("This address cannot be read.\n", content_type="text/plain")
        if TOO_LARGE_A_NUMBER.search(request.path_info):
            raise Http404
        return get_response(request)

    return answer
