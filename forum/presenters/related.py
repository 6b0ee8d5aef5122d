"""What is like a thread, for the reader of it."""

from dataclasses import dataclass

from accounts.models.readers import Someone
from forum.models import Thread
from forum.presenters.practice_here import CaseRow, rows
from forum.queries.related import like


@dataclass(frozen=True)
class Related:
    thread: Thread
    threads: list[Thread]
    cases: list[CaseRow]


def related_to(thread: Thread, user: Someone) -> Related:
    threads, cases = like(thread, user)
    return Related(thread, threads, rows(cases))
