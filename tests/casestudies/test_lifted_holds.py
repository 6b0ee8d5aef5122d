"""Holds that the guard put on a case study for no reason: moderators lift them, of exactly what they read."""

import pytest
from django.urls import reverse

from casestudies.actions import lives
from casestudies.actions.changing import NotNow
from casestudies.actions.holding import NotHeld, ReasonMissing, ask_to_lift, lift
from casestudies.actions.writing import save
from casestudies.models import CaseStudy
from safety.models import AuditEntry
from tests.casestudies.lives import PATIENT, lead, whole_case
from tests.factories import member, moderator, outcome

pytestmark = pytest.mark.django_db
WHY = "The number is the one that the NHS gives as an example."


def held(**fields):
    """Return a whole draft of which one answer is held, and its author."""
    case = whole_case(**fields)
    author = case.authorships.get().person
    return written(case, author, done=PATIENT), author


def written(case, by, **fields):
    return save(case=case, by=by, version=CaseStudy.objects.get(pk=case.pk).version, fields=fields)


def lifted():
    case, author = held()
    ask_to_lift(case=case, by=author, words=WHY)
    return lift(case=case, by=moderator(), words=WHY), author


def test_sent_in_with_patient_data_it_is_held_from_then_on():
    case = whole_case()
    outcome(case, claim=PATIENT)
    author = case.authorships.get().person

    with pytest.raises(lives.HoldsPatientData):
        lives.submit(case=case, by=author)

    case.refresh_from_db()
    assert (case.state, case.held_because) == ("draft", "patient data")
    assert not CaseStudy.objects.visible_to(lead()).filter(pk=case.pk).exists()


def test_whoever_asks_says_why_and_is_in_the_audit_log_without_it():
    case, author = held()

    with pytest.raises(ReasonMissing):
        ask_to_lift(case=case, by=author, words=" ")
    asked = ask_to_lift(case=case, by=author, words=WHY)

    assert (asked.act, asked.words, asked.version) == ("asked", WHY, case.version)
    entry = AuditEntry.objects.get(act="ask to lift hold")
    assert entry.by == author.pk
    assert WHY not in str(entry.details)


def test_moderators_are_asked_once():
    case, author = held()

    first = ask_to_lift(case=case, by=author, words=WHY)

    assert ask_to_lift(case=case, by=author, words="Again") == first


@pytest.mark.parametrize("state", ["submitted", "hidden", "removed", "erased"])
def test_nobody_asks_of_what_is_not_theirs_to_change(state):
    case = whole_case(state=state, held_because="patient data")

    with pytest.raises(NotNow):
        ask_to_lift(case=case, by=case.authorships.get().person, words=WHY)


def test_of_what_is_not_held_nobody_asks():
    with pytest.raises(NotHeld):
        ask_to_lift(case=whole_case(), by=member(), words=WHY)


def test_a_hold_is_not_lifted_without_a_reason():
    case, _ = held()

    with pytest.raises(ReasonMissing):
        lift(case=case, by=moderator(), words=" ")

    case.refresh_from_db()
    assert case.held_because == "patient data"


def test_what_was_let_through_is_sent_in_published_and_changed_elsewhere():
    case, author = lifted()

    lives.submit(case=case, by=author)
    lives.publish(case=case, by=moderator())
    case = written(case, author, aim="Fewer visits.")

    assert (case.state, case.held_because) == ("published", "")
    assert case.events.get(act="lifted").words == WHY


@pytest.mark.parametrize(
    "text", [f"{PATIENT} Again.", "NHS number 943 476 5919", PATIENT.replace("came", "was")]
)
def test_the_same_finding_in_other_words_is_held_again(text):
    case, author = lifted()

    assert written(case, author, done=text).held_because == "patient data"


def test_another_text_with_a_finding_is_held():
    case, author = lifted()

    assert written(case, author, aim="Her NHS number is 943 476 5870.").held_because == "patient data"


def test_text_that_was_let_through_may_come_back():
    case, author = lifted()

    written(case, author, done="Nothing.")

    assert written(case, author, done=PATIENT).held_because == ""


def test_what_was_let_through_is_not_kept_as_text():
    case, _ = lifted()

    assert len(case.cleared) == 1
    assert len(case.cleared[0]) == 64
    assert PATIENT not in str(case.cleared)


# The pages.


def test_an_author_asks_on_the_page_of_what_is_held(client):
    case, author = held()
    client.force_login(author)
    address = reverse("case-study-write", args=[case.pk])

    assert "ask moderators" in client.get(address).content.decode()
    client.post(address, {"ask": "yes", "why": WHY})

    page = client.get(address).content.decode()
    assert case.events.get(act="asked").words == WHY
    assert "Moderators were asked on" in page
    assert "Ask moderators to lift the hold" not in page


@pytest.mark.parametrize("words", ["", PATIENT], ids=["nothing", "what was found"])
def test_a_question_without_a_reason_or_with_the_finding_is_not_asked(client, words):
    case, author = held()
    client.force_login(author)

    answer = client.post(reverse("case-study-write", args=[case.pk]), {"ask": "yes", "why": words})

    assert "There is a problem" in answer.content.decode()
    assert not case.events.filter(act="asked").exists()


def test_what_was_let_through_is_not_named_beside_what_is_held(client):
    case, author = lifted()
    written(case, author, aim="Her NHS number is 943 476 5870.")
    client.force_login(author)

    page = client.get(reverse("case-study-write", args=[case.pk])).content.decode()

    assert page.count("seems to have") == 1
