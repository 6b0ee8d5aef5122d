"""Keeping files that people upload, taking them away, and clearing out what belongs to nothing."""

import hashlib
import logging
from datetime import datetime, timedelta

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils import timezone

from safety.files import Checked, checked, checked_avatar
from safety.files.refusals import TooLarge, TooManyToday, VirusFound
from safety.files.scanner import scan_for_viruses
from safety.models import Upload
from safety.models.uploads import FOLDER

log = logging.getLogger(__name__)

MOST_A_DAY = 100
UNUSED_FOR = timedelta(days=1)


def keep_upload(*, file: UploadedFile, purpose: str, owner: AbstractBaseUser) -> Upload:
    """Check a file, have it scanned, and store it; what it belongs to must point at it within a day.

    Only its bytes and its name are looked at, never the type that the browser names. Raises FileRefused.
    """
    _refuse_too_many(owner)
    largest = settings.UPLOAD_LARGEST
    if file.size > largest:
        raise TooLarge(largest)
    data = file.read()
    check = checked_avatar if purpose == Upload.Purpose.AVATAR else checked
    kept = check(file.name, data, largest=largest)
    try:
        is_clean = scan_for_viruses(data)
    except VirusFound as found:
        _note_refused(kept, purpose, owner, str(found))
        raise
    return _stored(kept, purpose, owner, Upload.State.CLEAN if is_clean else Upload.State.UNSCANNED)


def remove_upload(*, upload: Upload) -> None:
    """Take a file away for good, its stored bytes after the transaction. Nothing may point at it. Safe to repeat."""
    with transaction.atomic():
        upload.delete()
        transaction.on_commit(lambda: _delete(upload.place), robust=True)


def clear_uploads(*, now: datetime | None = None) -> tuple[int, int]:
    """Remove uploads that have belonged to nothing for a day, and stored files without a row; return how many.

    Safe to repeat, and beside people who upload: what is younger than a day is left alone.
    """
    before = (now or timezone.now()) - UNUSED_FOR
    unused = Upload.objects.belonging_to_nothing().filter(created_at__lt=before)
    rows = [upload for upload in unused.iterator() if _is_removed(upload)]
    return len(rows), len(_files_without_row(before))


def _refuse_too_many(owner: AbstractBaseUser) -> None:
    if Upload.objects.by_since(owner, timezone.now() - timedelta(days=1)).count() >= MOST_A_DAY:
        raise TooManyToday(MOST_A_DAY)


def _row(kept: Checked, purpose: str, owner: AbstractBaseUser, **fields) -> Upload:
    return Upload.objects.create(
        owner=owner,
        purpose=purpose,
        name=kept.name,
        kind=kept.kind.name,
        size=len(kept.data),
        sha256=hashlib.sha256(kept.data).hexdigest(),
        unread=kept.unread,
        **fields,
    )


def _stored(kept: Checked, purpose: str, owner: AbstractBaseUser, state: str) -> Upload:
    """Store a file under a row that waits for it: whatever fails between is cleared out a day later."""
    upload = _row(kept, purpose, owner)
    upload.place = default_storage.save(upload.place, ContentFile(kept.data))
    upload.state = state
    upload.save(update_fields=["place", "state"])
    return upload


def _note_refused(kept: Checked, purpose: str, owner: AbstractBaseUser, why: str) -> None:
    """Keep on record that somebody sent something harmful, without the thing itself."""
    upload = _row(kept, purpose, owner, state=Upload.State.REFUSED, refused_because=why)
    log.warning("Upload %s of person %s was refused by the virus scanner.", upload.pk, owner.pk)


def _is_removed(upload: Upload) -> bool:
    """Remove an upload unless somebody took it into use or removed it meanwhile."""
    with transaction.atomic():
        gone, _ = Upload.objects.belonging_to_nothing().filter(pk=upload.pk).delete()
        if gone:
            transaction.on_commit(lambda: _delete(upload.place), robust=True)
    return gone > 0


def _files_without_row(before: datetime) -> list[str]:
    """Delete stored files that no row knows, as a crash or a restored database leaves them; return their places."""
    try:
        _, names = default_storage.listdir(FOLDER)
    except FileNotFoundError:
        return []
    places = {f"{FOLDER}/{name}" for name in names}
    known = set(Upload.objects.values_list("place", flat=True))
    lost = [each for each in places - known if default_storage.get_modified_time(each) < before]
    for place in lost:
        _delete(place)
    return lost


def _delete(place: str) -> None:
    default_storage.delete(place)
