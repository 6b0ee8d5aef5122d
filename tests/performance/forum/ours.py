"""Fill this site with the forum that is measured, and tell its pages. VAR_DIR and DATABASE_URL say where."""

import os
import subprocess
import sys
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.utils import timezone

from tests.environment import ROOT
from tests.performance.bench_pages import publish_months, start
from tests.performance.forum import size
from tests.performance.forum.asked import tell

BATCH = 5000
MONTHS = 3
# Every so many posts were thanked for, every so many threads are about an area and a measure.
THANKED, ABOUT = 3, 2


def fill() -> None:
    from forum.models import Post, Reaction, ReadUpTo, Thread
    from safety.markdown import rendered

    people = members()
    now = timezone.now()
    threads = Thread.objects.bulk_create(
        Thread(author=people[size.author(number)], title=size.title(number), **about(number))
        for number in range(size.THREADS)
    )
    html = cache(rendered)
    posts = []
    for thread, number, place in size.posts():
        at = now - timedelta(seconds=size.POSTS - place)
        written = {"text": size.text(place), "html": html(size.text(place)), "state": Post.State.PUBLISHED}
        when = {"created_at": at, "published_at": at, "told_at": at}
        posts.append(
            Post(thread=threads[thread], number=number, author=people[size.author(place)], **written, **when)
        )
    Post.objects.bulk_create(posts, batch_size=BATCH)
    for thread, length in zip(threads, size.lengths(), strict=True):
        thread.replies, thread.last_number = length - 1, length
    for post in posts:
        post.thread.last_post_at = post.created_at
    Thread.objects.bulk_update(threads, ["replies", "last_number", "last_post_at"], batch_size=500)
    Reaction.objects.bulk_create(
        (
            Reaction(post=post, person=people[size.author(place + 1)], kind="thanks")
            for place, post in enumerate(posts)
            if place % THANKED == 0
        ),
        batch_size=BATCH,
    )
    ReadUpTo.objects.bulk_create(
        ReadUpTo(person=people[0], thread=thread, number=thread.last_number) for thread in threads[::2]
    )


def members() -> list:
    """Return people who are verified and belong to an area each."""
    from allauth.account.models import EmailAddress

    from accounts.models import Claim, User
    from metrics.models import Area

    made = User.objects.bulk_create(
        User(
            email=f"person{number}@example.nhs.uk", name=f"Person {number}", job_role="Manager", password="!"
        )
        for number in range(size.PEOPLE)
    )
    EmailAddress.objects.bulk_create(
        EmailAddress(user=one, email=one.email, primary=True, verified=True) for one in made
    )
    areas = list(Area.objects.filter(kind="sicbl").order_by("code"))
    held = {"state": Claim.State.APPROVED, "decided_at": timezone.now()}
    Claim.objects.bulk_create(
        Claim(user=one, area=areas[place % len(areas)], **held) for place, one in enumerate(made)
    )
    return made


@cache
def categories() -> list:
    from forum.models import Category

    return list(Category.objects.filter(group="challenge", writers="readers"))


@cache
def areas() -> list:
    from metrics.models import Area

    return list(Area.objects.filter(kind="sicbl").order_by("code"))


def about(thread: int) -> dict:
    """Return the category of a thread, and what every other one is about."""
    in_category = {"category": categories()[thread % len(categories())]}
    if thread % ABOUT:
        return in_category
    return in_category | {"area": areas()[thread % len(areas())], "measure": "within-18-weeks"}


def pages() -> dict[str, str]:
    from django.urls import reverse

    from forum.models import Thread

    threads = Thread.objects.order_by("pk")
    long, one = threads[0], threads[size.THREAD]
    return {
        "thread list": reverse("forum"),
        "thread": one.get_absolute_url(),
        "long thread, first page": long.get_absolute_url(),
        "long thread, last page": f"{long.get_absolute_url()}?page={size.LONG // size.POSTS_A_PAGE}",
        "search": f"{reverse('search')}?q={size.WORD}",
    }


def main() -> None:
    folder = Path(os.environ["VAR_DIR"])
    start(folder, os.environ["DATABASE_URL"])
    from django.core.management import call_command
    from django.db import connection

    from accounts.models import User
    from config.prepare import search

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    # Not here, where static files have other names: as the site that is served finds them.
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "-v0"], cwd=ROOT, check=True)
    publish_months(folder, MONTHS)
    fill()
    search()  # rows that are written by the thousand tell nobody of their words
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    tell(pages(), User.objects.get(email="person0@example.nhs.uk"))


if __name__ == "__main__":
    main()
