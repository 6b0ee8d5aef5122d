"""The way back from each decision, as far as there is one: what undoing it does is said before and after, in words.

What has been decided or changed since stands: nothing is undone that the decision did not do.
"""

from collections.abc import Callable

from accounts.actions.restricting import lift
from accounts.models import Restriction, User
from casestudies.actions.holding import lift as lift_hold
from casestudies.actions.moderating import show_as_before
from casestudies.models import CaseStudy
from forum.actions.discussions import restore
from forum.actions.holding import has_patient_data
from forum.actions.moderation import practice
from forum.actions.moderation.content import TO
from forum.actions.moderation.deciding import Act
from forum.actions.moderation.threads_undone import OF_THREADS
from forum.actions.moderation.ways import WayBack, was_done_again
from forum.models import Erasure, Post, ReviewEvent

State = Post.State
PUT_BACK = "Put back after an appeal"
AFTER_APPEAL = "Decided on appeal: no patient can be identified."


def way_back(decision: ReviewEvent) -> WayBack:
    """Return what undoing a decision would do now."""
    if not hasattr(decision, "before"):
        return WayBack("What it was like before was not kept: it is put right by hand.")
    return WAYS[decision.act](decision, decision.before.facts)


def _shown_again(decision: ReviewEvent, before: dict) -> WayBack:
    if decision.item.person_id:
        return _name(decision)
    if decision.item.practice:
        return _practice_shown_again(decision, before)
    post = Post.objects.select_related("thread").get(pk=before["post"])
    if Erasure.objects.waiting().filter(post=post).exists():
        return WayBack("It is proposed to erase it for good: that is decided next.")
    if post.state == State.PUBLISHED:
        return WayBack("Others can read it already.")
    if post.state == State.HELD:
        return WayBack("It was changed since, and waits for a moderator: that is decided next.")
    if post.state != TO[decision.act] or was_done_again(decision):
        return WayBack(f"It stays as it is ({post.get_state_display().lower()}): a later decision stands.")
    return WayBack(_who_reads(post), lambda by: post.put(State.PUBLISHED))


def _practice_shown_again(decision: ReviewEvent, before: dict) -> WayBack:
    found = decision.item.practice
    if decision.act == Act.RETURNED and getattr(found, "held_because", ""):
        return _held_no_longer(found, before)
    if Erasure.objects.waiting().filter(item=decision.item).exists():
        return WayBack("It is proposed to erase it for good: that is decided next.")
    if found.state == before["was"]:
        return WayBack("It is as it was before already.")
    if found.state != TO[decision.act] or was_done_again(decision):
        return WayBack(f"It stays as it is ({found.get_state_display().lower()}): a later decision stands.")
    if decision.act != Act.RETURNED:
        act = Act.UNHIDDEN if decision.act == Act.HIDDEN else Act.RESTORED
        return WayBack("It is shown again as it was.", lambda by: practice.put(found, act, by=by))
    if before["was"] != State.PUBLISHED:
        return WayBack("It may stay as it is: its authors can send it in again without changes.")
    return WayBack("Others can read it again.", lambda by: show_as_before(case=found, by=by))


def _held_no_longer(case: CaseStudy, before: dict) -> WayBack:
    if case.version != before["version"]:
        return WayBack("It was changed since: its authors ask again whether it may be let through.")
    return WayBack(
        "It is held no longer: its authors can send it in.",
        lambda by: lift_hold(case=case, by=by, words=AFTER_APPEAL, read=before["version"]),
    )


def _who_reads(post: Post) -> str:
    if post.is_opening or post.thread.posts.filter(number=1, state=State.PUBLISHED).exists():
        return "Others can read it again."
    return "It is put back, but its thread is not shown: others cannot read it."


def _name(decision: ReviewEvent) -> WayBack:
    if decision.act == Act.RETURNED:
        return WayBack("The name can stay.")
    person = decision.item.person
    if person.closed_at or not decision.facts:
        return WayBack("The name may be used again: the person enters it in their profile.")
    if person.name:
        return WayBack("Another name was entered since: it stays.")
    if was_done_again(decision):
        return WayBack("It stays away: a later decision stands.")

    def name_again(by: User) -> None:
        person.name = decision.facts
        person.save(update_fields=["name"])

    return WayBack("The person has the name again.", name_again)


def _edited(decision: ReviewEvent, before: dict) -> WayBack:
    post = Post.objects.select_related("thread").get(pk=before["post"])
    if before["now"] == before["versions"]:
        return WayBack("The edit changed no text.")
    if post.state == State.ERASED or post.revisions.count() != before["now"]:
        return WayBack("It has been changed again since: the text stays as it is.")
    earlier = post.revisions.get(number=before["now"] - 1)
    if has_patient_data(earlier.title, earlier.text):
        return WayBack("The text of before looks as if it held patient data: it is not put back.")

    def put_back(by: User) -> None:
        restored = restore(revision=earlier, by=by, note=PUT_BACK)
        _tell_readers_as_before(restored, before.get("told"))
        if was_hidden and restored.state == State.PUBLISHED:
            restored.put(State.HIDDEN)

    was_hidden = before["state"] == State.HIDDEN
    hidden_again = " It was hidden before it was edited, and is hidden again." if was_hidden else ""
    return WayBack(f"The text reads as it did before.{hidden_again}", put_back)


def _tell_readers_as_before(post: Post, number: int | None) -> None:
    """Tell readers beside a post of the version that they were told of before it was edited, or of none."""
    told = post.revisions.filter(number=number).first()
    post.edited_at, post.edited_by = (told.at, told.by) if told else (None, None)
    post.edit_note = told.note if told else ""
    post.save(update_fields=["edited_at", "edited_by", "edit_note"])


def _warned(decision: ReviewEvent, before: dict) -> WayBack:
    return WayBack("The warning is withdrawn: it no longer counts.")


def _restricted(decision: ReviewEvent, before: dict) -> WayBack:
    held = Restriction.objects.in_force().filter(pk=before["restriction"]).first()
    if held is None:
        return WayBack("It had ended already. It no longer counts.")

    def end(by: User) -> None:
        lift(restriction=held, by=by, reason="Your appeal was upheld.")

    return WayBack("It ends at once.", end)


WAYS: dict[str, Callable[[ReviewEvent, dict], WayBack]] = {
    **dict.fromkeys((Act.HIDDEN, Act.RETURNED, Act.REMOVED), _shown_again),
    Act.EDITED: _edited,
    **OF_THREADS,
    Act.WARNED: _warned,
    Act.SILENCED: _restricted,
    Act.SUSPENDED: _restricted,
}
