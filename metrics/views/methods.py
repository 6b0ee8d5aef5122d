"""How every figure is computed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from metrics import provenance
from metrics.actions.publishing import BOARD_JUMP, NATIONAL_JUMP
from metrics.compute.measures import PATHWAYS_ARE_NOT_PEOPLE, SERIES_BREAKS, SMALL_NUMBERS
from metrics.models import Area, Population
from metrics.presenters.methods import definitions

CONTENTS = (
    ("what-is-counted", "What is counted"),
    ("england", "What counts as England"),
    ("areas-over-time", "Areas over time"),
    ("series-breaks", "Breaks in the series"),
    ("percentiles", "Medians and percentiles"),
    ("small-numbers", "Small numbers"),
    ("populations", "Populations"),
    ("checks", "What is checked"),
    ("measures", "The measures"),
    ("licence", "Sources and licence"),
)


@require_safe
def methods(request: HttpRequest) -> HttpResponse:
    return render(
        request,
        "metrics/methods.html",
        {
            "contents": CONTENTS,
            "definitions": definitions(),
            "pathways": PATHWAYS_ARE_NOT_PEOPLE,
            "small_numbers": SMALL_NUMBERS,
            "breaks": SERIES_BREAKS,
            "successions": list(provenance.successions()),
            "noted_areas": list(Area.objects.exclude(note="").exclude(kind=Area.Kind.PROVIDER)),
            "populations": [
                (source, Population.Source(source).label, days)
                for source, days in provenance.population_dates().items()
            ],
            "national_jump": 100 * NATIONAL_JUMP,
            "board_jump": 100 * BOARD_JUMP,
        },
    )
