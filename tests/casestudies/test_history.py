"""The versions of a case study: each change kept, compared in words, put back."""

import pytest

from casestudies.actions import lives
from casestudies.actions.changing import NotNow, ReadAnOlderOne
from casestudies.actions.versions import NothingToRestore, PatientDataInVersion, content_of, keep, restore
from casestudies.models import CaseStudy, CaseVersion
from safety.models import AuditEntry
from tests.casestudies.lives import PATIENT, lead, whole_case
from tests.factories import member, moderator, outcome, signed_in, technology
from tests.nhs_number import gives_away

pytestmark = pytest.mark.django_db


def changed(case: CaseStudy, **answers: str) -> CaseVersion:
    case.answers |= answers
    case.save()
    return keep(case=case, by=case.authorships.first().person)


def twice(**fields) -> CaseStudy:
    """Return a case study with two versions, of which the second says who calls."""
    case = whole_case(
        functions=["C_110"], barriers=["staff"], technologies=[technology("Pocket scope")], **fields
    )
    keep(case=case, by=case.authorships.get().person)
    changed(case, done="A nurse calls each person.")
    return case


def page_of(case: CaseStudy) -> str:
    return f"/case-studies/{case.pk}/history/"


def test_what_did_not_change_is_no_version():
    case = twice()

    assert keep(case=case, by=None).number == 2
    assert (case.versions.count(), case.version) == (2, 2)


def test_everything_that_was_written_and_chosen_is_put_back():
    case = twice()
    first = content_of(case)
    case.title, case.care_setting, case.answers = "Other", "theatres", {}
    case.save()
    for rows in (case.outcomes, case.functions, case.barriers):
        rows.all().delete()
    case.technologies.clear()
    case.areas.clear()
    keep(case=case, by=None)

    restored = restore(version=case.versions.get(number=2), by=case.authorships.get().person, read=3)

    assert content_of(restored) == first
    assert restored.html["done"] == "<p>A nurse calls each person.</p>\n"
    newest = restored.versions.last()
    assert (newest.number, newest.note) == (4, "Version 2 put back")
    assert AuditEntry.objects.get(act="restore revision").details["restored"] == 2


def test_what_it_says_already_is_not_put_back():
    case = twice()

    with pytest.raises(NothingToRestore):
        restore(version=case.versions.get(number=2), by=case.authorships.get().person)


def test_nothing_is_put_back_over_what_somebody_else_just_wrote():
    case = twice()

    with pytest.raises(ReadAnOlderOne):
        restore(version=case.versions.get(number=1), by=case.authorships.get().person, read=1)


@pytest.mark.parametrize("state", ["submitted", "retired", "hidden", "removed"])
def test_nothing_is_put_back_while_it_is_not_its_authors_to_change(state):
    with pytest.raises(NotNow):
        restore(version=twice(state=state).versions.get(number=1), by=member())


def test_patient_data_is_not_put_back_into_what_everybody_reads():
    case = whole_case(state="published")
    CaseVersion.objects.create(case=case, number=1, content=_with_patient(case))
    keep(case=case, by=None)

    with pytest.raises(PatientDataInVersion):
        restore(version=case.versions.get(number=1), by=case.authorships.get().person)

    case.refresh_from_db()
    assert PATIENT not in case.answers.values()


def test_patient_data_put_back_into_a_draft_is_held():
    case = whole_case()
    CaseVersion.objects.create(case=case, number=1, content=_with_patient(case))
    keep(case=case, by=None)

    restored = restore(version=case.versions.get(number=1), by=case.authorships.get().person)

    assert restored.held_because == "patient data"


def _with_patient(case: CaseStudy) -> str:
    from casestudies.actions.versions import _text_of

    return _text_of(content_of(case) | {"answers": {"done": PATIENT}})


def test_its_author_compares_versions_and_puts_one_back():
    case = twice()
    browser = signed_in(case.authorships.get().person)

    page = browser.get(page_of(case)).text
    assert "What changed from version 1 to version 2" in page
    assert 'class="app-added"' in page
    assert "calls each person" in page
    assert "What was the problem?" not in page

    answer = browser.post(page_of(case), {"version": "1", "read": "2"}, follow=True)

    assert "Version 1 is put back: it is the newest version now." in answer.text
    case.refresh_from_db()
    assert case.answers["done"] == "We put everything in one half day."


def test_outcomes_are_compared_in_words():
    case = twice()
    outcome(case, claim="Fewer wait a year.", before="40", after="10")
    keep(case=case, by=None)

    page = signed_in(lead()).get(page_of(case)).text

    assert "Fewer wait a year. " in page
    assert "from May 2025" in page


@pytest.mark.parametrize(("reader", "sees"), [("author", True), ("lead", False), ("moderator", True)])
def test_what_was_held_is_not_shown_to_leads(reader, sees):
    case = twice()
    changed(case, done=PATIENT)
    changed(case, done="We put everything in one half day, on Saturdays.")
    if reader == "moderator":
        lives.submit(case=case, by=case.authorships.get().person)
    who = {"author": lambda: case.authorships.get().person, "lead": lead, "moderator": moderator}[reader]()
    browser = signed_in(who)

    page = browser.get(page_of(case) + "?from=3&to=4").text

    assert gives_away(page) == sees
    assert ("One of these versions was held" in page) == (not sees)
    assert not gives_away(browser.get(page_of(case) + "?from=2&to=4").text)


def test_what_was_erased_for_good_is_not_shown():
    case = twice()
    CaseVersion.objects.filter(number=1).erase(case.changed_at)

    page = signed_in(case.authorships.get().person).get(page_of(case) + "?from=1&to=2").text

    assert "erased for good" in page
    assert "We put everything" not in page
    assert '<option value="1">Version 1</option>' not in page


def test_what_an_address_asks_for_and_is_not_there_shows_the_last_change():
    case = twice()

    page = signed_in(lead()).get(page_of(case) + "?from=99&to=x").text

    assert "What changed from version 1 to version 2" in page
