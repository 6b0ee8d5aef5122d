"""What a picture shows, for who cannot see it: asked where files are added to posts and case studies alike."""

from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from accounts.models import User
from casestudies.models import CaseFile
from forum.models import Attachment
from safety.file_forms import AddFile
from tests.casestudies.lives import PATIENT
from tests.factories import case_study, member, signed_in, thread, trusted
from tests.safety.made_files import pdf, picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stored")]
SHOWS = "Bar chart: 62% were seen within 18 weeks in May"
SAY_WHAT = "Say what the picture shows, or tick that it only decorates."


def _post(author) -> SimpleNamespace:
    one = thread(author).posts.get()
    return SimpleNamespace(
        form=f"/posts/{one.pk}/files/", page=one.thread.get_absolute_url(), kept=Attachment
    )


def _case_study(author) -> SimpleNamespace:
    one = case_study(author, state="published")
    return SimpleNamespace(form=f"/case-studies/{one.pk}/files/", page=one.get_absolute_url(), kept=CaseFile)


PLACES = {"a post": _post, "a case study": _case_study}


@pytest.fixture
def author() -> User:
    return trusted(member())


@pytest.fixture
def browser(author: User) -> Client:
    return signed_in(author)


@pytest.fixture(params=PLACES)
def place(request, author: User) -> SimpleNamespace:
    return PLACES[request.param](author)


def add(browser: Client, place, name: str = "chart.png", data: bytes | None = None, **fields) -> str:
    file = SimpleUploadedFile(name, data or picture())
    return browser.post(place.form, {"file": file, "no_patients": "on"} | fields, follow=True).text


def test_a_picture_is_not_added_before_it_is_said_what_it_shows(browser, place):
    assert SAY_WHAT in add(browser, place)
    assert not place.kept.objects.exists()

    assert "is added." in add(browser, place, caption=SHOWS)
    assert f'alt="{SHOWS}"' in browser.get(place.page).text
    assert SHOWS in browser.get(place.form).text


def test_one_that_only_decorates_has_no_words(browser, place):
    assert "is added." in add(browser, place, decorates="on")

    assert 'alt=""' in browser.get(place.page).text.split("app-files__picture")[1]
    assert place.kept.objects.get().caption == ""


def test_one_that_only_decorates_shows_nothing_that_needs_words(browser, place):
    assert "Untick that the picture only decorates" in add(browser, place, caption=SHOWS, decorates="on")
    assert not place.kept.objects.exists()


def test_a_document_needs_none_and_may_have_some(browser, place):
    assert "is added." in add(browser, place, "plan.pdf", pdf())
    assert "is added." in add(browser, place, "rota.pdf", pdf(), caption="The rota of May")

    assert "The rota of May" in browser.get(place.page).text


def test_what_it_shows_is_looked_through_for_patient_data(browser, place):
    said = add(browser, place, caption=PATIENT)

    assert "an NHS number" in said
    assert not place.kept.objects.exists()


def test_what_it_shows_is_text_and_no_markup(browser, place):
    add(browser, place, caption='"><script>alert(1)</script>')

    page = browser.get(place.page).text
    assert "<script>alert" not in page
    assert "&quot;&gt;&lt;script&gt;alert(1)" in page


@pytest.mark.parametrize("name", ["a.JPG", "a.jpeg", "a.gif", "a.webp", "a.PNG"])
def test_pictures_are_known_by_their_names_however_they_are_written(name):
    form = AddFile({"no_patients": "on"}, {"file": SimpleUploadedFile(name, b"x")})

    assert form.errors == {"caption": [SAY_WHAT]}


def test_words_of_more_than_200_characters_are_refused():
    data = {"no_patients": "on", "caption": "x" * 201}

    assert "caption" in AddFile(data, {"file": SimpleUploadedFile("a.pdf", b"x")}).errors
