"""Addresses of reading, finding, writing and reviewing case studies."""

from django.urls import path

from casestudies.views import reading

urlpatterns = [
    path("<int:pk>/", reading.case_study, name="case-study-number"),
    path("<int:pk>/summary.pdf", reading.case_study_pdf, name="case-study-pdf"),
    path("<int:pk>-<slug:slug>/", reading.case_study, name="case-study"),
]
