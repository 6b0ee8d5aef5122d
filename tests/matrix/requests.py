"""What is asked of each address: where it lies for a thing, and what a form there is sent, whole and right.

What is sent must be right, so that a refusal is the permission's and not the form's.
"""

import json
import uuid
from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.models import NotificationChoice, User
from casestudies.actions.outcomes import content
from casestudies.actions.registering import seen
from casestudies.models import CaseStudy, CollectionEntry, Outcome
from forum.actions.clashes import version_of
from forum.models import Category, Erasure, Post, Reason, ReviewItem, Thread
from forum.models.reasons import FITTING, reasons_for
from metrics.models import FigureSet
from safety.models import Upload
from tests.factories import MAY, technology
from tests.matrix.people import AREA, ELSEWHERE, PASSWORD
from tests.matrix.world import World
from tests.safety.made_files import pdf, picture
from tests.test_routes import SAMPLES

Sent = dict[str, Any]
# What an address cannot do without behind it.
ASKED = {
    "api-figures": "?area=03R",
    "api-control-charts": "?area=03R&measure=within-18-weeks",
    "api-ranks": "?measure=within-18-weeks",
    "api-peers": "?area=03R",
    "api-search": "?q=theatre",
    **dict.fromkeys(["embed", "embedded"], "?chart=/areas/03R/measures/within-18-weeks/chart.svg"),
    "api-better-peers": "?area=03R&measure=within-18-weeks",
}
WORDS = "Theatres began late."
STEP = {"stage": "scaled", "day": "2025-06-01"}
TECHNOLOGY = {"name": "Pocket scanner", "kind": "device", "summary": WORDS, "evidence_level": "early"}


def of_thing(thing: Any, parameters: tuple[str, ...]) -> dict[str, Any]:
    """Return what stands for a thing in an address with these parameters."""
    known: dict[str, Any] = {"pk": getattr(thing, "pk", None), "slug": getattr(thing, "slug", None)}
    if isinstance(thing, (Thread, CaseStudy)):
        known |= {"slug": thing.slug}
    elif isinstance(thing, Post) and "number" in parameters:
        known |= {"pk": thing.thread_id, "number": thing.number}
    elif isinstance(thing, CollectionEntry):
        known |= {"pk": thing.collection_id, "number": thing.pk}
    elif isinstance(thing, Outcome):
        known |= {"pk": thing.case_id, "number": thing.pk}
    elif isinstance(thing, Upload):
        known |= {"key": thing.pk, "name": thing.name}
    elif isinstance(thing, FigureSet):
        known |= {"month": MAY, "number": 1}
    elif isinstance(thing, dict):
        known |= thing
    return {name: value for name, value in known.items() if value is not None}


def address(route: str, parameters: tuple[str, ...], thing: Any, act: str = "") -> str:
    known = SAMPLES | of_thing(thing, parameters) | ({"act": act} if act else {})
    return reverse(route, kwargs={name: known[name] for name in parameters}) + ASKED.get(route, "")


def sent(world: World, role: str, route: str, thing: Any, act: str = "") -> Sent:
    """Return what a form at a route is sent: nothing where there is none."""
    if isinstance(thing, ReviewItem):
        return _decision(world, role, thing, act)
    return FORMS.get(route, lambda *_: {})(world, role, thing) | ACTS.get(act, {})


def _decision(world: World, role: str, item: ReviewItem, act: str) -> Sent:
    fitting = (
        [reason for reason, _ in reasons_for(act, of_name=item.kind == "person")] if act in FITTING else [""]
    )
    why = {"version": _version(item), "reason": fitting[0], "words": WORDS, "private_note": WORDS}
    return why | {
        "title": "A title",
        "text": "Another text.",
        "note": "Spelling",
        "days": "7",
        "is_upheld": "yes",
        "into": world.thread.pk,
        "minutes": "30",
        "why": Erasure.Why.PATIENT,
    }


def _version(item: ReviewItem) -> int:
    return ReviewItem.objects.values_list("version", flat=True).get(pk=item.pk)


def _person_to_lead(world: World, *_) -> Sent:
    return {"person": world.author.pk, "change": "appoint"}


def _records() -> SimpleUploadedFile:
    lines = f"area,technology,stage,since\n03R,{technology().slug},scaled,2025-06-01\n"
    return SimpleUploadedFile("Records.csv", lines.encode())


