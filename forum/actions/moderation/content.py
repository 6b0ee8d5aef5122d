"""Deciding what becomes of a post, a thread's first post or a name: kept, hidden, returned, edited or removed."""

from django.db import transaction

from accounts.models import User
from forum.actions.asking import tell_of_question
from forum.actions.clashes import ChangedMeanwhile
from forum.actions.discussions import edit_post
from forum.actions.holding import PATIENT_DATA, has_patient_data, texts_of
from forum.actions.moderation import practice
from forum.actions.moderation.deciding import (
    Act,
    DecisionRefused,
    NobodyToTell,
    NotAboutThis,
    NotFromHere,
    StaleDecision,
    Why,
    WordsMissing,
    held_to_decide,
    settle,
)
from forum.models import Post, ReviewEvent, ReviewItem

State = Post.State

# What keeping something is called, by the state that it is in. What is with its author stays there.
KEEPING = {
    State.PUBLISHED: Act.KEPT,
    State.HELD: Act.APPROVED,
    State.HIDDEN: Act.UNHIDDEN,
    State.REMOVED: Act.RESTORED,
}
# What an override lets through, by what it is done instead of.
WAS = {
    Act.APPROVED: ReviewEvent.WAS_HELD,
    Act.UNHIDDEN: ReviewEvent.WAS_HIDDEN,
    Act.RESTORED: ReviewEvent.WAS_HIDDEN,
}
FROM = {
    Act.HIDDEN: (State.PUBLISHED, State.HELD),
    Act.RETURNED: (State.PUBLISHED, State.HELD, State.HIDDEN),
    Act.EDITED: (State.PUBLISHED, State.HELD, State.HIDDEN),
    Act.REMOVED: (State.PUBLISHED, State.HELD, State.HIDDEN, State.RETURNED),
    Act.IGNORED: (State.PUBLISHED,),
}
TO = {Act.HIDDEN: State.HIDDEN, Act.RETURNED: State.RETURNED, Act.REMOVED: State.REMOVED}


class StillHeld(DecisionRefused):
    def __init__(self):
        super().__init__("The changed text still looks as if it held patient data. Change that too.")


@transaction.atomic
def keep(*, item: ReviewItem, by: User, version: int, why: Why) -> ReviewEvent:
    """Let something stand: approved where it was held, shown again where it was hidden or removed.

    What waits as patient data needs words that say why it is none. Raises DecisionRefused.
    """
    item, post = held_to_decide(item, by=by, version=version)
    if item.person_id:
        return settle(item, Act.KEPT, by=by, why=why)
    if item.practice:
        return practice.keep(item, by=by, why=why)
    if post is None or post.state not in KEEPING:
        raise NotFromHere(post.get_state_display() if post else "gone")
    act, was = KEEPING[post.state], ""
    if act != Act.KEPT and post.held_because == PATIENT_DATA:
        if not why.words:
            raise WordsMissing
        act, was = Act.OVERRIDDEN, WAS[act]
    is_new = act != Act.KEPT and post.published_at is None
    if act != Act.KEPT:
        post.put(State.PUBLISHED)
    if is_new:
        tell_of_question(post)
    return settle(item, act, by=by, why=why, facts=was)


def hide(*, item: ReviewItem, by: User, version: int, why: Why) -> ReviewEvent:
    """Hide a post from everybody but its author and moderators. Raises DecisionRefused."""
    return _take_away(Act.HIDDEN, item, by, version, why)


def return_for_changes(*, item: ReviewItem, by: User, version: int, why: Why) -> ReviewEvent:
    """Give a text back to its author, who edits it and sends it again; ask for another name. Raises DecisionRefused."""
    return _take_away(Act.RETURNED, item, by, version, why)


def remove(*, item: ReviewItem, by: User, version: int, why: Why) -> ReviewEvent:
    """Take a post away: moderators alone see it still, and can put it back. Raises DecisionRefused.

    A name that is taken away leaves its person nameless until they enter another.
    """
    return _take_away(Act.REMOVED, item, by, version, why)


@transaction.atomic
def ignore(*, item: ReviewItem, by: User, version: int, why: Why) -> ReviewEvent:
    """Answer reports that need no decision about what they are about. Raises DecisionRefused."""
    item, post = held_to_decide(item, by=by, version=version)
    if not item.reports.open().exists():
        raise NotFromHere("not reported")
    if item.practice:
        return practice.ignore(item, by=by, why=why)
    if post:
        _check_from(Act.IGNORED, post)
    return settle(item, Act.IGNORED, by=by, why=why)


@transaction.atomic
def edit(
    *,
    item: ReviewItem,
    by: User,
    version: int,
    why: Why,
    text: str,
    note: str,
    title: str = "",
    began: int | None = None,
) -> ReviewEvent:
    """Change a post, with a note that readers see, and let them see it. Raises DecisionRefused or PostRefused.

    `began`: the version of the post that was changed; what its author changed since is not undone unread.
    """
    item, post = held_to_decide(item, by=by, version=version)
    _check_from(Act.EDITED, post)
    was = {"post": post.pk, "state": post.state, "versions": post.revisions.count(), "told": _told_of(post)}
    try:
        edited = edit_post(post=post, by=by, text=text, title=title, note=note, began=began)
    except ChangedMeanwhile as changed:
        raise StaleDecision from changed
    is_same = edited.revisions.count() == was["versions"]
    if has_patient_data(*texts_of(edited)) or (is_same and edited.held_because == PATIENT_DATA):
        raise StillHeld
    if edited.state != State.PUBLISHED:
        edited.put(State.PUBLISHED)
    item.refresh_from_db()
    return settle(
        item, Act.EDITED, by=by, why=why, facts=note, before=was | {"now": edited.revisions.count()}
    )


def _told_of(post: Post) -> int | None:
    """Return the number of the version that readers are told of beside a post; None where they are told of none."""
    if post.edited_at is None:
        return None
    return post.revisions.filter(at=post.edited_at).values_list("number", flat=True).last()


@transaction.atomic
def _take_away(act: Act, item: ReviewItem, by: User, version: int, why: Why) -> ReviewEvent:
    item, post = held_to_decide(item, by=by, version=version)
    if item.practice:
        return practice.take_away(act, item, by=by, why=why)
    before, name = {"post": post.pk} if post else {}, ""
    if item.person_id:
        name = _take_name_away(act, item)
    else:
        _check_from(act, post)
        # Why it was held stays with it: putting patient data back needs words as much as letting it through.
        post.put(TO[act], because=post.held_because)
    return settle(item, act, by=by, why=why, facts=name, before=before)


def _take_name_away(act: Act, item: ReviewItem) -> str:
    """Return the name that was taken: the record keeps it, for an appeal, until the account is closed."""
    if act == Act.HIDDEN:
        raise NotAboutThis
    if item.person.closed_at:
        raise NobodyToTell
    if act != Act.REMOVED:
        return ""
    name, item.person.name = item.person.name, ""
    item.person.save(update_fields=["name"])
    return name


def _check_from(act: Act, post: Post | None) -> None:
    if post is None or post.state not in FROM[act]:
        raise NotFromHere(post.get_state_display() if post else "gone")
