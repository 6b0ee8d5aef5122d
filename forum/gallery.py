"""The gallery: every component in each of its states, with invented figures, for those who build pages."""

import math
from datetime import date

from django import forms
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from metrics.charts import control, dots, funnel, line, maps, multiples, places, ranks, spark
from metrics.charts.figure import (
    Cell,
    Column,
    Figure,
    HeadlineRow,
    Icon,
    MeasureCard,
    Table,
    TableRow,
)
from metrics.charts.svg import Drawn, Layout, both
from safety.guard_fields import GuardedForm

INVENTED = "Invented figures, to show the component."
MONTHS = [date(2023 + month // 12, month % 12 + 1, 1) for month in range(5, 29)]
HARD_NAME = "NHS <script>alert(1)</script> & Sons’ Integrated Care Board of the Far Northern Dales"
# Code, name, kilometres east and north.
PLACES = (
    ("03R", "Wakefield", 433, 420),
    ("15F", "Leeds", 430, 434),
    ("36J", "Bradford District and Craven", 408, 446),
    ("02T", "Calderdale", 404, 425),
    ("X2C4Y", "Kirklees", 414, 417),
    ("42D", "North Yorkshire", 440, 480),
    ("01H", "North Cumbria", 330, 540),
    ("14L", "Manchester", 385, 395),
    ("15E", "Birmingham and Solihull", 409, 286),
    ("26A", "Norfolk and Waveney", 611, 308),
    ("15N", "Devon", 280, 90),
    ("11N", "Cornwall and the Isles of Scilly", 190, 50),
    ("36L", "South West London", 524, 170),
    ("72Q", "South East London", 537, 174),
    ("93C", "North Central London", 529, 189),
    ("91Q", "Kent and Medway", 590, 155),
)


class InviteForm(forms.Form):
    """A form as a person left it: one field right, one wrong."""

    full_name = forms.CharField(label="Full name", widget=forms.TextInput({"class": "nhsuk-input"}))
    email = forms.EmailField(
        label="Work email address",
        help_text="One that ends in nhs.net or nhs.uk",
        widget=forms.TextInput({"class": "nhsuk-input nhsuk-input--error"}),
        error_messages={"invalid": "Enter an email address in the correct format, like name@nhs.net"},
    )


class NoteForm(GuardedForm, forms.Form):
    """A form that asks whether what was written is about a patient."""

    note = forms.CharField(label="Note", widget=forms.TextInput({"class": "nhsuk-input"}))


class AnswerForm(forms.Form):
    """Choices as they look in error, and a box to tick."""

    answer = forms.ChoiceField(
        label="Do you know that they work there?",
        help_text="Ask a colleague if you are not sure.",
        choices=[("yes", "Yes"), ("no", "No")],
        widget=forms.RadioSelect({"class": "nhsuk-radios__input"}),
        error_messages={"required": "Say whether you know it."},
    )
    functions = forms.MultipleChoiceField(
        label="Treatment functions",
        choices=[("C_100", "General surgery"), ("C_110", "Trauma and orthopaedics")],
        required=False,
        widget=forms.CheckboxSelectMultiple({"class": "nhsuk-checkboxes__input"}),
    )
    sure = forms.BooleanField(
        label="I understand that this cannot be undone",
        widget=forms.CheckboxInput({"class": "nhsuk-checkboxes__input"}),
        error_messages={"required": "Tick the box to say that you understand."},
    )


@require_safe
def gallery(request: HttpRequest) -> HttpResponse:
    return render(request, "gallery.html", _context())


def _context() -> dict:
    return {"line": _line_figure(), "parts": _parts_figure(), "maps": _map_figures(), **_drawn(), **_pieces()}


def _drawn() -> dict:
    charts = {
        "gaps": (line.line_chart, _with_gaps(), "Months without figures are gaps"),
        "long": (line.line_chart, _long(), "Fifteen years stay readable"),
        "count": (line.line_chart, _count(), "Counts start at zero"),
        "nothing": (line.line_chart, _nothing(), "There is nothing to draw"),
        "functions": (dots.dot_plot, _functions(), "Where it is furthest from England"),
        "control": (
            control.control_chart,
            _control(),
            "Limits that start anew, and each kind of special cause",
        ),
        "ranks": (ranks.rank_strip, _ranks(), "Wakefield is 94th of 106"),
        "places": (places.places_chart, _places(), "One rose, one fell, sixteen months are known"),
        "funnel": (funnel.funnel_plot, _funnel(), "4 of 60 areas lie beyond the limits"),
    }
    return {
        name: Figure(name, title, INVENTED, both(draw, chart, name))
        for name, (draw, chart, title) in charts.items()
    }


def _pieces() -> dict:
    return {
        "table": _table(),
        "card": _card(),
        "headlines": HEADLINES,
        "headline_rows": _headline_rows(),
        "icons": ICONS,
        "names": [f"{name} ({code})" for code, name, *_ in PLACES],
        "months": [(f"{month:%Y-%m}", f"{month:%B %Y}") for month in reversed(MONTHS)],
        "multiples": _multiples(),
        "page": Paginator(range(500), 20).page(7),
        "links": [("Home", "/"), ("Areas", "/areas/"), ("NHS West Yorkshire", "/areas/QWO/")],
        "work": {"done": 5, "total": 14, "words": "Older months are being brought in."},
        "form": InviteForm({"full_name": "Sam Shaw", "email": "sam at nhs.net"}),
        "asked": NoteForm({"note": "Mrs Shaw was pleased"}),
        "answer": AnswerForm({}),
        "said": [
            Message(constants.SUCCESS, "Your reply has been posted."),
            Message(constants.INFO, "Figures of May 2025 were revised on 10 July 2025."),
        ],
        "hard_name": HARD_NAME,
        "tags": ["grey", "white", "green", "blue", "purple", "pink", "red", "orange", "yellow"],
    }


def _multiples() -> list[dict]:
    """Return small charts: many parts, two with a month missing, and nothing known."""
    parts = [
        multiples.Line(name, _wave(52 + n * 3, 0.1, 1, phase=n)) for n, (_, name, *_) in enumerate(PLACES[:6])
    ]
    hard = [multiples.Line(HARD_NAME, [*_wave(40, 0.2, 2)[:10], None, *_wave(42, 0.2, 2)[11:]]), parts[1]]
    unknown = [multiples.Line("Leeds", [None] * len(MONTHS))]
    england = multiples.Line("England", _wave(58, 0.09, 0.2, phase=1))
    drawn = {"Six parts": (parts, england), "Two parts": (hard, england), "Nothing known": (unknown, None)}
    return [
        {
            "title": title,
            "href": "#multiples",
            "chart": multiples.on_page(
                multiples.Panel(
                    heading=title,
                    title=title,
                    description=INVENTED,
                    months=MONTHS,
                    lines=lines,
                    england=beside,
                    breaks=[date(2024, 2, 1)],
                ),
                f"small-{place}",
            ),
        }
        for place, (title, (lines, beside)) in enumerate(drawn.items())
    ]


def _wave(start: float, slope: float, swing: float, count: int = 24, phase: float = 0) -> list[float]:
    return [start + slope * month + swing * math.sin(month * 0.9 + phase) for month in range(count)]


def _line(**changes) -> line.LineChart:
    facts = {
        "title": "59.8% have waited 18 weeks or less, a little below England",
        "description": "Line chart of 24 months: Wakefield rises from 56% to 59.8%, England from 58% to 60.1%.",
        "source": "Invented figures.",
        "months": MONTHS,
        "series": [
            line.Series("Wakefield", _wave(56, 0.14, 0.6)),
            line.Series("England", _wave(58, 0.09, 0.2, phase=1), "england"),
            *(line.Series(f"Area {n}", _wave(55 + n, 0.1, 0.5, phase=n), "peer") for n in range(10)),
        ],
        "references": [line.Reference("Standard: 92%", 92, date(2012, 4, 1))],
        "breaks": [line.Break("Community pathways left the figures", date(2024, 2, 1))],
        "peers_label": "10 similar areas",
    }
    return line.LineChart(**facts | changes)


def _line_figure() -> Figure:
    chart = _line()
    rows = [
        TableRow([f"{month:%B %Y}", f"{ours:.1f}%", f"{england:.1f}%"])
        for month, ours, england in zip(MONTHS, chart.series[0].values, chart.series[1].values, strict=True)
    ]
    columns = [Column("Month"), Column("Wakefield", is_numeric=True), Column("England", is_numeric=True)]
    return Figure(
        id="within-18",
        title=chart.title,
        summary="The share rose in most months; England’s rose less. The standard is 92%.",
        chart=both(line.line_chart, chart, "within"),
        table=Table("within-18-table", "Waiting 18 weeks or less, by month", columns, rows),
        downloads=[("CSV", "#within-18"), ("PNG", "#within-18"), ("SVG", "#within-18")],
        link="#within-18",
    )


def _with_gaps() -> line.LineChart:
    values = [None if month in (6, 7, 13, 15) else value for month, value in enumerate(_wave(85, 0.25, 1))]
    references = [
        line.Reference("Standard: 92%", 92, date(2012, 4, 1)),
        line.Reference("Milestone: 90% by March 2025", 90, date(2025, 3, 1), date(2025, 3, 1)),
    ]
    return _line(series=[line.Series(HARD_NAME, values)], references=references)


def _long() -> line.LineChart:
    months = [date(2010 + month // 12, month % 12 + 1, 1) for month in range(180)]
    series = [
        line.Series("Wakefield", _wave(93, -0.2, 1.5, 180)),
        line.Series("England", _wave(92, -0.18, 0.5, 180), "england"),
    ]
    return _line(months=months, series=series)


def _count() -> line.LineChart:
    series = [line.Series("England", _wave(7_100_000, 14_000, 20_000))]
    return _line(series=series, unit="pathways", decimals=0, references=[])


def _nothing() -> line.LineChart:
    return _line(series=[line.Series("Wakefield", [None] * 24)], references=[])


def _parts_figure() -> Figure:
    values = (54.7, 63.1, 58.3, 61.2, 60.0)
    rows = [
        dots.Row(name, value, is_ours=code == "03R", href=f"/areas/{code}/")
        for (code, name, *_), value in sorted(zip(PLACES, values, strict=False), key=lambda pair: -pair[1])
    ]
    chart = dots.DotPlot(
        title="Wakefield and Leeds are 8.4 percentage points apart",
        description="Dot plot of the five parts of West Yorkshire: Leeds 63.1%, …, Wakefield 54.7%; England 60.1%.",
        gap="8.4 percentage points between Leeds and Wakefield",
        rows=rows,
        england=60.1,
    )
    return Figure("parts", chart.title, INVENTED, both(dots.dot_plot, chart, "parts"))


def _functions() -> dots.DotPlot:
    values = (
        ("Trauma and Orthopaedic", 48.1, 55.3),
        ("Ear Nose and Throat", 44.4, 51.2),
        ("Oral Surgery and a name that goes on for longer than one line", 50.2, 52.0),
        ("Elderly Medicine", None, 78.0),
        ("Dermatology", 66.1, 63.0),
    )
    return dots.DotPlot(
        title="Where it is furthest from England",
        description="Dot plot of five treatment functions beside England.",
        rows_are_ours=True,
        rows=[
            dots.Row(name, value, compared_with=england, note="too few to compare")
            for name, value, england in values
        ],
    )


def _ranks() -> ranks.RankStrip:
    others = [ranks.Ranked(f"Area {n}", 60 + 6 * math.sin(n) + 4 * math.sin(n * 0.37)) for n in range(104)]
    return ranks.RankStrip(
        title="Wakefield is 94th of 106",
        description="106 areas in order.",
        areas=[
            *others,
            ranks.Ranked("Wakefield", 53.2, is_ours=True),
            ranks.Ranked("Leeds", 63.1, is_named=True),
            ranks.Ranked("An area that closed", None),
        ],
        england=60.1,
    )


def _control() -> control.ControlChart:
    """Return two groups of months, the second on trial limits, with a gap and a month of each kind."""
    judged = {
        4: control.Judged(control.CONCERN, "concern: below the lower limit"),
        9: control.Judged(control.NEUTRAL, "high or rising, neither better nor worse: above the upper limit"),
        23: control.Judged(control.IMPROVEMENT, "improvement: above the upper limit"),
    }
    values = [56 + 3 * (month >= 14) + math.sin(month * 2.1) for month in range(24)]
    values[4], values[9], values[23] = 52.8, 59.4, 62.6
    return control.ControlChart(
        title="62.6% in May 2025; special cause of improvement in May 2025 (trial limits)",
        description="Control chart of 24 months: limits start anew in August 2024.",
        source="Invented figures.",
        months=MONTHS,
        series=[
            control.Series(
                HARD_NAME, [None if month == 12 else value for month, value in enumerate(values)], "course"
            ),
            control.Series("England", _wave(58, 0.09, 0.2, phase=1), "england"),
        ],
        judged=[judged.get(month, control.Judged(control.COMMON, "common cause")) for month in range(24)],
        limits=[
            control.Limits(MONTHS[0], MONTHS[13], 56, 53.4, 58.6),
            control.Limits(MONTHS[14], MONTHS[-1], 59, 56.1, 61.9, is_trial=True),
        ],
        rebases=[control.Break("Limits anew: a second treatment centre opened", MONTHS[14], control.REBASED)],
        references=[control.Reference("Standard: 92%", 92, date(2012, 4, 1))],
    )


def _funnel() -> funnel.FunnelChart:
    """Return areas of all sizes within limits that narrow as areas grow, and a few beyond them."""
    reach = [(size, 60 / math.sqrt(size)) for size in range(200, 9_001, 200)]
    far = [
        funnel.Area("Kirklees", 6_100, 52.4, 99.8, "lower"),
        funnel.Area("North Cumbria", 900, 65.6, 99.8, "higher"),
        funnel.Area("Leeds", 8_700, 62.1, 95, "higher"),
        funnel.Area(HARD_NAME, 3_000, 57.5, 95, "lower"),
    ]
    others = [funnel.Area(f"Area {n}", 200 + 140 * n, 60 + 1.4 * math.sin(n * 1.7)) for n in range(55)]
    return funnel.FunnelChart(
        title="4 of 60 areas lie beyond the limits",
        description="Funnel plot of 60 areas.",
        areas=[*far, *others, funnel.Area("Wakefield", 4_100, 60.6, is_ours=True)],
        limits=[
            funnel.Limits(size, 60 - 3.1 * away, 60 - 2 * away, 60 + 2 * away, 60 + 3.1 * away)
            for size, away in reach
        ],
        target=60.0,
        size_label="Pathways on the waiting list",
    )


def _places() -> places.PlacesChart:
    """Return forty areas that wander, one that climbs, one that falls, and eight months that are missing."""
    known = [not 9 <= month < 17 for month in range(24)]
    wander = [[(7 * n + month * (n % 5 - 2)) % 42 + 1 for month in range(24)] for n in range(40)]
    climb, fall = ([18 + way * round(month * 0.7) for month in range(24)] for way in (-1, 1))
    lines = [
        places.Line("Wakefield", climb, "us", "rose 16 places (between 9 and 22)"),
        places.Line(HARD_NAME, fall, "fell", "fell 16 places (between 12 and 19)"),
        *(places.Line(f"Area {n}", ranks) for n, ranks in enumerate(wander)),
    ]
    gaps = [
        places.Line(
            one.name,
            [rank if is_known else None for rank, is_known in zip(one.ranks, known, strict=True)],
            one.role,
            one.note,
        )
        for one in lines
    ]
    return places.PlacesChart(
        title="Wakefield rose 16 places",
        description="The places of 42 areas in 24 months.",
        months=MONTHS,
        lines=gaps,
        ranked=[42 if is_known else 0 for is_known in known],
    )


def _map_figures() -> list[Figure]:
    areas = [
        maps.MapArea(
            name=name,
            value=None if code == "26A" else 50 + (index * 7) % 17,
            x=x,
            y=y,
            href=f"/areas/{code}/",
            people=250_000 + 60_000 * index,
            is_ours=code == "03R",
        )
        for index, (code, name, x, y) in enumerate(PLACES)
    ]
    chart = maps.MapChart(
        title="Where shares are higher", description="Map of 16 areas in five shades.", areas=areas
    )
    drawn = Drawn(maps.map_chart(chart, prefix="map", layout=Layout.COMPACT), "")
    equal = Drawn(maps.tile_map(chart, prefix="tiles", layout=Layout.COMPACT), "")
    return [
        Figure("map", "On the map", "Circles where there are no boundaries, larger for more people.", drawn),
        Figure("tiles", "Each area the same size", "London does not vanish here.", equal),
    ]


def _table() -> Table:
    columns = [
        Column("Area", sort_href="?sort=name#areas"),
        Column("18 weeks or less", is_numeric=True, sort_href="?sort=-value#areas", sorted="descending"),
        Column("Waiting list", is_numeric=True, sort_href="?sort=list#areas"),
    ]
    rows = [
        TableRow([Cell("Leeds", href="/areas/15F/"), "63.1%", "87,403"]),
        TableRow([Cell("Wakefield", href="/areas/03R/"), "54.7%", "41,220"], is_ours=True),
        TableRow([Cell(HARD_NAME), "not known", "too few to compare"]),
    ]
    return Table("areas", "Sub-ICB locations of West Yorkshire, March 2025", columns, rows)


HEADLINES = [
    {
        "label": "Waited 18 weeks or less",
        "value": "59.8%",
        "comparison": "England 60.1%",
        "href": "#within-18",
    },
    {
        "label": "Pathways on the list",
        "value": "41,220",
        "comparison": "312 fewer than in February 2025",
        "href": "",
    },
    {
        "label": "Half have waited longer than",
        "value": "14.2 weeks",
        "comparison": "England 13.9 weeks",
        "href": "",
    },
]
ICONS = [
    Icon("improving-up", "Improving: high or rising, more than the usual movement (special cause)"),
    Icon("improving-down", "Improving: low or falling, more than the usual movement (special cause)"),
    Icon("concern-up", "Getting worse: high or rising, more than the usual movement (special cause)"),
    Icon("concern-down", "Getting worse: low or falling, more than the usual movement (special cause)"),
    Icon("neutral-up", "High or rising, more than the usual movement (special cause)"),
    Icon("neutral-down", "Low or falling, more than the usual movement (special cause)"),
    Icon("steady", "No significant change (common cause)"),
    Icon("met", "The standard will be met, if nothing changes"),
    Icon("missed", "The standard will be missed, if nothing changes"),
    Icon("hit-and-miss", "The standard may be met or missed"),
    Icon("better", "Better than England"),
    Icon("similar", "Similar to England"),
    Icon("worse", "Worse than England"),
    Icon("none", "Too few months to say"),
]


def _card() -> MeasureCard:
    figure = Figure(
        id="card-chart",
        title="Wakefield has caught up with half of the gap",
        summary="From June 2023 to May 2025.",
        chart=both(line.line_chart, _line(), "card"),
        downloads=[("CSV", "#card-chart"), ("PNG", "#card-chart"), ("SVG", "#card-chart")],
        link="#card-chart",
        better="#card-chart",
    )
    return MeasureCard(
        title="Waiting 18 weeks or less",
        figure=figure,
        sentences=[
            "59.8% of pathways on the list have waited 18 weeks or less.",
            "That is below England (60.1%) and 7th of its 10 similar areas.",
        ],
        direction="Higher is better.",
        icons=ICONS[:1] + ICONS[8:9],
        why="The NHS Constitution makes it the standard: 92% of those waiting should have waited no longer.",
        links=[("Its parts", "#"), ("Definition and source", "#")],
    )


def _headline_rows() -> list[HeadlineRow]:
    spark_of = [spark.sparkline(_wave(50, slope, 0.8), says="24 months") for slope in (0.2, -0.3, 0)]
    return [
        HeadlineRow(
            "Waiting 18 weeks or less",
            "59.8%",
            "60.1%",
            "58.0%",
            "Higher is better",
            "#",
            spark_of[0],
            ICONS[:1],
        ),
        HeadlineRow("Pathways on the waiting list", "41,220", "–", "–", "", "#", spark_of[1], ICONS[6:7]),
        HeadlineRow(
            "Median wait so far",
            "14.2 weeks",
            "13.9 weeks",
            "14.0 weeks",
            "Lower is better",
            "#",
            spark_of[2],
            ICONS[12:13],
        ),
    ]
