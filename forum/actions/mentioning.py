"""Whom and what a post names, kept as it reads now: whoever is told of it is asked for from these rows."""

from django.db.models import Q

from forum.models import Mention, Post
from forum.queries.watching import who_reads
from metrics.models import Area
from safety.markdown import named_in

# A post that names more names nobody in particular.
MOST_NAMED = 20


def keep_mentions(post: Post) -> None:
    """Keep rows of the people and areas that a post names, up to as many as are told; what stays named keeps its row.

    Nobody who may not read what is posted there, and not its author.
    """
    named = [each.partition(":")[::2] for each in named_in(post.text)]
    people = _people(post, [int(value) for kind, value in named if kind == "person"][:MOST_NAMED])
    areas = _areas([value.upper() for kind, value in named if kind == "area"][:MOST_NAMED])
    kept = post.mentions.all()
    kept.exclude(Q(person__in=people) | Q(area__in=areas)).delete()
    known = set(kept.values_list("person", "area"))
    wanted = {*((person, None) for person in people), *((None, area) for area in areas)}
    Mention.objects.bulk_create(
        Mention(post=post, person_id=person, area_id=area) for person, area in sorted(wanted - known, key=str)
    )


def _people(post: Post, numbers: list[int]) -> list[int]:
    if not numbers:
        return []
    let_in = who_reads(post.thread.category).filter(pk__in=numbers).exclude(pk=post.author_id)
    return list(let_in.values_list("pk", flat=True))


def _areas(codes: list[str]) -> list[int]:
    if not codes:
        return []
    found = Area.objects.filter(code__in=codes).exclude(kind=Area.Kind.PROVIDER)
    return list(found.values_list("pk", flat=True))
