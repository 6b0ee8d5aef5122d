"""Addresses of finding case studies, and of what readers keep of them."""

from django.urls import path

from casestudies.views import finding

urlpatterns = [path("", finding.case_studies, name="case-studies")]
