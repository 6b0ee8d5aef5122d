"""Areas of the reference data, by their codes."""

from metrics.models import Area


def area(code: str) -> Area:
    return Area.objects.get(code=code)
