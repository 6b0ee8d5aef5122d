"""Threads: the list, one thread, starting one, replying and editing. Who is no member sees none."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from accounts.permissions import may_write
from forum.actions.discussions import reply, start_thread
from forum.actions.refusals import PostRefused
from forum.actions.twice import PostedAlready
from forum.forms.discussions import Reply, StartThread, ThreadsAsked
from forum.models import Erasure, Post, Thread
from forum.moderation_queries import erasure_of, took_over
from forum.permissions import Rights, may_read_threads, may_start_threads
from forum.presenters.posts import shown
from forum.presenters.threads import about_words, listed
from forum.queries import THREADS_A_PAGE, page_of, page_of_numbers, posts_on, threads_for, with_practice
from forum.views.practice_asked import practice_asked
from metrics.models import Area
from metrics.presenters.area_list import offered
from safety.markdown import rendered

View = Callable[..., HttpResponse]
form_page = require_http_methods(["GET", "HEAD", "POST"])
HELD = "Your post is saved. A moderator reads it before others see it: until then you alone see it here."


def for_signed_in(view: View) -> View:
    """Ask visitors to sign in, whatever is or is not at the address, and keep no copy of the page."""
    return never_cache(login_required(view))


def for_members(view: View) -> View:
    """Ask visitors to sign in, tell people who are no members yet how to become one, and keep no copy of the page."""

    @for_signed_in
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not may_read_threads(request.user):
            return render(request, "forum/threads_for_members.html", status=403)
        return view(request, *args, **kwargs)

    return guarded


@require_safe
@for_members
def threads(request: HttpRequest) -> HttpResponse:
    asked = ThreadsAsked(request.GET)
    wanted = asked.cleaned_data if asked.is_valid() else {}
    found = threads_for(request.user, area=wanted.get("area"), measure=wanted.get("measure", ""))
    page = Paginator(found, THREADS_A_PAGE).get_page(request.GET.get("page"))
    chosen = {name: request.GET[name] for name in asked.fields if wanted.get(name)}
    return render(
        request,
        "forum/threads.html",
        {
            "links": [("Home", reverse("home"))],
            "form": asked,
            "chosen": chosen,
            "page": page,
            "base": f"?{urlencode(chosen | {'page': ''})}",
            "threads": listed(page),
        },
        status=200 if asked.is_valid() else 400,
    )


@form_page
@for_members
def start(request: HttpRequest) -> HttpResponse:
    """Start a thread. The address may say what it is about: ?area=03R&measure=within-18-weeks&function=C_110, or
    ?case=12, ?technology=day-clinics, ?record=7"""
    if not may_start_threads(request.user):
        raise PermissionDenied
    practice = practice_asked(request)
    form = StartThread(request.POST or None, initial=_asked_for(request))
    if is_sent(request, form):
        wanted = form.cleaned_data
        try:
            thread = start_thread(
                by=request.user,
                **{name: wanted[name] for name in ("title", "text", "area", "measure", "function", "key")},
                **practice,
            )
        except PostedAlready as already:
            return _posted_already(request, already)
        except PostRefused as refused:
            form.add_error(None, str(refused))
        else:
            return posted(request, thread.posts.get(number=1))
    about = next(iter(practice.values()), None)
    page = {"links": above(), "practice": about, "asks_authors": "case_study" in practice}
    return compose(request, "forum/threads_start.html", form, page)


def _asked_for(request: HttpRequest) -> dict[str, str]:
    """Return what an address says a thread is about, the area as the search box offers it."""
    asked = {name: request.GET.get(name, "")[:200] for name in ("area", "measure", "function")}
    area = Area.objects.filter(code=asked["area"].upper()).first()
    return asked | ({"area": offered([area])[0]} if area else {})


@require_safe
@for_signed_in
def thread(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    try:
        found = _thread(request, pk)
    except Http404:
        if erased := erasure_of(request.user, thread=pk).first():
            return _tombstone(request, erased)
        return redirect(get_object_or_404(took_over(request.user, pk)))
    if hasattr(found, "merged"):  # staff see the thread that is empty now
        return redirect(found.merged.into)
    if slug != found.slug:
        asked = request.GET.urlencode()
        return redirect(found.get_absolute_url() + (f"?{asked}" if asked else ""), permanent=True)
    page = page_of_numbers(request.user, found, request.GET.get("page"))
    posts = posts_on(request.user, found, page.object_list)
    rights = Rights(request.user, found)
    return render(
        request,
        "forum/thread.html",
        {
            "links": above(),
            "thread": found,
            "about": about_words(found),
            "page": page,
            "posts": shown(posts, rights),
            "may_reply": rights.may_reply,
            "may_moderate": rights.may_moderate(found),
            "form": Reply(),
        },
    )


@require_safe
@for_signed_in
def post(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Lead to a post where it stands in its thread: now, if it was moved since it stood here, or that it was erased."""
    if erased := erasure_of(request.user, thread=pk, number=number).first():
        return _tombstone(request, erased)
    try:
        found = post_seen_by(request, thread=pk, number=number)
    except Http404:
        found = post_seen_by(request, former_places__thread=pk, former_places__number=number)
    return redirect(place_of(found))


