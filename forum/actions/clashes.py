"""A post that two people changed at once: whoever saves second is shown both texts, and nothing of either is lost."""

from django.db.models import Max

from casestudies.actions.writing import Clash, changed_and_clashing
from forum.actions.refusals import PostRefused
from forum.models import Post

FIRST = 1


class ChangedMeanwhile(PostRefused):
    """`clashes` has both of each field; nothing was saved."""

    def __init__(self, clashes: list[Clash]):
        self.clashes = clashes
        super().__init__("This was changed since you opened it. Choose what to keep.")


def version_of(post: Post) -> int:
    """Return the number of the version of a post that readers see: the first while nobody has changed it."""
    return post.revisions.aggregate(last=Max("number"))["last"] or FIRST


def says(post: Post) -> dict[str, str]:
    """Return what a post says, by the names of the fields that change it."""
    return {"text": post.text, "title": post.thread.title if post.is_opening else ""}


def merged(post: Post, began: int, **typed: str) -> tuple[str, str]:
    """Return the text and the title to save: what was left as it was in version `began` stays as others made it.

    Raises ChangedMeanwhile.
    """
    now = says(post)
    if began == version_of(post):
        return typed["text"], typed["title"]
    changed, clashes = changed_and_clashing(now, _said(post, began), typed)
    if clashes:
        raise ChangedMeanwhile(clashes)
    read = now | {name: typed[name] for name in changed}
    return read["text"], read["title"]


def _said(post: Post, number: int) -> dict[str, str]:
    """Return what an earlier version said, as far as it was kept: the title only of what opened a thread then."""
    kept = post.revisions.filter(number=number).first()
    said = {"text": kept.text, "title": kept.title} if kept else {}
    return {name: words for name, words in said.items() if words}
