"""People: an account each, known by its e-mail address; kept under "former member" when it is closed."""

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models.membership import Claim
from accounts.models.restricting import Restriction
from metrics.models import Area

FORMER_MEMBER = "Former member"


class UserQuerySet(models.QuerySet):
    def present(self) -> "UserQuerySet":
        """Return the people whose account is open and not suspended today."""
        suspended = Restriction.objects.in_force().filter(kind=Restriction.Kind.SUSPENSION)
        return self.filter(is_active=True, closed_at__isnull=True).exclude(pk__in=suspended.values("user"))

    def verified(self) -> "UserQuerySet":
        """Return the people who have shown that their e-mail address is theirs."""
        return self.filter(emailaddress__verified=True, emailaddress__email=F("email"))

    def on_staff(self) -> "UserQuerySet":
        """Return moderators and administrators."""
        return self.filter(Q(is_moderator=True) | Q(is_superuser=True))

    def with_membership(self) -> "UserQuerySet":
        """Return the people whom an area's lead or an administrator has approved, for at least one area."""
        return self.filter(pk__in=Claim.objects.holding().values("user"))


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    """Make users whose name is their e-mail address, kept in lower case."""

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
    email = models.EmailField("e-mail address", unique=True)
    name = models.CharField(max_length=120, blank=True)
    first_name = last_name = None
    job_role = models.CharField("role", max_length=120, blank=True)
    is_moderator = models.BooleanField("moderator", default=False)
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="When the account was deleted: what was written stays."
    )

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

    def get_full_name(self) -> str:
        if self.closed_at:
            return FORMER_MEMBER
        return self.name or self.email

    get_short_name = get_full_name

    def __str__(self) -> str:
        return self.get_full_name()

    def leads(self, area: Area) -> bool:
        """Say whether this person leads an area today: the board itself, or the board that it is part of."""
        today = timezone.localdate()
        is_part = (
            Q(area__parts__child=area)
            & (Q(area__parts__start__isnull=True) | Q(area__parts__start__lte=today))
            & (Q(area__parts__end__isnull=True) | Q(area__parts__end__gte=today))
        )
        return self.led.filter(Q(area=area) | is_part, ended_at__isnull=True).exists()


class Interest(models.Model):
    """A treatment function that a person wants to hear of."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="interests")
    treatment_function = models.CharField(max_length=8, help_text="Its code in the RTT files, as C_110.")

    class Meta:
        ordering = ["treatment_function"]
        constraints = [models.UniqueConstraint(fields=["user", "treatment_function"], name="interest_once")]
