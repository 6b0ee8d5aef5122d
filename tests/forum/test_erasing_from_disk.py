"""What is erased for good is in no page of SQLite's file, nor in its journal."""

from pathlib import Path

import pytest
from django.db import connection

from forum.actions.discussions import edit_post
from forum.actions.moderation import content
from forum.actions.moderation.erasing import approve, propose
from forum.models import Erasure, Post
from safety.scrubbing import empty_journal
from tests.factories import administrator, member, moderator, post, thread, trusted
from tests.forum.reviewed import WHY, latest, opened

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(transaction=True)]
SECRET = b"Quagga of Quernmore"


@pytest.fixture
def on_disk():
    """Return what asks for the bytes of the database's file, and of its journal."""
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite's file")

    def read() -> tuple[bytes, bytes]:
        file = Path(connection.settings_dict["NAME"])
        journal = file.with_name(f"{file.name}-wal")
        return file.read_bytes(), journal.read_bytes() if journal.exists() else b""

    return read


def test_no_page_keeps_what_was_erased(on_disk):
    words, author = SECRET.decode(), trusted(member())
    written = thread(author, title=words, text=f"{words} is slow. " * 600).posts.get()
    for text in (f"{words} is slower. " * 300, f"{words}, again"):
        edit_post(post=written, by=author, text=text)
    around = [post(written.thread, author, text=f"Theatre {number} starts late.") for number in range(20)]
    empty_journal()
    content.hide(**latest(opened(written)), by=moderator(), why=WHY)
    item = opened(written)
    made = propose(**latest(item), by=moderator(), why=Erasure.Why.PATIENT, words=f"See {words}")
    file, journal = on_disk()
    assert SECRET in file
    assert SECRET in journal

    approve(erasure=made, by=administrator(), version=latest(item)["version"])

    file, journal = on_disk()
    assert SECRET not in file
    assert SECRET not in journal
    assert b"Theatre 19 starts late." in file
    assert set(Post.objects.filter(pk__in=[one.pk for one in around]).values_list("state", flat=True)) == {
        "published"
    }
