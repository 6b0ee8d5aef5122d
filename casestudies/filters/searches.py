"""Searches as they are kept: the query string of the list's address, and what it finds now."""

from functools import partial

from django.http import QueryDict

from casestudies.actions.searching import Finds
from casestudies.filters.cases import CaseFilters
from casestudies.queries.shelf import Shelf, shelf


def asked_for(query: QueryDict) -> QueryDict:
    """Return what was asked for but the page, without what was left empty."""
    asked = query.copy()
    asked.pop("page", None)
    for name in list(asked):
        asked.setlist(name, [value for value in asked.getlist(name) if value])
        if not asked.getlist(name):
            del asked[name]
    return asked


def finder() -> Finds:
    """Return what says which case studies a query string finds, none where it cannot be asked any more."""
    return partial(_numbers_found, on=shelf())


def _numbers_found(query: str, on: Shelf) -> list[int]:
    asked = CaseFilters(QueryDict(query), on=on)
    return [on.numbers[place] for place in on.in_order(asked.set)]
