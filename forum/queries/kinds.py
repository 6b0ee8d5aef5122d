"""What threads of some kinds have besides posts, for their pages."""

from django.db.models import Count, Exists, OuterRef

from accounts.permissions import Someone
from forum.models import Poll, PollOption, Vote


def options_of(poll: Poll, reader: Someone) -> list[PollOption]:
    """Return the options of a poll, each with how many `chosen` it has, and whether one `is_mine`, the reader's."""
    mine = Vote.objects.filter(option=OuterRef("pk"), person=reader.pk)
    return list(poll.options.annotate(chosen=Count("votes"), is_mine=Exists(mine)).order_by("number"))


def people_in(poll: Poll) -> int:
    """Return how many people have chosen in a poll."""
    return Vote.objects.filter(option__poll=poll).aggregate(people=Count("person", distinct=True))["people"]
