"""How numbers, months and gaps between them are written, in charts and in sentences. Plain text, not HTML.

Units are those of the registry of measures: `per cent` (from 0 to 100), `weeks`, `pathways` and
`per 1,000 people`.
"""

import math
from datetime import date

PER_CENT = "per cent"
WEEKS = "weeks"
PATHWAYS = "pathways"
PER_1000 = "per 1,000 people"
PER_1000_REGISTERED = "per 1,000 registered patients"
RATES = (PER_1000, PER_1000_REGISTERED)

NOT_KNOWN = "not known"
TOO_FEW = "too few to compare"
# Fewer pathways than this are not compared.
FEWEST = 20
# Waits of the last band are only known to be longer than its lower bound.
OPEN_BAND = 104
MINUS = "\N{MINUS SIGN}"
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def is_known(value: float | None) -> bool:
    """Say whether `value` is a number: None and NaN are not."""
    return value is not None and not math.isnan(value)


def known(value: float | None) -> float | None:
    """Return `value` as a plain number; None for NaN."""
    return float(value) if is_known(value) else None


def decimal(value: float | None, places: int = 1) -> str:
    """Return `1,234.5`; a negative number has a minus sign, and a rounded zero has none."""
    if not is_known(value):
        return NOT_KNOWN
    digits = f"{abs(value):,.{places}f}"
    return f"{MINUS}{digits}" if value < 0 and digits.strip("0,.") else digits


def thousands(value: float | None) -> str:
    """Return `1,234`."""
    return decimal(value, 0)


def percent(value: float | None, places: int = 1) -> str:
    """Return `60.9%` for 60.9."""
    return f"{decimal(value, places)}%" if is_known(value) else NOT_KNOWN


def weeks(value: float | None, places: int = 1) -> str:
    """Return `14.2 weeks`; a wait in the open last band, which begins at 104 weeks, is `104+ weeks`."""
    if not is_known(value):
        return NOT_KNOWN
    return f"{OPEN_BAND}+ weeks" if value == OPEN_BAND else f"{decimal(value, places)} weeks"


def written(value: float | None, unit: str, places: int = 1) -> str:
    """Return `value` as a reader sees it beside the name of its measure."""
    if unit == PER_CENT:
        return percent(value, places)
    if unit == WEEKS:
        return weeks(value, places)
    return decimal(value, places)


def short(value: float | None, unit: str, places: int = 1) -> str:
    """Return `value` without its unit in words (`14.2`, not `14.2 weeks`); per cents keep their sign."""
    return written(value, unit, places).removesuffix(" weeks")


def in_words(value: float | None, unit: str, places: int = 1) -> str:
    """Return `value` as a sentence needs it: `60.9%`, `14.2 weeks`, `8.8 per 1,000 people`."""
    words = written(value, unit, places)
    return f"{words} {unit}" if unit in (PATHWAYS, *RATES) and is_known(value) else words


def gap(one: float | None, other: float | None, unit: str, places: int = 1) -> str:
    """Return how far apart two values of `unit` are: `8.4 percentage points`, `3.1 weeks`."""
    if not (is_known(one) and is_known(other)):
        return NOT_KNOWN
    apart = abs(one - other)
    if unit == PER_CENT:
        return f"{decimal(apart, places)} percentage points"
    return in_words(apart, unit, places)


def signed(value: float | None, places: int = 1) -> str:
    """Return `value` with its sign, `+1.7` or `−1.7`; nothing stands before a zero."""
    words = decimal(value, places)
    return f"+{words}" if is_known(value) and value > 0 and words.strip("0,.") else words


def month_name(month: date | None) -> str:
    """Return `March 2026`."""
    return f"{MONTHS[month.month - 1]} {month.year}" if month else NOT_KNOWN


def month_short(month: date) -> str:
    """Return `Mar 2026`."""
    return f"{MONTHS[month.month - 1][:3]} {month.year}"


def day_name(day: date | None) -> str:
    """Return `31 March 2026`."""
    return f"{day.day} {month_name(day)}" if day else NOT_KNOWN


def and_others(count: int) -> str:
    """Return what follows a name that stands for others too: ` and 2 others`; nothing for none."""
    return f" and {count} other{'s' if count > 1 else ''}" if count else ""


def ordinal(place: int | None) -> str:
    """Return `7th`."""
    if place is None:
        return NOT_KNOWN
    ending = "th" if 10 <= place % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place:,}{ending}"
