from django.apps import AppConfig


class ForumConfig(AppConfig):
    name = "forum"
    verbose_name = "Forum"

    def ready(self) -> None:
        # Adds what people wrote to what they may download of themselves.
        from forum import personal_data  # noqa: F401
