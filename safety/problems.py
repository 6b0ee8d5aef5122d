"""What programs are answered where something is refused or broken: problem details, RFC 9457."""

from collections.abc import Mapping
from http import HTTPStatus

from django.http import JsonResponse

MEDIA_TYPE = "application/problem+json"


def problem(
    status: int, detail: str, *, errors: object = None, headers: Mapping[str, str] | None = None
) -> JsonResponse:
    """Return what is wrong in words; `errors`: what is wrong with what was asked or sent, by its name."""
    said = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status, "detail": detail}
    told = said if errors is None else said | {"errors": errors}
    return JsonResponse(told, status=status, content_type=MEDIA_TYPE, headers=headers)
