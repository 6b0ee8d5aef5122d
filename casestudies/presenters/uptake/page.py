"""The part of a technology's page that follows from what areas told: kept until they tell more or figures change."""

from collections.abc import Mapping
from datetime import date
from hashlib import sha256

from django.template.loader import render_to_string

from casestudies.models import Technology
from casestudies.presenters.uptake.gain import most_to_gain
from casestudies.presenters.uptake.lanes import courses, timeline_of
from casestudies.presenters.uptake.measured import measured
from casestudies.presenters.uptake.places import maps_of
from casestudies.queries.technologies import records_of, records_version
from metrics.measured import kept

ASKED = ("area", "measure")


def uptake_shown(technology: Technology, asked: Mapping[str, str], today: date) -> str:
    """Return who does what with a technology as HTML."""
    wanted = {name: asked[name] for name in ASKED if asked.get(name)}
    key = sha256(f"{sorted(wanted.items())}".encode()).hexdigest()
    version = f"{technology.changed_at.timestamp()}:{records_version(technology)}"
    return kept(f"uptake:{technology.pk}:{version}:{key}", lambda: _shown(technology, wanted, today))


def _shown(technology: Technology, asked: Mapping[str, str], today: date) -> str:
    records = list(records_of(technology))
    found = courses(records)
    return render_to_string(
        "casestudies/technologies/uptake.html",
        {
            "technology": technology,
            "timeline": timeline_of(found, today, technology) if found else None,
            "maps": maps_of(records, today, technology) if found else [],
            "measured": measured(asked, found, technology),
            "gain": most_to_gain(technology, records, today),
        },
    )
