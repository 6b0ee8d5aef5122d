"""Several things in one field, one a line: read strictly, each with words about what is wrong and where."""

import re
from collections.abc import Callable, Iterable
from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from casestudies.actions.registering import Guidance
from casestudies.models import NiceGuidance

Recommendation = NiceGuidance.Recommendation
FIRST_YEAR, LAST_YEAR = 2021, 2100
MOST_LINES = 30
# A line each in a form, or behind one another in a cell of a file.
SEPARATORS = re.compile(r"[\n;]")
GUIDANCE = re.compile(rf"({'|'.join(NiceGuidance.Type.values)})\s*0*([1-9][0-9]{{0,4}})", re.IGNORECASE)
YEAR = re.compile(r"(2[01][0-9]{2})(?:/[0-9]{2})?\s*(?::\s*(.*))?")
RECOMMENDATIONS = {label.casefold(): value for value, label in Recommendation.choices} | {
    value: value for value in Recommendation.values
}


class LinesField(forms.CharField):
    """Cleaned to a tuple: what `read` makes of each line. No line may be there twice, as told by `key`."""

    def __init__(self, *, read: Callable[[str], object], key: Callable = str, rows: int = 3, **options):
        textarea = forms.Textarea(attrs={"class": "nhsuk-textarea", "rows": rows})
        super().__init__(required=False, widget=textarea, **options)
        self.read, self.key = read, key

    def clean(self, value: str | None) -> tuple:
        lines = [line.strip() for line in SEPARATORS.split(super().clean(value) or "") if line.strip()]
        if len(lines) > MOST_LINES:
            raise ValidationError(f"There are {len(lines)} lines: write {MOST_LINES} at most.")
        found = tuple(self.read(line) for line in lines)
        if twice := _twice(self.key(one) for one in found):
            raise ValidationError(f"“{twice}” is there twice: write it once.")
        return found


def _twice(keys: Iterable[str]) -> str:
    seen = set()
    for key in keys:
        if key.casefold() in seen:
            return key
        seen.add(key.casefold())
    return ""


def alias_of(line: str) -> str:
    if len(line) > 120:
        raise ValidationError(f"“{line[:40]}…” is too long: a name has at most 120 characters.")
    return line


def guidance_of(line: str) -> Guidance:
    """Return the guidance that a line names: `DG12, recommended, 2021-05-12`, the last two if known."""
    named, *more = [part.strip() for part in line.split(",")]
    found = GUIDANCE.fullmatch(named)
    if not found:
        kinds = ", ".join(NiceGuidance.Type.values)
        raise ValidationError(f"“{named}” is no NICE guidance: write its kind ({kinds}) and number, as DG12.")
    if len(more) > 2:
        raise ValidationError(f"“{line}” has too many commas: write it as DG12, recommended, 2021-05-12.")
    of = {"type": found[1].upper(), "number": int(found[2])}
    for part in filter(None, more):
        of |= {"published": _day(part)} if part[0].isdigit() else {"recommendation": _recommendation(part)}
    return Guidance(**of)


def _recommendation(words: str) -> str:
    try:
        return RECOMMENDATIONS[words.casefold()]
    except KeyError:
        known = ", ".join(label.lower() for label in Recommendation.labels)
        raise ValidationError(f"“{words}” is no recommendation of NICE’s: it is one of {known}.") from None


def _day(words: str) -> date:
    try:
        return date.fromisoformat(words)
    except ValueError:
        raise ValidationError(f"“{words}” is no day: write it as 2021-05-12.") from None


def guidance_in_words(one: Guidance | NiceGuidance) -> str:
    """Return a piece of guidance as a line that `guidance_of` reads."""
    parts = [f"{one.type}{one.number}", Recommendation(one.recommendation).label.lower()]
    return ", ".join([*parts, *([one.published.isoformat()] if one.published else [])])


def funding_year_of(line: str) -> tuple[int, str]:
    """Return a year of the mandate and its criteria: `2021/22: saves money within three years`."""
    found = YEAR.fullmatch(line)
    if not found or not FIRST_YEAR <= int(found[1]) <= LAST_YEAR:
        raise ValidationError(
            f"“{line[:40]}” is no year of the mandate: write it as 2021/22, {FIRST_YEAR} being the first, and its "
            "criteria after a colon."
        )
    criteria = (found[2] or "").strip()
    if len(criteria) > 300:
        raise ValidationError(f"The criteria of {found[1]} are too long: they have at most 300 characters.")
    return int(found[1]), criteria
