"""Full-text search of what everybody may read: one way to ask, on SQLite (FTS5) and PostgreSQL (tsvector) alike.

An app puts the words of a thing in when everybody may read it, and takes them out when that ends; it names where all of
its words come from (`source`), so that `manage.py rebuild_search` can read them again. Who asks filters what was found
by who may see it, as everywhere.
"""

from safety.search.documents import put, rebuild, source, take_out
from safety.search.finding import excerpts, found
from safety.search.nearest import Nearest, meant

__all__ = ["Nearest", "excerpts", "found", "meant", "put", "rebuild", "source", "take_out"]
