"""Why something is reported or decided: the reasons there are, and which of them fit what."""

from django.db import models


class Reason(models.TextChoices):
    """A reason in the words in which its author is told it."""

    PATIENT = "patient", "Patient or member of the public could be identified"
    ILLEGAL = "illegal", "Illegal, or encourages something illegal"
    INAPPROPRIATE = "inappropriate", "Inappropriate or disrespectful"
    SPAM = "spam", "Spam or promotion by a supplier"
    OFF_TOPIC = "off topic", "Off topic, or a duplicate"
    EVIDENCE = "evidence", "Facts or evidence are challenged"
    INTEREST = "interest", "Interest not declared"
    MESSAGE = "message", "Something else a moderator should know"
    # Of decisions alone.
    COLLEAGUE = "colleague", "About a person rather than the work"
    UNCLEAR = "unclear", "Hard to follow for readers elsewhere"
    NO_SOURCE = "no source", "Figures or findings need a source"
    LAYOUT = "layout", "Spelling, links or layout"
    ANSWERED = "answered", "What was asked is answered"
    HEATED = "heated", "The discussion has become heated"
    CALMER = "calmer", "The discussion can go on"
    MISPLACED = "misplaced", "It is about another area or measure"
    ELSEWHERE = "elsewhere", "It belongs in another category"
    READERS = "readers", "It is for other readers"
    SAME = "same", "The same is discussed in another thread"
    ITS_OWN = "its own", "It is a matter of its own"
    TIMELY = "timely", "It matters to many people now"
    USEFUL = "useful", "Many people will want to find it"
    PAST = "past", "It matters to most readers no longer"
    AGAIN = "again", "It went on after a warning"
    FLOODING = "flooding", "Too much in too short a time"
    NO_NAME = "no name", "It is not the name of a person"
    IMPOSTOR = "impostor", "It is the name of somebody else"
    SERIOUS = "serious", "It is too serious to decide alone"
    UNSETTLED = "unsettled", "The rules do not settle it"
    COLLEAGUES = "colleagues", "It is about a moderator"


# What people who report something choose from.
REPORTABLE = (
    *(Reason.PATIENT, Reason.ILLEGAL, Reason.INAPPROPRIATE, Reason.SPAM, Reason.OFF_TOPIC),
    *(Reason.EVIDENCE, Reason.INTEREST, Reason.MESSAGE),
)
_MUST_NOT_BE_READ = (
    *(Reason.PATIENT, Reason.ILLEGAL, Reason.INAPPROPRIATE, Reason.COLLEAGUE, Reason.SPAM),
    *(Reason.OFF_TOPIC, Reason.INTEREST),
)
_CAN_BE_PUT_RIGHT = (
    *(Reason.PATIENT, Reason.COLLEAGUE, Reason.INAPPROPRIATE, Reason.UNCLEAR, Reason.NO_SOURCE),
    *(Reason.EVIDENCE, Reason.INTEREST, Reason.OFF_TOPIC),
)
_OF_NAMES = (Reason.NO_NAME, Reason.IMPOSTOR, Reason.INAPPROPRIATE, Reason.SPAM)
_OF_PEOPLE = (Reason.INAPPROPRIATE, Reason.PATIENT, Reason.ILLEGAL, Reason.SPAM, Reason.INTEREST)
# What moderators choose from, by what they decide. What takes nothing from anybody needs no reason: it is not here.
FITTING: dict[str, tuple[Reason, ...]] = {
    "hide": _MUST_NOT_BE_READ,
    "remove": _MUST_NOT_BE_READ,
    "return": _CAN_BE_PUT_RIGHT,
    "edit": (*_CAN_BE_PUT_RIGHT, Reason.LAYOUT),
    "lock": (Reason.ANSWERED, Reason.HEATED, Reason.OFF_TOPIC, Reason.SPAM),
    "unlock": (Reason.CALMER,),
    "pin": (Reason.TIMELY, Reason.USEFUL),
    "unpin": (Reason.PAST, Reason.ANSWERED),
    "slow": (Reason.HEATED, Reason.FLOODING, Reason.AGAIN),
    "unslow": (Reason.CALMER,),
    "move": (Reason.MISPLACED, Reason.ELSEWHERE, Reason.READERS, Reason.OFF_TOPIC),
    "duplicate": (Reason.SAME,),
    "merge": (Reason.SAME, Reason.OFF_TOPIC),
    "split": (Reason.ITS_OWN, Reason.OFF_TOPIC),
    "warn": (*_OF_PEOPLE, Reason.COLLEAGUE, Reason.OFF_TOPIC, Reason.FLOODING),
    "silence": (Reason.AGAIN, *_OF_PEOPLE, Reason.FLOODING),
    "suspend": (Reason.AGAIN, *_OF_PEOPLE, Reason.IMPOSTOR),
    "escalate": (Reason.SERIOUS, Reason.ILLEGAL, Reason.PATIENT, Reason.COLLEAGUES, Reason.UNSETTLED),
}
FITTING_NAMES: dict[str, tuple[Reason, ...]] = {"return": _OF_NAMES, "remove": _OF_NAMES}


def reasons_for(decision: str, *, of_name: bool = False) -> list[tuple[str, str]]:
    """Return the reasons that fit a decision, about a name or about what was written, as a form offers them."""
    fitting = FITTING_NAMES.get(decision) if of_name else None
    return [(reason.value, reason.label) for reason in fitting or FITTING[decision]]
