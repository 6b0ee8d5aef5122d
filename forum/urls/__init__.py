"""The addresses of the forum: one module a subject, the first that fits answers."""

from forum.urls import (
    areas,
    asking,
    categories,
    discussions,
    finding,
    links,
    moderation,
    notices,
    pages,
    posts,
    reading,
    sharing,
)

urlpatterns = [
    *pages.urlpatterns,
    *areas.urlpatterns,
    *links.urlpatterns,
    *discussions.urlpatterns,
    *posts.urlpatterns,
    *reading.urlpatterns,
    *notices.urlpatterns,
    *finding.urlpatterns,
    *asking.urlpatterns,
    *sharing.urlpatterns,
    *moderation.urlpatterns,
    *categories.urlpatterns,
]
