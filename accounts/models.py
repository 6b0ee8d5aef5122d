from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.utils import timezone

from metrics.models import Area


class UserManager(BaseUserManager):
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

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []
    objects = UserManager()

    def get_full_name(self) -> str:
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


class Lead(models.Model):
    """Someone who speaks for an integrated care board and its sub-ICB locations. Kept when it has ended."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="led")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    appointed_by = models.ForeignKey(User, null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    appointed_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "area"], condition=Q(ended_at__isnull=True), name="lead_once_while_it_lasts"
            )
        ]
