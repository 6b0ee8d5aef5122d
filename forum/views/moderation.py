"""What moderators do: the queue, one review, and each decision."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.actions.restricting import RestrictionRefused
from casestudies.queries.technologies import proposals_waiting
from forum.actions.discussions import PostRefused
from forum.actions.holding import PATIENT_DATA, WATCHED_WORD, texts_of, watched_words_in
from forum.actions.moderation import appealing, claiming, content, escalating, people, practice, threads
from forum.actions.moderation.deciding import Conflict, DecisionRefused
from forum.actions.moderation.undoing import way_back
from forum.forms import moderation as forms
from forum.models import Post, ReviewItem
from forum.models.discussions import LONGEST_TITLE
from forum.moderation_permissions import (
    claim_holds,
    may_answer,
    may_claim,
    may_decide,
    may_decide_erasure,
    may_moderate,
    may_pass_on,
    may_restrict_author,
    may_take_back,
)
from forum.moderation_queries import (
    ITEMS_A_PAGE,
    appeal_waiting,
    around,
    erasure_waiting,
    events_of,
    history_of,
    mergeable,
    openings,
    queue,
    queue_figures,
    reports_on,
    with_title,
)
from forum.presenters import moderation as shown
from forum.presenters.practice import practice_shown, told_in
from forum.views.discussions import for_signed_in

View = Callable[..., HttpResponse]
form_page = require_http_methods(["GET", "HEAD", "POST"])


def _lock(**asked) -> object:
    return threads.lock(**asked, is_locked=True)


def _unlock(**asked) -> object:
    return threads.lock(**asked, is_locked=False)


# Each decision: the form that asks for it, what carries it out, and what is said when it is done.
DECISIONS: dict[str, tuple[type[forms.Decide], Callable, str]] = {
    "keep": (forms.Keep, content.keep, "It stands."),
    "hide": (forms.Decide, content.hide, "It is hidden."),
    "return": (forms.Return, content.return_for_changes, "It is returned to its author."),
    "edit": (forms.Edit, content.edit, "Your change is saved."),
    "remove": (forms.Decide, content.remove, "It is removed."),
    "ignore": (forms.Ignore, content.ignore, "The reports are answered."),
    "lock": (forms.Decide, _lock, "The thread is locked."),
    "unlock": (forms.Decide, _unlock, "The thread is open again."),
    "move": (forms.Move, threads.move, "The thread is moved."),
    "merge": (forms.Merge, threads.merge, "The threads are one."),
    "split": (forms.Split, threads.split, "It is a thread of its own."),
    "warn": (forms.Warn, people.warn, "The warning is sent."),
    "silence": (forms.Restrict, people.silence, "The person is silenced."),
    "suspend": (forms.Restrict, people.suspend, "The person is suspended."),
    "escalate": (forms.Escalate, escalating.escalate, "Administrators decide about it from now on."),
    "take-back": (forms.TakeBack, escalating.take_back, "Moderators decide about it again."),
}
MAY = {
    "silence": may_restrict_author,
    "suspend": may_restrict_author,
    "escalate": may_pass_on,
    "take-back": may_take_back,
}
REFUSED = (DecisionRefused, PostRefused, RestrictionRefused)


def for_moderators(view: View) -> View:
    """Ask visitors to sign in, refuse everybody else who is no moderator, and keep no copy of the page."""

    @for_signed_in
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not may_moderate(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@for_moderators
def moderation(request: HttpRequest) -> HttpResponse:
    asked = forms.QueueAsked(request.GET)
    wanted = asked.cleaned_data if asked.is_valid() else {}
    items = queue(
        kind=wanted.get("kind", ""),
        because=wanted.get("because", ""),
        claimed=wanted.get("claimed", ""),
        for_administrators=wanted.get("decider") == "administrators",
        is_decided=wanted.get("show") == "decided",
        by_age=wanted.get("show") == "age",
        user=request.user,
    )
    page = Paginator(items, ITEMS_A_PAGE).get_page(request.GET.get("page"))
    chosen = {name: value for name, value in wanted.items() if value}
    return render(
        request,
        "forum/moderation/queue.html",
        {
            "links": [("Home", reverse("home"))],
            "form": asked,
            "is_decided": wanted.get("show") == "decided",
            "figures": shown.figures_of(queue_figures()),
            "page": page,
            "base": f"?{urlencode(chosen | {'page': ''})}",
            "rows": list(shown.rows(page.object_list, openings(page.object_list), request.user)),
            "is_filtered": bool(chosen),
            "technologies": proposals_waiting(request.user),
        },
        status=200 if asked.is_valid() else 400,
    )


@require_safe
@for_moderators
def item(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, _item(pk))


@require_POST
@for_moderators
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a review on, or give it back."""
    found = _item(pk)
    act = claiming.give_back if "give-back" in request.POST else claiming.claim
    try:
        act(item=found, by=request.user)
    except DecisionRefused as refused:
        messages.error(request, str(refused))
        return _page(request, _item(pk), status=409)
    return redirect(found)


