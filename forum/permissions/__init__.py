"""Named questions of who may do what."""
