"""Nobody gets at what is another's by putting its number into an address or a field: each attacker tries all of it."""

import pytest
from django.http import HttpResponse

from forum.actions.moderation.appealing import appeal
from tests import factories
from tests.attacks.others_things import CASES, Case
from tests.attacks.world import ATTACKERS, MARKER, NOBODYS, attacker, changed, contents, world, writing
from tests.forum.reviewed import hidden, reported

pytestmark = pytest.mark.django_db
SIGN_IN = "/accounts/sign-in/"
TRIES = [(who, case) for case in CASES for who in case.by]


def with_ones_own(things, one) -> None:
    """Give an attacker a post, and to staff a review and a decision about them: what their own pages are about."""
    user = one.user or things.victim
    things.own = user.pk
    things.own_post = factories.thread(user, title="Mine", text="Mine").posts.get().pk
    if user.is_moderator or user.is_superuser:
        things.own_item = reported(post=factories.post(factories.thread(), user, text="Mine"))
        decided = hidden(by=things.judge, author=user, text="Mine")
        appeal(decision=decided, by=user, words="Not fair")
        things.own_appeal = decided.item


def said(answer: HttpResponse) -> str:
    body = b"".join(answer.streaming_content) if answer.streaming else answer.content
    return f"{answer.headers} {body.decode(errors='replace')}"


def what_is_wrong(case: Case, who: str, answer: HttpResponse) -> list[str]:
    leads_to = answer.get("Location", "")
    is_sent_to_sign_in = leads_to.startswith(
        ("/admin/login/", SIGN_IN) if who in NOBODYS else "/admin/login/"
    )
    wrong = []
    if answer.status_code not in case.answers and not is_sent_to_sign_in:
        wrong.append(f"answered {answer.status_code} {leads_to}")
    if MARKER in said(answer):
        wrong.append("told what is not theirs")
    return wrong


@pytest.mark.parametrize("who", ATTACKERS)
def test_nothing_of_another_is_seen_or_changed_by(who: str):
    things, one = world(), attacker(who)
    with_ones_own(things, one)
    failed, at_first = {}, contents()  # emails too: they are rows
    for case in (each for each in CASES if who in each.by):
        with writing() as written:
            wrong = what_is_wrong(case, who, case.ask(one, things))
        if wrong := wrong + [f"wrote {table}" for table in written]:
            failed[str(case)] = wrong

    assert failed == {}
    assert changed(at_first) == []


def test_what_is_attacked_is_there_for_those_whose_it_is():
    """Without it, an attack that is refused would prove nothing: the thing might not be there."""
    things = world()
    own = things.browser

    for address in (
        f"/threads/{things.thread.pk}/posts/{things.held.number}/",
        f"/posts/{things.held.pk}/edit/",
        f"/posts/{things.held.pk}/files/",
        f"/posts/{things.post.pk}/revisions/?from=1&to=2",
        things.held_file.get_absolute_url(),
        f"/moderation/decisions/{things.decision.pk}/appeal/",
        f"/moderation/decisions/{things.other_decision.pk}/appeal/?key={things.key}",
        "/accounts/passkeys/",
        f"/case-studies/{things.published.pk}/write/problem/",
        f"/case-studies/{things.draft.pk}/history/?from=1&to=2",
        f"/adoption/proposals/{things.proposal.pk}/",
        "/technologies/attacked-scope/edit/",
    ):
        assert own.get(address, follow=True).status_code == 200, address
    assert MARKER in own.get(f"/posts/{things.post.pk}/revisions/?from=1&to=2").content.decode()
    assert MARKER in own.get(things.thread.get_absolute_url()).content.decode()
    assert MARKER.encode() in own.get(things.held_file.get_absolute_url()).content
    assert MARKER in own.get(things.draft.get_absolute_url()).content.decode()
    assert MARKER in own.get(f"/case-studies/{things.draft.pk}/write/problem/").content.decode()
    assert MARKER.encode() in own.get(things.draft_file.get_absolute_url()).content


def test_there_are_as_many_attacks_as_promised():
    assert len(TRIES) == len({(who, str(case)) for who, case in TRIES})
    assert len(TRIES) >= 150
