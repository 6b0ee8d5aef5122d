"""What an adoption record says, as versions keep it and as two of them are compared."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from casestudies.models import Adoption, CaseStudy

# What a record says beside where it is and at which stage, as columns, and as rows of their own.
COLUMNS = (
    "setting",
    "scope",
    "sites",
    "eligible",
    "reached",
    "planned_for",
    "planned_cost",
    "cost",
    "cost_note",
    "adaptations",
    "help_wanted",
    "help_offered",
    "contact_role",
    "contact_email",
    "links",
    "source",
    "next_review",
)
FIELDS = (*COLUMNS, "functions", "ratings")
Fields = Mapping[str, Any]


def content_of(adoption: Adoption) -> dict[str, Any]:
    """Return all that a record says, as JSON keeps it: texts, lists of them, and its newest stage."""
    last = next(iter(reversed(adoption.events.all())), None)
    fields = {name: getattr(adoption, name) for name in COLUMNS}
    fields["functions"] = [row.treatment_function for row in adoption.functions.all()]
    fields["ratings"] = {row.domain: (row.complexity, row.note) for row in adoption.ratings.all()}
    step = {
        "stage": adoption.stage,
        "since": f"{adoption.since}",
        "reasons": sorted(last.reasons) if last else [],
        "note": last.note if last else "",
    }
    return plain(fields) | step


def plain(fields: Fields) -> dict[str, Any]:
    """Return fields of a record as versions keep them, so that equal ones are equal."""
    return {name: _plain(value) for name, value in fields.items()}


def _plain(value: Any) -> Any:
    match value:
        case None:
            return ""
        case Decimal():
            return f"{value:.2f}"
        case date():
            return value.isoformat()
        case CaseStudy():
            return f"{value.pk}"
        case dict():
            return {name: list(rated) for name, rated in sorted(value.items())}
        case list() | tuple():
            return sorted(value)
    return f"{value}"


def differs(adoption: Adoption, fields: Fields) -> bool:
    """Say whether any of the fields that are given is not what the record says."""
    now = content_of(adoption)
    return any(now[name] != value for name, value in plain(fields).items())
