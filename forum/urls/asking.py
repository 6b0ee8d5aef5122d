"""Asking the people of another area."""

from django.urls import path

from forum.views import asking

urlpatterns = [path("areas/<str:code>/ask/", asking.ask, name="ask-area")]
