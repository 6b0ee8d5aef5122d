"""One review: all that a moderator reads before deciding, and taking it on."""

from django.contrib import messages
from django.db.models import Exists, OuterRef, Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from forum.actions.holding import WATCHED_WORD, texts_of, watched_words_in
from forum.actions.moderation import claiming
from forum.actions.moderation.deciding import DecisionRefused, OwnContent
from forum.actions.moderation.naming import KINDS_CALLED
from forum.forms.moderation.queue import WHY_IT_WAITS
from forum.models import Post, Report, ReviewItem
from forum.permissions.moderation import Rights, claim_holds, may_answer, may_decide_erasure
from forum.presenters.moderation import reviews as shown
from forum.presenters.moderation.offers import offers
from forum.presenters.posts import name_of
from forum.presenters.practice import practice_shown
from forum.queries.moderation import around, events_of, history_of, reports_on
from forum.views.moderation.doors import for_moderators
from metrics.presenters.words import capital


@require_safe
@for_moderators
def item(request: HttpRequest, pk: int) -> HttpResponse:
    return review_page(request, review_of(pk))


@require_POST
@for_moderators
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a review on, or give it back."""
    found = review_of(pk)
    act = claiming.give_back if "give-back" in request.POST else claiming.claim
    try:
        act(item=found, by=request.user)
    except DecisionRefused as refused:
        messages.error(request, str(refused))
        return review_page(request, review_of(pk), status=409)
    return redirect(found)


def review_of(pk: int) -> ReviewItem:
    """Return a review, with what its page and those of its decisions ask of it again and again."""
    first = Prefetch("thread__posts", Post.objects.filter(number=1), to_attr="first_posts")
    reports = Report.objects.open().filter(item=OuterRef("pk"))
    found = ReviewItem.objects.with_targets().annotate(has_open_reports=Exists(reports))
    return get_object_or_404(found.prefetch_related(first), pk=pk)


def above(found: ReviewItem) -> list[tuple[str, str]]:
    return [
        ("Home", reverse("home")),
        ("Moderation", reverse("moderation")),
        (f"Review {found.pk}", found.get_absolute_url()),
    ]


def meanwhile(found: ReviewItem) -> dict:
    """Return what is shown of how a review stands now, to whoever sent a decision in vain."""
    return {"item": found, "last": shown.event_rows(events_of(found)[:1])}


def own_page(request: HttpRequest, what: str, links: list[tuple[str, str]]) -> HttpResponse:
    """Say why somebody does not moderate what they wrote themselves, and what to do."""
    page = {"links": links, "what": what, "why": str(OwnContent())}
    return render(request, "forum/moderation/own.html", page, status=403)


def review_page(request: HttpRequest, found: ReviewItem, *, status: int = 200) -> HttpResponse:
    post, rights = found.content, Rights(request.user, found)
    return render(
        request,
        "forum/moderation/item.html",
        {
            "links": [("Home", reverse("home")), ("Moderation", reverse("moderation"))],
            "item": found,
            "kind": capital(KINDS_CALLED[found.kind]),
            "title": shown.title_of(found),
            "because": WHY_IT_WAITS.get(found.because, found.because),
            "colour": shown.COLOURS.get(found.because, "grey"),
            "claimed": shown.claimed_words(found, request.user) if claim_holds(found, timezone.now()) else "",
            "is_mine": found.claimed_by_id == request.user.pk,
            "own": str(OwnContent()) if request.user.pk in found.written_by else "",
            "may_decide": rights.may_decide,
            "may_claim": rights.may_claim,
            "content": post,
            "watched": _watched_in(found),
            "around": shown.post_rows(around(post)),
            "practice": practice_shown(found.practice),
            "reports": shown.report_rows(reports_on(found)),
            "appeal": rights.appeal,
            "may_answer": rights.appeal and may_answer(request.user, rights.appeal),
            **_erasure(rights),
            "offers": offers(rights),
            "author": name_of(found.author),
            "history": history_of(found.author) if found.author else None,
            "events": shown.event_rows(events_of(found)),
        },
        status=status,
    )


def _watched_in(found: ReviewItem) -> list[str]:
    """Return the watched words for which something waits."""
    waits_for_words = found.because == WATCHED_WORD and found.content is not None
    return sorted(watched_words_in(*texts_of(found.content))) if waits_for_words else []


def _erasure(rights: Rights) -> dict:
    """Return what is shown of a proposal to erase something for good."""
    waits = rights.erasure
    if waits is None:
        return {}
    by = name_of(waits.proposed_by)
    return {"erasure": waits, "erasure_by": by, "may_erase": may_decide_erasure(rights.user, waits)}
