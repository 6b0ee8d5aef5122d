"""Who may do something is asked through questions with a name (permissions.py), never worked out where it is needed."""

import re
from collections.abc import Iterator
from pathlib import Path

from tests.environment import ROOT

ROLE = re.compile(
    r"\b(?:is_superuser|is_staff|is_moderator|is_lead|has_perms?|leads\(|user_permissions)\b|\bperms\."
)
# Where pages, forms, the API and the admin are made: what answers a person.
ANSWERS = re.compile(
    r"/(?:views|forms|presenters|signing_in|api|serializers)/|/(?:admin|administration|context|gallery)\.py$"
)
# What is read there for another purpose than permission, and why that is fair.
FAIR = {
    "accounts/admin.py": "columns of a table",
    "accounts/signing_in/sessions.py": "a session ends when roles change: it compares all of them",
    "accounts/signing_in/two_steps.py": "the question who must sign in in two steps, which everybody asks here",
    "accounts/views/administration.py": "what the button changes",
    "forum/presenters/posts.py": "what stands beside an author's name",
    "metrics/presenters/control/limits.py": "what stands for somebody without a name",
}


def python() -> Iterator[Path]:
    for app in ("config", "forum", "casestudies", "accounts", "metrics", "safety"):
        for path in sorted((ROOT / app).rglob("*.py")):
            if ANSWERS.search(f"/{path.relative_to(ROOT)}"):
                yield path


def of_roles(paths: Iterator[Path]) -> dict[str, list[str]]:
    """Return the lines that read a role, by file."""
    found = {}
    for path in paths:
        lines = [line.strip() for line in path.read_text().splitlines() if ROLE.search(line)]
        if lines:
            found[str(path.relative_to(ROOT))] = lines
    return found


def test_roles_are_read_by_named_questions_alone():
    found = of_roles(python())

    assert {file: lines for file, lines in found.items() if file not in FAIR} == {}
    assert sorted(set(FAIR) - set(found)) == [], "An exception that is none any more"
