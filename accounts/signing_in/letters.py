"""Whether a letter was written while a request was answered: django-allauth keeps silent where it wrote none."""

from django.http import HttpRequest


def note_written(request: HttpRequest) -> None:
    request.letter_was_written = True


def was_written(request: HttpRequest) -> bool:
    return getattr(request, "letter_was_written", False)
