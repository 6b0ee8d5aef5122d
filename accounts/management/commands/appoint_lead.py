"""Make a person a lead of an integrated care board, or end it."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from accounts.actions.leads import LeadRefused, appoint_lead, end_lead
from accounts.models import User
from metrics.models import Area


class Command(BaseCommand):
    help = "Make a person a lead of an integrated care board, or end it with --end."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email", help="the person's email address")
        parser.add_argument("code", help="the board's code, as QWO")
        parser.add_argument("--end", action="store_true", help="the person leads the board no longer")

    def handle(self, *args, email: str, code: str, end: bool, **options) -> None:
        try:
            user, area = User.objects.get_by_natural_key(email), Area.objects.get(code=code.upper())
            end_lead(user=user, area=area) if end else appoint_lead(user=user, area=area)
        except User.DoesNotExist:
            raise CommandError(f"Nobody here has the email address {email}.") from None
        except Area.DoesNotExist:
            raise CommandError(f"No area has the code {code}.") from None
        except LeadRefused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(f"{email} {'leads no longer' if end else 'leads'} {area.name} ({area.code}).")
