"""Boundaries → database: an area's outline, small enough for a page, as an SVG path."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import transaction

from metrics.compute.geography import simplified, svg_path
from metrics.ingest.fetch import FetchError, fetch
from metrics.ingest.geojson import LARGEST_FILE, BadBoundaries, Feature, read_features
from metrics.ingest.tables import read_tables
from metrics.models import Area, Boundary

# A map of England is about 600 pixels wide and 600 km: half a kilometre is what an eye can tell.
TOLERANCE_KM = 0.5
SMALLEST_ISLAND_KM2 = 3.0
KINDS = {"SICBL": Area.Kind.SICBL, "ICB": Area.Kind.ICB, "NHSER": Area.Kind.REGION}
SOURCE = (
    "Source: Office for National Statistics licensed under the Open Government Licence v3.0. "
    "Contains OS data © Crown copyright and database right {year}."
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What loading drew: the codes of the areas, the length of their paths, and what a person should know.

    `unmatched`: features of no area known here. `remarks`: outlines that are not of today's ground.
    `without`: codes of areas of the same kinds that still have no outline; maps show them as circles.
    """

    codes: tuple[str, ...]
    size: int
    unmatched: tuple[str, ...]
    remarks: tuple[str, ...]
    without: tuple[str, ...]


def load_boundaries(place: str, *, allowed_hosts: Collection[str] = ()) -> Drawn:
    """Load boundaries from a file or an address. Raises BadBoundaries, and the old boundaries stand."""
    if "://" not in place:
        return load_boundary_file(Path(place))
    with TemporaryDirectory() as folder:
        try:
            path = fetch(place, Path(folder), allowed_hosts=allowed_hosts, limit=LARGEST_FILE)
        except FetchError as error:
            raise BadBoundaries(str(error)) from None
        return load_boundary_file(path)


def load_boundary_file(path: Path) -> Drawn:
    """Draw the areas that a GeoJSON file has boundaries of; other areas keep theirs."""
    features = read_features(path)
    register = _Register.of_today()
    matched, unmatched = _matched(features, register)
    if not matched:
        raise BadBoundaries(
            f"{path.name} has no boundary of an area known here; it begins with {features[0]}."
        )
    outlines = simplified(
        {code: feature.outline for code, feature in matched.items()},
        tolerance=TOLERANCE_KM,
        smallest=SMALLEST_ISLAND_KM2,
    )
    paths = {code: svg_path(outline) for code, outline in outlines.items()}
    _store(matched, paths, register)
    return Drawn(
        codes=tuple(sorted(matched)),
        size=sum(map(len, paths.values())),
        unmatched=tuple(map(str, unmatched)),
        remarks=tuple(_remarks(matched, register)),
        without=_without({KINDS[feature.prefix] for feature in features}),
    )


@dataclass(frozen=True, slots=True)
class _Register:
    """The areas by code, their codes by ONS code, and the last day of ONS codes that they had before."""

    areas: dict[str, Area]
    codes: dict[str, str]
    last_days: dict[str, date]

    @classmethod
    def of_today(cls) -> "_Register":
        areas = {area.code: area for area in Area.objects.filter(kind__in=KINDS.values())}
        former = [row for row in read_tables().former_codes if row["area"] in areas]
        codes = {row["ons_code"]: row["area"] for row in former}
        codes |= {area.ons_code: area.code for area in areas.values()}
        return cls(areas, codes, {row["ons_code"]: row["last_day"] for row in former})

    def code_of(self, feature: Feature) -> str | None:
        """Return whose boundary a feature is. ONS ends the name of a sub-ICB location with its ODS code."""
        named = feature.name.rpartition(" - ")[2].strip()
        for code in (named, self.codes.get(feature.ons_code)):
            if code in self.areas and self.areas[code].kind == KINDS[feature.prefix]:
                return code
        return None


def _matched(features: list[Feature], register: _Register) -> tuple[dict[str, Feature], list[Feature]]:
    """Return features by code of area, and those of no area. Two of one area raise BadBoundaries."""
    matched: dict[str, Feature] = {}
    unmatched: list[Feature] = []
    for feature in features:
        code = register.code_of(feature)
        if code is None:
            unmatched.append(feature)
        elif matched.setdefault(code, feature) is not feature:
            raise BadBoundaries(f"{matched[code]} and {feature} are both {code}.")
    return matched, unmatched


def _remarks(matched: Mapping[str, Feature], register: _Register) -> Iterator[str]:
    for code, feature in matched.items():
        area, last_day = register.areas[code], register.last_days.get(feature.ons_code)
        if last_day:
            yield f"{area} ({code}) is drawn as it was until {last_day.day} {last_day:%B %Y}"
        elif feature.ons_code != area.ons_code:
            yield f"{area} ({code}) is drawn by its name: {feature.ons_code} is not its ONS code"


def _store(matched: Mapping[str, Feature], paths: Mapping[str, str], register: _Register) -> None:
    rows = [
        Boundary(area=register.areas[code], path=paths[code], source=SOURCE.format(year=feature.year))
        for code, feature in matched.items()
    ]
    with transaction.atomic():
        Boundary.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["area"], update_fields=["path", "source"]
        )


def _without(kinds: set[str]) -> tuple[str, ...]:
    bare = Area.objects.filter(kind__in=kinds, boundary__isnull=True).order_by("code")
    return tuple(bare.values_list("code", flat=True))
