"""Fields in which people name several things, a line each, or a month, as they would write it."""

import re
from collections.abc import Iterable
from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from casestudies.models import Technology
from metrics.forms import AreaField
from metrics.models import Area
from metrics.presenters.area_list import offered

MOST_LINES = 30
# As people write a month; the first is how it is written back.
MONTHS = ("%B %Y", "%b %Y", "%Y-%m", "%m/%Y", "%Y-%m-%d", "%d %B %Y")
_SPACES = re.compile(r"\s+")


class LinesField(forms.CharField):
    """Several things, one a line; cleaned to a list of what each line names, each once."""

    too_many = "Name {most} at most."

    def __init__(self, *, rows: int = 3, **options):
        box = forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": rows, "spellcheck": "false"})
        super().__init__(required=False, widget=box, **options)

    def clean(self, value: str) -> list:
        lines = [line.strip() for line in (super().clean(value) or "").splitlines() if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(self.too_many.format(most=MOST_LINES))
        return list(dict.fromkeys(self.named(line) for line in lines))

    def named(self, line: str) -> object:
        """Return what a line names. Raises ValidationError."""
        raise NotImplementedError

    def lines(self, things: Iterable) -> str:
        """Return things as a person would enter them."""
        return "\n".join(map(str, things))


class AreasField(LinesField):
    def named(self, line: str) -> Area:
        return AreaField(required=True, max_length=200).clean(line)

    def lines(self, things: Iterable[Area]) -> str:
        return "\n".join(offered(things))


class TechnologiesField(LinesField):
    """Technologies of the register, by name or by another name; `among`: those that the person may see."""

    among: QuerySet[Technology] = Technology.objects.none()

    def named(self, line: str) -> Technology:
        found = (
            self.among.filter(name__iexact=line).first()
            or self.among.filter(aliases__name__iexact=line).first()
        )
        if found is None:
            raise ValidationError(
                f"The register has no technology called “{line}”. Write its name as it stands there, or leave it out"
                " and describe it in words."
            )
        return found


class MonthField(forms.Field):
    """A month as “April 2024” or “2024-04”; cleaned to its first day, None where empty."""

    def __init__(self, **options):
        box = forms.TextInput(attrs={"class": "nhsuk-input nhsuk-input--width-10", "autocomplete": "off"})
        super().__init__(widget=box, **options)

    def to_python(self, value: str) -> date | None:
        words = _SPACES.sub(" ", value or "").strip()
        if not words:
            return None
        for shape in MONTHS:
            try:
                found = datetime.strptime(words, shape).date().replace(day=1)
            except ValueError:
                continue
            if 1990 <= found.year <= 2100:
                return found
        raise ValidationError("Write a month and a year, like April 2024.")


def month_words(day: date | None) -> str:
    """Return a month as a person would enter it."""
    return f"{day:%B %Y}" if day else ""
