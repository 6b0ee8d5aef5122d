"""Django's admin: every table × page × role, against the list at the end of docs/who-may-do-what.md."""

import pytest
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from config.administration import site
from tests.matrix.people import ADMINISTRATOR, ROLES, VISITOR
from tests.matrix.table import repaired_tables
from tests.matrix.walk import ask
from tests.matrix.world import World

pytestmark = pytest.mark.django_db
TABLES = repaired_tables()
MODELS = {f"{model._meta.app_label}.{model._meta.model_name}": model for model in site._registry}
THINGS = (
    "post",
    "reported name",
    "appeal",
    "claim",
    "file of a post",
    "proposed erasure",
    "watched word",
    "work",
    "technology",
    "case study",
    "shared collection",
)


@pytest.fixture
def things(world: World) -> None:
    """A row in most tables."""
    for name in THINGS:
        world.thing(name, "member")


def pages(model: type[Model]) -> dict[str, str]:
    """Return the addresses of a table's pages; those of a row where there is one."""
    kind, row = f"admin:{model._meta.app_label}_{model._meta.model_name}", model.objects.first()
    found = {page: reverse(f"{kind}_{page}") for page in ("changelist", "add")}
    return found | {page: reverse(f"{kind}_{page}", args=[row.pk]) for page in ("change", "history") if row}


def expected(may: str, page: str, method: str) -> str:
    """Return what an administrator is answered at a page of a table that may be “looked at”, “repaired”, “added to”."""
    if page == "add":
        return "✓" if "added to" in may else "403"
    if page == "change" and method == "POST":
        return "✓" if "repaired" in may else "403"
    return "✓"


def test_the_list_names_every_table():
    assert sorted(TABLES) == sorted(MODELS)


def test_administrators_look_at_and_repair_what_the_list_says(world: World, things):
    found, wanted = {}, {}
    for name, model in MODELS.items():
        for page, path in pages(model).items():
            for method in ("GET", "POST"):
                place = f"{method} {name} {page}"
                found[place] = ask(Client(), world.sessions[ADMINISTRATOR], method, path)
                wanted[place] = expected(TABLES[name], page, method)

    assert found == wanted


@pytest.mark.parametrize("role", [role for role in ROLES if role != ADMINISTRATOR])
def test_nobody_else_comes_in(world: World, things, role: str):
    session = world.sessions.get(role)
    paths = [path for model in MODELS.values() for path in pages(model).values()]
    paths += [reverse("admin:index"), reverse("admin:jsi18n"), reverse("admin:app_list", args=["forum"])]

    found = {
        f"{method} {path}": ask(Client(), session, method, path)
        for path in paths
        for method in ("GET", "POST")
    }

    assert found == dict.fromkeys(found, "sign in")
    assert ask(Client(), session, "GET", reverse("admin:login")) == ("sign in" if role == VISITOR else "403")
