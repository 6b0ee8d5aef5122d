"""What is known of people and of whose addresses are let in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Now
from django.template.defaultfilters import pluralize
from django.utils import timezone

from accounts.models import Claim, EmailDomain, Lead, Letter, NotificationChoice, Restriction, User
from accounts.models.membership import parts_today, wholes_above
from accounts.models.people import HAS_VERIFIED
from metrics.compute.extract import TREATMENT_FUNCTIONS
from metrics.models import Area
from safety.conditions import Condition

LATE = timedelta(minutes=5)
ALL_SENT = "All emails of the last 30 days were sent, or wait to be sent."
COVERS = {
    NotificationChoice.HowOften.AT_ONCE: timedelta(days=1),
    NotificationChoice.HowOften.DAILY: timedelta(days=1),
    NotificationChoice.HowOften.WEEKLY: timedelta(days=7),
}


def is_allowed(email: str) -> bool:
    """Say whether an address may sign up: its domain is allowed, or one above it that includes its sub-domains."""
    _, at, domain = email.strip().lower().rpartition("@")
    if not at or not domain:
        return False
    labels = domain.split(".")
    above = [".".join(labels[first:]) for first in range(1, len(labels) - 1)]
    allowed = EmailDomain.objects
    return (
        allowed.filter(domain=domain).exists()
        or allowed.filter(domain__in=above, includes_subdomains=True).exists()
    )


def with_address(email: str) -> User | None:
    """Return whose email address this is."""
    return User.objects.filter(email=email.strip().lower()).first()


def deciders_of(claim: Claim) -> QuerySet[User]:
    """Return who is asked to decide a claim: the leads of its board, or administrators where there are none."""
    others = User.objects.present().exclude(pk=claim.user_id)
    leads = others.filter(pk__in=Lead.objects.over(claim.area).values("user"))
    return leads if leads.exists() else others.administrators()


def successor_of(area: Area) -> Area | None:
    """Return the one area that took over from an area that has ended, however often; None of several, or of none."""
    today, seen = timezone.localdate(), set()
    while area.closed and area.closed < today and area.pk not in seen:
        seen.add(area.pk)
        taken_over = area.successions.filter(date__lte=today).select_related("successor")[:2]
        if len(taken_over) != 1:
            return None
        area = taken_over[0].successor
    return None if area.pk in seen else area


def with_profile() -> QuerySet[User]:
    """Return the people whose profile members may read: for many, what `permissions.may_see_profile` says of one."""
    return User.objects.present().filter(HAS_VERIFIED | Q(is_superuser=True))


def claimable_areas() -> QuerySet[Area]:
    """Return the integrated care boards and sub-ICB locations that a person may claim to belong to."""
    return Area.objects.filter(kind__in=[Area.Kind.ICB, Area.Kind.SICBL]).open()


def people_found(words: str, *, by_address: bool = False) -> QuerySet[User]:
    """Return open accounts whose name has these words, or whose address where asked; all where there are no words."""
    found = User.objects.filter(closed_at__isnull=True).order_by("name", "email")
    for word in words.split():
        named = Q(name__icontains=word)
        found = found.filter(named | Q(email__icontains=word) if by_address else named)
    return found


def with_standing(people: QuerySet[User]) -> QuerySet[User]:
    """Return people with whether they are verified, silenced and suspended now, and have a page that members see."""
    held = Restriction.objects.in_force().filter(user=OuterRef("pk"))
    return people.annotate(
        has_verified=Exists(User.objects.filter(HAS_VERIFIED | Q(is_superuser=True), pk=OuterRef("pk"))),
        is_silenced=Exists(held.filter(kind=Restriction.Kind.SILENCE)),
        is_suspended=Exists(held.filter(kind=Restriction.Kind.SUSPENSION)),
        has_page=Exists(with_profile().filter(pk=OuterRef("pk"))),
    )


def boards_of(user: User) -> QuerySet[Area]:
    """Return the boards that a person belongs to, by a location too, or leads; each with whether they lead it."""
    areas = user.claims.holding().values("area")
    led = user.led.holding().values("area")
    boards = claimable_areas().of_kind(Area.Kind.ICB).order_by("short_name")
    theirs = boards.filter(Q(pk__in=areas) | Q(pk__in=wholes_above(areas)) | Q(pk__in=led))
    return theirs.annotate(is_led=Exists(user.led.holding().filter(area=OuterRef("pk"))))


def members_of(board: Area) -> QuerySet[Claim]:
    """Return the memberships of a board and its parts that hold, by name, each with whether the person leads it."""
    leads = Lead.objects.holding().filter(area=board, user=OuterRef("user"))
    return (
        Claim.objects.holding()
        .within(board)
        .for_list()
        .annotate(is_lead=Exists(leads))
        .order_by("user__name", "user__email", "area__short_name")
    )


def chosen_notifications(user: User) -> dict[NotificationChoice.About, NotificationChoice.HowOften]:
    """Return how often a person wants to hear of each thing, with what usually holds where they chose nothing."""
    chosen = dict(user.notification_choices.values_list("about", "how_often"))
    return {
        about: NotificationChoice.HowOften(chosen.get(about, NotificationChoice.USUALLY))
        for about in NotificationChoice.About
    }


@dataclass(frozen=True)
class Reader:
    """Somebody who is to be told of what was new in a time."""

    user: User
    since: datetime
    until: datetime


def readers(how_often: NotificationChoice.HowOften, until: datetime) -> Iterator[Reader]:
    """Yield the people who chose to be told of anything so often, and were not yet told until then.

    Since the last such letter that did not fail, however long ago; whoever never had one, for as long as one covers.
    """
    letters = Letter.objects.filter(user=OuterRef("pk"), kind=how_often)
    last = letters.exclude(state=Letter.State.FAILED).order_by("-until").values("until")[:1]
    people = (
        User.objects.present()
        .verified()
        .filter(_told_of_anything(how_often), ~Exists(letters.filter(until=until)), date_joined__lt=until)
        .annotate(told_until=Subquery(last))
    )
    for user in people.order_by("pk").iterator():
        yield Reader(user, user.told_until or until - COVERS[how_often], until)


def _told_of_anything(how_often: NotificationChoice.HowOften) -> Q:
    """Return the condition that a person chose this for anything, or chose nothing where it is what usually holds."""
    chosen = NotificationChoice.objects.filter(user=OuterRef("pk"))
    condition = Q(Exists(chosen.filter(how_often=how_often)))
    if how_often == NotificationChoice.USUALLY:
        for about in NotificationChoice.About:
            condition |= ~Q(Exists(chosen.filter(about=about)))
    return condition


def letters_state() -> Condition:
    """Return whether emails get away: what failed lately, and what waits for longer than it should."""
    late = Letter.objects.waiting().filter(queued_at__lt=Now() - LATE).count()
    failed = Letter.objects.filter(state=Letter.State.FAILED).count()
    said = [f"{failed:,} email{pluralize(failed)} could not be sent in the last 30 days."] if failed else []
    if late:
        said.append(f"{late:,} email{pluralize(late)} waited for longer than {LATE.seconds // 60} minutes.")
    return Condition(" ".join(said) or ALL_SENT, is_well=not said)


def latest_claims(user: User) -> QuerySet[Claim]:
    """Return a person's claims, newest first: enough of them for a page."""
    return user.claims.for_list()[:50]


