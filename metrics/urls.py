from django.urls import path, register_converter

from metrics.converters import DotsConverter, MonthConverter
from metrics.views import (
    area_charts,
    areas,
    challenges,
    charts,
    data,
    measures,
    methods,
    movement,
    refreshes,
    report_files,
    reports,
    variation,
)

register_converter(MonthConverter, "month")
register_converter(DotsConverter, "dots")

urlpatterns = [
    # Choosing an area; every area on a measure.
    path("areas/", areas.areas, name="areas"),
    path("areas/names.json", areas.area_names, name="area-names"),
    path("measures/", measures.measures, name="measures"),
    path("measures/<slug:slug>/", measures.measure, name="measure"),
    # Charts and tables to take away.
    path("measures/<slug:slug>/data.csv", charts.measure_csv, name="measure-csv"),
    path("measures/<slug:slug>/funnel.csv", charts.measure_funnel_csv, name="measure-funnel-csv"),
    path("measures/<slug:slug>/<slug:chart>.svg", charts.measure_svg, name="measure-svg"),
    path("measures/<slug:slug>/<slug:chart>.png", charts.measure_png, name="measure-png"),
    path("areas/<str:code>/measures/<slug:slug>/data.csv", charts.area_measure_csv, name="area-measure-csv"),
    path("areas/<str:code>/measures/<slug:slug>/chart.svg", charts.area_measure_svg, name="area-measure-svg"),
    path("areas/<str:code>/measures/<slug:slug>/chart.png", charts.area_measure_png, name="area-measure-png"),
    path(
        "areas/<str:code>/measures/<slug:slug>/<dots:name>.csv",
        area_charts.area_dots_csv,
        name="area-dots-csv",
    ),
    path(
        "areas/<str:code>/measures/<slug:slug>/<dots:name>.svg",
        area_charts.area_dots_svg,
        name="area-dots-svg",
    ),
    path(
        "areas/<str:code>/measures/<slug:slug>/<dots:name>.png",
        area_charts.area_dots_png,
        name="area-dots-png",
    ),
    # Places over time.
    path("measures/<slug:slug>/movement/", movement.movement, name="movement"),
    path("measures/<slug:slug>/movement/places.csv", movement.movement_csv, name="movement-csv"),
    path("measures/<slug:slug>/movement/places.svg", movement.movement_svg, name="movement-svg"),
    path("measures/<slug:slug>/movement/places.png", movement.movement_png, name="movement-png"),
    path(
        "measures/<slug:slug>/movement/period.csv", movement.movement_period_csv, name="movement-period-csv"
    ),
    path(
        "measures/<slug:slug>/movement/like-for-like.csv",
        movement.movement_like_for_like_csv,
        name="movement-like-for-like-csv",
    ),
    # Reports.
    path("reports/", reports.reports, name="reports"),
    path("reports/variation/", reports.variation, name="report-variation"),
    path("reports/variation/data.csv", reports.variation_csv, name="report-variation-csv"),
    path("reports/variation/report.pdf", report_files.variation_pdf, name="report-variation-pdf"),
    path("reports/variation/report.xlsx", report_files.variation_xlsx, name="report-variation-xlsx"),
    path("reports/variation/<slug:chart>.svg", reports.variation_svg, name="report-variation-svg"),
    path("reports/variation/<slug:chart>.png", reports.variation_png, name="report-variation-png"),
    path("reports/challenges/", challenges.challenges, name="report-challenges"),
    path("reports/challenges/data.csv", challenges.challenges_csv, name="report-challenges-csv"),
    path("reports/pockets/", challenges.pockets, name="report-pockets"),
    path("reports/pockets/data.csv", challenges.pockets_csv, name="report-pockets-csv"),
    # How far areas lie apart.
    path("measures/<slug:slug>/variation/", variation.measure_variation, name="measure-variation"),
    path(
        "measures/<slug:slug>/variation/months.csv",
        variation.measure_variation_months_csv,
        name="measure-variation-months-csv",
    ),
    path(
        "measures/<slug:slug>/variation/boards.csv",
        variation.measure_variation_boards_csv,
        name="measure-variation-boards-csv",
    ),
    path(
        "measures/<slug:slug>/variation/<slug:picture>.svg",
        variation.measure_variation_svg,
        name="measure-variation-svg",
    ),
    path(
        "measures/<slug:slug>/variation/<slug:picture>.png",
        variation.measure_variation_png,
        name="measure-variation-png",
    ),
    path("areas/<str:code>/variation/gaps.csv", variation.area_variation_csv, name="area-variation-csv"),
    path(
        "areas/<str:code>/variation/parts.csv",
        variation.area_variation_lines_csv,
        name="area-variation-lines-csv",
    ),
    path("areas/<str:code>/variation/parts.svg", variation.area_variation_svg, name="area-variation-svg"),
    path("areas/<str:code>/variation/parts.png", variation.area_variation_png, name="area-variation-png"),
    # Where figures come from.
    path("data/", data.data, name="data"),
    path("data/<month:month>/", data.month, name="data-month"),
    path("data/<month:month>/figures.csv", data.month_csv, name="data-month-csv"),
    path("data/<month:month>/versions/<int:number>/", refreshes.version, name="data-version"),
    # Bringing figures in.
    path("data/refreshes/", refreshes.refreshes, name="refreshes"),
    path("data/refreshes/state/", refreshes.refreshes_state, name="refreshes-state"),
    path("data/refreshes/<int:pk>/", refreshes.refresh, name="refresh"),
    path("data/refreshes/<int:pk>/state/", refreshes.refresh_state, name="refresh-state"),
    path("data/loading/", refreshes.loading_status, name="loading-status"),
    # How they are computed.
    path("methods/", methods.methods, name="methods"),
    path("methods/worked/", methods.worked, name="methods-worked"),
]
