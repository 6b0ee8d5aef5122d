import logging

from django.apps import AppConfig


class SafetyConfig(AppConfig):
    name = "safety"
    verbose_name = "Safety"

    def ready(self) -> None:
        # An address that cannot be used stops the start.
        from safety.files.scanner import scanner_address
        from safety.logs import RecordWithoutSecrets

        scanner_address()
        logging.setLogRecordFactory(RecordWithoutSecrets)

    # Texts that no person writes; all others are scanned for patients' data.
    written_by_programs = {
        "AuditEntry": {"previous_hash", "hash"},
        "AuditHead": {"hash"},
        "Upload": {"sha256", "place", "unread"},
        # What stands elsewhere, for the search.
        "Document": {"kind", "title", "body"},
    }
