"""People: an account each, known by its email address; kept under "former member" when it is closed."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils.crypto import salted_hmac

from accounts.models.membership import Claim, Lead, parts_below
from accounts.models.restricting import Restriction
from metrics.models import Area

FORMER_MEMBER = "Former member"
NAMELESS = "A member without a name"
# What no page shows of people beside what they wrote.
UNSHOWN = ("password", "email", "last_login", "date_joined", "sessions_ended_at")


HAS_VERIFIED = Q(emailaddress__verified=True, emailaddress__email=F("email"))


class UserQuerySet(models.QuerySet):
    def present(self) -> "UserQuerySet":
        """Return the people whose account is open and not suspended today."""
        suspended = Restriction.objects.in_force().filter(kind=Restriction.Kind.SUSPENSION)
        return self.filter(is_active=True, closed_at__isnull=True).exclude(pk__in=suspended.values("user"))

    def verified(self) -> "UserQuerySet":
        """Return the people who have shown that their email address is theirs."""
        return self.filter(HAS_VERIFIED)

    def administrators(self) -> "UserQuerySet":
        return self.filter(is_superuser=True)

    def on_staff(self) -> "UserQuerySet":
        """Return moderators and administrators."""
        return self.filter(Q(is_moderator=True) | Q(is_superuser=True))

    def with_membership(self) -> "UserQuerySet":
        """Return who was approved for at least one area by its lead or an administrator, or leads a board."""
        approved, leads = Claim.objects.holding(), Lead.objects.holding()
        return self.filter(Q(pk__in=approved.values("user")) | Q(pk__in=leads.values("user")))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Make users whose name is their email address, kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save()
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields) -> "User":
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str) -> "User":
        return self.get(email=email.lower())


class User(AbstractUser):
    username = None
    email = models.EmailField("email address", unique=True)
    name = models.CharField(max_length=120, blank=True)
    first_name = last_name = None
    job_role = models.CharField("role", max_length=120, blank=True)
    is_moderator = models.BooleanField("moderator", default=False)
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the account was deleted: what was written stays."
    )

    sessions_ended_at = models.DateTimeField(
        null=True, blank=True, help_text="No session that began before holds any longer."
    )

    # Where they stand on the site, once a page has looked it up (accounts.models.standing).
    standing = None

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()

    class Meta(AbstractUser.Meta):
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True)
                | Q(is_active=False, is_moderator=False, is_staff=False, is_superuser=False, name=""),
                name="closed_account_has_no_name_and_no_role",
            )
        ]

    def get_session_auth_hash(self) -> str:
        return self._session_hash()

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        return (self._session_hash(secret) for secret in settings.SECRET_KEY_FALLBACKS)

    def _session_hash(self, secret: str | None = None) -> str:
        """Return what each session of this person must hold: another one once their sessions were ended."""
        ended = self.sessions_ended_at.timestamp() if self.sessions_ended_at else ""
        text = f"{self.password} {ended}"
        return salted_hmac("accounts.User.sessions", text, secret=secret, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        if self.closed_at:
            return FORMER_MEMBER
        return self.name or self.email

    get_short_name = get_full_name

    @property
    def public_name(self) -> str:
        """What others call this person: never their email address."""
        if self.closed_at:
            return FORMER_MEMBER
        return self.name or NAMELESS

    @property
    def suspension(self) -> Restriction | None:
        """What keeps this person from signing in now, if anything does."""
        return self._kept_by(Restriction.Kind.SUSPENSION)

    @property
    def silence(self) -> Restriction | None:
        """What keeps this person from writing now, though they may read; None too where nothing does."""
        return self._kept_by(Restriction.Kind.SILENCE)

    def _kept_by(self, kind: Restriction.Kind) -> Restriction | None:
        return self.restrictions.in_force().filter(kind=kind).first()

    @property
    def is_restricted(self) -> bool:
        """Whether anything, silence or suspension, keeps this person from writing now."""
        return self.restrictions.in_force().exists()

    def __str__(self) -> str:
        return self.get_full_name()

    @property
    def is_lead(self) -> bool:
        """Whether this person leads any board today."""
        return self.led.holding().exists()

    def leads(self, area: Area) -> bool:
        """Say whether this person leads an area today: the board itself, or the board that it is part of. No query
        where a page has looked up where they stand."""
        if self.standing is not None:
            return area.pk in self.standing.led
        return self.led.over(area).exists()

    def areas_led(self) -> models.QuerySet[Area]:
        """Return the boards that this person leads today, and what is part of them."""
        boards = self.led.holding().values("area")
        return Area.objects.filter(Q(pk__in=boards) | Q(pk__in=parts_below(boards)))


class Interest(models.Model):
    """A treatment function that a person wants to hear of."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="interests")
    treatment_function = models.CharField(max_length=8, help_text="Its code in the RTT files, as C_110.")

    class Meta:
        ordering = ["treatment_function"]
        constraints = [models.UniqueConstraint(fields=["user", "treatment_function"], name="interest_once")]


class TechnologyInterest(models.Model):
    """A kind of technology that a person works with or wants to."""

    class Kind(models.TextChoices):
        DEVICE = "device", "Medical devices"
        DIAGNOSTIC = "diagnostic", "Diagnostic tests"
        MEDICINE = "medicine", "Medicines"
        DIGITAL = "digital", "Digital tools"
        AI = "ai", "Artificial intelligence"
        MONITORING = "monitoring", "Data and monitoring"
        PATHWAY = "pathway", "Pathways and models of care"
        WORKFORCE = "workforce", "Workforce and education"
        ESTATES = "estates", "Estates and transport"

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="technology_interests")
    kind = models.CharField(max_length=10, choices=Kind)

    class Meta:
        ordering = ["kind"]
        constraints = [models.UniqueConstraint(fields=["user", "kind"], name="technology_interest_once")]
