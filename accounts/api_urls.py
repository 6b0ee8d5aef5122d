"""Addresses of the API about whoever asks."""

from django.urls import path

from accounts.api import me

urlpatterns = [
    path("me/", me.Me.as_view(), name="api-me"),
]
