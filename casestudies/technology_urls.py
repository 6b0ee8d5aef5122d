"""Addresses of the register of technologies."""

from django.urls import path

from casestudies.views.effects import technology_effects
from casestudies.views.technologies import drawings, files, gaps, register

urlpatterns = [
    path("", register.technologies, name="technologies"),
    path("technologies.csv", files.technologies_csv, name="technologies-csv"),
    path("import/", files.technologies_import, name="technologies-import"),
    path("new/", register.technology_new, name="technology-new"),
    path("gaps/<str:code>/", gaps.area_gaps, name="area-gaps"),
    path("<slug:slug>/", register.technology, name="technology"),
    path("<slug:slug>/did-it-work/", technology_effects, name="technology-effects"),
    path("<slug:slug>/edit/", register.technology_edit, name="technology-edit"),
    path("<slug:slug>/<slug:drawing>.csv", drawings.technology_csv, name="technology-csv"),
    path("<slug:slug>/<slug:drawing>.svg", drawings.technology_svg, name="technology-svg"),
    path("<slug:slug>/<slug:drawing>.png", drawings.technology_png, name="technology-png"),
    path("<slug:slug>/decide/", register.technology_decide, name="technology-decide"),
]
