"""Every address × method × role, against the table of docs/who-may-do-what.md."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actions.closing import close_account
from accounts.actions.restricting import restrict
from accounts.models import Restriction
from accounts.signing_in import urls as signing_in
from forum.views.moderation.deciding import DECISIONS
from tests import factories
from tests.matrix.people import ADMINISTRATOR, ROLES, VISITOR, signed_in
from tests.matrix.requests import address, sent
from tests.matrix.table import TAKES, Line, lines
from tests.matrix.walk import answers, ask
from tests.matrix.world import World
from tests.test_routes import ROUTES

pytestmark = pytest.mark.django_db
LINES = list(lines())
PARAMETERS = dict(ROUTES)
MEMBER = "member"


@pytest.mark.parametrize("line", LINES, ids=str)
def test_each_role_is_answered_as_the_table_says(world: World, line: Line):
    found = {role: answers(world, line, PARAMETERS[line.route], role) for role in line.roles}

    assert found == {role: line.expected(role) for role in line.roles}


def test_every_address_is_in_the_table_and_no_other():
    in_the_table = {line.route for line in LINES}

    assert sorted(set(PARAMETERS) - in_the_table) == [], "A line is missing in docs/who-may-do-what.md"
    assert sorted(in_the_table - set(PARAMETERS)) == [], "A line of docs/who-may-do-what.md has no address"


def test_the_table_has_a_line_for_every_decision_of_moderators():
    assert {line.act for line in LINES if line.route == "moderation-decide"} == set(DECISIONS)


# What holds for every address, and so stands in no table.


@pytest.fixture
def everywhere(world: World) -> dict[str, str]:
    """An address of each kind of page, about something that is there."""
    firsts = {line.route: line for line in reversed(LINES)}
    return {
        route: address(route, PARAMETERS[route], world.thing(line.about, MEMBER), line.act)
        for route, line in firsts.items()
    }


def asked_everywhere(everywhere: dict[str, str], session: str | None, method: str) -> dict[str, str]:
    """Return the answer of every page that is not open to everybody: those are walked through above."""
    is_open = {line.route for line in LINES if line.is_open}
    client = Client()
    return {
        route: ask(client, session, method, path)
        for route, path in everywhere.items()
        if route not in is_open
    }


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("gone", ["suspended", "closed"])
def test_who_is_suspended_or_gone_is_a_visitor_everywhere(world: World, everywhere, gone: str, method: str):
    person = factories.moderator()
    session = signed_in(person)
    if gone == "suspended":
        restrict(
            user=person, kind=Restriction.Kind.SUSPENSION, by=world.people[ADMINISTRATOR], reason="Rude."
        )
    else:
        close_account(user=person)

    found = asked_everywhere(everywhere, session, method)

    assert found == asked_everywhere(everywhere, None, method)


@pytest.mark.parametrize("role", ["moderator", ADMINISTRATOR])
def test_staff_without_a_second_step_reach_only_where_they_set_it_up(world: World, everywhere, role: str):
    person = world.people[role]
    person.authenticator_set.all().delete()
    for_themselves = {pattern.name for pattern in signing_in.urlpatterns}

    for method, led in (("GET", "two steps"), ("POST", "403")):
        found = asked_everywhere(everywhere, world.sessions[role], method)
        others = {route: said for route, said in found.items() if route not in for_themselves}
        assert others == dict.fromkeys(others, led) | {r: "403" for r in others if r.startswith("api-")}
        assert led not in {said for route, said in found.items() if route == "your-account"}


def who_may_send(line: Line) -> str | None:
    """Return a role that may send what a line asks for."""
    return next((role for role in (ADMINISTRATOR, MEMBER) if line.answers[role][1] == "✓"), None)


@pytest.mark.parametrize(
    "line", [line for line in LINES if "POST" in TAKES[line.takes] and who_may_send(line)], ids=str
)
def test_only_what_is_to_be_confirmed_asks_to_show_again_who_one_is(world: World, line: Line):
    role = who_may_send(line)
    thing = world.thing(line.about, role)
    path = address(line.route, PARAMETERS[line.route], thing, line.act)
    session = signed_in(world.people[role], confirmed=False)

    said = ask(Client(), session, "POST", path, sent(world, role, line.route, thing, line.act))

    assert said == ("confirm" if line.is_confirmed else "✓")


@pytest.mark.parametrize("role", [role for role in ROLES if role != VISITOR])
def test_ones_account_leads_to_nothing_that_one_may_not_open(world: World, role: str):
    client = Client(headers={"cookie": f"sessionid={world.sessions[role]}"})
    page = client.get(reverse("your-account")).text.partition("<main")[2].partition("</main>")[0]
    links = re.findall(r'href="(/[^"#]*)"', page)

    assert reverse("profile") in links
    assert {path: ask(client, world.sessions[role], "GET", path) for path in links} == dict.fromkeys(
        links, "✓"
    )
