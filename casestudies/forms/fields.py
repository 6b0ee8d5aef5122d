"""Fields in which people name several things, a line each, or a month, as they would write it."""

import re
from collections.abc import Iterable
from datetime import date, datetime
from difflib import get_close_matches

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet

from casestudies.models import Technology
from metrics.forms import MOST_NAMED, NAMES_WITH_PROVIDERS, AreaField
from metrics.models import Area
from metrics.presenters.area_list import offered

MOST_LINES = 30
# As people write a month; the first is how it is written back.
MONTHS = ("%B %Y", "%b %Y", "%Y-%m", "%m/%Y", "%Y-%m-%d", "%d %B %Y")
_SPACES = re.compile(r"\s+")


class LinesField(forms.CharField):
    """Several things, one a line; cleaned to a list of what each line names, each once.

    With scripts a box above it finds them by a part of their names (`static/js/choose-several.js`).
    """

    too_many = "Name {most} at most."
    # What the box that finds them is called.
    found_by = ""

    def __init__(self, *, rows: int = 3, **options):
        attrs = {"class": "nhsuk-textarea", "rows": rows, "spellcheck": "false"}
        box = forms.Textarea(attrs=attrs | {"data-choose-several": self.found_by})
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
    found_by = "Find an area to add"

    def __init__(self, **options):
        super().__init__(**options)
        self.widget.attrs["data-names"] = NAMES_WITH_PROVIDERS

    def named(self, line: str) -> Area:
        return AreaField(required=True, max_length=200).clean(line)

    def lines(self, things: Iterable[Area]) -> str:
        return "\n".join(offered(things))


class TechnologiesField(LinesField):
    """Technologies of the register, by a part of a name or of another name; `among`: those that the person may see."""

    among: QuerySet[Technology] = Technology.objects.none()
    found_by = "Find a technology to add"

    def offers(self) -> list[str]:
        """Return the names to choose from. One query."""
        return list(self.among.order_by("name").values_list("name", flat=True))

    def named(self, line: str) -> Technology:
        """Return what a line names: exactly, or as the only one whose names hold it. Raises ValidationError."""
        exact = Q(name__iexact=line) | Q(aliases__name__iexact=line)
        part = Q(name__icontains=line) | Q(aliases__name__icontains=line)
        for which in (exact, part):
            found = list(self.among.filter(which).distinct().order_by("name")[: MOST_NAMED + 1])
            if len(found) == 1:
                return found[0]
            if found:
                names = [one.name for one in found[:MOST_NAMED]]
                raise ValidationError(f"“{line}” may be {listed(names)}: write one of them.")
        raise ValidationError(self._unknown(line))

    def _unknown(self, line: str) -> str:
        folded = {name.casefold(): name for name in self.offers()}
        close = [folded[name] for name in get_close_matches(line.casefold(), folded, MOST_NAMED)]
        meant = f" Did you mean {listed(close)}?" if close else ""
        return (
            f"The register has no technology called “{line}”.{meant} Write a part of its name as it stands there, or"
            " leave it out and describe it in words."
        )


def listed(names: list[str]) -> str:
    """Return names to choose one of: `“A”, “B” or “C”`."""
    *first, last = (f"“{name}”" for name in names)
    return f"{', '.join(first)} or {last}" if first else last


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
