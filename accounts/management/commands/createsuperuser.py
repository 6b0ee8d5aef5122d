"""Django's command that makes an administrator; here what it did is in the audit log."""

from django.contrib.auth.management.commands import createsuperuser
from django.db import transaction
from django.db.models import Max

from accounts.actions.signing_in import note_new_administrator
from accounts.models import User


class Command(createsuperuser.Command):
    @transaction.atomic
    def handle(self, *args, **options) -> None:
        last = User.objects.aggregate(last=Max("pk"))["last"] or 0
        super().handle(*args, **options)
        for made in User.objects.filter(pk__gt=last, is_superuser=True):
            note_new_administrator(user=made)
