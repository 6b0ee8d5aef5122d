"""Addresses of what the figures say of what began."""

from django.urls import path

from casestudies.views import effects

urlpatterns = [
    path("", effects.effects, name="effects"),
    path("all.csv", effects.effects_csv, name="effects-csv"),
    path("progress/", effects.effects_progress, name="effects-progress"),
    path("<int:pk>/", effects.effect, name="effect"),
    path("<int:pk>/<slug:shown>.csv", effects.effect_csv, name="effect-csv"),
    path("<int:pk>/<slug:shown>.svg", effects.effect_svg, name="effect-svg"),
    path("<int:pk>/<slug:shown>.png", effects.effect_png, name="effect-png"),
]
