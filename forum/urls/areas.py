"""Areas: their figures, what people share about them, and areas like them."""

from django.urls import path

from forum.views import area_pages, board_pack, figure_watches, limits, opportunities, peers, variation

urlpatterns = [
    # Areas: their figures, and what people share about them.
    path("areas/<str:code>/", area_pages.area, name="area"),
    path("areas/<str:code>/measures/<slug:slug>/", area_pages.area_measure, name="area-measure"),
    path("areas/<str:code>/measures/<slug:slug>/limits/", limits.limits, name="area-measure-limits"),
    path("areas/<str:code>/measures/<slug:slug>/watch/", figure_watches.watch_figures, name="watch-figures"),
    path("areas/<str:code>/variation/", variation.area_variation, name="area-variation"),
    path("areas/<str:code>/board-pack.pdf", board_pack.area_board_pack, name="board-pack"),
    # Areas like an area.
    path("areas/<str:code>/peers/", peers.peers, name="peers"),
    path("areas/<str:code>/better-peers/", peers.better_peers, name="better-peers"),
    path("areas/<str:code>/better-peers/data.csv", peers.better_peers_csv, name="better-peers-csv"),
    path("areas/<str:code>/better-peers/chart.svg", peers.better_peers_svg, name="better-peers-svg"),
    path("areas/<str:code>/better-peers/chart.png", peers.better_peers_png, name="better-peers-png"),
    path("areas/<str:code>/opportunities/", opportunities.opportunities, name="opportunities"),
    path(
        "areas/<str:code>/opportunities/data.csv", opportunities.opportunities_csv, name="opportunities-csv"
    ),
    path("areas/<str:code>/opportunity/", peers.opportunity_page, name="opportunity"),
]
