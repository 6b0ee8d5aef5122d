"""What stands beside a thread as like it: ranked as an obvious way to count would, and only what its reader may see."""

import random

import pytest
from django.urls import reverse

from casestudies.models import CaseStudy
from forum.models import Category, Link, Tag, Thread
from forum.queries.related import like
from safety.search.likeness import alike, has_any
from tests.factories import case_study, member, outcome, signed_in, technology, thread, verified
from tests.places import area

pytestmark = pytest.mark.django_db
HTMX = {"HTTP_HX_REQUEST": "true"}


def threads_like(made: Thread, reader) -> list[Thread]:
    return like(made, reader)[0]


def cases_like(made: Thread) -> list[CaseStudy]:
    return like(made, member())[1]


def apart(number: int) -> str:
    """Return a title that has no word in common with another."""
    return f"zebra{number}"


def plainly_alike(one: Thread, other: Thread) -> int:
    """Return how alike two threads are, things counted one by one."""
    links = [list(each.about_too.all()) for each in (one, other)]
    areas, measures, scopes = (
        [
            {getattr(each, column), *(getattr(link, column) for link in linked)} - {None, ""}
            for each, linked in zip((one, other), links, strict=True)
        ]
        for column in ("area_id", "measure", "technology_id")
    )
    score = 3 * len(set(one.tags.all()) & set(other.tags.all()))
    score += 4 * (one.case_study_id is not None and one.case_study_id == other.case_study_id)
    score += 4 * bool(scopes[0] & scopes[1]) + 3 * bool(measures[0] & measures[1])
    score += 1 * bool(areas[0] & areas[1])
    return score + 2 * (one.treatment_function == other.treatment_function != "")


@pytest.mark.parametrize("seed", range(4))
def test_threads_are_ranked_as_an_obvious_way_to_count_ranks_them(seed):
    dice, author = random.Random(seed), member()
    tags = [Tag.objects.create(name=f"tag {n}", slug=f"tag-{n}") for n in range(4)]
    areas, scopes = [area("03R"), area("QOQ")], [technology(), technology()]
    cases = [case_study(state="published"), case_study(state="published")]
    for number in range(14):
        made = thread(
            author,
            title=apart(number),
            area=dice.choice([None, *areas]),
            measure=dice.choice(["", "", "median-wait", "within-18-weeks"]),
            treatment_function=dice.choice(["", "C_110", "C_120"]),
            technology=dice.choice([None, None, *scopes]),
            case_study=dice.choice([None, None, *cases]),
        )
        made.tags.set(dice.sample(tags, dice.randrange(3)))
        if dice.random() < 0.3:
            Link.objects.create(
                thread=made, area=dice.choice(areas), measure=dice.choice(["", "median-wait"])
            )
    one, *others = Thread.objects.order_by("pk")

    found = threads_like(one, member())

    scores = {other.pk: plainly_alike(one, other) for other in others}
    best = sorted((score for score in scores.values() if score >= 2), reverse=True)[:5]
    assert [each.likeness for each in found] == best
    assert [scores[each.pk] for each in found] == best
    assert best


def test_words_of_the_title_make_threads_alike():
    one, other = (thread(title=title) for title in ("Late theatre starts", "Theatre starts on Mondays"))
    thread(title="Parking")

    assert threads_like(one, member()) == [other]


def test_an_area_alone_makes_nothing_alike():
    one = thread(title=apart(1), area=area("03R"))
    thread(title=apart(2), area=area("03R"))

    assert threads_like(one, member()) == []


def test_duplicates_and_what_one_may_not_read_are_not_shown():
    closed = Category.objects.create(name="A space", slug="a-space", group="space")
    closed.areas.add(area("QOQ"))
    one, hidden, private, again = (
        thread(title=apart(n), measure="median-wait", category=of, state=state)
        for n, (of, state) in enumerate(
            [(None, "published"), (None, "hidden"), (closed, "published"), (None, "published")]
        )
    )
    Thread.objects.filter(pk=again.pk).update(duplicate_of=one)

    assert threads_like(one, member("03R")) == []
    assert threads_like(one, member("QOQ")) == [private]
    assert hidden not in threads_like(one, member("QOQ"))


def test_case_studies_alike_are_published_and_other_than_its_own():
    scope = technology()
    own = case_study(state="published", technologies=[scope], home="15F")
    made = thread(
        title=apart(1),
        technology=scope,
        measure="within-18-weeks",
        treatment_function="C_110",
        case_study=own,
    )
    both = case_study(state="published", technologies=[scope], home="15F", title="Both")
    outcome(both)
    by_function = case_study(state="published", functions=["C_110"], home="15F", title="Function")
    case_study(technologies=[scope], home="15F", title="A draft")
    case_study(state="published", home="15F", title="Something else")

    found = cases_like(made)

    assert [(one, one.likeness) for one in found] == [(both, 7), (by_function, 2)]


def test_case_studies_with_words_of_the_title_are_alike():
    made = thread(title="Late theatre starts")
    case = case_study(state="published", title="Theatre starts on time", home="15F")
    case_study(state="published", title="Parking for staff", summary="Where to park.", home="15F")

    assert cases_like(made) == [case]
    assert CaseStudy.objects.published().count() == 2


def test_any_word_is_enough_to_be_alike_and_none_without_meaning():
    thread(title="Late theatre starts", text="Parking is another matter.")

    assert alike("theatre parking", "discussion") != [[]]
    assert alike("parking", "discussion") == [[]]
    assert [alike(words, "discussion") for words in ("the of and", "", '"*')] == [[[]]] * 3


@pytest.mark.parametrize(
    ("title", "other", "has"),
    [
        ("Late theatre starts", "start", True),
        ("Late theatre start", "starts", True),
        ("Beds", "bed", False),
        ("Waiting lists in ENT", "ent", True),
        ("Dental care", "ent", False),
        ("Enhanced recovery", "enhanced recovery", True),
        ("", "start", False),
    ],
)
def test_titles_share_a_word_also_with_another_ending(title, other, has):
    assert has_any(title, [other]) is has


def test_a_thread_shows_the_way_to_what_is_like_it_and_htmx_fetches_a_part():
    one, other = (thread(title=title, measure="median-wait") for title in ("Late starts", "Early ends"))
    browser, address = signed_in(member()), reverse("related", args=[one.pk])

    assert f'hx-get="{address}"' in browser.get(one.get_absolute_url()).text
    whole, part = browser.get(address).text, browser.get(address, **HTMX).text

    assert other.title in whole
    assert other.title in part
    assert "<h1" in whole
    assert "<html" not in part


def test_who_may_not_read_a_thread_learns_nothing_of_what_is_like_it():
    made = thread()

    assert signed_in(verified()).get(reverse("related", args=[made.pk])).status_code == 404


@pytest.mark.parametrize("many", [1, 8])
def test_what_is_alike_costs_as_much_for_many_as_for_one(many, django_assert_max_num_queries):
    made = thread(title="Late theatre starts", measure="within-18-weeks")
    for number in range(many):
        thread(title=f"Theatre starts {number}", measure="within-18-weeks")
        outcome(case_study(state="published", title=f"Theatres {number}", home="15F"))
    browser = signed_in(member())

    with django_assert_max_num_queries(12):
        assert "Theatre starts" in browser.get(reverse("related", args=[made.pk]), **HTMX).text
