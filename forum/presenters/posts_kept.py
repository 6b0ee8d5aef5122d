"""The posts of a page of a thread as HTML, kept while nothing that is shown of them changes."""

from collections.abc import Hashable

from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.timezone import localdate

from accounts.models import User
from forum.permissions.answering import may_accept
from forum.permissions.discussions import Rights
from forum.presenters.living import people_in
from forum.presenters.posts import shown
from forum.queries.posts_read import PageRead
from metrics.queries import figures_version
from safety.parts import TOKEN, kept_part


def posts_html(read: PageRead, rights: Rights) -> SafeString:
    """Return the posts of a page as somebody sees them, with holes for the token of their forms.

    Posts that not everybody sees are made each time, and kept nowhere.
    """
    people = people_in(read.posts.column("html"))

    def make() -> str:
        posts = shown(read.whole(), rights, people)
        return render_to_string("forum/posts.html", {"posts": posts, "csrf_token": TOKEN})

    made_of = _made_of(read, rights, people) if read.is_seen_by_all() else None
    return kept_part("forum/posts.html", made_of, make)


def _made_of(read: PageRead, rights: Rights, people: dict[int, User]) -> Hashable:
    """Return all that what is shown depends on: what was read, whom it names, which figures it may name and on which
    day, and what the reader may do."""
    reader, thread = rights.reader, rights.thread
    own = reader.pk if reader.pk in read.posts.column("author_id") else None
    named = tuple((one.pk, one.public_name, one.closed_at, one.has_page) for one in people.values())
    about = thread.accepted_id, thread.area and thread.area.code, thread.is_locked
    may = rights.of_others, may_accept(reader, thread)
    return read.rows, named, figures_version(), localdate(), about, own, may
