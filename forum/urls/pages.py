"""The front page, and what this site is."""

from django.urls import path

from forum import gallery
from forum.views import about, embedding, home

urlpatterns = [
    path("", home.home, name="home"),
    path("about/", about.about, name="about"),
    path("rules/", about.rules, name="rules"),
    path("accessibility/", about.accessibility, name="accessibility"),
    # Charts on other people's pages.
    path("embed/", embedding.embed, name="embed"),
    path("embed/chart/", embedding.embedded, name="embedded"),
    path("gallery/", gallery.gallery, name="gallery"),
]
