"""The right to work on a row: taken by one worker at a time, for a while, by the database's clock.

A row of work has the columns `state`, `attempts`, `lease_until` and `token`. Whoever takes it gets the next token, and
writes only while that token is the row's: a worker that wakes after its lease finds that it may write nothing.
"""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import F, Model, Q, QuerySet
from django.db.models.functions import Now


@dataclass(frozen=True)
class Leases:
    """How the rows of a model are worked on: which states wait, run and have failed, for how long, how often."""

    model: type[Model]
    waiting: str
    running: str
    failed: str
    lasts: timedelta
    attempts: int

    @property
    def ran_out(self) -> Q:
        return Q(state=self.running, lease_until__lt=Now())

    def take(self, pk: int, ready: Q | None = None, **fields) -> int | None:
        """Take a row that waits (and is `ready`), or whose lease ran out, and return its token.

        None: somebody else has it, it is finished, or it was tried often enough.
        """
        waits = Q(state=self.waiting) & (ready or Q())
        rows = self.model._base_manager.filter(pk=pk)
        taken = rows.filter(waits | self.ran_out, attempts__lt=self.attempts).update(
            state=self.running,
            token=F("token") + 1,
            attempts=F("attempts") + 1,
            lease_until=Now() + self.lasts,
            **fields,
        )
        return rows.values_list("token", flat=True).get() if taken else None

    def held(self, pk: int, token: int) -> QuerySet:
        """Return the row while it is held by that token; none once somebody else took it over."""
        return self.model._base_manager.filter(pk=pk, token=token, state=self.running)

    def fail_used_up(self, **fields) -> int:
        """Fail what ran out of its lease as often as it may be tried; return how many."""
        rows = self.model._base_manager.filter(self.ran_out, attempts__gte=self.attempts)
        return rows.update(state=self.failed, lease_until=None, **fields)
