from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People and their boards"

    def ready(self) -> None:
        # Its receiver marks when a session begins.
        from accounts.signing_in import sessions  # noqa: F401
