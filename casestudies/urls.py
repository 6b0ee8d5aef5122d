"""Addresses of case studies, technologies, adoption, its effects and collections."""

from django.urls import include, path

urlpatterns = [
    path("case-studies/", include("casestudies.writing_urls")),
    path("case-studies/", include("casestudies.review_urls")),
    path("case-studies/", include("casestudies.finding_urls")),
    path("case-studies/", include("casestudies.case_urls")),
    path("technologies/", include("casestudies.technology_urls")),
    path("adoption/", include("casestudies.adoption_urls")),
    path("effects/", include("casestudies.effect_urls")),
    path("collections/", include("casestudies.collection_urls")),
]
