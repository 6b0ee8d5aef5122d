"""Addresses of who does what with which technology."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
