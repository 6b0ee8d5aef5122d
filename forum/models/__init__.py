"""What people write here, and what became of it."""

from forum.models.discussions import Post, Revision, Thread

__all__ = ["Post", "Revision", "Thread"]
