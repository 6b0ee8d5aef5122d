"""Letters with what is new, in words: made when they are sent, from what their reader may read then."""

from django.template.defaultfilters import date as as_date
from django.template.defaultfilters import pluralize
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.letters import Words, on_this_site, stop_address, writes
from accounts.models import Letter, NotificationChoice
from accounts.permissions import is_verified
from accounts.queries import chosen_notifications
from forum.news import News, news_for

LONGEST_LIST = 20


@writes(Letter.Kind.AT_ONCE, Letter.Kind.DAILY, Letter.Kind.WEEKLY)
def what_is_new(letter: Letter) -> Words | None:
    """Return what is new to a person. None: nothing is, or they no longer want to know, or may no longer."""
    about = [about for about, often in chosen_notifications(letter.user).items() if often == letter.kind]
    if not about or not is_verified(letter.user):
        return None
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
    replies = sum(each.count for each in news.replies)
    parts = [
        f"{replies} new repl{pluralize(replies, 'y,ies')}" if replies else "",
        f"{news.discussions} new discussion{pluralize(news.discussions)}" if news.discussions else "",
        f"figures of {as_date(news.month, 'F Y')}" if news.month else "",
    ]
    return f"Exemplar: {', '.join(filter(None, parts))}"


def parts_of(news: News) -> list[tuple[str, list[tuple[str, str]], int]]:
    """Return the parts of a letter: heading, lines with an address each, and how many more there are."""
    replies = [
        (
            f"{each.thread.title} ({each.count} new)",
            on_this_site(reverse("post", args=[each.thread.pk, each.first])),
        )
        for each in news.replies
    ]
    questions, areas, interests = (
        [(thread.title, on_this_site(thread.get_absolute_url())) for thread in threads]
        for threads in (news.questions, news.areas, news.interests)
    )
    month = (
        [(as_date(news.month, "F Y"), on_this_site(reverse("data-month", args=[news.month])))]
        if news.month
        else []
    )
    return [
        (heading, lines[:LONGEST_LIST], max(0, len(lines) - LONGEST_LIST))
        for heading, lines in (
            ("Replies in discussions that you wrote in", replies),
            ("Questions about your case studies", questions),
            ("New discussions about your areas", areas),
            ("New discussions about your interests", interests),
            ("A new month of figures", month),
        )
        if lines
    ]
