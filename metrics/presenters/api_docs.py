"""The OpenAPI schema as a page: each address with what may be asked of it and what it answers."""

from collections.abc import Sequence
from dataclasses import dataclass

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
    "/api/v1/search/": "?q=theatre",
    "/api/v1/notifications/": "?new=yes",
}
# Said once for all addresses.
ABOUT_THE_ANSWER = ("format", "fields", "cursor", "page_size")


@dataclass(frozen=True)
class Named:
    """A filter or a field: its name, its type in words, and what it is."""

    name: str
    kind: str
    words: str


@dataclass(frozen=True)
class Address:
    """An address of the API. `example` is a real one to try; empty where what is there differs from site to site."""

    path: str
    words: str
    example: str
    filters: Sequence[Named]
    fields: Sequence[Named]


def documented(schema: dict) -> list[Address]:
    """Return the addresses of an OpenAPI schema, those named above, in their order."""
    return [_address(schema, path, example) for path, example in EXAMPLES.items()]


def _address(schema: dict, path: str, example: str) -> Address:
    get = schema["paths"][path]["get"]
    filters = [
        one for one in get["parameters"] if one["in"] == "query" and one["name"] not in ABOUT_THE_ANSWER
    ]
    return Address(
        path=path,
        words=get["description"],
        example=_example(path, example),
        filters=[Named(one["name"], _kind(schema, one["schema"]), _first_line(one)) for one in filters],
        fields=_fields(schema, get["responses"]["200"]["content"]["application/json"]["schema"]),
    )


def _example(path: str, example: str | None) -> str:
    if example is None:
        return ""
    stem, is_one, _ = path.partition("{")
    return f"{stem}{example}/" if is_one else f"{path}{example}"


def _fields(schema: dict, answer: dict) -> list[Named]:
    """Return the fields of an answer; of a page of answers, those of each."""
    properties = _resolved(schema, answer)["properties"]
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