@form_page
@for_signed_in
def reply_page(request: HttpRequest, pk: int) -> HttpResponse:
    found = _thread(request, pk)
    if not may_write(request.user):
        raise PermissionDenied
    form = Reply(request.POST or None)
    if is_sent(request, form):
        try:
            made = reply(thread=found, by=request.user, **plain(form, "text", "key"))
        except PostedAlready as already:
            return _posted_already(request, already)
        except PostRefused as refused:
            form.add_error(None, str(refused))
        else:
            return posted(request, made)
    return compose(request, "forum/threads_reply.html", form, {"links": above(found), "thread": found})


def _tombstone(request: HttpRequest, erased: Erasure) -> HttpResponse:
    page = {"links": above(), "erased": erased, "what": "thread" if erased.post.is_opening else "post"}
    return render(request, "forum/erased.html", page, status=410)


def is_sent(request: HttpRequest, form: Form) -> bool:
    """Say whether a form is to be carried out: sent whole, and not for a look at it first."""
    return request.method == "POST" and form.is_valid() and "preview" not in request.POST


def plain(form: Form, *names: str) -> dict:
    return {name: form.cleaned_data[name] for name in names if name in form.fields}


def compose(request: HttpRequest, template: str, form: Form, page: dict) -> HttpResponse:
    """Show a page on which a post is written, with how it will look where that was asked for."""
    wants_look = "preview" in request.POST and form.is_valid()
    looked_at = rendered(form.cleaned_data["text"]) if wants_look else ""
    return render(request, template, {"form": form, "preview": looked_at, **page})


def posted(request: HttpRequest, made: Post, done: str = "") -> HttpResponse:
    """Lead to a post that was saved, or to its files."""
    if made.state == Post.State.HELD:
        messages.info(request, HELD)
    elif done:
        messages.success(request, done)
    return _led_to(request, made)


def _posted_already(request: HttpRequest, already: PostedAlready) -> HttpResponse:
    messages.info(request, str(already))
    return _led_to(request, already.post)


def _led_to(request: HttpRequest, made: Post) -> HttpResponse:
    return redirect("post-files", made.pk) if "add-files" in request.POST else redirect(place_of(made))


def _thread(request: HttpRequest, pk: int) -> Thread:
    seen = Thread.objects.visible_to(request.user).select_related("area", "author", "merged")
    return get_object_or_404(with_practice(seen, request.user), pk=pk)


def post_seen_by(request: HttpRequest, **which: int) -> Post:
    visible = Post.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("thread__area", "author"), **which)


def place_of(made: Post) -> str:
    page = page_of(made.number)
    return f"{made.thread.get_absolute_url()}{f'?page={page}' if page > 1 else ''}#post-{made.number}"


def above(thread: Thread | None = None) -> list[tuple[str, str]]:
    links = [("Home", reverse("home")), ("Forum", reverse("forum"))]
    return [*links, (thread.title, thread.get_absolute_url())] if thread else links
