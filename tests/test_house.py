"""What holds for the whole house, and no feature's test would see."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.template import engines
from django.template.loader import get_template
from importlinter.cli import lint_imports

from config.celery import app as celery_app
from tests.environment import ROOT, listed_variables

APPS = ("config", "forum", "casestudies", "accounts", "metrics", "safety")
READS_A_VARIABLE = {"text", "flag", "number", "words", "folder", "database", "mail_server"}
# Folders that exist on one machine only: home folders, and the workplaces of builders.
MACHINE_PATHS = re.compile(rb"/(?:home|root|Users|work)/[a-z.]")
HOSTS = re.compile(r"://|\"resolved\"|--(?:extra-)?index-url|--find-links")


def our_modules() -> Iterator[Path]:
    for app in APPS:
        yield from (path for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts)


def committed_files() -> list[Path]:
    if not (ROOT / ".git").exists():
        pytest.skip("not a clone")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    return [path for name in listed.decode().split("\0") if name and (path := ROOT / name).is_file()]


def test_imports_go_down_the_stairs(capsys):
    assert lint_imports(no_cache=True, no_logo=True) == 0, capsys.readouterr().out


@pytest.mark.django_db
def test_no_migration_is_missing():
    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


def template_names() -> list[str]:
    folders = [Path(folder) for folder in engines["django"].template_dirs]
    ours = [
        folder for folder in folders if folder.is_relative_to(ROOT) and "site-packages" not in folder.parts
    ]
    return sorted(str(path.relative_to(folder)) for folder in ours for path in folder.rglob("*.*"))


def test_every_template_compiles():
    names = template_names()
    for name in names:
        get_template(name)
    assert "base.html" in names


def test_the_headings_of_all_pages_are_of_one_size():
    pages = {path: path.read_text() for path in (ROOT / "templates").rglob("*.html")}
    other = [f"{path}: {one}" for path, page in pages.items() for one in re.findall("<h1[^>]*>", page)]

    assert [one for one in other if not re.search(r'class="nhsuk-heading-l[ "]', one)] == []


def test_every_scheduled_task_exists():
    celery_app.loader.import_default_modules()
    scheduled = {entry["task"] for entry in settings.CELERY_BEAT_SCHEDULE.values()}
    assert scheduled <= set(celery_app.tasks)


def variables_read() -> Iterator[str]:
    """Yield the names that calls like `env.text("NAME", …)` in config/ read."""
    for module in (ROOT / "config").glob("*.py"):
        for call in ast.walk(ast.parse(module.read_text())):
            match call:
                case ast.Call(
                    func=ast.Attribute(value=ast.Name(id="env"), attr=kind),
                    args=[ast.Constant(value=name), *_],
                ) if kind in READS_A_VARIABLE:
                    yield name


def test_the_example_environment_lists_exactly_what_is_read():
    assert listed_variables() == set(variables_read())


@pytest.mark.parametrize(
    "lock", [*ROOT.glob("requirements*.lock"), ROOT / "package-lock.json"], ids=lambda p: p.name
)
def test_locks_name_no_host(lock: Path):
    named = [line for line in lock.read_text().splitlines() if HOSTS.search(line) and '"url":' not in line]
    assert named == []


@pytest.mark.parametrize("lock", [*ROOT.glob("requirements*.lock")], ids=lambda p: p.name)
def test_locks_hold_every_package_to_a_hash(lock: Path):
    packages = re.split(r"\n(?=\S)", lock.read_text().strip())
    assert [package for package in packages if "--hash=sha256:" not in package] == []


def test_no_file_names_a_folder_of_one_machine():
    named = [path for path in committed_files() if MACHINE_PATHS.search(path.read_bytes())]
    assert named == []


def function_lengths() -> list[int]:
    """Return the lengths of all functions in lines, shortest first, nested ones too."""
    trees = (ast.parse(module.read_text()) for module in our_modules())
    functions = (
        node
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    )
    return sorted(node.end_lineno - node.lineno + 1 for node in functions)


def test_functions_are_small():
    lengths = function_lengths()
    median, ninth_tenth = lengths[len(lengths) // 2], lengths[len(lengths) * 9 // 10]
    print(
        f"{len(lengths)} functions: median {median} lines, nine of ten at most {ninth_tenth}, longest {lengths[-1]}"
    )
    assert median <= 10
    assert ninth_tenth <= 30
