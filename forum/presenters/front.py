"""The front page of the forum as HTML, kept while nothing that is shown on it changes."""

from django.core.paginator import Page, Paginator
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.timezone import localdate, localtime

from forum.forms.lists import ThreadsAsked
from forum.permissions.categories import may_manage_categories
from forum.presenters.categories import groups, threads_in
from forum.presenters.practice_links import practice_of
from forum.presenters.threads import listed
from forum.queries.discussions import THREADS_A_PAGE, FrontRead
from safety.parts import NOW, TOKEN, kept_part


def front_html(read: FrontRead, token: str) -> SafeString:
    """Return the liveliest threads and the categories, as a member sees them. `token`: what forms are sent with."""
    may_manage = may_manage_categories(read.user)
    about = [practice_of(one) for one in read.whole] if read.is_about_practice() else []

    def make() -> str:
        categories = read.categories.all
        page = {"form": ThreadsAsked({}, categories=categories), "groups": groups(categories)}
        page |= {"threads": listed(read.whole), "page": _first(categories), "base": "?page="}
        page |= {"may_manage": may_manage, "csrf_token": TOKEN, "shown_at": NOW}
        return render_to_string("forum/threads_found.html", page)

    made_of = read.rows, repr(about), may_manage, localdate()
    return kept_part("forum/threads_found.html", made_of, make, token=token, now=localtime().isoformat())


def _first(categories: list) -> Page:
    pages = Paginator(range(threads_in(categories) or 0), THREADS_A_PAGE)
    return pages.get_page(1)
