"""What was decided, said in full to whoever decided it: never with a title or a name, which a browser would keep."""

from forum.actions.moderation.deciding import TOLD
from forum.actions.moderation.naming import KINDS_CALLED
from forum.models import Post, ReviewEvent
from metrics.presenters.words import capital

Act = ReviewEvent.Act
SAID = {
    Act.KEPT: "The {what} stays as it is.",
    Act.APPROVED: "The {what} is approved: others can read it from now on.",
    Act.OVERRIDDEN: "The {what} is shown as holding nothing about a patient: others can read it from now on.",
    Act.LIFTED: "The hold of the {what} is lifted: its authors can send it in.",
    Act.UNHIDDEN: "The {what} is shown again: others can read it.",
    Act.RESTORED: "The {what} is put back: others can read it again.",
    Act.HIDDEN: "The {what} is hidden: only its author and moderators see it.",
    Act.RETURNED: "The {what} is returned to its author for changes: others do not see it until then.",
    Act.EDITED: "Your change of the {what} is saved: readers see it with your note.",
    Act.REMOVED: "The {what} is removed: only moderators see it, and can put it back.",
    Act.IGNORED: "The reports of the {what} are answered: no action was needed.",
    Act.LOCKED: "The thread is locked: it takes no more replies.",
    Act.UNLOCKED: "The thread is unlocked: it takes replies again.",
    Act.MOVED: "The thread is moved. {facts}.",
    Act.MERGED: "The thread is merged: its posts stand behind those of the other, and its address leads there.",
    Act.SPLIT: "The post is a thread of its own now. Its old address leads there.",
    Act.PINNED: "The thread is pinned: it stands at the top of its category.",
    Act.UNPINNED: "The thread is pinned no longer.",
    Act.SLOWED: "The thread is slowed down. {facts}.",
    Act.UNSLOWED: "The thread is slowed down no longer: nobody waits between two replies.",
    Act.DUPLICATE: "The thread is closed as a duplicate: it takes no more replies, and shows where it goes on.",
    Act.WARNED: "The warning is sent. The review stays open.",
    Act.SILENCED: "The author is silenced: they can read but not write. {facts}. The review stays open.",
    Act.SUSPENDED: "The author is suspended: they cannot sign in. {facts}. The review stays open.",
    Act.ESCALATED: "The review is passed on: administrators alone decide about it from now on.",
    Act.TAKEN_BACK: "The review is taken back: moderators decide about it again.",
    Act.STANDS: "The appeal is refused: the decision stands.",
    Act.OVERTURNED: "The appeal is upheld: the decision is overturned. {facts}",
    Act.ERASED: "The {what} is erased for good. Nothing brings it back.",
    Act.SPARED: "The {what} is not erased. A moderator decides what becomes of it.",
}
PROPOSED = "The {what} is hidden, and proposed to be erased for good. An administrator decides."
OF_NAMES = {
    Act.RETURNED: "The person is asked for another name. They keep this one until they enter it.",
    Act.REMOVED: "The name is taken away: the person is nameless until they enter another.",
}


OF_PRACTICE = dict.fromkeys(
    [Act.OVERRIDDEN, Act.UNHIDDEN, Act.RESTORED], "The {what} is shown again as it was before."
)
SHOWING = (Act.APPROVED, Act.OVERRIDDEN, Act.UNHIDDEN, Act.RESTORED)
THREAD_UNSEEN = "Its thread is not shown: until it is, others do not see the post."
SINGULAR = ("the person", "its author")
# Of these the words themselves say who is told.
SAYS_ITSELF = (Act.WARNED,)


def done(event: ReviewEvent) -> str:
    """Return what a decision did, and who is told of it."""
    item = event.item
    own = OF_NAMES if item.person_id else OF_PRACTICE if item.practice else {}
    words = own.get(event.act, SAID[event.act])
    said = words.format(what=KINDS_CALLED[item.kind], facts=event.facts).strip()
    return " ".join(filter(None, [said, _unseen(event), _who_is_told(event)]))


def _unseen(event: ReviewEvent) -> str:
    post = event.item.post
    if event.act not in SHOWING or post is None or post.is_opening:
        return ""
    first = post.thread.posts.filter(number=1, state=Post.State.PUBLISHED)
    return "" if first.exists() else THREAD_UNSEEN


def _who_is_told(event: ReviewEvent) -> str:
    is_told = event.act in TOLD and event.act not in SAYS_ITSELF and event.about and not event.about.closed_at
    told = ["the person" if event.item.person_id else "its author"] if is_told else []
    if event.item.reports.filter(decided_at__gte=event.at, by__isnull=False).exists():
        told.append("those who reported it")
    words = " and ".join(told)
    return f"{capital(words)} {'is' if words in SINGULAR else 'are'} told." if told else ""
