"""Reading from the database, always what the reader may read: one module a subject."""
