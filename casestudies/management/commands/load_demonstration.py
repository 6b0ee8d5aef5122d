"""Put the made-up practice of this project on a site, or take it off."""

from argparse import ArgumentParser

from django.core.management.base import BaseCommand, CommandError

from casestudies.actions.demonstrating import is_untouched, put_on, take_off


class Command(BaseCommand):
    help = (
        "Put made-up case studies, technologies and adoption on a new site, or take them off with --remove."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--remove", action="store_true", help="take what was put on off every page")

    def handle(self, *args, remove: bool, **options) -> None:
        if remove:
            self.stdout.write(f"{take_off()} made-up case studies were taken off.")
        elif is_untouched():
            self.stdout.write(f"{put_on()} made-up case studies were put on. Each says that it is made up.")
        else:
            raise CommandError(
                "There are case studies or adoption records here already: nothing was changed."
            )
