"""Addresses of finding case studies, and of what readers keep of them."""

from django.urls import path

from casestudies.views import finding, marks, searches

urlpatterns = [
    path("", finding.case_studies, name="case-studies"),
    path("searches/", searches.saved_searches, name="saved-searches"),
    path("searches/<int:pk>/", searches.saved_search, name="saved-search"),
    path("<int:pk>/mark/<slug:kind>/", marks.case_study_mark, name="case-study-mark"),
]
