"""Addresses of the register of technologies."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
