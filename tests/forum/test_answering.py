"""Thanks and reactions, replies and quotations, and the accepted answer to a question."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Lead
from forum.actions.answering import NotToBeAnswered, accept, react, take_back, unaccept
from forum.actions.quoting import LONGEST_QUOTE, quotation
from forum.models import Notification, Reaction
from metrics.models import Area
from safety.models import AuditEntry
from tests.factories import administrator, member, moderator, post, signed_in, thread, trusted

pytestmark = pytest.mark.django_db


def page(client, made) -> str:
    return client.get(made.get_absolute_url()).text


def question(author=None, **fields):
    return thread(author, kind="question", **fields)


def test_thanks_are_given_once_and_taken_back():
    made, reader = thread().posts.get(), member()

    react(post=made, by=reader, kind="thanks")
    react(post=made, by=reader, kind="thanks")
    assert Reaction.objects.count() == 1

    take_back(post=made, by=reader, kind="thanks")
    assert not Reaction.objects.exists()


def test_its_author_is_told_of_thanks():
    made = thread().posts.get()

    react(post=made, by=member(), kind="thanks")

    assert Notification.objects.get().person == made.author


@pytest.mark.parametrize("state", ["hidden", "removed"])
def test_nobody_thanks_for_what_is_their_own_or_not_seen(state):
    opened = thread()
    hidden = post(opened, state=state)

    with pytest.raises(NotToBeAnswered):
        react(post=opened.posts.get(number=1), by=opened.author, kind="thanks")
    with pytest.raises(NotToBeAnswered):
        react(post=hidden, by=member(), kind="thanks")


def test_a_click_thanks_another_click_takes_it_back_and_a_script_gets_the_row_alone():
    made = thread().posts.get()
    client, address = signed_in(member(name="Ann Lee")), reverse("react", args=[made.pk])

    assert client.post(address, {"kind": "thanks"}).url == f"{made.thread.get_absolute_url()}#post-1"
    assert "Thank you (1)" in page(client, made.thread)
    row = client.post(address, {"back": "thanks"}, headers={"hx-request": "true"}).text

    assert row.lstrip().startswith('<div class="app-reactions" id="reactions-1">')
    assert "Thank you<span" in row


@pytest.mark.parametrize("kind", ["", "like", "kind"])
def test_what_is_no_reaction_is_not_found(kind):
    address = reverse("react", args=[thread().posts.get().pk])

    assert signed_in(member()).post(address, {"kind": kind}).status_code == 404


def test_who_thanked_is_said_by_name():
    made = thread().posts.get()
    reader = member(name="Ann Lee")
    react(post=made, by=reader, kind="thanks")
    react(post=made, by=member(name=""), kind="same")

    shown = signed_in(made.author).get(reverse("reactions", args=[made.pk])).text

    assert f'<a href="/people/{reader.pk}/">Ann Lee</a>' in shown
    assert "We have this problem too" in shown
    assert "@" not in shown.partition("<main")[2].partition("</main>")[0]


def test_counts_are_said_to_an_author_in_words():
    made = thread()
    for _ in range(2):
        react(post=made.posts.get(), by=member(), kind="thanks")

    assert "Thank you: 2 people" in page(signed_in(made.author), made)


def test_the_author_of_a_question_accepts_an_answer_and_takes_it_back():
    asked = question()
    answer = post(asked, member(name="Bob Jones"), text="Begin at eight.")
    client, address = signed_in(asked.author), reverse("accept-answer", args=[answer.pk])

    client.post(address)

    shown = page(client, asked)
    assert "Bob Jones answered in" in shown
    assert "Accepted answer" in shown
    assert Notification.objects.get(kind="accepted").person == answer.author
    assert not AuditEntry.objects.filter(act="accept answer").exists()

    client.post(address, {"back": "yes"})
    assert "Bob Jones answered in" not in page(client, asked)


def test_of_two_answers_the_later_accepted_one_stands():
    asked = question()
    first, second = post(asked), post(asked)
    accept(post=first, by=asked.author)

    assert accept(post=second, by=asked.author).accepted == second
    assert unaccept(post=first, by=asked.author).accepted == second


@pytest.mark.parametrize("who", [moderator, administrator])
def test_staff_accept_with_an_entry_in_the_audit_log(who):
    asked = question()
    answer = post(asked)

    signed_in(who()).post(reverse("accept-answer", args=[answer.pk]))

    assert AuditEntry.objects.filter(act="accept answer").count() == 1
    asked.refresh_from_db()
    assert asked.accepted == answer


def test_a_lead_of_its_area_accepts_and_others_do_not():
    asked = question(area=Area.objects.get(code="03R"))
    answer, lead = post(asked), member("QWO")
    Lead.objects.create(user=lead, area=Area.objects.get(code="QWO"))
    address = reverse("accept-answer", args=[answer.pk])

    assert signed_in(member()).post(address).status_code == 403
    assert signed_in(lead).post(address).status_code == 302


@pytest.mark.parametrize("kind", ["discussion", "announcement"])
def test_only_questions_have_answers(kind):
    opened = thread(kind=kind)

    assert signed_in(opened.author).post(reverse("accept-answer", args=[post(opened).pk])).status_code == 403
    with pytest.raises(NotToBeAnswered):
        accept(post=opened.posts.get(number=2), by=opened.author)


def test_neither_the_question_nor_what_is_not_seen_answers_it():
    asked = question()
    for one in (asked.posts.get(), post(asked, state="hidden")):
        with pytest.raises(NotToBeAnswered):
            accept(post=one, by=asked.author)


@pytest.mark.parametrize("state", ["hidden", "removed"])
def test_an_accepted_answer_that_is_hidden_answers_nothing_until_it_is_shown_again(state):
    asked = question()
    answer = post(asked, member(name="Bob Jones"))
    accept(post=answer, by=asked.author)
    client = signed_in(asked.author)

    answer.refresh_from_db()
    answer.put(state)
    assert "Bob Jones answered in" not in page(client, asked)
    assert "Accepted answer" not in page(client, asked)
    asked.refresh_from_db()
    assert not asked.is_answered

    answer.put("published")
    assert "Bob Jones answered in" in page(client, asked)


def test_a_reply_says_what_it_answers_and_leads_there():
    opened = thread(member(name="Ann Lee"))
    client = signed_in(trusted(member()))

    form = client.get(reverse("reply", args=[opened.pk]), {"to": "1"}).text
    client.post(
        reverse("reply", args=[opened.pk]), {"to": "1", "text": "Eight o’clock.", "key": uuid.uuid4()}
    )

    assert '<input type="hidden" name="to" value="1"' in form
    assert opened.posts.get(number=2).reply_to == opened.posts.get(number=1)
    assert f'In reply to <a href="/threads/{opened.pk}/posts/1/">#1 by Ann Lee</a>' in page(client, opened)


def test_a_reply_to_what_is_hidden_since_names_nobody():
    opened = thread()
    answered = post(opened, member(name="Bob Jones"))
    post(opened, reply_to=answered)
    answered.put("hidden")

    shown = page(signed_in(member()), opened)
    assert "In reply to" in shown
    assert "Bob Jones" not in shown


@pytest.mark.parametrize("number", ["9", "0", "-1", "x", "99999999999999999999", "٣"])
def test_a_reply_to_nothing_is_a_reply_to_the_thread(number):
    opened = thread()
    shown = signed_in(member()).get(reverse("reply", args=[opened.pk]), {"to": number, "quote": "yes"})

    assert shown.status_code == 200
    assert "wrote in" not in shown.text


def test_nobody_quotes_what_they_may_not_read():
    opened = thread()
    post(opened, text="Hidden words", state="hidden")

    shown = signed_in(member()).get(reverse("reply", args=[opened.pk]), {"to": "2", "quote": "yes"})
    assert "Hidden words" not in shown.text


def test_a_quotation_says_who_wrote_and_where_without_what_was_quoted_there():
    opened = thread(member(name="Ann *Lee*"))
    made = post(opened, opened.author, text="> older\n\nWe begin at eight.\n\n- always")

    assert quotation(made) == (
        f"> Ann \\*Lee\\* wrote in [#2](/threads/{opened.pk}/posts/2/):\n>\n> We begin at eight.\n>\n> - always"
    )


def test_a_long_post_is_quoted_in_part():
    made = thread(text="word " * 2_000).posts.get()

    assert len(quotation(made)) < LONGEST_QUOTE + 200
    assert quotation(made).endswith(" …")


def test_a_thread_costs_the_same_with_one_answer_and_with_many():
    few, many = question(), question()
    for made, number in ((few, 1), (many, 9)):
        for _ in range(number):
            one = post(made, reply_to=made.posts.get(number=1))
            for _ in range(number):
                react(post=one, by=member(), kind="thanks")
        accept(post=one, by=made.author)
    client = signed_in(member())
    costs = []
    for made in (few, many, few, many):
        with CaptureQueriesContext(connection) as asked:
            page(client, made)
        costs.append(len(asked))

    assert costs[2] == costs[3]