def claims_to_decide(user: User) -> QuerySet[Claim]:
    """Return the claims that wait for a person, oldest first: of the boards that they lead, all for administrators."""
    waiting = Claim.objects.waiting().exclude(user=user).for_list().order_by("claimed_at", "pk")
    return waiting if user.is_superuser else waiting.led_by(user)


def people_of(board: Area) -> QuerySet[User]:
    """Return the people who belong to a board or its parts, and those who lead it."""
    members = Claim.objects.holding().within(board).values("user")
    leads = Lead.objects.holding().filter(area=board).values("user")
    return User.objects.filter(Q(pk__in=members) | Q(pk__in=leads))


def board_of(area: Area) -> Area:
    """Return the board that a sub-ICB location is part of today; a board itself, and what is part of none, as it is."""
    above = parts_today().filter(child=area, parent__kind=Area.Kind.ICB).select_related("parent").first()
    return above.parent if above else area


def boards_decided_by(user: User) -> QuerySet[Area]:
    """Return the boards whose people a person looks after: those that they lead, all of today for administrators."""
    boards = claimable_areas().of_kind(Area.Kind.ICB)
    return boards if user.is_superuser else boards.filter(pk__in=user.led.holding().values("area"))


def interests_of(user: User) -> list[str]:
    """Return what a person is interested in, in words: treatment functions, then kinds of technology."""
    functions = [TREATMENT_FUNCTIONS[each.treatment_function] for each in user.interests.all()]
    return functions + [each.get_kind_display() for each in user.technology_interests.all()]
