"""Load the outlines of areas for maps, from GeoJSON files or from ONS's portal."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from metrics.ingest.boundaries import Drawn, load_boundaries
from metrics.ingest.geojson import BadBoundaries


class Command(BaseCommand):
    help = "Draw areas from GeoJSON boundaries (EPSG:4326) of sub-ICB locations, ICBs or NHS regions."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "places", nargs="+", metavar="FILE-OR-ADDRESS", help="a GeoJSON file, or where to fetch one"
        )

    def handle(self, *args, places: list[str], verbosity: int, **options) -> None:
        for place in places:
            try:
                drawn = load_boundaries(place, allowed_hosts=settings.BOUNDARIES_ALLOWED_HOSTS)
            except BadBoundaries as bad:
                raise CommandError(str(bad)) from None
            if verbosity > 0:
                self._tell(place, drawn)

    def _tell(self, place: str, drawn: Drawn) -> None:
        self.stdout.write(f"{place}: {len(drawn.codes)} areas drawn, {drawn.size / 1000:.0f} KB")
        for feature in drawn.unmatched:
            self.stdout.write(f"  not known here: {feature}")
        for remark in drawn.remarks:
            self.stdout.write(f"  {remark}")
        if drawn.without:
            self.stdout.write(f"  without an outline, shown as circles: {', '.join(drawn.without)}")
