"""When a person is left in peace."""

from datetime import time

from accounts.models import User
from forum.models import QuietHours


def set_quiet_hours(*, person: User, hours: tuple[time, time] | None) -> None:
    """Let emails that are sent at once wait while it is quiet; None: never. Safe to repeat."""
    if hours is None:
        QuietHours.objects.filter(person=person).delete()
        return
    starts, ends = hours
    QuietHours.objects.update_or_create(person=person, defaults={"starts": starts, "ends": ends})
