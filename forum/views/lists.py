"""Lists of threads: the front page of the forum with its categories, one category, one tag."""

from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.views.decorators.http import require_safe

from accounts.permissions import is_silenced, may_write
from forum.forms.lists import ThreadsAsked
from forum.models import Category, Tag
from forum.permissions.categories import may_start_in
from forum.presenters.categories import (
    ELSE_ABOUT,
    ELSE_WORDS,
    EVERYTHING_ELSE,
    readers_of,
    threads_counted,
)
from forum.presenters.front import Front
from forum.presenters.threads import listed
from forum.queries.categories import NONE, Narrowed, categories_of, tags_used
from forum.queries.discussions import front_read, page_of_threads, threads_for
from forum.queries.following import with_own_level
from forum.views.discussions import above, for_members
from forum.views.kept import kept_page

TAGS_A_PAGE = 100


@require_safe
@for_members
def threads(request: HttpRequest) -> HttpResponse:
    """Show the front page: the liveliest threads, and categories beside them. What is asked for narrows the threads."""
    is_narrowed = any(request.GET.get(name) for name in ThreadsAsked.base_fields)
    shown = {"links": [("Home", reverse("home"))], "is_narrowed": is_narrowed}
    shown |= {"silence": request.user.silence if is_silenced(request.user) else None}
    if not is_narrowed and "page" not in request.GET:
        front = Front(front_read(request.user))
        own = {"now": localtime().isoformat()}
        return kept_page(request, "forum/threads.html", shown | front.made_of, front.made, **own)
    categories = list(categories_of(request.user))
    asked = ThreadsAsked(request.GET, categories=categories)
    wanted = asked.cleaned_data if asked.is_valid() else {}
    found = threads_for(
        request.user,
        area=wanted.get("area"),
        measure=wanted.get("measure", ""),
        function=wanted.get("function", ""),
        narrowed_to=asked.narrowed if wanted else Narrowed(),
    )
    page = page_of_threads(found, request.GET.get("page"))
    chosen = {name: request.GET[name] for name in asked.fields if wanted.get(name)}
    shown |= {"form": asked, "chosen": chosen}
    return _shown(request, "forum/threads.html", page, shown, chosen, 200 if asked.is_valid() else 400)


@require_safe
@for_members
def category(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the threads of a category, what is pinned above the rest; or those without one."""
    if slug == EVERYTHING_ELSE:
        found = threads_for(request.user, narrowed_to=Narrowed(category=NONE), pinned_first=True)
        shown = {"title": ELSE_WORDS, "about": ELSE_ABOUT, "start": _start_address(request)}
    else:
        one = get_object_or_404(
            with_own_level(Category.objects.read_by(request.user), request.user, "category"), slug=slug
        )
        found = threads_for(request.user, narrowed_to=Narrowed(category=one), pinned_first=True)
        shown = {"title": one.name, "about": one.about, "category": one, "readers": readers_of(one)}
        shown |= {"start": _start_address(request, one)}
    page = page_of_threads(found, request.GET.get("page"))
    return _shown(request, "forum/category.html", page, shown | {"links": above()})


@require_safe
@for_members
def tags(request: HttpRequest) -> HttpResponse:
    """Show the tags of threads that the reader may see, those of most threads first."""
    page = Paginator(tags_used(request.user), TAGS_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "forum/tags.html", {"links": above(), "page": page})


@require_safe
@for_members
def tag(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the threads with a tag, as far as the reader may see them: a tag of none is not there."""
    found = threads_for(request.user, narrowed_to=Narrowed(tag=slug))
    page = page_of_threads(found, request.GET.get("page"))
    tags = Tag.objects.filter(threads__in=found.values("pk")).distinct()
    one = get_object_or_404(with_own_level(tags, request.user, "tag"), slug=slug)
    links = [*above(), ("Tags", reverse("tags"))]
    return _shown(request, "forum/tag.html", page, {"links": links, "tag": one})


def _start_address(request: HttpRequest, one: Category | None = None) -> str:
    """Return where somebody who reads a category starts a thread in it: "" where they may not."""
    if not may_write(request.user) or (one and not may_start_in(request.user, one)):
        return ""
    asked = f"?{urlencode({'category': one.slug})}" if one else ""
    return f"{reverse('start-thread')}{asked}"


def _shown(
    request: HttpRequest, template: str, page: Page, shown: dict, asked: dict | None = None, status: int = 200
) -> HttpResponse:
    shown |= {
        "page": page,
        "threads": listed(page),
        "count": threads_counted(page.paginator.count),
        "shown_at": localtime().isoformat(),
        "base": f"?{urlencode((asked or {}) | {'page': ''})}",
    }
    return render(request, template, shown, status=status)
