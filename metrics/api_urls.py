from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from metrics.api import areas, docs, figures, measures

urlpatterns = [
    path("areas/", areas.AreaList.as_view(), name="api-areas"),
    path("areas/<str:code>/", areas.AreaDetail.as_view(), name="api-area"),
    path("measures/", measures.MeasureList.as_view(), name="api-measures"),
    path("measures/<slug:slug>/", measures.MeasureDetail.as_view(), name="api-measure"),
    path("figures/", figures.FigureList.as_view(), name="api-figures"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", docs.docs, name="api-docs"),
]
