from django.apps import AppConfig


class CaseStudiesConfig(AppConfig):
    name = "casestudies"
    verbose_name = "Case studies, technologies and adoption"

    def ready(self) -> None:
        # It hears of every case study that is saved.
        from casestudies import searched  # noqa: F401
