"""What may be decided about a review as it is."""

from dataclasses import dataclass

from django.urls import reverse

from forum.actions.moderation.content import FROM, KEEPING
from forum.actions.moderation.deciding import AppealWaits, ErasureWaits, NotAboutThis, NotFromHere
from forum.actions.moderation.practice import Practice, keeping, may_become, waits_for_review
from forum.models import Post, ReviewEvent, ReviewItem, Thread
from forum.permissions.moderation import Rights

Act = ReviewEvent.Act
Words = tuple[str, str]  # what a decision is called, and what it does
# What each decision is called where it is offered, and what it does.
WORDS = {
    "hide": ("Hide it", "Only its author and moderators see it."),
    "return": ("Return it for changes", "Its author gets it back with your words, and sends it again."),
    "edit": ("Edit it", "You change it, with a note that readers see."),
    "remove": ("Remove it", "Only moderators see it. It can be put back."),
    "ignore": ("Ignore the reports", "Those who reported it are told that no action was needed."),
    "erase": ("Propose to erase it for good", "It is hidden at once. An administrator decides."),
    "lock": ("Lock the thread", "Nobody can reply to it."),
    "unlock": ("Unlock the thread", "It takes replies again."),
    "pin": ("Pin the thread", "It is listed above other threads."),
    "unpin": ("Unpin the thread", "It is listed among other threads again."),
    "slow": ("Slow the thread down", "Each person has to wait between replies."),
    "unslow": ("End slow mode", "Nobody has to wait between replies any more."),
    "duplicate": ("Close it as a duplicate", "It is locked, and links to the thread that goes on."),
    "move": ("Move the thread", "To another category, or to another area or measure."),
    "merge": ("Merge it into another thread", "Its posts are added after those of the other thread."),
    "split": (
        "Make it a thread of its own",
        "This post alone moves to a new thread. Replies to it stay in this one.",
    ),
    "warn": ("Warn its author", "The review stays open."),
    "silence": ("Silence its author", "They can read but not write for a time. The review stays open."),
    "suspend": ("Suspend its author", "They cannot sign in for a time. The review stays open."),
    "escalate": ("Pass it on to administrators", "Only they can decide about it from then on."),
    "take-back": ("Take it back", "Moderators can decide about it again."),
}
KEEP = {
    Act.KEPT: ("Keep it as it is", "Those who reported it are told."),
    Act.APPROVED: ("Approve it", "Others can read it from now on."),
    Act.LIFTED: ("Lift the hold", "No patient can be identified in it as it is. Its authors can send it in."),
    Act.UNHIDDEN: ("Show it again", "Others can read it again."),
    Act.RESTORED: ("Put it back", "Others can read it again."),
}
FOR_NAMES = {
    "keep": KEEP[Act.KEPT],
    "return": ("Ask for another name", "The person is told what is wrong with it."),
    "remove": ("Take the name away", "The person is nameless until they enter another."),
}
OF_THREADS = ("lock", "unlock", "pin", "unpin", "slow", "unslow", "duplicate", "move", "merge")
# What a thread is that one of these may not be decided about.
STANDING = {
    "pin": "pinned",
    "unpin": "not pinned",
    "unslow": "not slowed down",
    "duplicate": "closed as a duplicate",
}
BY_STATE = {"hide": Act.HIDDEN, "return": Act.RETURNED, "edit": Act.EDITED, "remove": Act.REMOVED}


@dataclass(frozen=True)
class Offer:
    """A decision that may be taken now."""

    slug: str
    words: str
    hint: str
    href: str


def offers(rights: Rights) -> list[Offer]:
    """Return the decisions that somebody may take about an item as it is, by `review_of`; about its author alone while
    an appeal waits, or that it be erased for good."""
    item = rights.item
    if not rights.may_decide:
        return _of_taking_back(rights)
    found = {} if rights.appeal or rights.erasure else _for_target(item)
    found |= _for_author(rights)
    if not rights.erasure and rights.may_propose_erasure:
        found["erase"] = WORDS["erase"]
    if item.is_waiting and rights.may_pass_on:
        found["escalate"] = WORDS["escalate"]
    return _offered(item, found) + _of_taking_back(rights)


