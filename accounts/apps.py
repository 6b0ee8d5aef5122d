from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People and their boards"
    # Texts that no person writes; all others are scanned for patients' data.
    written_by_programs = {"User": {"password"}, "Letter": {"subject", "text", "error"}}

    def ready(self) -> None:
        # Their receivers mark when a session begins, write down how people sign in, and let people be found.
        from accounts import searched  # noqa: F401
        from accounts.signing_in import recording, sessions  # noqa: F401
