from django.apps import AppConfig


class ForumConfig(AppConfig):
    name = "forum"
    verbose_name = "Forum"

    def ready(self) -> None:
        # Add what people wrote to what they may download of themselves, and what is new to their letters.
        from forum import letters, page_parts, personal_data  # noqa: F401
        from forum.actions import collection_reviews, practice_reviews  # noqa: F401
