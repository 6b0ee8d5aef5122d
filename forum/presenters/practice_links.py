"""Which case study, technology or record a thread is about, as far as its reader sees it."""

from django.urls import reverse

from forum.models import Thread

Link = tuple[str, str]


def practice_of(thread: Thread) -> list[Link]:
    """Return what a thread is about, of a thread that came by `queries.with_practice`."""
    case, technology, record = thread.case_study_seen, thread.technology_seen, thread.adoption_seen
    links = [(case.title, case.get_absolute_url())] if case else []
    links += [(technology.name, reverse("technology", args=[technology.slug]))] if technology else []
    return links + ([(str(record), record.get_absolute_url())] if record else [])
