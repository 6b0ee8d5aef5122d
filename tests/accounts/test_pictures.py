"""The picture that a person shows of themselves: chosen, replaced, seen by members, removed."""

import io
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from PIL import Image

from accounts.actions.closing import close_account
from accounts.actions.pictures import remove_picture, set_picture
from accounts.models import Picture, Restriction, User
from accounts.personal_data import all_about
from safety.actions.uploads import clear_uploads
from safety.models import Upload
from tests.factories import member, person, signed_in, verified
from tests.safety.made_files import pdf, photo_of_leeds, picture
from tests.safety.test_uploads import LATER

pytestmark = pytest.mark.django_db
ADDRESS = "/accounts/profile/picture/"


def sent(data: bytes, name: str = "me.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data)


def shown(user: User) -> str:
    """Let somebody have a picture; return its address."""
    return set_picture(user=user, file=sent(photo_of_leeds())).get_absolute_url()


def test_a_picture_is_chosen_on_the_profile():
    someone = member()
    answer = signed_in(someone).post(ADDRESS, {"picture": sent(photo_of_leeds())}, follow=True)

    assert "Your picture is saved." in answer.text
    assert f'src="{someone.picture.get_absolute_url()}"' in answer.text


def test_no_tick_is_asked_of_ones_own_face_but_what_must_not_be_in_sight_is_said():
    page = signed_in(member()).get("/accounts/profile/picture/").content.decode()

    assert "never of a patient" in page
    assert "checkbox" not in page


def test_a_picture_is_shown_in_pages_and_says_nothing_of_where_it_was_taken():
    someone = member()
    answer = signed_in(member()).get(shown(someone))

    assert (answer["Content-Type"], answer["Content-Disposition"]) == (
        "image/jpeg",
        'inline; filename="picture.jpg"',
    )
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    seen = Image.open(io.BytesIO(answer.content))
    assert (seen.size, dict(seen.getexif())) == ((256, 256), {})


def test_whoever_may_not_read_a_profile_does_not_see_its_picture():
    address = shown(member())
    assert signed_in(verified()).get(address).status_code == 404
    assert signed_in(person()).get(address).status_code == 404
    assert Client().get(address).status_code == 302


def test_whoever_may_read_a_profile_sees_its_picture_on_it():
    someone = member()
    address = shown(someone)
    assert f'src="{address}"' in signed_in(member()).get(f"/people/{someone.pk}/").text


def test_another_picture_takes_the_place_of_the_first(stored: Path, django_capture_on_commit_callbacks):
    someone = member()
    with django_capture_on_commit_callbacks(execute=True):
        first, second = shown(someone), shown(someone)
    client = signed_in(someone)
    assert (client.get(first).status_code, client.get(second).status_code) == (404, 200)
    assert len(list(stored.iterdir())) == 1


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (sent(pdf(), "me.pdf"), "Choose a picture: JPEG, PNG, GIF or WebP."),
        (sent(picture(), "me.jpg"), "should end in .png"),
        (sent(b"", "me.jpg"), "The file is empty."),
        (sent(b"<script>", "me.jpg"), "Choose a picture: JPEG, PNG, GIF or WebP."),
    ],
    ids=["a PDF", "a PNG called JPEG", "nothing", "a script"],
)
def test_what_is_no_picture_is_said_beside_the_field(file: SimpleUploadedFile, words: str):
    file.seek(0)
    answer = signed_in(member()).post(ADDRESS, {"picture": file})
    assert words in answer.text
    assert "There is a problem" in answer.text
    assert not Upload.objects.exists()


def test_nothing_chosen_is_said():
    assert "Choose a picture." in signed_in(member()).post(ADDRESS, {}).text


def test_a_picture_is_removed_for_good(stored: Path, django_capture_on_commit_callbacks):
    someone = member()
    shown(someone)
    with django_capture_on_commit_callbacks(execute=True):
        answer = signed_in(someone).post(ADDRESS, {"remove": "yes"}, follow=True)
        remove_picture(user=someone)
    assert "Your picture is removed." in answer.text
    assert (Picture.objects.count(), Upload.objects.count(), list(stored.iterdir())) == (0, 0, [])


def test_whoever_is_silenced_removes_their_picture_and_chooses_none():
    someone = member()
    shown(someone)
    Restriction.objects.create(user=someone, kind=Restriction.Kind.SILENCE, reason="spam")
    client = signed_in(someone)
    assert client.post(ADDRESS, {"picture": sent(picture(), "a.png")}).status_code == 403
    assert client.post(ADDRESS, {"remove": "yes"}).status_code == 302
    assert not Picture.objects.exists()


def test_a_picture_in_use_is_not_cleared_out():
    someone = member()
    shown(someone)
    Upload.objects.update(created_at=Upload.objects.get().created_at - LATER)
    assert clear_uploads() == (0, 0)
    assert Picture.objects.filter(user=someone).exists()


def test_a_closed_account_has_no_picture():
    someone = member()
    shown(someone)
    close_account(user=someone)
    assert not Upload.objects.exists()


def test_what_a_person_downloads_of_themselves_names_their_files():
    someone = member()
    shown(someone)
    assert [each["name"] for each in all_about(someone)["files"]] == ["picture.jpg"]
