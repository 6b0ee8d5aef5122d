"""Each decision: why it is taken is asked, and it is carried out."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.actions.restricting import RestrictionRefused
from accounts.views.doors import form_page
from forum.actions.clashes import version_of
from forum.actions.holding import PATIENT_DATA
from forum.actions.moderation import content, escalating, merging, people, practice, standing, threads
from forum.actions.moderation.deciding import Conflict, DecisionRefused, why_barred
from forum.actions.refusals import PostRefused
from forum.forms.moderation.deciding import Decide, Edit, Escalate, Ignore, Keep, Return, TakeBack
from forum.forms.moderation.people import Restrict, Warn
from forum.forms.moderation.threads import Duplicate, Merge, Move, Slow, Split
from forum.models import Post, ReviewEvent, ReviewItem, Thread
from forum.models.discussions import LONGEST_TITLE
from forum.permissions.moderation import Rights
from forum.presenters.moderation.done import done
from forum.presenters.moderation.offers import Offer, not_offered, offer_of, offers
from forum.presenters.moderation.reviews import title_of
from forum.presenters.practice import told_in
from forum.queries.moderation import may_go_on_in, mergeable, with_title
from forum.views.moderation.doors import for_moderators
from forum.views.moderation.reviews import above, meanwhile, own_page, review_of, review_page


def _lock(**asked) -> ReviewEvent:
    return threads.lock(**asked, is_locked=True)


def _unlock(**asked) -> ReviewEvent:
    return threads.lock(**asked, is_locked=False)


def _pin(**asked) -> ReviewEvent:
    return standing.pin(**asked, is_pinned=True)


def _unpin(**asked) -> ReviewEvent:
    return standing.pin(**asked, is_pinned=False)


def _unslow(**asked) -> ReviewEvent:
    return standing.slow(**asked, minutes=0)


# Each decision: the form that asks for it, and what carries it out.
DECISIONS: dict[str, tuple[type[Decide], Callable]] = {
    "keep": (Keep, content.keep),
    "hide": (Decide, content.hide),
    "return": (Return, content.return_for_changes),
    "edit": (Edit, content.edit),
    "remove": (Decide, content.remove),
    "ignore": (Ignore, content.ignore),
    "lock": (Decide, _lock),
    "unlock": (Decide, _unlock),
    "pin": (Decide, _pin),
    "unpin": (Decide, _unpin),
    "slow": (Slow, standing.slow),
    "unslow": (Decide, _unslow),
    "duplicate": (Duplicate, standing.close_as_duplicate),
    "move": (Move, threads.move),
    "merge": (Merge, merging.merge),
    "split": (Split, threads.split),
    "warn": (Warn, people.warn),
    "silence": (Restrict, people.silence),
    "suspend": (Restrict, people.suspend),
    "escalate": (Escalate, escalating.escalate),
    "take-back": (TakeBack, escalating.take_back),
}
MAY = {
    "silence": "may_restrict_author",
    "suspend": "may_restrict_author",
    "escalate": "may_pass_on",
    "take-back": "may_take_back",
}
# Which other threads may be chosen for a decision.
AMONG = {"merge": mergeable, "duplicate": may_go_on_in}
REFUSED = (DecisionRefused, PostRefused, RestrictionRefused)


@form_page
@for_moderators
def decide(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Ask why, and carry a decision out. What is refused is asked again, with all that was typed."""
    if act not in DECISIONS:
        raise Http404
    found = review_of(pk)
    if request.user.pk in found.written_by:
        return own_page(request, title_of(found), above(found))
    rights = Rights(request.user, found)
    barred = _barred(request, rights, act)
    form = _form(request, found, act)
    if request.method == "POST" and form.is_valid() and not barred:
        _, carry_out = DECISIONS[act]
        asked = {"item": found, "by": request.user, "version": form.cleaned_data["version"]}
        try:
            decided = carry_out(**asked, why=form.why, **form.more)
        except Conflict as refused:
            return _asked_again(request, review_of(pk), act, form, str(refused), status=409)
        except REFUSED as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, done(decided))
            return redirect(found)
    if barred:
        return _asked_again(request, found, act, form, barred, status=403)
    return _ask(request, rights, act, form)


