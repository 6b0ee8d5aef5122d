"""Boards and locations that ended: who belonged to one or led it goes on in its successor, where it has exactly one."""

from collections.abc import Callable

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.actions.telling import tell
from accounts.models import Claim, Lead
from accounts.queries import successor_of
from metrics.models import Area
from safety import audit

State = Claim.State
CLAIM_ANEW = "Claim to belong to the one that you work for now."
ASK_FOR_IT = "Ask an administrator if you are to lead one of those that followed it."


def follow_mergers() -> int:
    """Let claims and leads of areas that have ended go on in what took over, and tell people; return how many.

    Where several areas took over, or none did, nobody can know which is meant: the claim ends, and its person is asked
    to choose. Safe to repeat: what has been carried over or ended is not met again.
    """
    ended = Area.objects.filter(closed__lt=timezone.localdate())
    return _each(Claim.objects.open().filter(area__in=ended), _follow_claim) + _each(
        Lead.objects.holding().filter(area__in=ended), _follow_lead
    )


def _each(rows: QuerySet, follow: Callable) -> int:
    """Follow each row in a transaction of its own, locked, unless somebody ended it meanwhile."""
    done = 0
    for pk in list(rows.order_by("pk").values_list("pk", flat=True)):
        with transaction.atomic():
            row = rows.select_for_update(of=["self"]).select_related("user", "area").filter(pk=pk).first()
            if row:
                follow(row)
                done += 1
    return done


def _follow_claim(claim: Claim) -> None:
    successor, held = successor_of(claim.area), claim.state == State.APPROVED
    why = (
        f"{claim.area.name} has ended, and {successor.name} took over from it."
        if successor
        else _ended(claim.area)
    )
    if successor:
        _carry_over(claim, successor)
    claim.state, claim.ended_at, claim.reason = State.ENDED, timezone.now(), why
    claim.save()
    _tell_of_claim(claim, successor, why, held)
    act = "carry membership over" if successor else "end membership"
    audit.record(act=act, by=None, about=claim, area=(successor or claim.area).code, reason=why)


def _carry_over(claim: Claim, successor: Area) -> None:
    """Make the claim one to the successor, as it was decided, or let an approval decide one that waits there."""
    decided = {"state": claim.state, "decided_by": claim.decided_by, "decided_at": claim.decided_at}
    there = (
        Claim.objects.open().select_for_update(of=["self"]).filter(user=claim.user, area=successor).first()
    )
    if there is None:
        Claim.objects.create(user=claim.user, area=successor, note=claim.note, **decided)
    elif (there.state, claim.state) == (State.PENDING, State.APPROVED):
        Claim.objects.filter(pk=there.pk).update(**decided)


def _tell_of_claim(claim: Claim, successor: Area | None, why: str, held: bool) -> None:
    if successor:
        subject = f"You are now a member of {successor}" if held else f"Your claim is now to {successor}"
        text = f"{why} Your {'membership' if held else 'claim'} goes on there: you need do nothing."
    else:
        subject, text = f"{claim.area} has ended: claim your area anew", f"{why} {CLAIM_ANEW}"
    tell(claim.user, subject, text, address=reverse("membership"))


def _follow_lead(lead: Lead) -> None:
    successor = successor_of(lead.area)
    lead.ended_at = timezone.now()
    lead.save(update_fields=["ended_at"])
    if successor:
        Lead.objects.get_or_create(
            user=lead.user, area=successor, ended_at=None, defaults={"appointed_by": lead.appointed_by}
        )
        text = f"{successor.name} took over from {lead.area.name}, and you lead it as you did lead that."
        tell(lead.user, f"You lead {successor}", text, address=reverse("area-people", args=[successor.code]))
    else:
        tell(lead.user, f"You no longer lead {lead.area}", f"{_ended(lead.area)} {ASK_FOR_IT}")
    area = successor or lead.area
    audit.record(act="carry lead over" if successor else "end lead", by=None, about=lead.user, area=area.code)


def _ended(area: Area) -> str:
    after = ", ".join(one.successor.short_name for one in area.successions.select_related("successor"))
    took_over = f"Several areas took over from it: {after}." if after else "None took over from it."
    return f"{area.name} has ended. {took_over}"
