"""What stands in addresses: a month as `2025-05`, a comparison by its name."""

from datetime import date


class MonthConverter:
    regex = r"[12][0-9]{3}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(f"{value}-01")

    def to_url(self, month: date) -> str:
        return f"{month:%Y-%m}"


class DotsConverter:
    regex = "parts|functions|peers"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, name: str) -> str:
        return name
