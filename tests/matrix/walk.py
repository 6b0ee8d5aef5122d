"""Going to an address as somebody, and what was answered, in a word. Nothing that is done there stays done."""

import json
from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.matrix.requests import address, sent
from tests.matrix.table import Line
from tests.matrix.world import World

SENDS = ("POST", "PATCH")
JSON = "application/json"
# Where one is led instead of to what was asked for, in a word.
LED = {
    "sign-in": "sign in",
    "account_reauthenticate": "confirm",
    "mfa_index": "two steps",
    "admin:login": "sign in",
}


def word(method: str, response: HttpResponse) -> str:
    """Return what an answer was: the page or its result (✓), where one is led instead, or the status.

    A form that comes back with what was wrong with it is “asked again”.
    """
    if "account/not_saved.html" in {template.name for template in response.templates}:
        return "sign in"  # and shown what would be lost on the way
    if response.status_code in (301, 302):
        path = response["Location"].partition("?")[0]
        return next((said for name, said in LED.items() if path == reverse(name)), "✓")
    if response.status_code in (200, 201, 204):
        return "asked again" if method == "POST" and _errors(response) else "✓"
    return str(response.status_code)


def _errors(response: HttpResponse) -> bool:
    forms = (context.get("form") for context in response.context or ())
    return any(getattr(form, "errors", None) for form in forms)


def ask(
    client: Client, session: str | None, method: str, path: str, data: dict[str, Any] | None = None
) -> str:
    """Send a request with a session, undo whatever it did, and return the answer in a word."""
    client.cookies.clear()
    if session:
        client.cookies[settings.SESSION_COOKIE_NAME] = session
    with transaction.atomic():
        said = word(method, getattr(client, method.lower())(path, **_body(path, data)))
        transaction.set_rollback(True)
    return said


def _body(path: str, data: dict[str, Any] | None) -> dict[str, Any]:
    if not data:
        return {}
    return {"data": json.dumps(data), "content_type": JSON} if path.startswith("/api/") else {"data": data}


def answers(world: World, line: Line, parameters: tuple[str, ...], role: str) -> dict[str, str]:
    """Return what somebody of a role is answered to each method."""
    client = world.clients[role]
    thing = world.thing(line.about, role)
    path, session = address(line.route, parameters, thing, line.act), world.sessions.get(role)
    return {
        method: ask(
            client,
            session,
            method,
            path,
            sent(world, role, line.route, thing, line.act) if method in SENDS else None,
        )
        for method in line.expected(role)
    }
