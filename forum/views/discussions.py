"""Threads: reading one, starting one, replying and editing. Who is no member sees none."""

from uuid import uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.permissions import is_silenced, look_up_once, may_write
from accounts.views.doors import for_signed_in, for_those_who, form_page
from forum.actions.discussions import reply, start_thread
from forum.actions.reading import read_page
from forum.actions.refusals import PostRefused
from forum.actions.twice import PostedAlready
from forum.forms.discussions import Reply, StartThread
from forum.models import Erasure, Post, Thread
from forum.permissions.discussions import Rights, may_read_threads, may_start_threads
from forum.presenters.answering import answer_of
from forum.presenters.charts import chart_shown
from forum.presenters.drafts import begun_with
from forum.presenters.following import follow_form
from forum.presenters.kinds import details_shown
from forum.presenters.links import beside_thread
from forum.presenters.living import Text, filled_in
from forum.presenters.posts_kept import posts_html
from forum.presenters.standing import standing_of
from forum.presenters.threads import about_words
from forum.queries.categories import categories_to_start_in
from forum.queries.discussions import page_of, page_of_numbers, thread_read
from forum.queries.moderation import erasure_of, took_over
from forum.queries.posts_read import page_read
from forum.views.chart_asked import asked_of, chart_or_why_not, is_left_out, practice_of
from forum.views.kept import kept_page
from forum.views.kind_asked import category_asked, kind_asked, kinds_offered
from forum.views.naming import named_by_hand
from forum.views.notifications import note_seen
from forum.views.practice_asked import practice_asked
from forum.views.replying import answered_in, begun, begun_thread, draft_begun, quoted_in
from metrics.models import Area
from metrics.presenters.area_list import offered
from safety.markdown import rendered
from safety.parts import hole

POSTS, KEY = hole("posts"), hole("key")
# What is asked of a form besides carrying it out.
LOOKS = {"preview", "find-names", "put-name"}
NOT_ABOUT_IT = "What you began this thread about can no longer be read here. You can post it without."
HELD = "Your post is saved. A moderator reads it before others see it: until then you alone see it here."


def tell_how_to_become_a_member(request: HttpRequest) -> HttpResponse:
    return render(request, "forum/threads_for_members.html", status=403)


for_members = for_those_who(may_read_threads, tell_how_to_become_a_member)


