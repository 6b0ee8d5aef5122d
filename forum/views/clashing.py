"""The page on which somebody chooses between what they typed into a post and what was saved meanwhile."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from casestudies.actions.writing import Clash
from casestudies.presenters.writing import both
from forum.actions.clashes import says, version_of
from forum.models import Post
from forum.presenters.posts import name_of
from safety.guard_fields import CONFIRMED


@dataclass(frozen=True)
class Written:
    """A post as `resolved` asks of pages that two people may have changed."""

    post: Post
    fields = ("title", "text")

    def entered(self) -> dict[str, str]:
        return says(self.post)

    def clashes(self, form: Form, names: Iterable[str]) -> list[Clash]:
        now = self.entered()
        return [Clash(name, now[name], form.data.get(name, "")) for name in names]


def clashing(
    request: HttpRequest, post: Post, form: Form, clashes: Iterable[Clash], page: dict
) -> HttpResponse:
    """Show both versions of what was changed meanwhile, to choose from. `page`: what its template needs besides."""
    last = post.revisions.select_related("by").last()
    shown = {
        "post": post,
        "clashes": both(form, clashes, texts=("text",)),
        "last": last,
        "who": "You" if last.by_id == request.user.pk else name_of(last.by),
        "hidden": _hidden(post, form),
    }
    return render(request, "forum/threads_clash.html", shown | page, status=409)


def _hidden(post: Post, form: Form) -> list[tuple[str, str | int]]:
    """Return what was typed as fields to send along again, begun anew from what is saved now."""
    typed = [name for name in (*Written.fields, CONFIRMED) if name in form.fields and name in form.data]
    return [("version", version_of(post)), *((name, form.data[name]) for name in typed)]
