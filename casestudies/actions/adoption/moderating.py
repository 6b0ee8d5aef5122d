"""What moderators do with an adoption record: hidden, removed, and put back."""

from django.db import transaction
from django.utils import timezone

from casestudies.models import Adoption


@transaction.atomic
def put(*, adoption: Adoption, state: str) -> Adoption:
    """Put an adoption record into a state (`Adoption.State`); whoever decides it puts it on record."""
    adoption = Adoption.objects.select_for_update(of=["self"]).get(pk=adoption.pk)
    adoption.state, adoption.changed_at = state, timezone.now()
    adoption.save(update_fields=["state", "changed_at"])
    return adoption
