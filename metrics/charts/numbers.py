"""How numbers, months and gaps between them are written, in charts and in sentences. Plain text, never HTML.

Units: `share` (from 0 to 1, shown as a per cent), `count`, `weeks`, `rate` (per 1,000 people), `points` (a
difference of shares, shown in percentage points) and `number` (one decimal).
"""

import math
from datetime import date

NOT_KNOWN = "not known"
TOO_FEW = "too few to compare"
# Fewer pathways than this are not compared (nor given a percentile).
FEWEST = 20
MINUS = "\N{MINUS SIGN}"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def is_known(value: float | None) -> bool:
    """Say whether `value` is a number: None and NaN are not."""
    return value is not None and not math.isnan(value)


def _decimal(value: float, places: int) -> str:
    written = f"{value:,.{places}f}"
    if written.startswith("-"):
        return f"{MINUS}{written[1:]}" if float(written.replace(",", "")) else written[1:]
    return written


def thousands(value: float | None) -> str:
    """Return `1,234`."""
    return _decimal(value, 0) if is_known(value) else NOT_KNOWN


def percent(share: float | None) -> str:
    """Return `60.9%` for a share of 0.609."""
    return f"{_decimal(share * 100, 1)}%" if is_known(share) else NOT_KNOWN


def weeks(value: float | None) -> str:
    """Return `14.2 weeks`; a wait in the open last band, which begins at 104 weeks, is `104+ weeks`."""
    if not is_known(value):
        return NOT_KNOWN
    return "104+ weeks" if value >= 104 else f"{_decimal(value, 1)} weeks"


def rate(value: float | None) -> str:
    """Return `8.8` for 8.77 per 1,000."""
    return _decimal(value, 1) if is_known(value) else NOT_KNOWN


def points(difference: float | None) -> str:
    """Return `1.7 percentage points` for a difference of 0.017 between two shares."""
    return f"{_decimal(difference * 100, 1)} percentage points" if is_known(difference) else NOT_KNOWN


WRITTEN = {
    "share": percent,
    "count": thousands,
    "weeks": weeks,
    "rate": rate,
    "points": points,
    "number": rate,
}


def written(value: float | None, unit: str) -> str:
    """Return `value` as a reader sees it; None and NaN are `not known`. An unknown unit is a KeyError."""
    return WRITTEN[unit](value)


def short(value: float | None, unit: str) -> str:
    """Return `value` without its unit in words (`14.2`, not `14.2 weeks`); per cents keep their sign."""
    return written(value, unit).removesuffix(" weeks").removesuffix(" percentage points")


def signed(value: float | None, unit: str = "number") -> str:
    """Return `value` with its sign, `+1.7` or `−1.7`; nothing stands before a zero."""
    words = written(value, unit)
    is_plus = is_known(value) and value > 0 and any(digit in words for digit in "123456789")
    return f"+{words}" if is_plus else words


def gap(one: float | None, other: float | None, unit: str) -> str:
    """Return how far apart two values of `unit` are, in words: `8.4 percentage points`, `3.1 weeks`."""
    if not (is_known(one) and is_known(other)):
        return NOT_KNOWN
    return written(abs(one - other), "points" if unit == "share" else unit)


def month_name(month: date | None) -> str:
    """Return `March 2026`."""
    return f"{MONTHS[month.month - 1]} {month.year}" if month else NOT_KNOWN


def month_short(month: date) -> str:
    """Return `Mar 2026`."""
    return f"{MONTHS[month.month - 1][:3]} {month.year}"


def day_name(day: date | None) -> str:
    """Return `31 March 2026`."""
    return f"{day.day} {month_name(day)}" if day else NOT_KNOWN


def ordinal(place: int | None) -> str:
    """Return `7th`."""
    if place is None:
        return NOT_KNOWN
    ending = "th" if 10 <= place % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place:,}{ending}"
