"""Who may report, decide and appeal: questions with a name, asked by pages, API and admin alike."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from accounts.models import User
from accounts.permissions import (
    Someone,
    is_administrator,
    is_member,
    is_moderator,
    is_on_staff,
    is_present,
    may_restrict,
)
from forum.models import Appeal, Erasure, Post, ReviewEvent, ReviewItem
from forum.queries.moderation import appeal_waiting, erasure_waiting, has_appeal_against


@dataclass(frozen=True)
class Rights:
    """What one person may do at one review, for pages that ask much of it: what that hangs on is asked once."""

    user: Someone
    item: ReviewItem

    @cached_property
    def appeal(self) -> Appeal | None:
        """What waits for an answer before anything else is decided."""
        return appeal_waiting(self.item)

    @cached_property
    def erasure(self) -> Erasure | None:
        """What waits for an administrator before anything else is decided."""
        return erasure_waiting(self.item)

    @cached_property
    def may_decide(self) -> bool:
        return may_decide(self.user, self.item)

    @cached_property
    def may_claim(self) -> bool:
        if not _is_asked(self.user, self.item):
            return False
        if self.erasure:
            return may_decide_erasure(self.user, self.erasure)
        return may_answer(self.user, self.appeal) if self.appeal else self.may_decide

    @property
    def may_pass_on(self) -> bool:
        return is_moderator(self.user) and not self.item.is_for_administrators and self.may_decide

    @property
    def may_take_back(self) -> bool:
        return may_take_back(self.user, self.item)

    @property
    def may_restrict_author(self) -> bool:
        author = self.item.author
        return self.may_decide and author is not None and may_restrict(self.user, author)

    @property
    def may_propose_erasure(self) -> bool:
        written = self.item.practice or self.item.content
        is_there = written is not None and written.state != Post.State.ERASED
        return is_moderator(self.user) and is_there and self.may_decide


def may_report(user: Someone) -> bool:
    """Say whether a person who may read something may tell moderators: everybody signed in, silenced too."""
    return is_present(user)


def may_report_names(user: Someone) -> bool:
    """Say whether a person sees other people's names, and so may report them."""
    return is_member(user)


def may_moderate(user: Someone) -> bool:
    """Say whether a person sees what waits for moderators, and what is held or hidden."""
    return is_on_staff(user)


def may_decide(user: Someone, item: ReviewItem) -> bool:
    """Say whether a person may decide about something: moderators and administrators, never about their own.

    What was passed on is for administrators alone. Nobody does anything where an appeal against them waits.
    """
    return _is_asked(user, item) and not has_appeal_against(user, item)


def may_claim(user: Someone, item: ReviewItem) -> bool:
    """Say whether a person may take a review on: whoever may decide what it waits for now.

    That is first whether it is erased for good, then an appeal, then everything else.
    """
    return Rights(user, item).may_claim


def claim_holds(item: ReviewItem, now: datetime) -> bool:
    """Say whether an item is kept for whoever claimed it: as long as they may decide what it waits for."""
    by = item.claimed_by
    return by is not None and item.is_claimed(now) and may_claim(by, item)


def may_pass_on(user: Someone, item: ReviewItem) -> bool:
    """Say whether a person may leave something to administrators: moderators who may decide about it themselves."""
    return Rights(user, item).may_pass_on


def may_take_back(user: Someone, item: ReviewItem) -> bool:
    """Say whether a person may let moderators decide again: who passed it on, and administrators; not their own."""
    passed_on = item.is_for_administrators and is_on_staff(user) and not _is_own(user, item)
    theirs = user.pk == item.passed_on_by_id or is_administrator(user)
    return passed_on and theirs and not has_appeal_against(user, item)


def may_restrict_author(user: Someone, item: ReviewItem) -> bool:
    """Say whether a person may silence or suspend whoever wrote something."""
    return Rights(user, item).may_restrict_author


def may_answer(user: Someone, appeal: Appeal) -> bool:
    """Say whether a person may answer an appeal: whoever may decide there, but neither who decided nor who appeals."""
    return _is_asked(user, appeal.decision.item) and user.pk not in (appeal.decided_by_id, appeal.by_id)


def may_propose_erasure(user: Someone, item: ReviewItem) -> bool:
    """Say whether a person may propose to erase something for good: moderators, what others wrote."""
    return Rights(user, item).may_propose_erasure


def may_decide_erasure(user: Someone, erasure: Erasure) -> bool:
    """Say whether a person may erase something for good, or refuse to: administrators, neither who proposed it nor
    who wrote it; nor those against whom an appeal waits there, unless nobody else could."""
    barred = {erasure.proposed_by_id, *erasure.item.written_by}
    if not is_administrator(user) or user.pk in barred:
        return False
    if not has_appeal_against(user, erasure.item):
        return True
    others = User.objects.present().administrators().exclude(pk__in=({user.pk} | barred) - {None})
    return all(has_appeal_against(other, erasure.item) for other in others)


def may_appeal(user: Someone, decision: ReviewEvent) -> bool:
    """Say whether a person may appeal against a decision: once, and only against one about them."""
    return is_present(user) and decision.about_id == user.pk and decision.may_be_appealed


def _is_asked(user: Someone, item: ReviewItem) -> bool:
    """Say whether an item is for people like this one, and not about their own."""
    is_theirs = is_administrator(user) if item.is_for_administrators else is_on_staff(user)
    return is_theirs and not _is_own(user, item)


def _is_own(user: Someone, item: ReviewItem) -> bool:
    return user.pk in item.written_by
