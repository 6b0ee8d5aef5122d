from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from metrics.api import areas, charts, docs, figures, measures, peers, ranks

urlpatterns = [
    path("areas/", areas.AreaList.as_view(), name="api-areas"),
    path("areas/<str:code>/", areas.AreaDetail.as_view(), name="api-area"),
    path("measures/", measures.MeasureList.as_view(), name="api-measures"),
    path("measures/<slug:slug>/", measures.MeasureDetail.as_view(), name="api-measure"),
    path("figures/", figures.FigureList.as_view(), name="api-figures"),
    path("control-charts/", charts.ControlChart.as_view(), name="api-control-charts"),
    path("ranks/", ranks.Ranks.as_view(), name="api-ranks"),
    path("peers/", peers.Peers.as_view(), name="api-peers"),
    path("better-peers/", peers.BetterPeers.as_view(), name="api-better-peers"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", docs.docs, name="api-docs"),
]
