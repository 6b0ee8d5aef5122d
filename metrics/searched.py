"""The words by which areas and measures are found: read anew whenever these are loaded."""

from collections.abc import Iterator
from zlib import crc32

from django.urls import reverse

from metrics.compute.measures import MEASURES
from metrics.models import Area
from safety import search
from safety.search.documents import Words

AREA, MEASURE = "area", "measure"


@search.source(AREA)
def words_of_areas() -> Iterator[Words]:
    for area in Area.objects.order_by("pk"):
        known_as = f"{area.name}. {area.get_kind_display()} {area.ons_code}"
        title = f"{area.short_name} ({area.code})"
        yield Words(area.pk, title, known_as.strip(), reverse("area", args=[area.code]))


@search.source(MEASURE)
def words_of_measures() -> Iterator[Words]:
    for measure in MEASURES.values():
        about = f"{measure.short_title}. Referral to treatment (RTT). {measure.why}"
        # A measure has no number: its slug makes one that stays.
        yield Words(
            crc32(measure.slug.encode()), measure.title, about, reverse("measure", args=[measure.slug])
        )
