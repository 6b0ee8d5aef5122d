"""Put the made-up discussions of this project on a site, or take them off."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from forum.actions.demonstrating import is_untouched, put_on, take_off


class Command(BaseCommand):
    help = "Put made-up discussions on a new site with made-up case studies, or take them off with --remove."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remove", action="store_true", help="take what was put on off every page")

    def handle(self, *args, remove: bool, **options) -> None:
        if remove:
            self.stdout.write(f"{take_off()} made-up discussions were taken off.")
        elif is_untouched():
            self.stdout.write(f"{put_on()} made-up discussions were put on. Each says that it is made up.")
        else:
            raise CommandError(
                "There are discussions here already, or no made-up case studies: nothing was changed."
            )
