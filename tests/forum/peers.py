"""The pages about areas like an area as tests read them, and figures for them."""

import html
import re
from collections.abc import Iterable
from datetime import date

import pandas as pd
from django.urls import reverse

from tests.factories import figures

MONTHS = [month.date() for month in pd.date_range("2024-06-01", "2025-05-01", freq="MS")]


def share_of(*areas: tuple[str, float], months: Iterable[date] = MONTHS, incomplete: int = 10_000) -> None:
    """Publish months in which areas have these shares of their lists within 18 weeks, wobbling a little."""
    for place, month in enumerate(months):
        wobble = 10 * (-1) ** place
        figures(
            month,
            *(
                {"area": code, "within_18": round(share * incomplete) + wobble, "incomplete": incomplete}
                for code, share in areas
            ),
        )


def read(client, name: str, code: str = "03R", status: int = 200, **asked) -> str:
    """Return what a page says, as plain words."""
    response = client.get(reverse(name, args=[code]), asked)
    assert response.status_code == status
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL).group()
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", main)).split())


def first_line(client, name: str, code: str = "03R", **asked) -> str:
    response = client.get(reverse(name, args=[code]), asked)
    found = re.search(r'<p class="app-lede app-answer">(.*?)</p>', response.content.decode(), re.DOTALL)
    return html.unescape(found.group(1))
