"""Addresses of who does what with which technology."""

from django.urls import path

from casestudies.views.adoption import changes, proposals, reading, sheets, writing

urlpatterns = [
    path("", reading.adoption_list, name="adoption-list"),
    path("adoption.csv", sheets.adoption_csv, name="adoption-csv"),
    path("import/", sheets.adoption_import, name="adoption-import"),
    path("new/", writing.adoption_new, name="adoption-new"),
    path("proposals/", proposals.proposals, name="adoption-proposals"),
    path("proposals/<int:pk>/", proposals.proposal, name="adoption-proposal"),
    path("grid/<str:code>/", sheets.adoption_grid, name="adoption-grid"),
    path("<int:pk>/", reading.adoption, name="adoption"),
    path("<int:pk>/edit/", writing.adoption_edit, name="adoption-edit"),
    path("<int:pk>/stage/", writing.adoption_stage, name="adoption-stage"),
    path("<int:pk>/changes/", changes.adoption_changes, name="adoption-changes"),
    path("<int:pk>/history/", reading.adoption_history, name="adoption-history"),
]
