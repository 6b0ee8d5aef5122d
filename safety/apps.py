from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "safety"
    verbose_name = "Safety"
    # Texts that no person writes; all others are scanned for patients' data.
    written_by_programs = {
        "AuditEntry": {"previous_hash", "hash"},
        "AuditHead": {"hash"},
        "Upload": {"sha256", "place"},
    }
