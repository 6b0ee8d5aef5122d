"""The discussions made up for this project: of several kinds, marked, and taken off when real work begins."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from casestudies.actions import demonstrating as practice
from forum.actions.demonstrating import MADE_UP, is_untouched, put_on, take_off
from forum.models import Post, Thread
from safety.content import findings, scanned_models
from tests.factories import member, thread

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _made_up_practice():
    practice.put_on()


def test_there_are_some_of_several_kinds_in_categories_with_replies_and_each_says_that_it_is_made_up(client):
    assert put_on() == 5

    threads = Thread.objects.visible_to(member())
    assert {one.kind for one in threads} == {"question", "discussion", "event", "poll"}
    assert all(one.category and one.tags.exists() for one in threads)
    assert sum(one.replies for one in threads) == 4
    assert all(MADE_UP in one.posts.get(number=1).text for one in threads)
    assert threads.unanswered().count() == 1
    client.force_login(member())
    assert {client.get(one.get_absolute_url()).status_code for one in threads} == {200}


def test_nothing_in_them_looks_like_patient_data():
    put_on()

    assert list(findings(scanned_models())) == []


def test_they_are_put_on_a_new_site_alone():
    assert is_untouched()
    thread()
    assert not is_untouched()

    with pytest.raises(CommandError):
        call_command("load_discussions")


def test_they_are_taken_off_every_page_and_what_members_began_stays():
    call_command("load_discussions", stdout=StringIO())
    kept = thread()

    call_command("load_discussions", remove=True, stdout=StringIO())

    assert list(Thread.objects.visible_to(member())) == [kept]
    assert list(Post.objects.visible_to(member())) == [kept.posts.get()]
    assert take_off() == 0
