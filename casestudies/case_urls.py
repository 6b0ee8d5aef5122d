"""Addresses of reading, finding, writing and reviewing case studies."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
