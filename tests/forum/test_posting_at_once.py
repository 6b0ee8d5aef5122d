"""Fifty people post to one thread at the same moment, each form sent twice: nothing is lost and nothing doubled."""

import http.client
import threading
import uuid
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode, urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.urls import reverse

from forum.models import Post
from tests.factories import member, signed_in, thread

PEOPLE = 50
TRIES = 5
TOKEN = "a" * 32


def send(address: str, path: str, cookies: str, form: dict, together: threading.Barrier) -> int:
    """Send a form from a connection of its own, when all others are ready to; return the answer's status.

    A connection that is cut is no answer: the same form is then sent again, as people do.
    """
    to = http.client.HTTPConnection(urlsplit(address).netloc, timeout=240)
    to.connect()
    together.wait(timeout=60)
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}
    for _ in range(TRIES):
        try:
            to.request("POST", path, urlencode(form), headers)
            return to.getresponse().status
        except ConnectionError:
            continue
        finally:
            to.close()
    raise ConnectionError(f"Cut {TRIES} times.")


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite in memory is one connection")
@pytest.mark.django_db(transaction=True)
def test_fifty_people_who_post_at_once_lose_nothing_and_double_nothing(live_server):
    opened = thread()
    people = [member() for _ in range(PEOPLE)]
    _let_in(people)
    cookies = [_cookies(person) for person in people]
    texts = [f"Reply {number}" for number in range(PEOPLE)]
    forms = [{"text": text, "key": uuid.uuid4(), "csrfmiddlewaretoken": TOKEN} for text in texts]
    path, together = reverse("reply", args=[opened.pk]), threading.Barrier(2 * PEOPLE)

    with ThreadPoolExecutor(2 * PEOPLE) as pool:
        sent = [
            pool.submit(send, live_server.url, path, cookie, form, together)
            for cookie, form in zip(cookies * 2, forms * 2, strict=True)
        ]
        statuses = [one.result() for one in sent]

    posts = list(opened.posts.order_by("number"))
    assert statuses == [302] * 2 * PEOPLE
    assert [post.number for post in posts] == list(range(1, PEOPLE + 2))
    assert sorted(post.text for post in posts[1:]) == sorted(texts)
    assert {post.author_id: post.text for post in posts[1:]} == {
        person.pk: text for person, text in zip(people, texts, strict=True)
    }
    opened.refresh_from_db()
    assert (opened.replies, opened.last_number) == (PEOPLE, PEOPLE + 1)


def _let_in(people: list) -> None:
    """Let people have three approved posts each, as who is no longer new has."""
    before = thread(title="Approved before")
    Post.objects.bulk_create(
        Post(thread=before, number=2 + 3 * place + one, author=person, text="Approved before.")
        for place, person in enumerate(people)
        for one in range(3)
    )


def _cookies(person) -> str:
    session = signed_in(person).cookies[settings.SESSION_COOKIE_NAME].value
    return f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
