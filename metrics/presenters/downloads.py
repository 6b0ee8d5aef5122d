"""Charts and tables as files to take away."""

from collections.abc import Callable

import pandas as pd
from django.http import HttpResponse

from metrics.charts.raster import png
from metrics.charts.svg import Chart, Layout
from metrics.exports import csv_text
from metrics.presenters.sources import are_invented


def svg_file(chart: Chart, draw: Callable[..., str], name: str) -> HttpResponse:
    """Return a chart with its title and source as an SVG file."""
    return drawn_svg_file(_drawn(chart, draw), name)


def png_file(chart: Chart, draw: Callable[..., str], name: str) -> HttpResponse:
    """Return a chart with its title and source as a picture."""
    return drawn_png_file(_drawn(chart, draw), name)


def drawn_svg_file(svg: str, name: str) -> HttpResponse:
    """Return the same of a chart that was drawn as a file before."""
    return _file(svg, "image/svg+xml", f"{name}.svg")


def drawn_png_file(svg: str, name: str) -> HttpResponse:
    return _file(png(svg), "image/png", f"{name}.png")


def csv_file(table: pd.DataFrame, name: str) -> HttpResponse:
    return _file(csv_text(table), "text/csv; charset=utf-8", f"{name}.csv")


def pdf_file(document: bytes, name: str) -> HttpResponse:
    return _file(document, "application/pdf", f"{name}.pdf")


def xlsx_file(document: bytes, name: str) -> HttpResponse:
    return _file(
        document, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", f"{name}.xlsx"
    )


def _drawn(chart: Chart, draw: Callable[..., str]) -> str:
    return draw(chart, prefix="chart", layout=Layout.DOWNLOAD)


def _file(content: str | bytes, kind: str, name: str) -> HttpResponse:
    name = f"demonstration-{name}" if are_invented() else name
    return HttpResponse(
        content, content_type=kind, headers={"Content-Disposition": f'attachment; filename="{name}"'}
    )
