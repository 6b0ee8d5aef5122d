"""What every address of the API has in common, whichever app it belongs to."""

from django_filters.utils import translate_validation
from rest_framework import generics
from rest_framework.exceptions import MethodNotAllowed
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from metrics.api.pages import Pages
from metrics.api.written import CsvRenderer
from metrics.filters import StrictForm


class ReadOnly(generics.GenericAPIView):
    """What every address of the API has in common."""

    # Everything here is public, so nobody is asked who they are.
    authentication_classes = ()
    renderer_classes = (JSONRenderer, CsvRenderer)
    pagination_class = Pages

    def initial(self, request: Request, *args, **kwargs) -> None:
        # Before it is asked who writes: nobody can.
        if request.method.lower() not in ("get", "head", "options"):
            raise MethodNotAllowed(request.method)
        super().initial(request, *args, **kwargs)
        if not hasattr(self, "filterset_class"):
            checked(StrictForm(request.query_params))

    def get_throttles(self) -> list:
        self.throttles = super().get_throttles()
        return self.throttles

    def finalize_response(self, request: Request, response, *args, **kwargs):
        """Say in each answer how often one may still ask."""
        answer = super().finalize_response(request, response, *args, **kwargs)
        for throttle in getattr(self, "throttles", ()):
            for name, value in throttle.headers.items():
                answer[name] = value
        return answer


def checked(asked):
    """Return a form or a set of filters that holds nothing wrong; else answer 400 with what is, by name."""
    if not asked.is_valid():
        raise translate_validation(asked.errors)
    return asked
