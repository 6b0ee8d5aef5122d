"""An answer of many rows, a page at a time: each begins behind the last row of the one before, however far it is."""

from collections.abc import Sequence
from functools import reduce

from django.core.signing import BadSignature, Signer
from django.db.models import Field, Model, Q, QuerySet
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.urls import replace_query_param
from rest_framework.views import APIView

USUAL, MOST = 100, 1000
SIZE, CURSOR = "page_size", "cursor"
NO_CURSOR = "This is no cursor of this list. Begin without one, and follow “next”."


class Pages(BasePagination):
    """Pages of 100, or of up to 1,000 when asked. Headers say what CSV cannot: the total, and the next page.

    What is added or taken away meanwhile moves no row to another page. Rows are in the order of their query, whose
    last column tells each from every other.
    """

    def paginate_queryset(self, rows: QuerySet | Sequence, request: Request, view: APIView) -> list:
        size, cursor = size_of(request), request.query_params.get(CURSOR)
        if isinstance(rows, Sequence):
            self.count, self.next = len(rows), None
            return list(rows)
        self.count = rows.count()
        order, signer = order_of(rows), Signer(salt=f"cursor {request.path}")
        found = list(_behind(rows, order, signer, cursor)[: size + 1])
        page = found[:size]
        self.next = None
        if len(found) > size:
            behind = signer.sign_object([f"{_value(page[-1], name)}" for name in order])
            self.next = replace_query_param(request.build_absolute_uri(), CURSOR, behind)
        return page

    def get_paginated_response(self, data: list) -> Response:
        answer = Response({"count": self.count, "next": self.next, "results": data})
        answer["X-Total-Count"] = self.count
        if self.next:
            answer["Link"] = f'<{self.next}>; rel="next"'
        return answer

    def get_paginated_response_schema(self, rows: dict) -> dict:
        following = "The address of the next page; null on the last one."
        return {
            "type": "object",
            "required": ["count", "next", "results"],
            "properties": {
                "count": {"type": "integer", "description": "How many rows all pages have."},
                "next": {"type": ["string", "null"], "format": "uri", "description": following},
                "results": rows,
            },
        }

    def get_schema_operation_parameters(self, view: APIView) -> list[dict]:
        size = {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL}
        return [
            _parameter(CURSOR, "Where the page begins: take it from “next” as it is.", {"type": "string"}),
            _parameter(SIZE, f"How many rows a page has: {USUAL} if it is not named.", size),
        ]


def _parameter(name: str, words: str, schema: dict) -> dict:
    return {"name": name, "in": "query", "required": False, "description": words, "schema": schema}


def size_of(request: Request) -> int:
    asked = request.query_params.get(SIZE, f"{USUAL}")
    if not (asked.isascii() and asked.isdigit() and len(asked) <= len(f"{MOST}") and 1 <= int(asked) <= MOST):
        raise ValidationError({SIZE: [f"Must be from 1 to {MOST}."]})
    return int(asked)


def order_of(rows: QuerySet) -> dict[str, bool]:
    """Return the columns that rows are in the order of, each with whether the largest is first."""
    names = rows.query.order_by or rows.model._meta.ordering
    return {name.removeprefix("-"): name.startswith("-") for name in names}


def _behind(rows: QuerySet, order: dict[str, bool], signer: Signer, cursor: str | None) -> QuerySet:
    if cursor is None:
        return rows
    try:
        told = signer.unsign_object(cursor)
    except BadSignature:
        raise ValidationError({CURSOR: [NO_CURSOR]}) from None
    values = [_field(rows.model, name).to_python(value) for name, value in zip(order, told, strict=True)]
    return rows.filter(_later(list(order.items()), values))


def _later(order: Sequence[tuple[str, bool]], values: Sequence) -> Q:
    """Return what stands behind a row: later in the first column, or the same there and later in the others."""
    (name, falls), *others = order
    later = Q(**{f"{name}__{'lt' if falls else 'gt'}": values[0]})
    if not others:
        return later
    # The first condition says no more than the others, and lets a database begin at the right row of an index.
    begins = Q(**{f"{name}__{'lte' if falls else 'gte'}": values[0]})
    return begins & (later | Q(**{name: values[0]}) & _later(others, values[1:]))


def _field(model: type[Model], name: str) -> Field:
    *through, last = name.split("__")
    for step in through:
        model = model._meta.get_field(step).related_model
    return model._meta.pk if last == "pk" else model._meta.get_field(last)


def _value(row: Model, name: str) -> object:
    return reduce(getattr, name.split("__"), row)
