"""Where the pictures of adoption come from, and the files that they can be taken away as."""

from datetime import date

from django.urls import reverse

from casestudies.models import Technology
from metrics.charts import numbers


def recorded_until(today: date) -> str:
    """Return where a picture of adoption comes from."""
    return f"Source: what areas recorded on this site up to {numbers.day_name(today)}."


def downloads(technology: Technology, drawing: str, *kinds: str) -> list[tuple[str, str]]:
    """Return the files of a drawing, in words and with their addresses."""
    return [
        (kind.upper(), reverse(f"technology-{kind}", args=[technology.slug, drawing]))
        for kind in kinds or ("csv", "svg", "png")
    ]
