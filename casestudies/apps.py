from django.apps import AppConfig


class CaseStudiesConfig(AppConfig):
    name = "casestudies"
    verbose_name = "Case studies, technologies and adoption"

    def ready(self) -> None:
        # Let files of case studies be asked for, what people wrote be downloaded by them, and what is saved be found.
        from casestudies import personal_data, searched  # noqa: F401
        from casestudies.actions import collecting  # noqa: F401
        from casestudies.permissions import cases  # noqa: F401
