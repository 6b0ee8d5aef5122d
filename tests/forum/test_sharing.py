"""Whether practice is shared across boundaries: the page, its files, and what does not count."""

import csv
import io
from datetime import timedelta

import pytest
from django.core.cache import caches
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.models import Claim, User
from casestudies.models import Adoption, CaseStudy, Mark, StageEvent
from forum.models import Category, Post, Reaction, Thread
from forum.presenters.sharing import FEW_IN_WORDS, counted, matrix
from metrics.models import Area
from tests.factories import adoption, case_study, member, post, signed_in, thread

pytestmark = pytest.mark.django_db

GIVES, TAKES, ALONE = "QWO", "QOP", "QOX"


@pytest.fixture(autouse=True)
def enough_members(db) -> None:
    """Let both boards have so many members that none of them is told apart by a count."""
    for code in (GIVES, TAKES):
        for _ in range(2):
            member(code)


@pytest.fixture
def giver() -> User:
    return member("03R")


@pytest.fixture
def taker() -> User:
    return member(TAKES)


def rows(path: str = "sharing-csv") -> list[dict[str, str]]:
    caches["figures"].clear()
    answer = Client().get(reverse(path))
    assert answer.status_code == 200
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


def crossed() -> list[tuple[str, str, str, str]]:
    return [(row["from"], row["to"], row["kind"], row["count"]) for row in rows()]


def page(client: Client | None = None) -> str:
    caches["figures"].clear()
    return (client or Client()).get(reverse("sharing")).content.decode()


def test_a_reply_crosses_from_the_board_of_a_location_to_the_board_that_asked(giver, taker):
    post(thread(taker), giver)
    assert crossed() == [(GIVES, TAKES, "reply", "1")]


def test_a_reply_within_a_board_crosses_nothing(giver):
    post(thread(member(GIVES)), giver)
    assert crossed() == []
    assert counted().kinds.loc["reply"].to_dict() == {"known": 1, "crossing": 0}


def test_thanks_for_a_post_go_from_its_author_to_whoever_thanks(giver, taker):
    made = thread(giver).posts.get()
    Reaction.objects.create(post=made, person=taker, kind=Reaction.Kind.THANKS)
    Reaction.objects.create(post=made, person=taker, kind=Reaction.Kind.AGREE)
    assert crossed() == [(GIVES, TAKES, "thanks", "1")]


def test_a_discussion_about_another_area_goes_to_the_board_of_that_area(giver, taker):
    thread(giver, area=Area.objects.get(code=TAKES))
    assert crossed() == [(GIVES, TAKES, "thread", "1")]


def test_a_case_study_used_and_thanked_for_goes_from_the_board_whose_it_is(giver, taker):
    case = case_study(giver, state=CaseStudy.State.PUBLISHED)
    for kind in Mark.Kind:
        Mark.objects.create(case=case, person=taker, kind=kind)
    assert crossed() == [(GIVES, TAKES, "thanks", "1"), (GIVES, TAKES, "use", "1")]


def followed(case: CaseStudy, *stages: str) -> Adoption:
    made = adoption(TAKES, source=case, stage=stages[0])
    made.events.all()
    for number, stage in enumerate(stages, made.events.count() + 1):
        StageEvent.objects.create(adoption=made, number=number, stage=stage, day=timezone.localdate())
    return made


def test_an_adoption_that_follows_a_case_study_counts_once_it_is_in_use(giver):
    case = case_study(giver, state=CaseStudy.State.PUBLISHED)
    followed(case, "considering")
    assert crossed() == []
    followed(case, "considering", "piloting", "adopted")
    assert crossed() == [(GIVES, TAKES, "adoption", "1")]


@pytest.mark.parametrize("state", [Post.State.HELD, Post.State.HIDDEN, Post.State.REMOVED])
def test_what_others_do_not_see_does_not_count(giver, taker, state):
    post(thread(taker), giver, state=state, held_because="fast" if state == Post.State.HELD else "")
    post(thread(taker, state=state, held_because="fast" if state == Post.State.HELD else ""), giver)
    assert crossed() == []
    assert counted().known == 0


def test_private_spaces_do_not_count(giver, taker):
    space = Category.objects.create(name="Ours", slug="ours", group=Category.Group.SPACE)
    made = thread(taker, category=space, kind=Thread.Kind.QUESTION)
    assert "No question waits for a reply." in page()
    Reaction.objects.create(post=post(made, giver), person=taker, kind=Reaction.Kind.THANKS)
    assert counted().known == 0


