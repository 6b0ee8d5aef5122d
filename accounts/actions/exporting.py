"""Making the file of all that is kept about a person, for that person: sent while it is made, whatever its size."""

import io
import json
import logging
import zipfile
from collections.abc import Iterator

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction
from django.template.defaultfilters import filesizeformat
from django.utils import timezone

from accounts.models import User
from accounts.personal_data import all_about
from safety import audit
from safety.models import Upload

log = logging.getLogger(__name__)

# The newest files that are no more than this together, in bytes; others are downloaded one by one.
MOST_BYTES = 1_000_000_000
READ_ME = """This is everything that Exemplar keeps about you, as it was when you asked for it.

about-you.json holds it as text that people and programs can read. Times are in UTC.
Not in it: your password and the secrets of your second step, which are kept only so that nobody can read them.
"""
NOT_KEPT = "not in this file: nothing of it is kept"
LOST = "not in this file: it cannot be found where it was stored"


class Outgoing(io.RawIOBase):
    """Takes what a zip is made of, and gives it away: no more than a piece of a file lies in memory."""

    def __init__(self):
        super().__init__()
        self.parts: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, part: bytes) -> int:
        self.parts.append(bytes(part))
        return len(part)

    def taken(self) -> bytes:
        parts, self.parts = self.parts, []
        return b"".join(parts)


@transaction.atomic
def export_account(*, user: User) -> Iterator[bytes]:
    """Return, piece by piece, a zip with all that is kept about a person and the files that they uploaded."""
    told = all_about(user)
    uploads = user.uploads.served().in_bulk()
    audit.record(act="export account", by=user, about=user)
    return _packed(told, uploads)


def _packed(told: dict, uploads: dict) -> Iterator[bytes]:
    """Yield the zip; the files come first, so that what is told of them is what became of each."""
    room, out = MOST_BYTES, Outgoing()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for number, row in enumerate(told["files"], start=1):
            upload = uploads.get(row.pop("id"))
            if upload is None:
                row["where"] = NOT_KEPT
            elif upload.size > room:
                row["where"] = f"not in this file, which would be too large: {upload.get_absolute_url()}"
            else:
                room -= upload.size
                row["where"] = f"files/{number}-{upload.name}"
                yield from _file(packed, out, upload, row)
        packed.writestr("about-you.json", _as_json(told))
        packed.writestr("read-me.txt", "\n".join([READ_ME, *_about_files(told["files"])]))
    yield out.taken()


def _file(packed: zipfile.ZipFile, out: Outgoing, upload: Upload, row: dict) -> Iterator[bytes]:
    """Yield a stored file as part of the zip. One that is gone from the store is said to be."""
    try:
        stored = upload.open()
    except FileNotFoundError:
        log.error("Upload %s has no stored file.", upload.pk)
        row["where"] = LOST
        return
    at = timezone.localtime(upload.created_at).timetuple()[:6]
    with stored, packed.open(zipfile.ZipInfo(row["where"], at), "w") as part:
        for piece in stored.chunks():
            part.write(piece)
            yield out.taken()


def _as_json(told: dict) -> str:
    return json.dumps(told, cls=DjangoJSONEncoder, indent=2, ensure_ascii=False)


def _about_files(files: list[dict]) -> Iterator[str]:
    """Yield a line about each file that the person uploaded: where it is and what it belongs to."""
    if not files:
        yield "You uploaded no files."
        return
    yield f"You uploaded {len(files)} {'file' if len(files) == 1 else 'files'}; the newest comes first here."
    yield f"Up to {filesizeformat(MOST_BYTES)} of them are in this file; download the others one by one.\n"
    for row in files:
        yield f"- {row['name']} ({row['where']}). It belongs to {row['belongs_to']}."
