from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "People and their boards"
    # Texts that no person writes; all others are scanned for patients' data.
    written_by_programs = {"User": {"password"}, "Letter": {"subject", "text", "error"}}

    def ready(self) -> None:
        # Its receiver marks when a session begins.
        from accounts.signing_in import sessions  # noqa: F401
