"""The digest of a person's areas: signals, case studies of better peers, questions of peers; each once."""

from datetime import timedelta

import pytest
from django.core import mail
from django.urls import reverse

from accounts.models import NotificationChoice, User
from casestudies.models import CaseStudy
from forum.actions.telling import tell_what_is_new
from forum.models import Post
from metrics.models import Area, Publication
from tests.accounts.outbox import deliver
from tests.analysed import analysed, stands
from tests.factories import case_study, member, outcome, post, signed_in, thread
from tests.forum.peers import share_of
from tests.forum.test_news import NOON, chosen_only_by, published_on, reader, sent_at

pytestmark = pytest.mark.django_db
LATELY = NOON - timedelta(hours=12)
CONCERN, IMPROVEMENT = "special cause concern", "special cause improvement"


@pytest.fixture
def kim() -> User:
    """Somebody of Wakefield who has a digest each day."""
    return reader("daily", "digest")


def told(one: User, days: int = 0) -> str:
    """Return what the digest of a day says, "" where none is sent."""
    chosen_only_by(one)
    return "".join(sent_at(NOON + timedelta(days=days)))


def figures_of(at) -> None:
    """Publish figures in which Wakefield has a concern and an improvement, and the board it is part of a concern."""
    analysis = analysed()
    Publication.objects.update(at=at)
    stands(analysis, "03R", measure="waiting-list", signal=1, assessment=IMPROVEMENT)
    stands(analysis, "03R", measure="within-18-weeks", signal=-1, assessment=CONCERN)
    stands(analysis, "03R", measure="median-wait", signal=0, assessment="common cause")
    stands(analysis, "03R", measure="over-52-weeks", treatment_function="C_110", signal=1, assessment=CONCERN)
    stands(analysis, "02P", signal=-1, assessment=CONCERN)


def asked(title: str, by: User | None = None, **fields) -> Post:
    opened = thread(by or member("02P"), title=title, kind="question", **fields)
    published_on(LATELY, opened.posts.get())
    return opened.posts.get()


def shared(title: str, home: str, **fields) -> CaseStudy:
    return case_study(home=home, title=title, state="published", published_at=LATELY, **fields)


# Signals


def test_signals_in_new_figures_are_told_the_concerns_first(kim):
    figures_of(LATELY)

    said = told(kim)

    assert "Signals in your figures of May 2025" in said
    lines = [line for line in said.splitlines() if line.startswith("- Wakefield")]
    assert [line.rpartition(": ")[2] for line in lines] == [CONCERN, IMPROVEMENT]
    assert "http://localhost:8000/areas/03R/" in said
    assert "Barnsley" not in said
    assert mail.outbox[0].subject == "Exemplar: a digest of your areas"


def test_signals_are_told_once(kim):
    figures_of(LATELY)
    assert told(kim)

    assert told(kim, days=1) == ""


def test_signals_in_figures_that_were_there_before_are_not_told(kim):
    figures_of(NOON - timedelta(days=20))

    assert told(kim) == ""


def test_who_belongs_to_no_area_has_no_digest(kim):
    figures_of(LATELY)
    kim.claims.update(state="ended", ended_at=NOON)

    assert told(kim) == ""


# Case studies


def test_new_case_studies_of_better_peers_are_told_and_why(kim):
    share_of(("03R", 0.6), ("02P", 0.65), ("02T", 0.4), ("15F", 0.9))
    Publication.objects.update(at=NOON - timedelta(days=20))
    shared("Of a better peer", "02P")
    shared("Of a peer that does worse", "02T")
    shared("Of no peer", "15F")
    shared("Our own", "03R")
    case_study(home="02P", title="A draft")
    case_study(home="02P", title="Older", state="published", published_at=NOON - timedelta(days=9))

    said = told(kim)

    assert "- Of a better peer (Barnsley does better on waiting 18 weeks or less)" in said
    for title in ("does worse", "Of no peer", "Our own", "A draft", "Older"):
        assert title not in said


def test_a_peer_must_do_better_on_what_the_case_study_claims(kim):
    share_of(("03R", 0.6), ("02P", 0.65))
    Publication.objects.update(at=NOON - timedelta(days=20))
    outcome(shared("Shorter lists", "02P"), measure="waiting-list")

    assert told(kim) == ""


def test_a_case_study_that_was_hidden_before_the_letter_was_sent_is_not_told(kim):
    share_of(("03R", 0.6), ("02P", 0.65))
    Publication.objects.update(at=NOON - timedelta(days=20))
    case = shared("Of a better peer", "02P")
    chosen_only_by(kim)
    tell_what_is_new(now=NOON)
    CaseStudy.objects.filter(pk=case.pk).update(state="hidden")

    assert deliver() == []


# Questions


def test_questions_of_peers_that_nobody_answered_are_told(kim):
    asked("By a peer")
    asked("About a peer", member("15F"), area=Area.objects.get(code="02P"))
    asked("By no peer", member("15F"))
    answered = asked("Answered")
    published_on(LATELY, post(answered.thread))
    talk = thread(member("02P"), title="No question")
    published_on(LATELY, talk.posts.get())

    said = told(kim)

    assert "Questions of areas like yours that nobody has answered" in said
    assert "- By a peer" in said
    assert "- About a peer" in said
    assert "Reply: http://localhost:8000/threads/" in said
    for title in ("By no peer", "Answered\n", "No question"):
        assert title not in said


def test_a_question_that_was_answered_or_hidden_before_the_letter_was_sent_is_not_told(kim):
    first, second = asked("To be answered"), asked("To be hidden")
    chosen_only_by(kim)
    tell_what_is_new(now=NOON)
    post(first.thread)
    second.put(Post.State.HIDDEN)

    assert deliver() == []


# As often as one chose


def test_a_digest_is_not_offered_at_once():
    page = signed_in(member()).get(reverse("profile-notifications")).content.decode()

    offered = page.partition('name="digest"')[2].partition("</select>")[0]
    assert "Once a day" in offered
    assert "At once" not in offered


def test_it_can_be_ended_by_the_link_in_it(kim):
    asked("By a peer")
    assert told(kim)
    stop = mail.outbox[0].extra_headers["List-Unsubscribe"].strip("<>")

    signed_in(kim).post(stop.removeprefix("http://localhost:8000"))

    assert NotificationChoice.objects.get(user=kim, about="digest").how_often == "never"
