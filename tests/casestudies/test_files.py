"""Files of a case study: looked through, added and removed by its authors, seen by whoever sees it."""

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile

from casestudies.actions.changing import NotNow
from casestudies.actions.files import TooManyFiles, UnreadFile, add_file, remove_file
from casestudies.models import CaseFile, CaseStudy
from casestudies.models.cases import MOST_FILES
from safety.files import FileRefused, words
from safety.models import Upload
from tests.casestudies.lives import PATIENT, lead, whole_case
from tests.factories import administrator, member, moderator, signed_in
from tests.nhs_number import gives_away
from tests.safety.made_files import office, part, pdf, picture
from tests.safety.test_words_in_files import printed

pytestmark = pytest.mark.django_db


def sent(data: bytes | None = None, name: str = "Plan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or pdf())


def added(case: CaseStudy, data: bytes | None = None, name: str = "Plan.pdf", **more) -> CaseFile:
    return add_file(case=case, file=sent(data, name), by=case.authorships.first().person, **more)


def page_of(case: CaseStudy) -> str:
    return f"/case-studies/{case.pk}/files/"


def test_an_author_adds_a_file_with_what_it_shows_and_removes_it():
    case = whole_case()
    browser = signed_in(case.authorships.get().person)

    form = {"file": sent(), "caption": "How the clinic runs", "no_patients": "on"}
    answer = browser.post(page_of(case), form, follow=True)

    assert "“Plan.pdf” is added." in answer.text
    file = CaseFile.objects.get()
    assert file.upload.purpose == Upload.Purpose.CASE_STUDY
    assert "How the clinic runs" in answer.text
    assert case.versions.last().note == "Added the file “Plan.pdf”"

    answer = browser.post(page_of(case), {"remove": file.pk}, follow=True)

    assert "“Plan.pdf” is removed." in answer.text
    assert not CaseFile.objects.exists()
    assert case.versions.last().written["files"] == []


def test_a_file_that_is_removed_is_gone_from_the_disk(django_capture_on_commit_callbacks):
    file = added(whole_case())
    place = file.upload.place

    with django_capture_on_commit_callbacks(execute=True):
        remove_file(file=file, by=file.case.authorships.get().person)
        remove_file(file=file, by=file.case.authorships.get().person)

    assert not default_storage.exists(place)
    assert not Upload.objects.exists()


def test_a_document_with_patient_data_is_not_kept():
    case = whole_case()

    with pytest.raises(FileRefused):
        added(case, printed(PATIENT))
    browser = signed_in(case.authorships.get().person)
    answer = browser.post(page_of(case), {"file": sent(printed(PATIENT)), "no_patients": "on"})

    assert "an NHS number" in answer.text
    assert not gives_away(answer.text)
    assert not Upload.objects.exists()


@pytest.mark.parametrize("field", ["caption", "file"])
def test_patient_data_in_what_it_shows_or_is_called_is_refused(field):
    case = whole_case()
    form = {"file": sent(), "caption": "", "no_patients": "on"}
    form |= {"caption": PATIENT} if field == "caption" else {"file": sent(name="NHS number 943 476 5919.pdf")}

    answer = signed_in(case.authorships.get().person).post(page_of(case), form)

    assert "There is a problem" in answer.text
    assert not CaseFile.objects.exists()


def test_whoever_adds_a_file_says_that_they_looked_at_it():
    case = whole_case()

    answer = signed_in(case.authorships.get().person).post(page_of(case), {"file": sent(), "caption": ""})

    assert "Tick that you have looked at every page" in answer.text
    assert not CaseFile.objects.exists()


SEEN_BY = {
    "draft": {"author", "lead", "administrator"},
    "submitted": {"author", "lead", "moderator", "administrator"},
    "published": {"visitor", "member", "author", "lead", "moderator", "administrator"},
    "hidden": {"author", "moderator", "administrator"},
    "removed": {"moderator", "administrator"},
}


@pytest.mark.parametrize("state", SEEN_BY)
def test_a_file_is_seen_by_whoever_sees_its_case_study(state, client):
    case = whole_case()
    address = added(case, picture(), "a.png").upload.get_absolute_url()
    CaseStudy.objects.update(state=state, published_at=case.created_at)
    browsers = {
        "visitor": client,
        "member": signed_in(member()),
        "author": signed_in(case.authorships.get().person),
        "lead": signed_in(lead()),
        "moderator": signed_in(moderator()),
        "administrator": signed_in(administrator()),
    }

    seen = {who for who, browser in browsers.items() if browser.get(address).status_code == 200}

    assert seen == SEEN_BY[state]
    refused = client.get(address)
    assert refused.status_code in (200, 302)


def test_a_file_of_a_draft_that_is_held_is_its_authors_and_the_staffs():
    case = whole_case()
    address = added(case).upload.get_absolute_url()
    CaseStudy.objects.update(held_because="patient data")

    assert signed_in(lead()).get(address).status_code == 404
    assert signed_in(case.authorships.get().person).get(address).status_code == 200


@pytest.mark.parametrize("state", ["submitted", "retired", "hidden", "removed"])
def test_files_come_and_go_only_while_its_authors_may_change_it(state):
    case = whole_case()
    file = added(case)
    CaseStudy.objects.update(state=state, published_at=case.created_at, retired_because="Replaced")
    case.refresh_from_db()

    with pytest.raises(NotNow):
        added(case)
    with pytest.raises(NotNow):
        remove_file(file=file, by=case.authorships.get().person)
    assert CaseFile.objects.count() == 1


LONG = office(parts={"word/document.xml": part("Waiting lists of the north")})


def test_what_could_not_be_looked_through_is_not_added_to_what_everybody_reads(monkeypatch):
    monkeypatch.setattr(words, "MOST_TEXT", 10)
    draft, public = whole_case(), whole_case(state="published")

    assert added(draft, LONG, "a.docx").upload.unread
    with pytest.raises(UnreadFile):
        added(public, LONG, "a.docx")
    assert public.files.count() == 0


def test_whoever_reviews_is_told_what_was_not_looked_through(monkeypatch):
    monkeypatch.setattr(words, "MOST_TEXT", 10)
    case = whole_case()
    added(case, LONG, "a.docx")

    page = signed_in(lead()).get(f"/case-studies/{case.pk}/review/").text

    assert "Not all of it was looked through for patient data: read it yourself." in page


def test_a_case_study_has_ten_files_at_most():
    case = whole_case()
    for _ in range(MOST_FILES):
        added(case)

    with pytest.raises(TooManyFiles):
        added(case)
    browser = signed_in(case.authorships.get().person)
    assert "A case study has 10 files at most." in browser.get(page_of(case)).text


@pytest.mark.parametrize("asked", ["x", "9" * 30, "-1"])
def test_a_file_that_nobody_could_name_is_refused(asked):
    case = whole_case()

    answer = signed_in(case.authorships.get().person).post(page_of(case), {"remove": asked})

    assert answer.status_code == 403


def test_nobody_removes_the_file_of_another_case_study():
    mine, others = whole_case(), whole_case()
    file = added(others)

    signed_in(mine.authorships.get().person).post(page_of(mine), {"remove": file.pk})

    assert CaseFile.objects.exists()
