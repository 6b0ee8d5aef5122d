"""The front page of the forum: the liveliest threads and the categories, as a member sees them."""

from django.core.paginator import Page, Paginator
from django.utils.timezone import localdate

from forum.forms.lists import ThreadsAsked
from forum.permissions.categories import may_manage_categories
from forum.presenters.categories import groups, threads_in
from forum.presenters.practice_links import practice_of
from forum.presenters.threads import listed
from forum.queries.discussions import THREADS_A_PAGE, FrontRead
from safety.parts import NOW


class Front:
    """`made_of`: all that it shows depends on."""

    def __init__(self, read: FrontRead):
        self.read = read
        about = [practice_of(one) for one in read.whole] if read.is_about_practice() else []
        self.made_of = {
            "rows": read.rows,
            "about": repr(about),
            "may_manage": may_manage_categories(read.user),
            "day": localdate(),
        }

    def made(self) -> dict:
        """Return what its template shows."""
        categories = self.read.categories.all
        return {
            "form": ThreadsAsked({}, categories=categories),
            "groups": groups(categories),
            "threads": listed(self.read.whole),
            "page": _first(categories),
            "base": "?page=",
            "shown_at": NOW,
        }


def _first(categories: list) -> Page:
    pages = Paginator(range(threads_in(categories) or 0), THREADS_A_PAGE)
    return pages.get_page(1)
