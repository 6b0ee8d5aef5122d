"""Addresses of who does what with which technology."""

from django.urls import path

from casestudies.views import adoption, adoption_proposals, adoption_sheets, adoption_writing

urlpatterns = [
    path("", adoption.adoption_list, name="adoption-list"),
    path("adoption.csv", adoption_sheets.adoption_csv, name="adoption-csv"),
    path("import/", adoption_sheets.adoption_import, name="adoption-import"),
    path("new/", adoption_writing.adoption_new, name="adoption-new"),
    path("proposals/", adoption_proposals.proposals, name="adoption-proposals"),
    path("proposals/<int:pk>/", adoption_proposals.proposal, name="adoption-proposal"),
    path("grid/<str:code>/", adoption_sheets.adoption_grid, name="adoption-grid"),
    path("<int:pk>/", adoption.adoption, name="adoption"),
    path("<int:pk>/edit/", adoption_writing.adoption_edit, name="adoption-edit"),
    path("<int:pk>/stage/", adoption_writing.adoption_stage, name="adoption-stage"),
    path("<int:pk>/history/", adoption.adoption_history, name="adoption-history"),
]
