"""The OpenAPI schema as a page: each address with what may be asked of it and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass

from metrics.filters import ABOUT_THE_ANSWER

EXAMPLES = {
    "/api/v1/areas/": "?kind=sicbl&parent=QWO",
    "/api/v1/areas/{code}/": "QWO",
    "/api/v1/measures/": "",
    "/api/v1/measures/{slug}/": "within-18-weeks",
    "/api/v1/figures/": "?area=03R,15F&from=2024-06&treatment_function=C_999&measure=within-18-weeks",
    "/api/v1/control-charts/": "?area=03R&measure=within-18-weeks",
    "/api/v1/ranks/": "?measure=within-18-weeks&kind=sicbl",
    "/api/v1/peers/": "?area=03R",
    "/api/v1/better-peers/": "?area=03R&measure=within-18-weeks",
    "/api/v1/case-studies/": "?area=QWO",
    "/api/v1/case-studies/{id}/": None,
    "/api/v1/technologies/": "?stage=adopted",
    "/api/v1/technologies/{slug}/": None,
    "/api/v1/technologies/{slug}/did-it-work/": None,
    "/api/v1/adoption-records/": "?area=QWO",
    "/api/v1/adoption-records/{id}/": None,
    "/api/v1/effects/": "?measure=within-18-weeks",
    "/api/v1/effects/{id}/": None,
    "/api/v1/threads/": "?area=QWO",
    "/api/v1/threads/{id}/posts/": None,
    "/api/v1/threads/{id}/posts/{number}/": None,
    "/api/v1/search/": "?q=theatre",
    "/api/v1/notifications/": "?new=yes",
    "/api/v1/notifications/{id}/read/": None,
    "/api/v1/me/": "",
}
JSON = "application/json"
METHODS = ("get", "post", "patch")


@dataclass(frozen=True)
class Named:
    """A filter or a field: its name, its type in words, and what it is."""

    name: str
    kind: str
    words: str


@dataclass(frozen=True)
class Operation:
    """What can be done at an address: read by `GET`, or write. `filters`: what may be asked, or is sent."""

    method: str
    words: str
    filters: Sequence[Named]
    fields: Sequence[Named]


@dataclass(frozen=True)
class Address:
    """An address of the API. `example` is a real one to try; empty where what is there differs from site to site."""

    path: str
    example: str
    operations: Sequence[Operation]


def documented(schema: dict) -> list[Address]:
    """Return the addresses of an OpenAPI schema, those named above, in their order."""
    return [
        Address(
            path,
            _example(path, example),
            [_operation(schema, path, method) for method in METHODS if method in schema["paths"][path]],
        )
        for path, example in EXAMPLES.items()
    ]


def _operation(schema: dict, path: str, method: str) -> Operation:
    said = schema["paths"][path][method]
    return Operation(
        method=method.upper(),
        words=said["description"],
        filters=_asked(schema, said) if method == "get" else _sent(schema, said),
        fields=_fields(schema, said["responses"]),
    )


def _asked(schema: dict, said: dict) -> list[Named]:
    filters = [
        one for one in said["parameters"] if one["in"] == "query" and one["name"] not in ABOUT_THE_ANSWER
    ]
    return [Named(one["name"], _kind(schema, one["schema"]), _first_line(one)) for one in filters]


def _sent(schema: dict, said: dict) -> list[Named]:
    body = said.get("requestBody", {}).get("content", {}).get(JSON)
    return _named_in(schema, body["schema"]) if body else []


def _example(path: str, example: str | None) -> str:
    if example is None:
        return ""
    stem, is_one, _ = path.partition("{")
    return f"{stem}{example}/" if is_one else f"{path}{example}"


def _fields(schema: dict, answers: dict) -> list[Named]:
    """Return the fields of an answer; of a page of answers, those of each; none of an answer that says nothing."""
    content = next((answers[status].get("content") for status in ("200", "201") if status in answers), None)
    return _named_in(schema, content[JSON]["schema"]) if content else []


def _named_in(schema: dict, part: dict) -> list[Named]:
    properties = _resolved(schema, part)["properties"]
    if "results" in properties:
        properties = _resolved(schema, properties["results"]["items"])["properties"]
    return [Named(name, _kind(schema, one), _first_line(one)) for name, one in properties.items()]


def _resolved(schema: dict, part: dict) -> dict:
    """Follow a reference within the schema."""
    if "allOf" in part:
        part = part["allOf"][0]
    if "$ref" not in part:
        return part
    return schema["components"]["schemas"][part["$ref"].rsplit("/", 1)[-1]]


def _kind(schema: dict, part: dict) -> str:
    part = _resolved(schema, part)
    if "oneOf" in part:
        return " or ".join(_kind(schema, one) for one in part["oneOf"])
    if "enum" in part:
        return "one of " + ", ".join(f"{value}" or "empty" for value in part["enum"])
    types = part.get("type", "object")
    names = [types] if isinstance(types, str) else types
    return " or ".join(_named(name, part) for name in names)


def _named(kind: str, part: dict) -> str:
    if kind == "array":
        return "list"
    return "date" if kind == "string" and part.get("format") == "date" else kind


def _first_line(part: dict) -> str:
    return part.get("description", "").split("\n")[0]
