from django.apps import AppConfig


class MetricsConfig(AppConfig):
    name = "metrics"
    verbose_name = "Areas, releases and figures"
    # Texts that no person writes; all others are scanned for patients' data.
    written_by_programs = {
        "Boundary": {"path"},
        "FigureSet": {"warnings", "held_because"},
        "Refresh": {"phase", "report", "slot"},
        "Release": {"sha256"},
        "Standing": {"measure", "trend", "rule", "assessment", "movement"},
    }

    def ready(self) -> None:
        # Let areas and measures be found.
        from metrics import searched  # noqa: F401
