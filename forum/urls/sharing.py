"""Whether practice is shared across boundaries."""

from django.urls import path

from forum.views import sharing

urlpatterns = [
    path("sharing/", sharing.sharing, name="sharing"),
    path("sharing/pairs.csv", sharing.sharing_csv, name="sharing-csv"),
    path("sharing/months.csv", sharing.sharing_months_csv, name="sharing-months-csv"),
    path("sharing/chart.svg", sharing.sharing_svg, name="sharing-svg"),
    path("sharing/chart.png", sharing.sharing_png, name="sharing-png"),
]
