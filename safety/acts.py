"""Every act that the audit log knows: its name, what it is about, and how it reads after a person's name."""

from dataclasses import dataclass
from enum import Enum


class Subject(Enum):
    """What acts are about: decides who reads of them."""

    SIGNING_IN = "signing in"
    CONTENT = "what members write, and moderation"
    PEOPLE = "people and their roles"
    FIGURES = "figures"
    SITE = "the site"


@dataclass(frozen=True)
class Act:
    """An act; `words` follow a person's name."""

    name: str
    subject: Subject
    words: str


class UnknownAct(ValueError):
    def __init__(self, name: str):
        super().__init__(f"The audit log knows no act “{name}”: it is missing from safety/acts.py.")


_ACTS = {
    Subject.FIGURES: {
        "start refresh": "asked for new figures",
        "roll back month": "rolled a month of figures back",
        "release month": "released a held month of figures",
        "withdraw month": "withdrew a month of figures",
        "set rebase": "set a rebase date",
        "withdraw rebase": "withdrew a rebase date",
    },
    Subject.PEOPLE: {
        "appoint lead": "made somebody a lead",
        "end lead": "ended somebody’s time as a lead",
        "claim membership": "claimed a membership",
        "claim approved": "approved a claim of membership",
        "claim refused": "refused a claim of membership",
        "end membership": "ended a membership",
        "carry membership over": "carried a membership over to the area that took over",
        "carry lead over": "carried a lead over to the board that took over",
        "make administrator": "made somebody an administrator",
        "make moderator": "made somebody a moderator",
        "end moderator": "ended somebody’s time as a moderator",
        "make token": "made a personal token for the API",
        "withdraw token": "withdrew a personal token for the API",
        "export account": "downloaded all that is kept of an account",
        "close account": "deleted an account",
    },
    Subject.SIGNING_IN: {
        "sign up": "signed up",
        "sign in": "signed in",
        "too many attempts": "kept somebody from signing in after too many wrong attempts",
        "set password": "chose a first password",
        "change password": "changed their password",
        "reset password": "chose a new password by a link in an email",
        "verify address": "verified their email address",
        "change address": "changed their email address",
        "add second step": "set up a second step",
        "remove second step": "removed a second step",
        "new recovery codes": "made new recovery codes",
        "use recovery code": "used a recovery code",
        "connect work account": "connected a work account",
        "disconnect work account": "disconnected a work account",
        "end session": "ended sessions of their own elsewhere",
    },
    Subject.CONTENT: {
        "report": "reported content",
        "hold": "held content for review",
        "open review": "opened a review of content",
        "claim item": "took a review on",
        "unclaim item": "gave a review back",
        "approve": "approved content",
        "keep": "kept content that was reported",
        "hide": "hid content",
        "unhide": "showed hidden content again",
        "return": "asked for changes to content",
        "edit": "edited somebody’s content",
        "accept answer": "accepted an answer to somebody’s question",
        "take accepted answer back": "took the accepted answer to somebody’s question back",
        "remove": "removed content",
        "restore": "restored removed content",
        "ignore report": "ignored a report",
        "settle": "put right what was held",
        "lock": "locked a discussion",
        "unlock": "unlocked a discussion",
        "move": "moved a discussion",
        "merge": "merged discussions",
        "split": "split a discussion",
        "pin": "pinned a discussion above others",
        "unpin": "pinned a discussion no longer",
        "slow": "slowed a discussion down",
        "unslow": "let a discussion go on as fast as before",
        "close as duplicate": "closed a discussion as a duplicate",
        "change details": "changed the kind of a discussion, or where it belongs",
        "make category": "made a category of discussions",
        "change category": "changed a category of discussions",
        "close category": "closed a category to new discussions",
        "open category": "opened a category to new discussions again",
        "change links": "changed what a discussion is about",
        "restore revision": "restored an earlier version",
        "start case study": "began a case study",
        "add author": "added an author to a case study",
        "remove author": "took an author off a case study",
        "hand over case study": "handed a case study over to another author",
        "submit case study": "sent a case study in for review",
        "withdraw case study": "took a case study back from review",
        "publish": "published content",
        "rate case study": "rated the evidence of a case study",
        "confirm case study": "confirmed that a case study still holds",
        "retire case study": "retired a case study",
        "ask to lift hold": "asked moderators to lift a hold",
        "override hold": "let through what the patient-data guard held",
        "appeal": "appealed against a decision",
        "uphold": "upheld a decision on appeal",
        "overturn": "overturned a decision on appeal",
        "pass on": "passed a review on to administrators",
        "take back": "took a review back from administrators",
        "watch word": "had a word watched for",
        "unwatch word": "had a word watched for no longer",
        "propose erasure": "proposed that something be erased for good",
        "erase": "erased something for good",
        "refuse erasure": "refused to erase something for good",
        "record adoption": "recorded who does what with a technology",
        "change adoption": "changed a record of adoption",
        "record stage": "recorded a stage of adoption",
        "fill in grid": "filled in a board’s grid of adoption",
        "import adoption": "brought records of adoption in from a file",
        "propose adoption": "proposed a record of adoption",
        "ask to change adoption": "asked for changes in a record or a proposal of adoption",
        "answer change of adoption": "answered changes that were asked for in adoption",
        "accept proposal": "took a proposal over",
        "refuse proposal": "refused a proposal",
        "withdraw proposal": "took back a proposal of their own",
        "share collection": "shared a collection of case studies and technologies",
        "change collection": "changed a shared collection",
        "unshare collection": "stopped sharing a collection",
        "delete collection": "deleted a shared collection",
        "warn": "warned somebody",
        "silence": "silenced somebody",
        "lift silence": "lifted a silence",
        "suspension": "suspended somebody",
        "lift suspension": "lifted a suspension",
        "propose technology": "proposed a technology for the register",
        "enter technology": "entered a technology into the register",
        "change technology": "changed what the register says of a technology",
        "list technology": "took a technology into the register",
        "withdraw technology": "withdrew a technology from the register",
        "import technologies": "loaded a file of technologies",
    },
    Subject.SITE: {
        "allow domain": "allowed an email domain",
        "remove domain": "removed an email domain",
        "add row": "added a row of data by hand",
        "change row": "changed a row of data by hand",
        "load demonstration": "put the made-up case studies on the site",
        "remove demonstration": "took the made-up case studies off the site",
        "load made-up discussions": "put the made-up discussions on the site",
        "remove made-up discussions": "took the made-up discussions off the site",
    },
}

# Who reported something is known to those who decide about the report, and to administrators.
SECRET = ("report",)
ACTS = {name: Act(name, subject, words) for subject, acts in _ACTS.items() for name, words in acts.items()}


def act_named(name: str) -> Act:
    """Return the act of a name. Raises UnknownAct."""
    try:
        return ACTS[name]
    except KeyError:
        raise UnknownAct(name) from None


def names_about(*subjects: Subject) -> list[str]:
    """Return the names of the acts about these subjects."""
    return [act.name for act in ACTS.values() if act.subject in subjects]