def _of_taking_back(rights: Rights) -> list[Offer]:
    """Return what is left to somebody where administrators alone decide."""
    return _offered(rights.item, {"take-back": WORDS["take-back"]} if rights.may_take_back else {})


def offer_of(item: ReviewItem, slug: str) -> Offer:
    """Return what a decision is called that may be taken no more."""
    keep = {"keep": FOR_NAMES["keep"]}
    words, hint = (FOR_NAMES if item.person_id else keep).get(slug) or WORDS[slug]
    return Offer(slug, words, hint, item.get_absolute_url())


def not_offered(rights: Rights, slug: str) -> str:
    """Return why a decision may not be taken about an item as it is, by `review_of`."""
    item = rights.item
    if slug in OF_THREADS and not item.thread_id:
        return str(NotAboutThis())
    if rights.erasure:
        return str(ErasureWaits())
    if rights.appeal:
        return str(AppealWaits())
    return str(NotFromHere(_state(item, slug)))


def _state(item: ReviewItem, slug: str) -> str:
    """Return what an item is that keeps a decision from being taken about it."""
    content = item.practice or item.content
    if slug == "escalate":
        return item.get_status_display()
    if slug == "ignore" and not item.has_open_reports:
        return "not reported"
    if slug in ("lock", "unlock") and content:
        return "locked" if item.thread.is_locked else "open"
    if content is None:
        return "merged into another thread"
    return STANDING.get(slug) or content.get_state_display()


def _offered(item: ReviewItem, found: dict[str, Words]) -> list[Offer]:
    return [
        Offer(slug, words, hint, reverse("moderation-decide", args=[item.pk, slug]))
        for slug, (words, hint) in found.items()
    ]


def _for_target(item: ReviewItem) -> dict[str, Words]:
    if item.practice:
        return _for_practice(item.practice, item.has_open_reports)
    content = item.content
    found = dict(FOR_NAMES) if item.person_id else _for_content(item, content) if content else {}
    if item.has_open_reports and (content is None or content.state in FROM[Act.IGNORED]):
        found["ignore"] = WORDS["ignore"]
    return found


def _for_practice(practice: Practice, has_open_reports: bool) -> dict[str, Words]:
    keep = keeping(practice)
    found = (
        {} if keep is None or (waits_for_review(practice) and not has_open_reports) else {"keep": KEEP[keep]}
    )
    found |= {slug: WORDS[slug] for slug, act in BY_STATE.items() if may_become(act, practice)}
    if has_open_reports and may_become(Act.IGNORED, practice):
        found["ignore"] = WORDS["ignore"]
    return found


def _for_author(rights: Rights) -> dict[str, Words]:
    author = rights.item.author
    if author is None or author.closed_at:
        return {}
    restricting = ("silence", "suspend") if rights.may_restrict_author else ()
    return {slug: WORDS[slug] for slug in ("warn", *restricting)}


def _for_content(item: ReviewItem, content: Post) -> dict[str, Words]:
    found = {"keep": KEEP[KEEPING[content.state]]} if content.state in KEEPING else {}
    found |= {slug: WORDS[slug] for slug, act in BY_STATE.items() if content.state in FROM[act]}
    if item.thread_id:
        return found | {slug: WORDS[slug] for slug in _for_thread(item.thread)}
    if not content.is_opening and content.state != Post.State.REMOVED:
        found["split"] = WORDS["split"]
    return found


def _for_thread(thread: Thread) -> list[str]:
    """Return how a thread may be put in order as it stands."""
    lock = "unlock" if thread.is_locked else "lock"
    pin = "unpin" if thread.pinned_at else "pin"
    unslow = ["unslow"] if thread.slow_minutes else []
    duplicate = [] if thread.duplicate_of_id else ["duplicate"]
    return [lock, *duplicate, pin, "slow", *unslow, "move", "merge"]
