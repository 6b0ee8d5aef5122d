"""What people tell moderators, what they are told in return, and their appeals."""

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.models import User
from accounts.permissions import is_on_staff, may_see_profile
from accounts.views.doors import for_signed_in, form_page
from accounts.views.places import above_account
from casestudies.models import Adoption, CaseStudy, Collection
from forum.actions.moderation.appealing import appeal as make_appeal
from forum.actions.moderation.deciding import DecisionRefused
from forum.actions.moderation.keys import opens
from forum.actions.reporting import is_own, report
from forum.forms.moderation.reporting import AppealForm, ReportForm
from forum.models import Post, ReviewEvent, ReviewItem, Thread
from forum.permissions.moderation import may_appeal, may_report, may_report_names
from forum.presenters.moderation.decisions import decision_rows
from forum.presenters.moderation.reviews import own_report_rows
from forum.presenters.posts import name_of
from forum.queries.moderation import decisions_about, reports_by
from forum.views.discussions import above

THANKS = "Thank you. A moderator looks at it, and you are told what came of it."


@form_page
@for_signed_in
def report_post(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Post.objects.visible_to(request.user).select_related("thread", "author"), pk=pk)
    what = f"Post {found.number} of “{found.thread.title}”"
    links = [*above(), (found.thread.title, found.get_absolute_url())]
    return _report(request, what, links, post=found)


@form_page
@for_signed_in
def report_thread(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Thread.objects.visible_to(request.user), pk=pk)
    return _report(request, found.title, above(found), thread=found)


@form_page
@for_signed_in
def report_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Report a person's name; nobody has another's page but those who may see it."""
    found = get_object_or_404(User, pk=pk)
    if not may_report_names(request.user) or not may_see_profile(request.user, found):
        raise Http404
    links = [("Home", reverse("home")), (name_of(found), reverse("person", args=[pk]))]
    return _report(request, f"The name “{name_of(found)}”", links, person=found)


@form_page
@for_signed_in
def report_case_study(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(CaseStudy.objects.visible_to(request.user), pk=pk)
    links = [("Home", reverse("home")), (found.title, found.get_absolute_url())]
    return _report(request, f"Case study “{found.title}”", links, case_study=found)


@form_page
@for_signed_in
def report_adoption(request: HttpRequest, pk: int) -> HttpResponse:
    seen = Adoption.objects.visible_to(request.user).select_related("area", "technology")
    found = get_object_or_404(seen, pk=pk)
    links = [("Home", reverse("home")), ("Adoption", reverse("adoption-list"))]
    links.append((str(found), found.get_absolute_url()))
    return _report(request, f"Adoption record: {found}", links, adoption=found)


@form_page
@for_signed_in
def report_collection(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Collection.objects.visible_to(request.user), pk=pk)
    links = [("Home", reverse("home")), ("Collections", reverse("collections"))]
    links.append((found.title, found.get_absolute_url()))
    return _report(request, f"Collection “{found.title}”", links, collection=found)


def _report(request: HttpRequest, what: str, links: list[tuple[str, str]], **target) -> HttpResponse:
    if not may_report(request.user):
        raise PermissionDenied
    page = {"links": links, "what": what}
    if is_own(request.user, ReviewItem(**target)):
        return render(request, "forum/moderation/report_own.html", page, status=403)
    form = ReportForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = report(
            by=request.user, reason=form.cleaned_data["reason"], words=form.cleaned_data["words"], **target
        )
        messages.success(request, THANKS)
        return redirect(made.item if is_on_staff(request.user) else reverse("moderation-mine"))
    return render(request, "forum/moderation/report.html", page | {"form": form})


@require_safe
@for_signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """Say what was decided about somebody's work, and what came of what they reported."""
    return render(
        request,
        "forum/moderation/mine.html",
        {
            "links": above_account(),
            "decisions": decision_rows(decisions_about(request.user), request.user),
            "reports": own_report_rows(reports_by(request.user), request.user),
        },
    )


@form_page
@never_cache
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody appeal against a decision about them: signed in, or with the key from a mail."""
    key = request.GET.get("key", "")
    if not key and not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    decision = _decision(request, pk, key)
    if not (decision.may_be_appealed if key else may_appeal(request.user, decision)):
        raise PermissionDenied
    form = AppealForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            make_appeal(decision=decision, by=decision.about, words=form.cleaned_data["words"])
        except DecisionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Your appeal is sent. Another moderator answers it.")
            return redirect("home" if key else "moderation-mine")
    links = [("Home", reverse("home"))] if key else _above_appeal()
    page = {"links": links, "form": form, "decision": decision_rows([decision], request.user)[0]}
    return render(request, "forum/moderation/appeal.html", page)


def _above_appeal() -> list[tuple[str, str]]:
    return [*above_account(), ("Decisions about my work", reverse("moderation-mine"))]


def _decision(request: HttpRequest, pk: int, key: str) -> ReviewEvent:
    """Return a decision about the person who asks, or that the key opens."""
    events = ReviewEvent.objects.select_related("appeal", "about", "item__post", "item__thread__merged")
    decision = get_object_or_404(events, pk=pk)
    if not (opens(key, decision) if key else decision.about_id == request.user.pk):
        raise Http404
    return decision