def _new_password(*_) -> Sent:
    return {"oldpassword": PASSWORD} | dict.fromkeys(["password1", "password2"], "marble otter lantern")


def _sign_in(world: World, role: str, _: Any) -> Sent:
    person: User = world.people[role] or world.people["member"]
    return {"login": person.email, "password": PASSWORD}


# What else is sent when the table says that this is done there: “removing: own picture”.
ACTS: dict[str, Sent] = {
    "removing": {"remove": "1"},
    "retiring": {"act": "retire", "because": WORDS},
    "bringing back": {"act": "bring-back"},
    "rating": {"act": "rate", "rating": "strong"},
}

OUTCOME = {
    "claim": WORDS,
    "measure": "within-18-weeks",
    "area": AREA,
    "treatment_function": "C_110",
    "starts": "May 2025",
    "role": "outcome",
}


def _case_study(world: World, role: str, _: Any) -> Sent:
    home = ELSEWHERE if role.endswith("elsewhere") else AREA
    return {"kind": "practice", "title": "Same-day clinics", "home": home}


def _category(found: Category | None) -> Sent:
    of_space = {"group": "space", "areas": AREA} if found and found.is_private else {"group": "challenge"}
    name = found.name if found else "Beds and wards"
    return of_space | {"name": name, "writers": "readers", "position": "3", "about": WORDS}


