"""For whom a person may write, who is asked to review what was written, and what waits for whom."""

from collections import Counter
from collections.abc import Iterable

from django.db.models import BigIntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts.models import Claim, Lead, User
from accounts.models.membership import parts_below, parts_today, wholes_above
from accounts.queries import claimable_areas
from casestudies.models import CaseEvent, CaseStudy
from metrics.models import Area

ASKED = CaseEvent.Act.ASKED
# What ends a question to lift a hold.
ANSWERS = (CaseEvent.Act.CHANGED, CaseEvent.Act.LIFTED, CaseEvent.Act.RETURNED)


def homes_of(user: User) -> QuerySet[Area]:
    """Return the areas for which a person may write: their own, what is part of it, the board that it is part of.

    Leads write for all that they lead, administrators for every board and part of one.
    """
    areas = claimable_areas()
    if user.is_superuser:
        return areas
    own = Claim.objects.holding().filter(user=user).values("area")
    wholes = wholes_above(own).filter(parent__kind=Area.Kind.ICB)
    led = user.areas_led().values("pk")
    return areas.filter(Q(pk__in=own) | Q(pk__in=parts_below(own)) | Q(pk__in=wholes) | Q(pk__in=led))


def authors_of(case: CaseStudy) -> QuerySet[User]:
    """Return who writes a case study, whose account is open."""
    return User.objects.filter(authorships__case=case, closed_at__isnull=True)


def reviewers_of(case: CaseStudy) -> QuerySet[User]:
    """Return who is asked to review a case study: leads of its board, or moderators where there are none, no author."""
    others = User.objects.present().exclude(authorships__case=case)
    leads = others.filter(pk__in=Lead.objects.over(case.home).values("user"))
    return leads if leads.exists() else others.filter(is_moderator=True)


def asked_to_lift(case: CaseStudy) -> CaseEvent | None:
    """Return how its authors asked moderators to lift its hold, while nobody answered and nothing was changed."""
    last = case.events.filter(act__in=(ASKED, *ANSWERS)).last()
    return last if last and last.act == ASKED else None


def waiting() -> QuerySet[CaseStudy]:
    """Return what waits for review, what was sent in first at the top."""
    sent_in = CaseStudy.objects.filter(state=CaseStudy.State.SUBMITTED)
    return sent_in.order_by("submitted_at", "pk")


def waiting_for(user: User) -> QuerySet[CaseStudy]:
    """Return what waits that a person looks after: of the boards that they lead, everything for staff."""
    if user.is_moderator or user.is_superuser:
        return waiting()
    return waiting().filter(home__in=user.areas_led())


def waiting_of(user: User) -> QuerySet[CaseStudy]:
    """Return what a person sent in, alone or with others, that waits for review."""
    return waiting().by(user)


def place_in_queue(case: CaseStudy) -> int:
    """Return how many of its board wait up to and with a case study; 0 of one that does not wait."""
    return places([case])[case.pk]


def places(cases: Iterable[CaseStudy]) -> dict[int, int]:
    """Return the place of each in the queue of its board, by its number, in one query; 0 of what does not wait."""
    wholes = parts_today().filter(child=OuterRef("home"), parent__kind=Area.Kind.ICB).values("parent")[:1]
    found: dict[int, int] = {}
    before: Counter[int] = Counter()
    for pk, board in waiting().values_list(
        "pk", Coalesce(Subquery(wholes), "home", output_field=BigIntegerField())
    ):
        before[board] += 1
        found[pk] = before[board]
    return {case.pk: found.get(case.pk, 0) for case in cases}
