"""Addresses of writing case studies."""

from django.urls import path

from casestudies.views import authors, pages, starting, writing

urlpatterns = [
    path("new/", starting.start, name="case-study-start"),
    path("mine/", starting.mine, name="case-studies-mine"),
    path("<int:pk>/write/", writing.write, name="case-study-write"),
    path("<int:pk>/write/<slug:group>/", pages.section, name="case-study-section"),
    path("<int:pk>/draft/<slug:group>/", pages.draft, name="case-study-draft"),
    path("<int:pk>/outcomes/", pages.outcomes, name="case-study-outcomes"),
    path("<int:pk>/outcomes/<int:number>/", pages.outcome, name="case-study-outcome"),
    path("<int:pk>/preview/", writing.preview, name="case-study-preview"),
    path("<int:pk>/authors/", authors.authors, name="case-study-authors"),
]
