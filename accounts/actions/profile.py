"""What a person changes about themselves."""

from django.db import transaction

from accounts.models import Interest, NotificationChoice, TechnologyInterest, User
from accounts.queries import chosen_notifications


@transaction.atomic
def set_interests(*, user: User, functions: list[str], technologies: list[str]) -> None:
    """Replace the treatment functions and kinds of technology that a person is interested in. Safe to repeat."""
    user.interests.exclude(treatment_function__in=functions).delete()
    Interest.objects.bulk_create(
        (Interest(user=user, treatment_function=code) for code in functions), ignore_conflicts=True
    )
    user.technology_interests.exclude(kind__in=technologies).delete()
    TechnologyInterest.objects.bulk_create(
        (TechnologyInterest(user=user, kind=kind) for kind in technologies), ignore_conflicts=True
    )


@transaction.atomic
def set_notifications(*, user: User, choices: dict[str, str]) -> None:
    """Set how often a person wants to hear of each thing. Safe to repeat."""
    for about, how_often in choices.items():
        NotificationChoice.objects.update_or_create(user=user, about=about, defaults={"how_often": how_often})


def stop_telling(*, user: User, how_often: NotificationChoice.HowOften) -> None:
    """Tell a person never again what they were told so often. Safe to repeat."""
    chosen = chosen_notifications(user).items()
    never = {about: NotificationChoice.HowOften.NEVER for about, often in chosen if often == how_often}
    set_notifications(user=user, choices=never)
