"""What stands for a month in an address: `2025-05`."""

from datetime import date


class MonthConverter:
    regex = r"[12][0-9]{3}-(?:0[1-9]|1[0-2])"

    def to_python(self, value: str) -> date:
        return date.fromisoformat(f"{value}-01")

    def to_url(self, month: date) -> str:
        return f"{month:%Y-%m}"
