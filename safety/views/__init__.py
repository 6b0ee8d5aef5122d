"""What answers: the audit log, and files that people uploaded."""
