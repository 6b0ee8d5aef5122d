"""Discussions about case studies, technologies and adoption records: asked, listed, told of, and with a badge."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Letter, Notice, NotificationChoice
from casestudies.actions.moderating import put
from casestudies.models import Authorship, CaseEvent, Mark
from forum.actions.discussions import start_thread
from forum.actions.moderation import content
from forum.actions.moderation.deciding import Why
from forum.models import Post, ReviewItem, Thread
from forum.news import news_for
from tests.factories import adoption, case_study, member, moderator, post, technology, thread, trusted
from tests.forum.reviewed import latest

pytestmark = pytest.mark.django_db
TITLE = "How many sessions a week?"
About = NotificationChoice.About


def asked(client, by, query: str) -> Thread:
    """Return the thread that somebody starts at an address."""
    client.force_login(by)
    address = f"{reverse('start-thread')}?{query}"
    form = client.get(address).context["form"]
    client.post(address, {"title": TITLE, "text": "We run two.", "key": form["key"].value()})
    return Thread.objects.get(title=TITLE)


def page_of(client, found) -> str:
    return client.get(found.get_absolute_url(), follow=True).content.decode()


def test_a_question_is_about_its_case_study(client):
    case = case_study(state="published", title="Same-day clinics")
    client.force_login(member())
    assert f"?case={case.pk}" in page_of(client, case)

    made = asked(client, trusted(member()), f"case={case.pk}")

    assert made.case_study == case
    page = page_of(client, made)
    assert f'<a href="{case.get_absolute_url()}">Same-day clinics</a>' in page
    assert TITLE in page_of(client, case)


def test_a_technology_lists_what_is_said_of_it_its_records_and_its_case_studies(client):
    about = technology()
    for target in (
        {"technology": about},
        {"adoption": adoption(of=about)},
        {"case_study": case_study(state="published", technologies=[about])},
    ):
        thread(title=f"About the {next(iter(target))}", **target)
    thread(title="About another", technology=technology())
    client.force_login(member())

    page = client.get(reverse("technology", args=[about.slug])).content.decode()

    for words in ("About the technology", "About the adoption", "About the case_study"):
        assert words in page
    assert "About another" not in page


def test_a_record_lists_what_is_said_of_it(client):
    record = adoption()

    made = asked(client, trusted(member()), f"record={record.pk}")

    assert made.adoption == record
    assert TITLE in page_of(client, record)


def test_visitors_read_no_discussion(client):
    case = case_study(state="published")
    thread(title=TITLE, case_study=case)

    page = page_of(client, case)

    assert TITLE not in page
    assert "sign in as a member" in page


@pytest.mark.parametrize("query", ["case=999999", "case=٣", "technology=nothing", "record=999999"])
def test_nothing_is_asked_about_what_is_not_there(client, query):
    client.force_login(member())

    answered = client.get(f"{reverse('start-thread')}?{query}")

    assert answered.status_code in (200, 404)
    if answered.status_code == 200:
        assert answered.context["practice"] is None


def test_nothing_is_asked_about_what_one_may_not_read(client):
    case = case_study(title="Zebracrossing", state="hidden")
    client.force_login(member())

    assert client.get(f"{reverse('start-thread')}?case={case.pk}").status_code == 404


def test_a_thread_does_not_name_a_case_study_that_is_hidden(client):
    case = case_study(state="published", title="Zebracrossing")
    made = thread(title=TITLE, case_study=case)
    put(case=case, act=CaseEvent.Act.HIDDEN, by=None)
    client.force_login(member())

    assert "Zebracrossing" not in page_of(client, made)
    assert "Zebracrossing" not in client.get(reverse("forum")).content.decode()


# Its authors are told.


def test_its_authors_are_told_once_and_not_of_their_own(client):
    first, second = trusted(member()), member()
    case = case_study(first, state="published")
    Authorship.objects.create(case=case, person=second)

    start_thread(by=first, title=TITLE, text="Does it work elsewhere?", case_study=case)

    assert [one.user for one in Notice.objects.all()] == [second]
    assert not Letter.objects.exists()


def test_a_question_that_is_held_is_told_of_when_it_is_approved():
    author = member()
    case = case_study(author, state="published")
    made = start_thread(by=member(), title=TITLE, text="Does it work elsewhere?", case_study=case)
    assert made.posts.get().state == Post.State.HELD
    assert not Notice.objects.filter(user=author).exists()

    content.keep(**latest(ReviewItem.objects.get()), by=moderator(), why=Why())

    assert Notice.objects.filter(user=author).count() == 1


@pytest.mark.parametrize(
    ("about", "is_told"), [([About.REPLIES], True), ([About.FIGURES], False), ([], False)]
)
def test_letters_name_questions_to_those_who_chose_to_hear_of_replies(about, is_told):
    author = member()
    made = thread(title=TITLE, case_study=case_study(author, state="published"))
    at = made.posts.get().published_at

    news = news_for(author, about, at.replace(year=at.year - 1), at)

    assert news.questions == ([made] if is_told else [])


# The badge.


def test_whoever_runs_it_has_a_badge_beside_what_they_post_of_it(client):
    case, runs = case_study(state="published"), member()
    Mark.objects.create(case=case, person=runs, kind=Mark.Kind.RUNS)
    made, other = thread(case_study=case), thread()
    for place in (made, other):
        post(place, runs)
        post(place, member())
    client.force_login(member())

    assert page_of(client, made).count("We run this") == 1
    assert "We run this" not in page_of(client, other)


# What it costs.


def _queries(client, address: str) -> int:
    with CaptureQueriesContext(connection) as made:
        assert client.get(address).status_code == 200
    return len(made)


@pytest.mark.parametrize("place", ["list", "thread", "case"])
def test_many_cost_as_many_queries_as_one(client, place):
    case = case_study(state="published", technologies=[technology()])
    made = thread(case_study=case)
    runs = member()
    Mark.objects.create(case=case, person=runs, kind=Mark.Kind.RUNS)
    post(made, runs)
    client.force_login(member())
    pages = {"list": reverse("forum"), "thread": made.get_absolute_url(), "case": case.get_absolute_url()}
    few = _queries(client, pages[place])
    for _ in range(9):
        another = case_study(state="published")
        thread(case_study=another)
        thread(case_study=case, technology=technology(), adoption=adoption())
        person = member()
        Mark.objects.create(case=case, person=person, kind=Mark.Kind.RUNS)
        post(made, person)

    many = _queries(client, pages[place])

    print(place, few, many)
    # Other kinds of things come into the list: one query each.
    assert many <= few + (2 if place != "thread" else 0)


def test_what_is_posted_in_a_locked_thread_is_not_opened_to_be_edited(client):
    author = member()
    written = thread(author, is_locked=True).posts.get()
    client.force_login(author)

    answered = client.get(reverse("post-edit", args=[written.pk]), follow=True)

    assert answered.redirect_chain
    assert "what was posted in it stays as it is" in answered.content.decode()


def test_a_post_of_ones_own_is_not_reported(client):
    author = member()
    written = thread(author).posts.get()
    client.force_login(author)

    answered = client.post(reverse("report-post", args=[written.pk]), {"reason": "spam"})

    assert answered.status_code == 403
    assert "You cannot report what you wrote yourself" in answered.content.decode()
    assert not ReviewItem.objects.exists()


def test_a_locked_thread_of_ones_own_is_reported_to_be_changed(client):
    author = member()
    made = thread(author, is_locked=True)
    client.force_login(author)

    client.post(reverse("report-thread", args=[made.pk]), {"reason": "message", "words": "Take a name out."})

    assert ReviewItem.objects.get().thread == made
