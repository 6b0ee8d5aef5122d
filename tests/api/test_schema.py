"""What the API answers to whatever is asked of it: never that it broke, and always as its schema says."""

from urllib.parse import parse_qsl

import hypothesis
import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, given
from jsonschema import Draft202012Validator
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from accounts.models import Token
from casestudies.models import Adoption, MeasuredEffect, Technology
from metrics.presenters.api_docs import EXAMPLES
from tests.accounts.test_tokens import made
from tests.api.world import World, world

pytestmark = pytest.mark.django_db
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    unsupported_method,
]
site = get_wsgi_application()


def application(environ: dict, start_response):
    """The site, asked from this machine."""
    return site(environ | {"REMOTE_ADDR": "127.0.0.1"}, start_response)


@pytest.fixture
def described(db, settings):
    settings.API_RATES = dict.fromkeys(settings.API_RATES, "1000000/min")
    settings.ALLOWED_HOSTS = ["*"]
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield schemathesis.openapi.from_dict(SchemaGenerator().get_schema(request=None, public=True))
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def there(db) -> World:
    return world()


@pytest.fixture
def bearer(there) -> dict[str, str]:
    """Return what a token of somebody sends who may read all that members read."""
    _, secret = made(there.reader, *Token.Scope.values)
    return {"Authorization": f"Bearer {secret}"}


def is_answered_as_described(operation, times: int, headers: dict[str, str] | None = None) -> None:
    @hypothesis.settings(
        max_examples=times, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
    )
    @given(operation.as_strategy())
    def ask(case) -> None:
        case.call_and_validate(app=application, headers=headers, checks=CHECKS)

    ask()


def test_every_address_that_is_read_has_an_example_that_is_as_the_schema_says(described):
    whole = described.raw_schema
    for path, operations in whole["paths"].items():
        if "get" in operations:
            said = operations["get"]["responses"]["200"]["content"]["application/json"]
            Draft202012Validator(said["schema"] | {"components": whole["components"]}).validate(
                said["example"]
            )
            assert set(_row(said["example"])) == _fields(whole, said["schema"]), path


def _row(answer: dict) -> dict:
    return next(iter(answer["results"]), {}) if "results" in answer else answer


def _fields(whole: dict, part: dict) -> set[str]:
    """Return the names of the fields of an answer, or of each of its rows."""
    while "$ref" in part:
        part = whole["components"]["schemas"][part["$ref"].rsplit("/", 1)[-1]]
    names = part["properties"]
    return _fields(whole, names["results"]["items"]) if "results" in names else set(names)


def test_every_address_is_asked(described):
    assert set(EXAMPLES) == {one.ok().path for one in described.get_all_operations()}


@pytest.mark.parametrize("address", EXAMPLES)
def test_whatever_is_asked_is_answered_as_the_schema_says(described, bearer, address):
    for method in described[address]:
        is_answered_as_described(described[address][method], 20, bearer)
        is_answered_as_described(described[address][method], 5)


@pytest.mark.parametrize("address", [one for one in EXAMPLES if not one.endswith("/read/")])
@pytest.mark.parametrize("form", ["json", "csv"])
def test_what_there_is_is_answered_as_the_schema_says(described, there, bearer, address, form):
    numbers = {"case-studies": there.case, "technologies": Technology.objects.latest("pk")}
    numbers |= {"adoption-records": Adoption.objects.latest("pk"), "threads": there.thread}
    numbers |= {"effects": MeasuredEffect.objects.latest("pk")}
    example = EXAMPLES.get(address) or ""
    one = numbers.get(address.split("/")[3])
    names = {
        "code": "03R",
        "slug": getattr(one, "slug", "within-18-weeks"),
        "id": getattr(one, "pk", None),
        "number": 1,
    }
    case = described[address]["GET"].Case(
        path_parameters={name: value for name, value in names.items() if f"{{{name}}}" in address},
        query=dict(parse_qsl(example.removeprefix("?"))) | {"format": form},
    )

    answer = case.call_and_validate(app=application, headers=bearer, checks=CHECKS)

    assert answer.status_code == 200
