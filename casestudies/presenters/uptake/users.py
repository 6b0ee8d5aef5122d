"""Which areas use which technologies, parts as their board does and boards as any of their parts."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from casestudies.models import Adoption
from casestudies.presenters.uptake.places import boards_above
from metrics.models import Area


def by_area(records: Iterable[Adoption], alike: Mapping[str, Area], day: date) -> dict[str, list[Adoption]]:
    """Return the records that hold for each of `alike` (areas of one kind, by code): one query.

    A part has its board's records too; a board has those of its parts and providers.
    """
    records = list(records)
    above = boards_above([*{one.area_id for one in records}, *(area.pk for area in alike.values())], day)
    held: dict[str, list[Adoption]] = defaultdict(list)
    for record in records:
        for code in _codes(record, alike, above):
            held[code].append(record)
    return held


def _codes(record: Adoption, alike: Mapping[str, Area], above: Mapping[int, set[str]]) -> Sequence[str]:
    """Return the areas for which a record holds."""
    if record.area.code in alike:
        return [record.area.code]
    if record.area.kind == Area.Kind.ICB:
        return [code for code, area in alike.items() if record.area.code in above.get(area.pk, ())]
    return [code for code in above.get(record.area_id, ()) if code in alike]