@form_page
@for_members
def start(request: HttpRequest) -> HttpResponse:
    """Start a thread. The address may say what it is about: ?area=03R&measure=within-18-weeks&function=C_110, or
    ?case=12, ?technology=day-clinics, ?record=7; what kind it is, and where it belongs: ?kind=poll&category=theatres;
    and from which chart of this site: ?chart=/areas/03R/…"""
    if not may_start_threads(request.user):
        raise PermissionDenied
    chart, no_chart = chart_or_why_not(request)
    practice = _practice_begun(request) | practice_of(chart)
    kind = kind_asked(request, Thread.Kind.QUESTION if "case_study" in practice else Thread.Kind.DISCUSSION)
    asked, categories = _asked_for(request, asked_of(chart)), categories_to_start_in(request.user)
    asked |= category_asked(request, categories, asked["function"])
    asked, drafted = begun_thread(request, asked, kind)
    form = StartThread(request.POST or None, initial=asked, kind=kind, categories=categories)
    form.read_for(request.user, request.get_host())
    if is_sent(request, form) and no_chart and not is_left_out(request):
        form.add_error(None, no_chart)
    elif is_sent(request, form):
        wanted = form.cleaned_data
        try:
            thread = start_thread(
                by=request.user,
                **{name: wanted[name] for name in ("title", "text", "area", "measure", "function", "key")},
                chart=chart.kept if chart else None,
                details=form.details,
                about_too=wanted["about_too"],
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
    page |= drafted | {"chart": chart, "no_chart": no_chart, "kinds": kinds_offered(request, kind)}
    return compose(request, "forum/threads_start.html", form, page)


def _practice_begun(request: HttpRequest) -> dict[str, Model]:
    """Return what a thread is to be about; a draft is gone on with without what is not there any more."""
    try:
        return practice_asked(request)
    except Http404:
        if not request.GET.get("draft"):
            raise
        messages.info(request, NOT_ABOUT_IT)
        return {}


def _asked_for(request: HttpRequest, of_chart: dict[str, str]) -> dict[str, str]:
    """Return what an address says a thread is about, the area as the search box offers it."""
    named = {name: request.GET.get(name, "")[:200] for name in ("area", "measure", "function")}
    asked = named | of_chart
    area = Area.objects.filter(code=asked["area"].upper()).first()
    return asked | ({"area": offered([area])[0]} if area else {})


@require_safe
@for_signed_in
def thread(request: HttpRequest, pk: int, slug: str) -> HttpResponse:
    look_up_once(request.user)
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
    page = page_of_numbers(found, request.GET.get("page"))
    read = page_read(request.user, found, page.object_list)
    read_page(person=request.user, thread=found, numbers=read.posts.column("number"))
    note_seen(request, read.posts.column("id"))
    rights = Rights(request.user, found)
    shown = {
        "links": above(),
        "thread": found,
        "reader": request.user.pk,
        "about": about_words(found),
        "follow": follow_form(request.user, "thread", found),
        "details": details_shown(request.user, found),
        "chart": chart_shown(found) if page.number == 1 else None,
        "beside": beside_thread(request.user, found),
        "standing": standing_of(found, request.user),
        "answer": answer_of(found),
        "page": page,
        "may_change_links": rights.may_change_links,
        "may_moderate": rights.may_moderate(found),
        "may_reply": rights.may_reply,
        "silence": request.user.silence if is_silenced(request.user) else None,
        "draft": draft_begun(request, found),
    }

    def made() -> dict:
        return {"posts": POSTS, "form": Reply(initial=begun_with(shown["draft"]) | {"key": KEY})}

    own = {"posts": posts_html(read, rights), "key": str(uuid4())}
    return kept_page(request, "forum/thread.html", shown, made, **own)


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
    form = Reply(request.POST or None, initial=begun(request, found))
    if is_sent(request, form):
        answered = answered_in(request, found, form.cleaned_data["to"])
        try:
            made = reply(thread=found, by=request.user, reply_to=answered, **plain(form, "text", "key"))
        except PostedAlready as already:
            return _posted_already(request, already)
        except PostRefused as refused:
            form.add_error(None, str(refused))
        else:
            return posted(request, made)
    answered = answered_in(request, found, request.POST.get("to") or form.initial.get("to"))
    page = {"links": above(found), "thread": found, "answered": answered}
    page["quoted"] = quoted_in(request, answered)
    return compose(request, "forum/threads_reply.html", form, page)


def _tombstone(request: HttpRequest, erased: Erasure) -> HttpResponse:
    page = {"links": above(), "erased": erased, "what": "thread" if erased.post.is_opening else "post"}
    return render(request, "forum/erased.html", page, status=410)


def is_sent(request: HttpRequest, form: Form) -> bool:
    """Say whether a form is to be carried out: sent whole, and not for a look at it first."""
    return request.method == "POST" and not LOOKS.intersection(request.POST) and form.is_valid()


def plain(form: Form, *names: str) -> dict:
    return {name: form.cleaned_data[name] for name in names if name in form.fields}


def compose(request: HttpRequest, template: str, form: Form, page: dict) -> HttpResponse:
    """Show a page on which a post is written, with how it will look and with whom to name, where that was asked for."""
    wants_look = "preview" in request.POST and form.is_valid()
    thread = page.get("thread") or getattr(page.get("post"), "thread", None)
    area = thread.area if thread else page.get("area")
    if wants_look and "area" in form.fields:
        area = form.cleaned_data["area"]
    looked_at = _look(form.cleaned_data["text"], area) if wants_look else ""
    naming = named_by_hand(request, form, thread.category if thread else None)
    return render(request, template, {"form": form, "preview": looked_at, **naming, **page})


def _look(text: str, area: Area | None) -> str:
    return filled_in([Text(rendered(text), area.code if area else "")])[0]


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
    if found := thread_read(request.user, pk):
        return found
    raise Http404


def post_seen_by(request: HttpRequest, **which: int) -> Post:
    visible = Post.objects.visible_to(request.user)
    return get_object_or_404(visible.select_related("thread__area", "author"), **which)


def place_of(made: Post) -> str:
    page = page_of(made.number)
    return f"{made.thread.get_absolute_url()}{f'?page={page}' if page > 1 else ''}#post-{made.number}"


def above(thread: Thread | None = None) -> list[tuple[str, str]]:
    links = [("Home", reverse("home")), ("Forum", reverse("forum"))]
    return [*links, (thread.title, thread.get_absolute_url())] if thread else links
