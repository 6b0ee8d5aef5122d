"""How every figure is computed."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from metrics import provenance
from metrics.actions.publishing import BOARD_JUMP, NATIONAL_JUMP
from metrics.compute.measures import PATHWAYS_ARE_NOT_PEOPLE, SERIES_BREAKS, SMALL_NUMBERS
from metrics.models import Area, Population
from metrics.presenters.methods import definitions
from metrics.presenters.worked import KINDS, workings
from metrics.queries import published_months

CONTENTS = (
    ("what-is-counted", "What is counted"),
    ("england", "What counts as England"),
    ("areas-over-time", "Areas over time"),
    ("series-breaks", "Breaks in the series"),
    ("percentiles", "Medians and percentiles"),
    ("small-numbers", "Small numbers"),
    ("control-charts", "Control charts"),
    ("rebases", "When limits start anew"),
    ("intervals", "How sure a figure is: intervals"),
    ("funnel", "Funnels"),
    ("recent-trend", "Recent trend"),
    ("similar-areas", "Similar areas"),
    ("better-peers", "Who does better"),
    ("opportunity", "Targets and opportunity"),
    ("before-and-after", "Before and after"),
    ("did-it-work", "Did it work?"),
    ("gaps", "What those that do better use"),
    ("most-to-gain", "Who may have most to gain"),
    ("ranks", "Ranks, percentiles and quarters"),
    ("movement", "Movement"),
    ("consistency", "Consistency"),
    ("like-for-like", "Change like for like"),
    ("national-report", "The national report"),
    ("variation-within", "How far parts lie apart"),
    ("variance-shares", "Within and between boards"),
    ("neighbours", "Neighbours far apart"),
    ("persistent-challenges", "Persistent challenges"),
    ("pockets", "Pockets"),
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


# Where nobody asks for another area: the area that the reports on variation put first.
WORKED_ON = "03R"


@require_safe
def worked(request: HttpRequest) -> HttpResponse:
    """Answer with the methods worked on the area asked for, in the newest month, of those that existed then."""
    months = published_months()
    month = months[-1] if months else timezone.localdate()
    areas = Area.objects.filter(kind__in=KINDS).valid_on(month).order_by("kind", "short_name")
    code = request.GET.get("area") or WORKED_ON
    by_code = {area.code: area for area in areas}
    area = by_code.get(code.upper())
    chosen = area or by_code.get(WORKED_ON)
    return render(
        request,
        "metrics/worked.html",
        {
            "links": [("Home", reverse("home")), ("Methods", reverse("methods"))],
            "wrong": "" if area else code[:20],
            "area": chosen,
            "areas": by_code.values(),
            "month": month if months else None,
            "workings": workings(chosen, month) if months and chosen else [],
        },
        status=200 if area else 404,
    )
