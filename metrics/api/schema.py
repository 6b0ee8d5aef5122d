"""What the schema says of every address alike: fields chosen by name, refusals, and examples to try."""

import json
from pathlib import Path
from urllib.parse import parse_qsl

from drf_spectacular.generators import SchemaGenerator
from rest_framework.request import Request

from metrics.api.written import CsvRenderer
from metrics.presenters.api_docs import EXAMPLES, JSON, METHODS
from safety.problems import MEDIA_TYPE

CSV = CsvRenderer.media_type
# An answer of each address that is read: one row of each list, invented.
ANSWERS = json.loads(Path(__file__).with_name("examples.json").read_text())
PROBLEM = {
    "type": "object",
    "description": "What is wrong: problem details, RFC 9457.",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What is wrong, and what to do, in words."},
        "errors": {
            "type": "object",
            "description": "What is wrong with what was asked or sent, by its name.",
        },
    },
    "example": {
        "type": "about:blank",
        "title": "Bad Request",
        "status": 400,
        "detail": "Some of what you asked or sent cannot be used. “errors” says what, by its name.",
        "errors": {"month": ["“2025-13” is not a month. Write it as 2025-05."]},
    },
}
FIELDS = {
    "name": "fields",
    "in": "query",
    "required": False,
    "description": "Names of fields, separated by commas: only these. All, if none is named.",
    "schema": {"type": "string"},
}
REFUSALS = {
    "400": "Something asked or sent cannot be used.",
    "401": "The token is not known or has ended, or nobody is signed in.",
    "403": "This person or this token may not do that.",
    "404": "There is nothing here that you may read.",
    "429": "Too many requests: wait as long as Retry-After says.",
}
REFUSALS_OF_WRITING = {
    "409": "It may not be written as things are.",
    "415": "What is sent must be JSON.",
    "422": "Something else came with this Idempotency-Key before.",
}


def completed(result: dict, generator: SchemaGenerator, request: Request | None, public: bool) -> dict:
    """Return a schema with what holds for every address."""
    parts = result["components"]["schemas"]
    whole = _sent(result)
    for name, part in parts.items():
        if name not in whole and not name.startswith("Paginated"):
            # Whoever chooses fields leaves out the others.
            part.pop("required", None)
    parts["Problem"] = PROBLEM
    for path, operations in result["paths"].items():
        for method in set(METHODS) & set(operations):
            _complete(method, operations[method], EXAMPLES.get(path) or "")
        if path in ANSWERS:
            operations["get"]["responses"]["200"]["content"][JSON]["example"] = ANSWERS[path]
    return result


def _sent(schema: dict) -> set[str]:
    """Return the names of what is sent to the API."""
    bodies = (
        body["schema"].get("$ref", "")
        for operations in schema["paths"].values()
        for method in set(METHODS) & set(operations)
        for body in operations[method].get("requestBody", {}).get("content", {}).values()
    )
    return {reference.rsplit("/", 1)[-1] for reference in bodies}


def _complete(method: str, operation: dict, example: str) -> None:
    answers = operation["responses"]
    for answer in answers.values():
        if CSV in answer.get("content", {}):
            answer["content"][CSV] = {"schema": {"type": "string"}}
    if method == "get":
        answers["304"] = {"description": "It is still what If-None-Match says."}
    refusals = REFUSALS if method == "get" else REFUSALS | REFUSALS_OF_WRITING
    for status, words in refusals.items():
        answers.setdefault(status, _refusal(words))
    asked = dict(parse_qsl(example.removeprefix("?")))
    parameters = operation.setdefault("parameters", [])
    if method == "get":
        parameters.append(FIELDS)
    for one in parameters:
        if one["in"] == "path" and example:
            one["example"] = example
        elif one["name"] in asked:
            one["example"] = asked[one["name"]]


def _refusal(words: str) -> dict:
    said = {"schema": {"$ref": "#/components/schemas/Problem"}}
    return {"description": words, "content": {MEDIA_TYPE: said}}
