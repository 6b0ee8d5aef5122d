"""Letters with what is new, in words: made when they are sent, from what their reader may read then."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.template.defaultfilters import date as as_date
from django.template.defaultfilters import pluralize
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from accounts.letters import Later, Words, on_this_site, stop_address, writes
from accounts.models import Letter, Notice, NotificationChoice
from accounts.permissions import is_verified
from accounts.queries import chosen_notifications
from forum.digest import Digest
from forum.models import Thread
from forum.news import News, Replies, news_for
from forum.presenters.notifying import address_of, words_of_entry
from forum.queries.quiet import quiet_until
from forum.queries.told import together
from metrics.presenters.words import uncapital

LONGEST_LIST = 20
SOURCE = "source: NHS England, referral to treatment waiting times"


@dataclass(frozen=True)
class Line:
    """A line of a letter, with where it leads, and where one replies."""

    words: str
    address: str
    reply: str = ""


Part = tuple[str, list[Line], int]


@writes(Letter.Kind.AT_ONCE, Letter.Kind.DAILY, Letter.Kind.WEEKLY)
def what_is_new(letter: Letter) -> Words | Later | None:
    """Return what is new to a person. None: nothing is, or they no longer want to know, or may no longer.

    What is told at once waits for the end of their quiet hours.
    """
    about = [about for about, often in chosen_notifications(letter.user).items() if often == letter.kind]
    if not about or not is_verified(letter.user):
        return None
    if letter.kind == Letter.Kind.AT_ONCE and (ends := quiet_until(letter.user, timezone.now())):
        return Later(ends)
    news = news_for(letter.user, about, letter.since, letter.until)
    if not news:
        return None
    stop = stop_address(letter.user, letter.kind)
    choices = on_this_site(reverse("profile-notifications"))
    how_often = NotificationChoice.HowOften(letter.kind).label.lower()
    words = {"parts": parts_of(news), "how_often": how_often, "choices": choices, "stop": stop}
    return Words(subject_of(news), render_to_string("forum/mail/news.txt", words), stop)


def subject_of(news: News) -> str:
    """Return what there is in a letter, by numbers: a title is for the letter itself."""
    told, posts = len(news.told), sum(each.count for each in news.watched)
    replies = sum(each.count for each in news.replies)
    parts = [
        f"{told} about you" if told else "",
        f"{replies} new repl{pluralize(replies, 'y,ies')}" if replies else "",
        f"{posts} new post{pluralize(posts)} in what you watch" if posts else "",
        f"{len(news.figures)} about figures that you watch" if news.figures else "",
        f"{news.discussions} new discussion{pluralize(news.discussions)}" if news.discussions else "",
        f"figures of {as_date(news.month, 'F Y')}" if news.month else "",
        "a digest of your areas" if news.digest else "",
    ]
    return f"Exemplar: {', '.join(filter(None, parts))}"


def parts_of(news: News) -> list[Part]:
    """Return the parts of a letter: heading, lines with an address each, and how many more there are."""
    told = [
        Line(words_of_entry(one), on_this_site(address_of(one)), reply_box(one.row.post.thread))
        for one in together(news.told)
    ]
    month = (
        [Line(as_date(news.month, "F Y"), on_this_site(reverse("data-month", args=[news.month])))]
        if news.month
        else []
    )
    return [
        (heading, lines[:LONGEST_LIST], max(0, len(lines) - LONGEST_LIST))
        for heading, lines in (
            ("About you and what you wrote", told),
            ("Replies in discussions that you wrote in", _counted(news.replies)),
            ("New posts in what you watch", _counted(news.watched)),
            (f"Figures that you watch ({SOURCE})", [_noticed(each) for each in news.figures]),
            ("Questions about your case studies", _titles(news.questions)),
            ("New discussions about your areas", _titles(news.areas)),
            ("New discussions about your interests", _titles(news.interests)),
            ("A new month of figures", month),
            *(_of_digest(news.digest) if news.digest else ()),
        )
        if lines
    ]


def _of_digest(digest: Digest) -> list[tuple[str, list[Line]]]:
    month = as_date(digest.month, "F Y") if digest.month else ""
    signals = [
        Line(
            f"{signal.area.short_name}, {uncapital(signal.measure)}: {signal.assessment}",
            on_this_site(reverse("area", args=[signal.area.code])),
        )
        for signal in digest.signals
    ]
    cases = [
        Line(
            f"{told.case.title} ({told.does_better.short_name} does better on {uncapital(told.measure)})",
            on_this_site(told.case.get_absolute_url()),
        )
        for told in digest.cases
    ]
    return [
        (f"Signals in your figures of {month}", signals),
        ("New case studies of areas like yours that do better", cases),
        ("Questions of areas like yours that nobody has answered", _titles(digest.questions)),
    ]


def _noticed(notice: Notice) -> Line:
    return Line(notice.subject, on_this_site(notice.address))


def _counted(discussions: Iterable[Replies]) -> list[Line]:
    return [
        Line(
            f"{each.thread.title} ({each.count} new)",
            on_this_site(reverse("post", args=[each.thread.pk, each.first])),
            reply_box(each.thread),
        )
        for each in discussions
    ]


def _titles(threads: Iterable[Thread]) -> list[Line]:
    return [
        Line(thread.title, on_this_site(thread.get_absolute_url()), reply_box(thread)) for thread in threads
    ]


def reply_box(thread: Thread) -> str:
    """Return where one replies to a thread; "" where it takes no replies."""
    return "" if thread.is_locked else on_this_site(reverse("reply", args=[thread.pk]))
