"""What every address of the API has in common, whichever app it belongs to."""

from django.http import HttpRequest, HttpResponse
from django.utils.cache import get_conditional_response, set_response_etag
from django_filters.utils import translate_validation
from rest_framework import generics, serializers
from rest_framework.exceptions import AuthenticationFailed, MethodNotAllowed, ValidationError
from rest_framework.parsers import JSONParser
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from metrics.api.pages import Pages
from metrics.api.written import CsvRenderer
from metrics.filters import StrictForm, separated

FIELDS = "fields"
READING = ("GET", "HEAD")


class Address(generics.GenericAPIView):
    """What every address of the API has in common."""

    parser_classes = (JSONParser,)
    renderer_classes = (JSONRenderer, CsvRenderer)
    pagination_class = Pages

    def initial(self, request: Request, *args, **kwargs) -> None:
        # Before it is asked who wants it: nobody can.
        if not hasattr(self, request.method.lower()):
            raise MethodNotAllowed(request.method)
        super().initial(request, *args, **kwargs)
        if not hasattr(self, "filterset_class"):
            checked(StrictForm(request.query_params))

    def get_throttles(self) -> list:
        self.throttles = super().get_throttles()
        return self.throttles

    def perform_authentication(self, request: Request) -> None:
        """Ask who asks, and count it, whether or not they may: whoever tries tokens is counted by their address."""
        try:
            super().perform_authentication(request)
        except AuthenticationFailed:
            super().check_throttles(request)
            raise
        super().check_throttles(request)

    def check_throttles(self, request: Request) -> None:
        """Count nothing twice."""

    def get_serializer(self, *args, **kwargs) -> serializers.BaseSerializer:
        """Return what writes the answer, with the fields that were asked for."""
        made = super().get_serializer(*args, **kwargs)
        if FIELDS in self.request.query_params:
            narrow(row_of(made), self.request.query_params[FIELDS])
        return made

    def dispatch(self, request: HttpRequest, *args, **kwargs) -> HttpResponse:
        """Answer, with a mark of what is said; who knows it already is told so alone. And how often one may ask."""
        answer = super().dispatch(request, *args, **kwargs)
        if hasattr(answer, "render"):
            answer.render()
        if request.method in READING and answer.status_code == 200:
            if not answer.has_header("ETag"):
                set_response_etag(answer)
            answer = get_conditional_response(request, etag=answer.get("ETag"), response=answer)
        for throttle in getattr(self, "throttles", ()):
            for name, value in throttle.headers.items():
                answer[name] = value
        return answer


def row_of(made: serializers.BaseSerializer) -> serializers.Serializer:
    """Return what writes each row of an answer; where it has no rows, the whole."""
    whole = getattr(made, "child", made)
    rows = whole.fields.get("results")
    return whole if rows is None else rows.child


def narrow(row: serializers.Serializer, asked: str) -> None:
    """Leave out all fields that were not asked for. Raises ValidationError with those that there are not."""
    chosen = separated(asked)
    unknown = [name for name in chosen if name not in row.fields]
    if unknown or not chosen:
        wrong = f"Not a field here: {', '.join(unknown)}." if unknown else "Name at least one field."
        raise ValidationError({FIELDS: [f"{wrong} Known: {', '.join(row.fields)}."]})
    for name in set(row.fields) - set(chosen):
        row.fields.pop(name)


def checked(asked):
    """Return a form or a set of filters that holds nothing wrong; else answer 400 with what is, by name."""
    if not asked.is_valid():
        raise translate_validation(asked.errors)
    return asked