FORMS: dict[str, Callable[[World, str, Any], Sent]] = {
    # Case studies.
    "case-study-start": _case_study,
    "case-study-section": lambda *_: {"version": 1, "problem": WORDS},
    "case-study-draft": lambda *_: {"version": 1, "problem": WORDS},
    "case-study-outcomes": lambda *_: dict(OUTCOME),
    "case-study-outcome": lambda world, role, outcome: OUTCOME | {"was": json.dumps(content(outcome))},
    # Collections.
    **dict.fromkeys(
        ["collection-new", "collection-edit"], lambda *_: {"title": WORDS, "about": WORDS, "is_shared": "yes"}
    ),
    **dict.fromkeys(
        ["collection-add", "collection-add-technology"], lambda *_: {"into": "new", "title": WORDS}
    ),
    "collection-contents": lambda world, role, found: {
        "entry": found.entries.get().pk,
        "act": "take-out",
    },
    "collection-entry": lambda *_: {"note": WORDS},
    # What members write.
    "ask-area": lambda *_: {"title": "Theatres", "text": WORDS, "key": uuid.uuid4()},
    "own-peers": lambda *_: {"name": "Like ours", "peers": "15F, 36J"},
    "api-threads": lambda *_: {"title": "Theatres", "text": WORDS},
    "api-posts": lambda *_: {"text": WORDS},
    "api-post": lambda world, role, post: {"text": "Another text.", "version": version_of(post)},
    "start-thread": lambda *_: {"title": "Theatres", "text": WORDS, "key": uuid.uuid4()},
    "thread-details": lambda world, role, found: {
        "tags": "hubs",
        "reason": WORDS,
        "category": found.category.slug if found.category else "",
    },
    "poll": lambda *_: {"options": "1"},
    **dict.fromkeys(["category-new", "category-change"], lambda world, role, found: _category(found)),
    "thread-about": lambda *_: {"about_too": "Urology"},
    "reply": lambda *_: {"text": WORDS, "key": uuid.uuid4()},
    "react": lambda *_: {"kind": "thanks"},
    "thread-draft": lambda *_: {"text": WORDS, "keep": "yes"},
    "new-draft": lambda *_: {"text": WORDS, "keep": "yes"},
    "writing-preview": lambda *_: {"text": WORDS},
    "post-edit": lambda world, role, post: {"text": "Theatres begin late.", "version": version_of(post)},
    "post-files": lambda *_: {"file": SimpleUploadedFile("Plan.pdf", pdf()), "no_patients": "on"},
    "post-revisions": lambda *_: {"version": "1", "note": "As it was."},
    # What they read and follow.
    "bookmark": lambda *_: {"note": WORDS, "when": "week"},
    **dict.fromkeys(
        ["watch-figures", "figure-watch"], lambda *_: {"what": "here", "value": "70", "function": "C_999"}
    ),
    "follow": lambda world, role, found: {
        "kind": "thread" if isinstance(found, Thread) else "technology",
        "thing": found.pk,
        "level": "watching",
    },
    **dict.fromkeys(
        [
            *("report-post", "report-thread", "report-person"),
            *("report-case-study", "report-adoption", "report-collection"),
        ],
        lambda *_: {"reason": Reason.SPAM, "words": WORDS},
    ),
    # Adoption.
    "adoption-new": lambda *_: {"area": "03R", "technology": technology().slug} | STEP,
    "adoption-edit": lambda *_: {"version": "1", "scope": WORDS},
    "adoption-changes": lambda *_: {"words": WORDS},
    "adoption-stage": lambda *_: {"version": "1"} | STEP,
    "adoption-grid": lambda *_: STEP,
    "adoption-import": lambda *_: {"file": _records(), "checked": "on"},
    "adoption-proposal": lambda *_: {"decision": "refuse", "reason": WORDS},
    "moderation-erasure": lambda world, role, erasure: {
        "version": _version(erasure.item),
        "decision": "erase",
    },
    "watched-words": lambda *_: {"words": "snake oil"},
    "unwatch-word": lambda *_: {"reason": WORDS},
    "moderation-appeal": lambda *_: {"words": "It is about theatres."},
    # What becomes of case studies.
    "case-study-review": lambda world, role, case: {
        "decision": "return",
        "words": WORDS,
        "version": case.version,
    },
    "case-study-history": lambda world, role, case: {"version": "1", "read": case.version},
    "case-study-files": lambda *_: {"file": SimpleUploadedFile("Plan.pdf", pdf()), "no_patients": "on"},
    "saved-searches": lambda *_: {"name": WORDS, "query": "kind=practice"},
    "saved-search": lambda *_: {"act": "stop"},
    "case-study-confirm": lambda *_: {"act": "confirm"},
    # The register of technologies.
    "technology-new": lambda *_: TECHNOLOGY,
    "technology-edit": lambda world, role, made: TECHNOLOGY | {"seen_as": seen(made)},
    "technology-decide": lambda world, role, made: {
        "state": "listed" if made.state == "withdrawn" else "withdrawn",
        "reason": WORDS,
    },
    "technologies-import": lambda *_: {
        "file": SimpleUploadedFile("technologies.csv", b"name,kind,summary\nScope,device,A scope."),
        "checked": "on",
    },
    # A person's own account.
    "profile-about": lambda *_: {"name": "Robin Redbreast", "job_role": "Analyst"},
    "profile-interests": lambda *_: {"functions": ["C_110"]},
    "profile-notifications": lambda *_: dict.fromkeys(
        NotificationChoice.About.values, NotificationChoice.USUALLY
    ),
    "quiet-hours": lambda *_: {"starts": "22:00", "ends": "07:00"},
    "feeds": lambda *_: {"make": "yes"},
    "profile-picture": lambda *_: {"picture": SimpleUploadedFile("me.png", picture())},
    "membership": lambda *_: {"area": "02T", "note": WORDS},
    "tokens": lambda *_: {"name": "Report", "scopes": ["read"], "days": "30"},
    "delete-account": lambda *_: {"sure": "on"},
    # What is decided about people.
    "claim": lambda *_: {"decision": "refuse", "reason": WORDS},
    "membership-end": lambda *_: {"reason": WORDS},
    "area-lead": _person_to_lead,
    "person-roles": lambda *_: {"reason": WORDS},
    "person-restrictions": lambda *_: {"kind": "silence", "days": "7", "reason": WORDS},
    "email-domains": lambda *_: {"domain": "trust.example", "organisation": "A trust", "reason": WORDS},
    "email-domain-remove": lambda *_: {"reason": WORDS},
    # Figures.
    "area-measure-limits": lambda *_: {"set-month": f"{MAY:%Y-%m}", "set-reason": WORDS},
    "refreshes": lambda *_: {"how": "look", "look-reason": WORDS},
    "refresh": lambda *_: {"reason": WORDS},
    "data-version": lambda *_: {"state": "live", "reason": WORDS},
    # Signing in.
    **dict.fromkeys(["sign-in", "account_login"], _sign_in),
    "account_signup": lambda *_: {"name": "Robin New", "email": "new@nhs.net", "password1": PASSWORD},
    "account_reset_password": lambda world, role, _: {"email": f"{role.replace(' ', '.')}@nhs.net"},
    "account_change_password": _new_password,
    "account_reauthenticate": lambda *_: {"password": PASSWORD},
}
