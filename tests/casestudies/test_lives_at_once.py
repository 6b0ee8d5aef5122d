"""Two who act on a case study at once, each in a connection of their own: one is first, the other is told."""

import pytest

from casestudies.actions import lives
from casestudies.actions.changing import LifeRefused, NotNow, ReadAnOlderOne
from casestudies.actions.holding import ask_to_lift, lift
from casestudies.actions.writing import save
from casestudies.models import Authorship, CaseStudy
from forum.models import ReviewItem
from safety.models import AuditEntry
from tests.at_once import at_once
from tests.casestudies.lives import PATIENT, lead, whole_case
from tests.factories import member, moderator

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]


def written():
    """Return a whole case study that has a version, and who began it."""
    case = whole_case(member("03R"))
    author = case.authorships.get().person
    return save(case=case, by=author, version=1, fields={"baseline": "58%"}), author


def sent_in():
    case, author = written()
    return lives.submit(case=case, by=author), author


def acts(case):
    return [event.act for event in case.events.all()]


def test_of_publishing_and_taking_back_at_once_one_happens():
    case, author = sent_in()
    by = lead()

    answers = at_once(
        lambda: lives.publish(case=case, by=by, read=case.version),
        lambda: lives.withdraw(case=case, by=author),
    )

    case.refresh_from_db()
    (refused,) = [one for one in answers if isinstance(one, NotNow)]
    assert (case.state, acts(case)[1:]) in [("published", ["published"]), ("draft", ["withdrawn"])]
    assert not ReviewItem.objects.get(case_study=case).is_waiting
    assert case.get_state_display().lower() in str(refused)


def test_published_twice_at_once_it_is_published_once():
    case, author = sent_in()
    people = lead(), moderator()

    answers = at_once(*(lambda by=by: lives.publish(case=case, by=by, read=case.version) for by in people))

    assert [one.state for one in answers] == ["published", "published"]
    assert acts(case) == ["submitted", "published"]
    assert AuditEntry.objects.filter(act="publish").count() == 1
    assert author.notices.filter(subject__endswith="is published").count() == 1


def test_of_publishing_and_asking_for_changes_at_once_one_happens():
    case, _ = sent_in()
    people = lead(), moderator()

    answers = at_once(
        lambda: lives.publish(case=case, by=people[0], read=case.version),
        lambda: lives.ask_for_changes(case=case, by=people[1], words="Since when?", read=case.version),
    )

    case.refresh_from_db()
    done = [one for one in answers if isinstance(one, CaseStudy)]
    # Who publishes what is returned is told; so is who returns what is published.
    assert [case.state] == [one.state for one in done], answers
    assert acts(case) == ["submitted", case.state]


def test_what_is_sent_in_while_a_co_author_saves_is_whole_and_nothing_is_saved_under_review():
    case, author = written()
    other = member("15F")
    Authorship.objects.create(case=case, person=other)

    sent, saved = at_once(
        lambda: lives.submit(case=case, by=author),
        lambda: save(case=case, by=other, version=case.version, fields={"baseline": "61%"}),
    )

    case.refresh_from_db()
    assert (sent.state, case.state) == ("submitted", "submitted")
    if isinstance(saved, NotNow):
        assert case.answers["baseline"] == "58%"
    else:
        assert case.answers["baseline"] == "61%"
    assert case.versions.last().number == case.version
    assert case.versions.last().written["answers"] == case.answers
    assert case.events.get(act="submitted").version == case.version


def test_a_hold_that_is_lifted_while_its_author_writes_lets_nothing_through_that_was_not_read():
    case, author = written()
    case = save(case=case, by=author, version=case.version, fields={"done": PATIENT})
    ask_to_lift(case=case, by=author, words="It is an example.")
    read, by = case.version, moderator()

    answers = at_once(
        lambda: lift(case=case, by=by, words="It is an example.", read=read),
        lambda: save(case=case, by=author, version=read, fields={"done": f"{PATIENT} Again."}),
    )

    case.refresh_from_db()
    refused = [one for one in answers if isinstance(one, LifeRefused)]
    assert all(isinstance(one, ReadAnOlderOne) for one in refused), answers
    assert (case.answers["done"], case.held_because) == (f"{PATIENT} Again.", "patient data")
