"""The forms of case studies, collections, technologies and adoption, filled in so that they are carried out."""

import json
from types import SimpleNamespace

from django.core.files.uploadedfile import SimpleUploadedFile

from casestudies.actions.outcomes import content
from casestudies.actions.registering import seen
from casestudies.models import CaseStudy
from metrics.models import Area
from tests.attacks.cases import Sent, sent
from tests.attacks.practice import OUTCOME
from tests.attacks.world import THEIRS, file

REASON = {"reason": "Because I can"}
TECHNOLOGY = {"name": "Pocket scope", "kind": "device", "summary": "A scope.", "evidence_level": "early"}
STEP = {"stage": "scaled", "day": "2025-06-01"}
SIBLING = "15F"  # Another location of the same board.


def a_file(_: SimpleNamespace) -> dict:
    return {"file": file(), "no_patients": "on"}


def lines(text: str) -> dict:
    return {"file": SimpleUploadedFile("lines.csv", text.encode()), "checked": "on"}


def _version(world: SimpleNamespace) -> int:
    return CaseStudy.objects.values_list("version", flat=True).get(pk=world.draft.pk)


def at_a_page(group: str, **answers: str) -> Sent:
    """Return a page of the draft as it is sent by who opened it last."""
    return (
        "victim",
        lambda world: [world.draft.pk, group],
        lambda world: answers | {"version": f"{_version(world)}"},
    )


def _outcome(world: SimpleNamespace) -> dict:
    was = json.dumps(content(world.draft.outcomes.get()))
    return OUTCOME | {"claim": "It got shorter", "role": "balancing", "was": was}


def _cell(world: SimpleNamespace) -> dict:
    place = Area.objects.get(code=SIBLING)
    return STEP | {f"cell-{world.record.technology_id}-{place.pk}": "piloting"}


def _records(world: SimpleNamespace) -> dict:
    return lines(f"area,technology,stage,since\n{SIBLING},{world.record.technology.slug},scaled,2025-06-01\n")


PRACTICE: dict[str, Sent] = {
    # Case studies.
    "case-study-start": sent("victim", kind="practice", title="Same-day clinics", home=THEIRS),
    "case-study-write": sent("victim", "draft", submit="yes"),
    "case-study-section": at_a_page("problem", problem="Three visits"),
    "case-study-draft": at_a_page("lessons", learned="Begin early"),
    "case-study-outcomes": sent("victim", "draft", **OUTCOME),
    "case-study-outcome": (
        "victim",
        lambda world: [world.draft.pk, world.draft.outcomes.get().pk],
        _outcome,
    ),
    "case-study-authors": (
        "victim",
        lambda world: [world.draft.pk],
        lambda world: {"add": "", "email": world.colleague.email},
    ),
    "case-study-files": ("victim", lambda world: [world.draft.pk], a_file),
    "case-study-review": sent("lead", "sent_in", decision="publish", version="1", rating="strong"),
    "case-study-history": (
        "victim",
        lambda world: [world.draft.pk],
        lambda world: {"version": "1", "read": f"{_version(world)}"},
    ),
    "case-study-confirm": sent("victim", "published", act="retire", because="It closed"),
    "case-study-mark": sent("member", "published", "runs"),
    "saved-searches": sent("member", name="Clinics", query="kind=practice"),
    "watch-figures": sent("member", "03R", "median-wait", what="here", value="12", function="C_999"),
    "figure-watch": sent("victim", "figure_watch", do="pause"),
    "saved-search": sent("victim", "search", act="stop"),
    "report-case-study": sent("member", "published", reason="spam", words="Look"),
    # Collections.
    "collection-new": sent("member", title="Clinics", about="Worth a look", is_shared="yes"),
    "collection-add": sent("victim", "published", into="new", title="Clinics"),
    "collection-edit": sent("victim", "collection", title="Mine", about="", is_shared="yes"),
    "collection-copy": sent("member", "shared"),
    "collection-delete": sent("victim", "collection", sure="on"),
    # Technologies.
    "technology-new": sent("member", **TECHNOLOGY),
    "technology-edit": (
        "moderator",
        lambda world: [world.proposed.slug],
        lambda world: TECHNOLOGY | {"name": "Attacked scope", "seen_as": seen(world.proposed)},
    ),
    "technology-decide": sent("moderator", "attacked-scope", state="listed", **REASON),
    "technologies-import": (
        "moderator",
        lambda _: [],
        lambda _: lines("name,kind,summary\nOther scope,device,A scope."),
    ),
    # Adoption.
    "adoption-new": (
        "lead",
        lambda _: [],
        lambda world: STEP | {"area": SIBLING, "technology": world.record.technology.slug},
    ),
    "adoption-edit": sent("lead", "record", version="1", scope="Two theatres"),
    "adoption-changes": sent("moderator", "record", words="Say since when"),
    "adoption-stage": sent("lead", "record", version="1", **STEP),
    "adoption-grid": ("lead", lambda _: ["QWO"], _cell),
    "adoption-import": ("lead", lambda _: [], _records),
    "adoption-proposal": sent("lead", "proposal", decision="refuse", **REASON),
    "report-adoption": sent("member", "record", reason="spam", words="Look"),
}
