"""Where a person stands on the site, asked once for all questions of a page: conditions on rows need not ask again."""

from dataclasses import dataclass

from django.db.models import BigIntegerField, CharField, DateTimeField, F, Q, QuerySet, Value
from django.db.models.functions import Cast

from accounts.models.membership import Claim, Lead, parts_today
from accounts.models.people import User
from accounts.models.readers import is_on_staff
from accounts.models.restricting import Restriction
from safety.prepared import Found, Late, Prepared

VERIFIED, OWN, ABOVE, LED = "verified", "own", "above", "led"


@dataclass(frozen=True)
class Standing:
    """What a person is kept from, whether they are a member, and the areas that are theirs, with their boards."""

    kept_from: frozenset[str]
    is_member: bool
    areas: frozenset[int] | None  # None: to be asked for with the rows
    led: frozenset[int] = frozenset()  # the boards that they lead, with their parts


class LateReader:
    """Somebody signed in, in conditions on the rows of a prepared query: nobody yet, of whom is known what makes one
    condition another. `asked_by` somebody gives the rest."""

    is_authenticated = True
    is_superuser = False

    def __init__(self, is_staff: bool, is_member: bool | None):
        self.pk = Late("user", BigIntegerField())
        self.date_joined = Late("joined", DateTimeField())
        self.is_moderator = is_staff
        self.standing = None if is_member is None else Standing(frozenset(), is_member, None)


def asked_by(user: User, query: Prepared, **given: object) -> Found:
    """Return what a query, prepared of a `LateReader`, finds for somebody: whether they are on the staff, and a member
    (None: not looked up) is its shape."""
    shape = is_on_staff(user), user.standing.is_member if user.standing else None
    return query(*shape, user=user.pk, joined=user.date_joined, **given)


def standing_of(user: User) -> Standing:
    """Return where somebody stands now. One query; what it says is what `readers.members` and `present` ask."""
    found = _said(user=user.pk).rows
    said = {word for word, _ in found}
    kept_from = frozenset(said & set(Restriction.Kind.values))
    is_present = user.is_active and user.closed_at is None and Restriction.Kind.SUSPENSION not in kept_from
    return Standing(
        kept_from=kept_from,
        is_member=is_present and VERIFIED in said and OWN in said,
        areas=frozenset(area for word, area in found if word in (OWN, ABOVE)),
        led=frozenset(area for word, area in found if word == LED),
    )


@Prepared
def _said() -> QuerySet:
    user = Late("user", BigIntegerField())
    claims = Claim.objects.holding().filter(user=user)
    leads = Lead.objects.holding().filter(user=user)
    own = Q(child__in=claims.order_by().values("area")) | Q(child__in=leads.values("area"))
    return _rows(Restriction.objects.in_force().filter(user=user), F("kind")).union(
        _rows(User.objects.verified().filter(pk=user), Value(VERIFIED)),
        _rows(claims, Value(OWN), "area"),
        _rows(leads, Value(OWN), "area"),
        _rows(leads, Value(LED), "area"),
        _rows(parts_today().filter(parent__in=leads.values("area")), Value(LED), "child"),
        _rows(parts_today().filter(own), Value(ABOVE), "parent"),
        all=True,
    )


def _rows(rows: QuerySet, word: F | Value, area: str = "") -> QuerySet:
    number = F(area) if area else Value(None)
    told = {"its_word": Cast(word, CharField()), "its_area": Cast(number, BigIntegerField())}
    return rows.order_by().annotate(**told).values_list(*told)
