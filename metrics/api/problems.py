"""What the API answers where it cannot do what was asked: problem details, whatever format was asked for."""

from django.http import Http404, JsonResponse
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.views import exception_handler

from safety.problems import problem

NOT_USABLE = "Some of what you asked or sent cannot be used. “errors” says what, by its name."
NOTHING_HERE = "There is nothing here that you may read."
OF_A_QUERY = "matches the given query."


def answered(error: Exception, context: dict) -> JsonResponse | None:
    """Return the answer to an error that a program made; nothing where the site itself is at fault."""
    found = exception_handler(error, context)
    if found is None:
        return None
    headers = {name: value for name, value in found.items() if name != "Content-Type"}
    if isinstance(error, ValidationError):
        return problem(found.status_code, NOT_USABLE, errors=_by_name(found.data), headers=headers)
    return problem(found.status_code, _words(error, found.data["detail"]), headers=headers)


def _by_name(wrong: dict | list) -> dict:
    return wrong if isinstance(wrong, dict) else {"": wrong}


def _words(error: Exception, detail: ErrorDetail) -> str:
    if isinstance(error, Http404) and (not error.args or str(error).endswith(OF_A_QUERY)):
        return NOTHING_HERE
    return str(detail)
