"""Addresses of case studies, technologies, adoption and collections."""

from django.urls import include, path

from casestudies.views.effects import effect

urlpatterns = [
    path("case-studies/", include("casestudies.writing_urls")),
    path("case-studies/", include("casestudies.review_urls")),
    path("case-studies/", include("casestudies.finding_urls")),
    path("case-studies/", include("casestudies.case_urls")),
    path("technologies/", include("casestudies.technology_urls")),
    path("adoption/", include("casestudies.adoption_urls")),
    path("effects/<int:pk>/", effect, name="effect"),
    path("collections/", include("casestudies.collection_urls")),
]