@form_page
@for_moderators
def decide(request: HttpRequest, pk: int, act: str) -> HttpResponse:
    """Ask why, and carry a decision out."""
    if act not in DECISIONS:
        raise Http404
    found = _item(pk)
    _check_may(request, found, act)
    form = _form(request, found, act)
    if request.method == "POST" and form.is_valid():
        _, carry_out, said = DECISIONS[act]
        asked = {"item": found, "by": request.user, "version": form.cleaned_data["version"]}
        try:
            carry_out(**asked, why=form.why, **form.more)
        except Conflict as refused:
            messages.error(request, str(refused))
            return _page(request, _item(pk), status=409)
        except REFUSED as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, said)
            return redirect(found)
    return _ask(request, found, act, form)


@form_page
@for_moderators
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer the appeal that waits at a review."""
    found = _item(pk)
    waiting = appeal_waiting(found)
    if waiting is None:
        raise Http404
    if not may_answer(request.user, waiting):
        raise PermissionDenied
    form = forms.Answer(request.POST or None, initial={"version": found.version})
    if request.method == "POST" and form.is_valid():
        try:
            answered = appealing.answer(appeal=waiting, by=request.user, **form.cleaned_data)
        except Conflict as refused:
            messages.error(request, str(refused))
            return _page(request, _item(pk), status=409)
        except DecisionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, f"The appeal is answered. {answered.facts}".strip())
            return redirect(found)
    page = {"links": _above(found), "form": form, "appeal": waiting, "title": shown.title_of(found)}
    page |= {"decision": shown.event_rows([waiting.decision])[0], "way": way_back(waiting.decision).words}
    return render(request, "forum/moderation/answer.html", page)


def _item(pk: int) -> ReviewItem:
    return get_object_or_404(ReviewItem.objects.with_targets(), pk=pk)


def _check_may(request: HttpRequest, found: ReviewItem, act: str) -> None:
    if not MAY.get(act, may_decide)(request.user, found):
        raise PermissionDenied


def _form(request: HttpRequest, found: ReviewItem, act: str) -> Form:
    post = found.content
    initial: dict = {"version": found.version}
    options: dict = {"decision": act, "of_name": found.person_id is not None}
    if act == "keep":
        options["is_patient_data"] = _waits_as_patient_data(found, post)
    if act == "edit":
        initial |= {"text": post.text if post else "", "title": post.thread.title if post else ""}
        options["is_opening"] = bool(post and post.is_opening)
    if act == "merge":
        options["among"] = mergeable(request.user, found.thread_id)
        options["found"] = with_title(options["among"], _words_sought(request))
    if act == "move" and found.thread:
        about = found.thread
        initial |= {"area": about.area.code if about.area else ""}
        initial |= {"measure": about.measure, "function": about.treatment_function}
    return DECISIONS[act][0](request.POST if request.method == "POST" else None, initial=initial, **options)


def _waits_as_patient_data(found: ReviewItem, post: Post | None) -> bool:
    if found.practice:
        return practice.may_hold_patient_data(found)
    return bool(post and post.state != Post.State.PUBLISHED and post.held_because == PATIENT_DATA)


def _words_sought(request: HttpRequest) -> str:
    return request.GET.get("title", "")[:LONGEST_TITLE]


def _ask(request: HttpRequest, found: ReviewItem, act: str, form: Form) -> HttpResponse:
    offered = {one.slug: one for one in _offers(request, found)}
    if act not in offered:
        messages.error(request, "That cannot be done any more: something has changed in the meantime.")
        return _page(request, found, status=409)
    post = found.content
    return render(
        request,
        "forum/moderation/decide.html",
        {
            "links": _above(found),
            "form": form,
            "offer": offered[act],
            "seeks_thread": act == "merge",
            "sought": _words_sought(request),
            "title": shown.title_of(found),
            "text": post.text if post and act != "edit" else "",
            "told": told_in(found.practice),
            "confirmed": form["confirmed"] if "confirmed" in form.fields else None,
        },
    )


def _offers(request: HttpRequest, found: ReviewItem) -> list[shown.Offer]:
    if not may_decide(request.user, found):
        return shown.offers_of_taking_back(found, request.user)
    return shown.offers(
        found,
        request.user,
        has_open_reports=found.reports.open().exists(),
        has_appeal=appeal_waiting(found) is not None,
        has_erasure=erasure_waiting(found) is not None,
    )


def _page(request: HttpRequest, found: ReviewItem, *, status: int = 200) -> HttpResponse:
    post, appeal = found.content, appeal_waiting(found)
    return render(
        request,
        "forum/moderation/item.html",
        {
            "links": [("Home", reverse("home")), ("Moderation", reverse("moderation"))],
            "item": found,
            "kind": shown.CALLED[found.kind],
            "title": shown.title_of(found),
            "because": forms.WHY_IT_WAITS.get(found.because, found.because),
            "colour": shown.COLOURS.get(found.because, "grey"),
            "claimed": shown.claimed_words(found, request.user) if claim_holds(found, timezone.now()) else "",
            "is_mine": found.claimed_by_id == request.user.pk,
            "is_own": request.user.pk in found.written_by,
            "may_decide": may_decide(request.user, found),
            "may_claim": may_claim(request.user, found),
            "content": post,
            "watched": _watched_in(found),
            "around": shown.post_rows(around(post)),
            "practice": practice_shown(found.practice),
            "reports": shown.report_rows(reports_on(found)),
            "appeal": appeal,
            "may_answer": appeal and may_answer(request.user, appeal),
            **_erasure(request, found),
            "offers": _offers(request, found),
            "author": shown.name_of(found.author),
            "history": history_of(found.author) if found.author else None,
            "events": shown.event_rows(events_of(found)),
        },
        status=status,
    )


def _watched_in(found: ReviewItem) -> list[str]:
    """Return the watched words for which something waits."""
    waits_for_words = found.because == WATCHED_WORD and found.content is not None
    return sorted(watched_words_in(*texts_of(found.content))) if waits_for_words else []


def _erasure(request: HttpRequest, found: ReviewItem) -> dict:
    """Return what is shown of a proposal to erase something for good."""
    waits = erasure_waiting(found)
    if waits is None:
        return {}
    by = shown.name_of(waits.proposed_by)
    return {"erasure": waits, "erasure_by": by, "may_erase": may_decide_erasure(request.user, waits)}


def _above(found: ReviewItem) -> list[tuple[str, str]]:
    return [
        ("Home", reverse("home")),
        ("Moderation", reverse("moderation")),
        (f"Review {found.pk}", found.get_absolute_url()),
    ]
