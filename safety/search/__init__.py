"""Full-text search of what is published: one way to ask, on SQLite (FTS5) and PostgreSQL (tsvector) alike.

An app puts the words of a thing in when it is published, and takes them out when that ends; it names where all of
its words come from (`source`), so that `manage.py rebuild_search` can read them again. Who asks filters what was found
by who may see it, as everywhere.
"""

from safety.search.documents import fill_empty, put, rebuild, refresh, source, take_out
from safety.search.everything import Among, Entry, Found, corrections, entries, newest_found, suggested
from safety.search.finding import excerpts, found
from safety.search.nearest import Nearest, meant

__all__ = [
    "Among",
    "Entry",
    "Found",
    "Nearest",
    "corrections",
    "entries",
    "excerpts",
    "fill_empty",
    "found",
    "meant",
    "newest_found",
    "put",
    "rebuild",
    "refresh",
    "source",
    "suggested",
    "take_out",
]
