from django.apps import AppConfig


class ForumConfig(AppConfig):
    name = "forum"
    verbose_name = "Forum"

    def ready(self) -> None:
        # Add what people wrote to what they may download of themselves, what is new to their letters, and posts to what
        # is found; and have people told of posts.
        from forum import letters, page_parts, personal_data, searched  # noqa: F401
        from forum.actions import collection_reviews, notifying, practice_reviews  # noqa: F401
