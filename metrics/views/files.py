"""What the addresses of files share: a file has no place for an error, so what cannot be is said in plain words."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import TypeVar

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.views.decorators.http import require_safe

from metrics.filters import SeriesAsked
from metrics.presenters.rank_charts import Picture
from metrics.queries import published_months

Question = TypeVar("Question", bound=Form)


class WronglyAsked(Exception):
    """An address asks for what cannot be; the form says what."""

    def __init__(self, form: Form):
        self.form = form


def refusing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 400 with what the form says when an address asks for what cannot be."""

    @require_safe
    def answer(request: HttpRequest, *args, **named) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except WronglyAsked as wrong:
            said = "\n".join(f"{name}: {' '.join(errors)}" for name, errors in wrong.form.errors.items())
            return HttpResponseBadRequest(f"{said}\n", content_type="text/plain; charset=utf-8")

    return answer


def rightly(asked: Question) -> Question:
    """Return the form itself. Raises WronglyAsked."""
    if not asked.is_valid():
        raise WronglyAsked(asked)
    return asked


def some_months() -> list[date]:
    """Return the published months, oldest first. Raises Http404 where there are none."""
    months = published_months()
    if not months:
        raise Http404("No month is published yet.")
    return months


def month_of(asked: SeriesAsked) -> date:
    """Return the month that is asked for, by default the newest. Raises Http404 where it is not published."""
    months = published_months()
    month = asked.cleaned_data["month"] or (months[-1] if months else None)
    if month not in months:
        raise Http404("That month is not published.")
    return month


def picture_named(name: str, pictures: Mapping[str, Picture]) -> Picture:
    """Return one of the pictures. Raises Http404 where none has that name."""
    try:
        return pictures[name]
    except KeyError:
        raise Http404(f"There is no chart “{name}” of this.") from None
