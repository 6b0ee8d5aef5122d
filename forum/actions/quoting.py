"""A post as another quotes it."""

import re

from django.urls import reverse

from forum.models import Draft, Post

LONGEST_QUOTE = 1_000


def quotation(post: Post) -> str:
    """Return a post as Markdown that quotes it: who wrote it, with a link, and its words without what it quotes."""
    name = (post.author.public_name if post.author else "A former member").translate(_AS_TEXT)
    lines = [line for line in post.text.splitlines() if not line.lstrip().startswith(">")]
    words = "\n".join(lines).strip()
    if len(words) > LONGEST_QUOTE:
        words = f"{words[:LONGEST_QUOTE].rsplit(maxsplit=1)[0]} …"
    quoted = [f"{name} wrote in [#{post.number}]({post.get_absolute_url()}):", "", *words.splitlines()]
    return "\n".join(f"> {line}".rstrip() for line in quoted)


# A name shows as it is, whatever is in it.
_AS_TEXT = {ord(sign): f"\\{sign}" for sign in "\\`*_[]<>#@!~|"}


def take_out_of_drafts(post: Post) -> None:
    """Take what quotes a post out of what people have begun; all else that they wrote stays."""
    places = [(post.thread_id, post.number), *post.former_places.values_list("thread", "number")]
    for thread, number in places:
        named = f"[#{number}]({reverse('post', args=[thread, number])}):"
        quote = re.compile(rf"^>.*{re.escape(named)}.*\n?(?:>.*(?:\n|\Z))*", re.MULTILINE)
        for draft in Draft.objects.select_for_update().filter(text__contains=named):
            _keep(draft, quote.sub("", draft.text).lstrip("\n"))


def _keep(draft: Draft, text: str) -> None:
    """Let a draft have a text, as old as it is; nothing is kept of one in which nothing is left."""
    kept = Draft.objects.filter(pk=draft.pk)
    if text.strip() or draft.title.strip():
        kept.update(text=text)
    else:
        kept.delete()
