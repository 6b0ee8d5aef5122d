"""Files of posts: added and removed by their author, seen by whoever sees the post and by nobody else."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from forum.actions.attaching import TooManyFiles, attach, detach
from forum.models import Attachment, Post, ReviewItem
from forum.models.attachments import MOST_FILES
from safety.actions.uploads import clear_uploads
from safety.files import words
from safety.models import Upload
from tests.factories import (
    administrator,
    member,
    moderator,
    person,
    post,
    signed_in,
    thread,
    trusted,
    verified,
)
from tests.forum.reviewed import reported
from tests.safety.made_files import office, part, pdf, photo_of_leeds, picture
from tests.safety.test_uploads import LATER

pytestmark = pytest.mark.django_db
State = Post.State


@pytest.fixture
def author() -> User:
    return trusted(member())


@pytest.fixture
def written(author: User) -> Post:
    return thread(author).posts.get()


def sent(data: bytes | None = None, name: str = "Theatre plan.pdf") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, data or pdf())


def attached(one: Post, data: bytes | None = None, name: str = "Theatre plan.pdf", **more) -> Attachment:
    return attach(post=one, file=sent(data, name), by=one.author, **more)


def page_of(one: Post) -> str:
    return f"/posts/{one.pk}/files/"


def test_an_author_adds_a_file_and_members_find_it_below_the_post(author: User, written: Post):
    answer = signed_in(author).post(page_of(written), {"file": sent(), "no_patients": "on"}, follow=True)
    assert "“Theatre plan.pdf” is added." in answer.text

    upload = Upload.objects.get()
    page = signed_in(member()).get(written.thread.get_absolute_url())
    assert f'href="{upload.get_absolute_url()}"' in page.text
    assert "Theatre plan.pdf</a>" in page.text
    assert "(PDF, " in page.text
    assert "Add files" not in page.text


@pytest.mark.parametrize(
    ("data", "name", "about"),
    [
        (picture(), "a.png", "PNG picture"),
        (photo_of_leeds(), "a.jpg", "JPEG picture"),
        (office(), "a.docx", "Word file"),
    ],
)
def test_a_file_is_listed_by_what_it_is(author: User, written: Post, data: bytes, name: str, about: str):
    attached(written, data, name)
    assert f"({about}, " in signed_in(author).get(written.thread.get_absolute_url()).text


@pytest.mark.parametrize(
    ("data", "name", "shows"),
    [
        (picture(), "a.png", True),
        (picture("GIF"), "a.gif", True),
        (photo_of_leeds(), "a.jpg", True),
        (office(), "a.docx", False),
        (pdf(), "a.pdf", False),
    ],
)
def test_a_picture_shows_below_the_post_and_other_files_do_not(
    author: User, written: Post, data: bytes, name: str, shows: bool
):
    upload = attached(written, data, name, caption="The door").upload
    image = f'src="{upload.get_absolute_url()}" alt="The door" loading="lazy"'

    for page in (written.thread.get_absolute_url(), reported(post=written).get_absolute_url()):
        assert (image in signed_in(moderator()).get(page).text) == shows
    assert (
        signed_in(member())
        .get(upload.get_absolute_url())
        .headers["Content-Security-Policy"]
        .startswith("sandbox")
    )


def test_a_file_is_seen_by_whoever_sees_its_post(author: User, written: Post):
    address = attached(written).upload.get_absolute_url()
    for reader in (author, member(), moderator(), administrator()):
        answer = signed_in(reader).get(address)
        assert (answer.status_code, answer["Content-Disposition"]) == (
            200,
            'attachment; filename="Theatre plan.pdf"',
        )
    for reader in (verified(), person()):
        assert signed_in(reader).get(address).status_code == 404
    assert Client().get(address).status_code == 302


@pytest.mark.parametrize(
    ("state", "author_sees"),
    [(State.HELD, 200), (State.HIDDEN, 200), (State.RETURNED, 200), (State.REMOVED, 404)],
)
def test_a_file_goes_out_of_sight_with_its_post(author: User, written: Post, state: str, author_sees: int):
    address = attached(written).upload.get_absolute_url()
    written.put(state, because="patient data" if state == State.HELD else "")
    assert signed_in(member()).get(address).status_code == 404
    assert signed_in(author).get(address).status_code == author_sees
    assert signed_in(moderator()).get(address).status_code == 200


def test_a_file_of_a_thread_that_is_not_seen_is_not_seen(author: User):
    opened = thread(author)
    address = attached(post(opened, author)).upload.get_absolute_url()
    opened.posts.get(number=1).put(State.REMOVED)
    assert signed_in(member()).get(address).status_code == 404


def test_only_its_author_changes_the_files_of_a_post(author: User, written: Post):
    one = attached(written)
    for reader, status in ((member(), 403), (moderator(), 403), (administrator(), 403), (verified(), 404)):
        client = signed_in(reader)
        assert client.get(page_of(written)).status_code == status
        assert client.post(page_of(written), {"file": sent(), "no_patients": "on"}).status_code == status
        assert client.post(page_of(written), {"remove": one.pk}).status_code == status
    assert Attachment.objects.get() == one


def test_a_file_of_another_post_is_not_removed(author: User, written: Post):
    one = attached(post(written.thread, trusted(member())))
    signed_in(author).post(page_of(written), {"remove": one.pk})
    assert Attachment.objects.get() == one


@pytest.mark.parametrize("asked", ["", "x", "-1", "9" * 40, "²"])
def test_what_cannot_be_removed_is_refused(author: User, written: Post, asked: str):
    assert signed_in(author).post(page_of(written), {"remove": asked}).status_code == 403


def test_a_removed_file_is_gone_for_good(
    author: User,
    written: Post,
    stored: Path,
    django_capture_on_commit_callbacks,
):
    one = attached(written)
    client = signed_in(author)
    with django_capture_on_commit_callbacks(execute=True):
        answer = client.post(page_of(written), {"remove": one.pk}, follow=True)
        assert client.post(page_of(written), {"remove": one.pk}, follow=True).status_code == 200
    assert "“Theatre plan.pdf” is removed." in answer.text
    assert client.get(one.upload.get_absolute_url()).status_code == 404
    assert list(stored.iterdir()) == []


def test_what_is_refused_is_said_beside_the_field(author: User, written: Post):
    answer = signed_in(author).post(
        page_of(written), {"file": sent(b"<script>", "a.html"), "no_patients": "on"}
    )
    assert answer.text.count("Files of this kind are not taken. Choose a picture") == 2
    assert not Upload.objects.exists()


def test_a_post_has_five_files_at_most(author: User, written: Post):
    for _ in range(MOST_FILES):
        attached(written)
    with pytest.raises(TooManyFiles):
        attached(written)
    assert Upload.objects.count() == MOST_FILES
    assert "A post has 5 files at most" in signed_in(author).get(page_of(written)).text
    detach(attachment=written.attachments.get(number=2), by=author)
    assert attached(written).number == 2


@pytest.mark.parametrize(
    ("number", "rule"),
    [(0, "a_post_has_five_files_at_most"), (6, "a_post_has_five_files_at_most"), (1, "number")],
)
def test_the_database_keeps_how_many_files_a_post_has(written: Post, number: int, rule: str):
    attached(written)
    upload = Upload.objects.create(
        purpose="post", name="a.pdf", kind="pdf", size=1, sha256="a", state="clean"
    )
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Attachment.objects.create(post=written, upload=upload, number=number)


def test_a_file_of_a_new_member_puts_their_post_before_a_moderator_again():
    newcomer = member()
    approved = thread(newcomer).posts.get()
    attached(approved)
    approved.refresh_from_db()
    assert (approved.state, approved.held_because) == (State.HELD, "attachment")
    assert ReviewItem.objects.filter(post=approved).exists()


def test_a_file_of_a_trusted_member_holds_nothing(author: User, written: Post):
    attached(written)
    written.refresh_from_db()
    assert written.state == State.PUBLISHED


def test_whoever_adds_a_file_says_that_they_have_looked_at_it(author: User, written: Post):
    answer = signed_in(author).post(page_of(written), {"file": sent()})
    assert "Writing inside pictures, screenshots and scanned pages is not read" in answer.text
    assert "Tick that you have looked at every page and picture of the file." in answer.text
    assert not Upload.objects.exists()


def test_what_could_not_be_read_waits_for_a_moderator_whoever_sent_it(
    monkeypatch, author: User, written: Post
):
    monkeypatch.setattr(words, "MOST_TEXT", 10)
    long = attached(
        written, office(parts={"word/document.xml": part("Waiting lists of the north")}), "a.docx"
    )
    attached(written)

    written.refresh_from_db()
    assert (written.state, written.held_because) == (State.HELD, "file not looked through")
    assert ReviewItem.objects.waiting().filter(post=written).exists()
    client = signed_in(author)
    assert (
        "not all of their text could be looked through" in client.get(written.thread.get_absolute_url()).text
    )
    assert signed_in(member()).get(long.upload.get_absolute_url()).status_code == 404

    client.post(page_of(written), {"remove": long.pk})
    written.refresh_from_db()
    assert written.state == State.PUBLISHED
    assert not ReviewItem.objects.waiting().filter(post=written).exists()


def test_files_that_come_and_go_are_versions_of_their_post(author: User, written: Post):
    one = attached(written)
    detach(attachment=one, by=author)
    detach(attachment=one, by=author)

    versions = written.revisions.values_list("number", "text", "by", "note")
    assert list(versions) == [
        (1, written.text, author.pk, ""),
        (2, written.text, author.pk, "Added the file “Theatre plan.pdf”"),
        (3, written.text, author.pk, "Removed the file “Theatre plan.pdf”"),
    ]
    page = signed_in(author).get(f"/posts/{written.pk}/revisions/").text
    assert "Added the file “Theatre plan.pdf”" in page


def test_readers_are_told_of_a_file_that_came_late(author: User, written: Post):
    attached(written)
    written.refresh_from_db()
    assert written.edited_at is None

    Post.objects.filter(pk=written.pk).update(published_at=timezone.now() - timedelta(hours=1))
    attached(written, name="Late.pdf")
    page = signed_in(member()).get(written.thread.get_absolute_url()).text
    assert "Added the file “Late.pdf”" in page


def test_files_in_use_are_not_cleared_out(author: User, written: Post):
    one = attached(written)
    Upload.objects.update(created_at=one.upload.created_at - LATER)
    assert clear_uploads() == (0, 0)
    assert Attachment.objects.exists()


def test_files_that_no_post_points_at_any_more_are_cleared_out(author: User):
    one = attached(post(thread(author), author))
    one.delete()
    Upload.objects.update(created_at=one.upload.created_at - LATER)
    assert clear_uploads()[0] == 1


def test_a_thread_costs_the_same_with_one_file_and_with_ten(author: User):
    reader = signed_in(member())

    def cost(posts: int) -> int:
        opened = thread(author)
        for _ in range(posts):
            attached(post(opened, author))
        reader.get(opened.get_absolute_url())
        with CaptureQueriesContext(connection) as counted:
            assert reader.get(opened.get_absolute_url()).text.count("Theatre plan.pdf") == posts
        return len(counted)

    assert cost(1) == cost(10)


def test_a_moderator_finds_the_files_beside_the_text_of_a_review():
    newcomer = member()
    approved = thread(newcomer).posts.get()
    address = attached(approved).upload.get_absolute_url()
    item = ReviewItem.objects.get(post=approved)
    assert f'href="{address}"' in signed_in(moderator()).get(item.get_absolute_url()).text
