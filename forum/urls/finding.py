"""Searching everything."""

from django.urls import path

from forum.views import finding

urlpatterns = [
    path("search/", finding.search, name="search"),
    path("search/suggestions.json", finding.suggestions, name="search-suggestions"),
]
