"""Who may report, decide and appeal: questions with a name, asked by pages, API and admin alike."""

from accounts.permissions import Someone, is_member, is_on_staff, is_present, may_restrict
from forum.models import Appeal, ReviewEvent, ReviewItem


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
    """Say whether a person may decide about something: moderators and administrators, never about their own."""
    return is_on_staff(user) and not (item.author and item.author.pk == user.pk)


def may_restrict_author(user: Someone, item: ReviewItem) -> bool:
    """Say whether a person may silence or suspend whoever wrote something."""
    return may_decide(user, item) and item.author is not None and may_restrict(user, item.author)


def may_answer(user: Someone, appeal: Appeal) -> bool:
    """Say whether a person may answer an appeal: neither who decided nor who appeals."""
    return is_on_staff(user) and user.pk not in (appeal.decided_by_id, appeal.by_id)


def may_appeal(user: Someone, decision: ReviewEvent) -> bool:
    """Say whether a person may appeal against a decision: once, and only against one about them."""
    return is_present(user) and decision.about_id == user.pk and decision.may_be_appealed
