"""What moderators do: each a transaction, refused with a named error, with one row in the audit log."""
