from django.urls import path
from drf_spectacular.views import SpectacularAPIView

from metrics import api

urlpatterns = [
    path("areas/", api.AreaList.as_view(), name="api-areas"),
    path("areas/<str:code>/", api.AreaDetail.as_view(), name="api-area"),
    path("measures/", api.MeasureList.as_view(), name="api-measures"),
    path("measures/<slug:slug>/", api.MeasureDetail.as_view(), name="api-measure"),
    path("figures/", api.FigureList.as_view(), name="api-figures"),
    path("schema/", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs/", api.docs, name="api-docs"),
]
