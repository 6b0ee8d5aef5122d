"""Case studies whole enough to be sent in, and people around them."""

from accounts.models import Lead, User
from casestudies.models import CaseStudy
from metrics.models import Area
from tests.factories import administrator, case_study, member, moderator, outcome, person, verified

PATIENT = "The patient with NHS number 943 476 5919 came twice."
ANSWERS = {
    "problem": "People came three times.",
    "aim": "One visit.",
    "done": "We put everything in one half day.",
    "changed": "More are seen in time.",
    "learned": "Begin with the booking rule.",
    "interests": "None.",
}
BECAUSE = "The clinic closed."


def whole_case(author: User | None = None, **fields) -> CaseStudy:
    """Return a case study of a part of QWO that has all that is required; a draft unless `state` tells otherwise."""
    if fields.get("state") == "retired":
        fields.setdefault("retired_because", BECAUSE)
    made = case_study(author, **{"answers": dict(ANSWERS)} | fields)
    outcome(made)
    return made


def lead(code: str = "QWO", user: User | None = None) -> User:
    made = user or member("03R")
    Lead.objects.create(user=made, area=Area.objects.get(code=code))
    return made


def somebody(role: str) -> User:
    """Return a new person who has nothing to do with any case study yet."""
    made = {
        "unverified": person,
        "no member": verified,
        "member": member,
        "lead": lead,
        "lead elsewhere": lambda: lead("QOP"),
        "moderator": moderator,
        "administrator": administrator,
    }
    return made[role]()
