"""Addresses of finding case studies, and of what readers keep of them."""

from django.urls import path

from casestudies.views import finding, marks

urlpatterns = [
    path("", finding.case_studies, name="case-studies"),
    path("<int:pk>/mark/<slug:kind>/", marks.case_study_mark, name="case-study-mark"),
]
