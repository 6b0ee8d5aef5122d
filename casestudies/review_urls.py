"""Addresses of what becomes of case studies: reviewed, versions compared, files, confirmed."""

from django.urls import path

from casestudies.views import confirming, files, history, reviewing

urlpatterns = [
    path("reviews/", reviewing.reviews, name="case-studies-to-review"),
    path("<int:pk>/review/", reviewing.review, name="case-study-review"),
    path("<int:pk>/history/", history.history, name="case-study-history"),
    path("<int:pk>/files/", files.files, name="case-study-files"),
    path("<int:pk>/confirm/", confirming.confirm, name="case-study-confirm"),
]
