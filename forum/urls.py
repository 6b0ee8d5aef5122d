from django.urls import path

from forum import gallery
from forum.views import about, area_pages, home

urlpatterns = [
    path("", home.home, name="home"),
    # Areas: their figures, and what people share about them.
    path("areas/<str:code>/", area_pages.area, name="area"),
    path("areas/<str:code>/measures/<slug:slug>/", area_pages.area_measure, name="area-measure"),
    # What this site is.
    path("about/", about.about, name="about"),
    path("accessibility/", about.accessibility, name="accessibility"),
    path("gallery/", gallery.gallery, name="gallery"),
]
