"""Where figures come from, in one line: under a chart that is taken away, and beside one that stays."""

from datetime import date

from metrics.charts import numbers
from metrics.measured import cache
from metrics.provenance import is_any_month_invented
from metrics.queries import figures_version

ONE_DAY = 24 * 3600

PUBLISHED = (
    "Source: NHS England, referral to treatment waiting times, {months} (Open Government Licence v3.0)."
)
INVENTED = "Demonstration: these figures are invented. The areas are real; their figures are not."


def are_invented() -> bool:
    """Say whether the published figures are a demonstration; asked once for each version of the figures."""
    return cache.get_or_set(f"demonstration:{figures_version()}", is_any_month_invented, ONE_DAY)


def source_of(first: date | None, last: date | None) -> str:
    """Return the source of figures from a month to a month; invented figures say so instead."""
    if are_invented():
        return INVENTED
    months = (
        numbers.month_name(last)
        if first == last
        else f"{numbers.month_name(first)} to {numbers.month_name(last)}"
    )
    return PUBLISHED.format(months=months) if last else ""