def test_a_case_study_that_is_hidden_does_not_count(giver, taker):
    case = case_study(giver, state=CaseStudy.State.HIDDEN)
    Mark.objects.create(case=case, person=taker, kind=Mark.Kind.RUNS)
    followed(case, "piloting")
    assert counted().known == 0


def test_what_was_written_before_somebody_belonged_to_a_board_does_not_count_for_it(giver, taker):
    post(thread(taker), giver, published_at=timezone.now() - timedelta(days=40))
    assert counted().known == 0
    Claim.objects.update(decided_at=timezone.now() - timedelta(days=50))
    assert counted().crossing == 1


def test_what_was_written_after_a_membership_ended_does_not_count_for_it(giver, taker):
    post(thread(taker), giver)
    now = timezone.now()
    long_ago = {"decided_at": now - timedelta(days=9), "ended_at": now - timedelta(days=2)}
    Claim.objects.filter(user=giver).update(state=Claim.State.ENDED, **long_ago)
    assert counted().known == 0


def test_boards_with_fewer_than_three_members_are_not_told_apart(giver, taker):
    alone = member(ALONE)
    post(thread(taker), alone)
    assert crossed() == [("", TAKES, "reply", "1")]
    shown = page()
    assert FEW_IN_WORDS in shown
    assert "We say neither which boards these are nor how many" in shown
    assert {(row["from"], row["from_name"]) for row in rows()} == {("", FEW_IN_WORDS)}


def test_boards_that_neither_give_nor_take_are_named(giver, taker):
    post(thread(taker), giver)
    silent = [board.code for board in counted().silent]
    assert silent == []
    for _ in range(3):
        member(ALONE)
    assert [board.code for board in counted().silent] == [ALONE]


@pytest.mark.parametrize("people", [0, 1, 2])
def test_a_board_with_few_members_looks_like_one_without_any(giver, taker, people):
    post(thread(taker), giver)
    for _ in range(people):
        member(ALONE)
    assert Area.objects.get(code=ALONE).short_name not in page()
    assert crossed() == [(GIVES, TAKES, "reply", "1")]


def test_the_matrix_has_what_crossed_and_darkens_with_it(giver, taker):
    asked = thread(taker)
    for _ in range(3):
        post(asked, giver)
    post(thread(giver), taker)
    found = matrix(counted())
    assert [board.code for board in found.columns] == [TAKES, GIVES]
    counts = {board.code: [(count.words, count.shade) for count in row] for board, row in found.rows}
    assert counts == {GIVES: [("3", 4), ("", 0)], TAKES: [("", 0), ("1", 2)]}


def test_the_page_answers_in_its_first_sentence(giver, taker):
    post(thread(taker), giver)
    post(thread(giver), member(GIVES))
    shown = page()
    assert "1 of 2 replies, thanks, uses and other acts" in shown
    assert "(50.0%) crossed from one integrated care board to another." in shown


def test_a_site_without_anything_says_so():
    shown = page()
    assert "Nobody can tell yet" in shown
    assert "Nothing has crossed from one board to another yet." in shown


def test_questions_without_a_reply_are_counted_for_visitors_and_listed_for_members(giver, taker):
    waits = thread(taker, title="Who books theatres?", kind=Thread.Kind.QUESTION)
    post(thread(taker, title="Who calls?", kind=Thread.Kind.QUESTION), giver)
    visitor, reader = page(), page(signed_in(giver))
    assert "1 question has no reply yet" in visitor
    assert waits.title not in visitor
    assert f'<a href="{waits.get_absolute_url()}">Who books theatres?</a>' in reader
    assert "Who calls?" not in reader


def test_the_months_come_as_a_file_with_the_newest_last(giver, taker):
    post(thread(taker), giver)
    found = rows("sharing-months-csv")
    assert len(found) == 24
    now = timezone.localdate()
    assert found[-1] == {"month": f"{now:%Y-%m}", "crossing": "1", "within": "0"}


@pytest.mark.parametrize(("name", "kind"), [("sharing-svg", "image/svg+xml"), ("sharing-png", "image/png")])
def test_the_chart_comes_as_a_picture(name, kind):
    answer = Client().get(reverse(name))
    assert answer.status_code == 200
    assert answer["Content-Type"] == kind


@pytest.mark.parametrize("many", [1, 10])
def test_the_page_costs_the_same_queries_with_one_act_and_with_many(
    giver, taker, many, django_assert_max_num_queries
):
    client = signed_in(giver)
    for _ in range(many):
        post(thread(taker), giver)
        thread(taker, kind=Thread.Kind.QUESTION)
    page(client)
    caches["figures"].clear()
    with django_assert_max_num_queries(12):
        client.get(reverse("sharing"))
    with django_assert_max_num_queries(8):
        client.get(reverse("sharing"))