def _barred(request: HttpRequest, rights: Rights, act: str) -> str:
    """Return why somebody may not decide any more, "" where they may. Raises PermissionDenied.

    Whoever sent words that they might have sent a moment ago is told why not, and keeps them.
    """
    if getattr(rights, MAY.get(act, "may_decide")):
        return ""
    barred = why_barred(request.user, rights.item)
    if request.method != "POST" or not barred:
        raise PermissionDenied
    return barred


def _form(request: HttpRequest, found: ReviewItem, act: str) -> Decide:
    post = found.content
    initial: dict = _seen(found, act)
    options: dict = {"decision": act, "of_name": found.person_id is not None}
    if act == "keep":
        options["is_patient_data"] = _waits_as_patient_data(found, post)
    if act == "edit":
        initial |= {"text": post.text if post else "", "title": post.thread.title if post else ""}
        options["is_opening"] = bool(post and post.is_opening)
    if act in AMONG:
        options["among"] = AMONG[act](request.user, found.thread) if found.thread else Thread.objects.none()
        options["found"] = with_title(options["among"], _words_sought(request))
    if act == "move":
        options["thread"] = found.thread
    if act == "move" and found.thread:
        about = found.thread
        initial |= {"area": about.area.code if about.area else ""}
        initial |= {
            "measure": about.measure,
            "function": about.treatment_function,
            "category": about.category,
        }
    return DECISIONS[act][0](request.POST if request.method == "POST" else None, initial=initial, **options)


def _seen(found: ReviewItem, act: str) -> dict[str, int]:
    """Return what tells, when a form is sent, whether a review or its text has changed since."""
    post = found.content if act == "edit" else None
    return {"version": found.version} | ({"began": version_of(post)} if post else {})


def _waits_as_patient_data(found: ReviewItem, post: Post | None) -> bool:
    if found.practice:
        return practice.may_hold_patient_data(found)
    return bool(post and post.state != Post.State.PUBLISHED and post.held_because == PATIENT_DATA)


def _words_sought(request: HttpRequest) -> str:
    return request.GET.get("title", "")[:LONGEST_TITLE]


def _ask(request: HttpRequest, rights: Rights, act: str, form: Decide) -> HttpResponse:
    found, offer = rights.item, _offer(rights, act)
    if offer:
        return _page(request, found, act, form, offer)
    why_not = not_offered(rights, act)
    if request.method == "POST":
        return _asked_again(request, found, act, form, why_not, status=409)
    messages.error(request, why_not)
    return review_page(request, found, status=409)


def _asked_again(
    request: HttpRequest, found: ReviewItem, act: str, form: Decide, why_not: str, *, status: int
) -> HttpResponse:
    """Return the form as it was sent, with why it came to nothing, and how what it is about stands now."""
    form.refuse(why_not, **_seen(found, act))
    offer = _offer(Rights(request.user, found), act)
    more = meanwhile(found) | {"may_send": offer is not None}
    return _page(request, found, act, form, offer or offer_of(found, act), more, status=status)


def _offer(rights: Rights, act: str) -> Offer | None:
    return next((one for one in offers(rights) if one.slug == act), None)


def _page(
    request: HttpRequest,
    found: ReviewItem,
    act: str,
    form: Decide,
    offer: Offer,
    more: dict | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    post = found.content
    page = {
        "links": above(found),
        "form": form,
        "offer": offer,
        "may_send": True,
        "seeks_thread": act in AMONG,
        "sought": _words_sought(request),
        "title": title_of(found),
        "text": post.text if post and (act != "edit" or more) else "",
        "told": told_in(found.practice),
        "confirmed": form["confirmed"] if "confirmed" in form.fields else None,
    }
    return render(request, "forum/moderation/decide.html", page | (more or {}), status=status)
