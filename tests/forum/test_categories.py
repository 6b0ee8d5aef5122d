"""Categories and tags: who writes where, and how lists show it."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum.actions.discussions import start_thread
from forum.actions.kind_refusals import CategoryClosed, CategoryRefused
from forum.actions.kinds import Details
from forum.models import Category, Thread
from tests.factories import administrator, category, member, moderator, post, space, tagged, thread, trusted
from tests.forum.pages import text

pytestmark = pytest.mark.django_db
STAFF = [moderator, administrator]


def theatres() -> Category:
    return Category.objects.get(slug="theatres")


def start(by, of: Category | None) -> Thread:
    return start_thread(by=by, title="Lists", text="Ours are long.", details=Details(category=of))


# The front page


def test_the_front_page_has_categories_by_groups_with_their_threads_and_the_newest(client):
    client.force_login(member())
    thread(title="An older one", category=theatres())
    thread(title="The newest one", category=theatres())
    thread(title="Without a category")

    shown = text(client, "/forum/")

    assert [group in shown for group in ("By challenge", "By treatment function", "In no category")] == [
        True
    ] * 3
    assert "Private spaces" not in shown
    beside = shown.partition('id="categories"')[2]
    assert (
        '<a href="/forum/theatres/">Theatres and surgery</a> <span class="app-secondary">2 threads</span>'
        in beside
    )
    assert "The newest one</a>" in beside
    assert "An older one" not in beside
    assert (
        '<a href="/forum/everything-else/">Everything else</a> <span class="app-secondary">1 thread</span>'
        in beside
    )


def test_the_front_page_counts_only_what_its_reader_sees(client):
    author = member()
    thread(author, title="Held one", category=theatres(), state="held", held_because="first posts")
    client.force_login(member())

    shown = text(client, "/forum/")

    assert "Held one" not in shown
    assert 'Theatres and surgery</a> <span class="app-secondary">0 threads</span>' in shown


def test_a_category_lists_its_own_threads_with_the_pinned_ones_on_top(client):
    client.force_login(member())
    thread(title="Pinned long ago", category=theatres(), pinned_at=timezone.now())
    thread(title="The newest", category=theatres())
    thread(title="Elsewhere", category=Category.objects.get(slug="money"))
    thread(title="In none")

    shown = text(client, "/forum/theatres/")

    assert shown.index("Pinned long ago") < shown.index("The newest")
    assert "Elsewhere" not in shown
    assert "In none" not in shown


def test_what_has_no_category_is_listed_with_everything_else(client):
    client.force_login(member())
    thread(title="In theatres", category=theatres())
    thread(title="In none")

    shown = text(client, "/forum/everything-else/")

    assert "In none" in shown
    assert "In theatres" not in shown


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("category=theatres", {"Question"}),
        ("category=none", {"Poll", "Answered", "Plain"}),
        ("kind=question", {"Question", "Answered"}),
        ("unanswered=on", {"Question"}),
        ("tag=Day+surgery", {"Poll"}),
        ("kind=poll&tag=day-surgery", {"Poll"}),
        ("kind=event", set()),
    ],
)
def test_threads_are_filtered_by_category_kind_tag_and_whether_they_are_answered(client, asked, found):
    client.force_login(member())
    thread(title="Question thread", kind="question", category=theatres())
    tagged(thread(title="Poll thread", kind="poll"), "day surgery")
    answered = thread(title="Answered thread", kind="question")
    answered.accepted = post(answered)
    answered.save()
    answered.count_posts()
    thread(title="Plain thread")

    shown = text(client, f"/forum/?{asked}")

    assert {
        word for word in ("Question", "Poll", "Answered", "Plain") if f"{word} thread</a>" in shown
    } == found


def test_a_filter_by_a_category_that_one_does_not_read_is_answered_as_one_that_is_not_there(client):
    secret = space("QHM")
    client.force_login(member("03R"))

    for slug in (secret.slug, "no-such-category"):
        assert client.get(f"/forum/?category={slug}").status_code == 400


def test_tags_lead_to_the_threads_that_have_them(client):
    client.force_login(member())
    tagged(thread(title="On hubs"), "surgical hubs")
    thread(title="On other things")

    assert 'href="/forum/tags/surgical-hubs/"' in text(client, "/forum/tags/")
    shown = text(client, "/forum/tags/surgical-hubs/")

    assert "On hubs" in shown
    assert "On other things" not in shown
    assert text(client, "/forum/tags/no-such-tag/", 404)


@pytest.mark.parametrize("someone", [member, moderator, administrator])
def test_lists_cost_the_same_with_one_thread_and_with_thirty_and_ten_queries_at_most(client, someone):
    reader = someone()
    client.force_login(reader)
    lists = ["/forum/", "/forum/theatres/", "/forum/tags/hubs/", "/forum/?kind=question", "/forum/tags/"]

    def write(number: int) -> None:
        one = thread(title=f"Thread {number}", category=theatres(), kind="question", author=reader)
        tagged(one, "hubs")
        tagged(one, f"tag {number}")

    def queries(address: str) -> int:
        client.get(address)
        with CaptureQueriesContext(connection) as counted:
            assert client.get(address).status_code == 200
        return len(counted)

    write(0)
    with_one = [queries(address) for address in lists]
    for number in range(1, 30):
        write(number)

    assert [queries(address) for address in lists] == with_one
    assert max(with_one) <= 10


# Who writes where


def test_a_thread_is_started_in_a_category():
    assert start(trusted(member()), theatres()).category == theatres()


@pytest.mark.parametrize("someone", STAFF)
def test_staff_alone_start_threads_where_staff_write(someone):
    announcements = Category.objects.get(slug="announcements")

    with pytest.raises(CategoryRefused):
        start(trusted(member()), announcements)

    assert start(someone(), announcements).category == announcements


def test_a_closed_category_takes_no_new_threads_from_anybody():
    closed = category("Closed one", closed_at=timezone.now())

    for someone in (member(), administrator()):
        with pytest.raises(CategoryClosed, match="takes no new threads"):
            start(someone, closed)

    assert not Thread.objects.filter(category=closed).exists()


@pytest.mark.parametrize("someone", [member, moderator])
def test_a_category_leads_to_the_form_where_one_may_start_a_thread_in_it(client, someone):
    client.force_login(someone())
    category("Closed one", slug="closed", closed_at=timezone.now())
    leads = {
        slug: f"/forum/start/?category={slug}" in text(client, f"/forum/{slug}/")
        for slug in ("theatres", "announcements", "closed")
    }

    assert leads == {"theatres": True, "announcements": someone is moderator, "closed": False}


def test_nobody_starts_a_thread_in_a_space_of_others():
    with pytest.raises(CategoryRefused):
        start(trusted(member("03R")), space("QHM"))


def test_the_form_offers_only_categories_in_which_the_person_may_start_threads(client):
    client.force_login(member("03R"))
    space("QHM", name="Theirs")
    space("QWO", name="Ours")
    category("Closed one", closed_at=timezone.now())

    shown = text(client, "/forum/start/")

    assert [name in shown for name in ("Ours", "Theatres and surgery", "Theirs", "Closed one")] == [
        True,
        True,
        False,
        False,
    ]
    assert '<option value="announcements">' not in shown


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        ("category=theatres", "theatres"),
        ("function=C_110", "trauma-and-orthopaedics"),
        ("category=theatres&function=C_110", "theatres"),
    ],
)
def test_the_form_begins_with_the_category_that_the_address_asks_for_or_what_it_is_about(
    client, asked, chosen
):
    client.force_login(member())

    assert f'<option value="{chosen}" selected>' in text(client, f"/forum/start/?{asked}")


def test_a_category_that_is_not_offered_is_refused_in_words_and_nothing_is_lost(client):
    client.force_login(member("03R"))
    sent = {"title": "Lists", "text": "Ours are long.", "key": uuid.uuid4(), "category": space("QHM").slug}

    shown = client.post("/forum/start/", sent).content.decode()

    assert "Choose one of the categories in the list." in shown
    assert "Ours are long." in shown
    assert not Thread.objects.exists()
