"""Addresses of the register of technologies."""

from django.urls import path

from casestudies.views import gaps, technologies, technology_files

urlpatterns = [
    path("", technologies.technologies, name="technologies"),
    path("technologies.csv", technology_files.technologies_csv, name="technologies-csv"),
    path("import/", technology_files.technologies_import, name="technologies-import"),
    path("new/", technologies.technology_new, name="technology-new"),
    path("gaps/<str:code>/", gaps.area_gaps, name="area-gaps"),
    path("<slug:slug>/", technologies.technology, name="technology"),
    path("<slug:slug>/edit/", technologies.technology_edit, name="technology-edit"),
    path("<slug:slug>/decide/", technologies.technology_decide, name="technology-decide"),
]
