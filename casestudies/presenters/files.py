"""Files of a case study, as pages list them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat

from casestudies.models import CaseFile
from safety.files.images import KEPT_AS
from safety.files.kinds import KINDS
from safety.models import Upload


@dataclass(frozen=True)
class FileShown:
    pk: int
    name: str
    address: str
    about: str  # its kind and size
    caption: str
    is_picture: bool  # drawn anew here, so it may show in a page
    unread: str  # why the guard did not see all of its text


def files_shown(files: Iterable[CaseFile]) -> list[FileShown]:
    """Return files that can be downloaded, as whoever sees their case study sees them."""
    return [_shown(each) for each in files if each.upload.state in Upload.SERVED]


def _shown(file: CaseFile) -> FileShown:
    upload = file.upload
    return FileShown(
        pk=file.pk,
        name=upload.name,
        address=upload.get_absolute_url(),
        about=f"{KINDS[upload.kind].words}, {filesizeformat(upload.size)}",
        caption=file.caption,
        is_picture=KINDS[upload.kind] in KEPT_AS.values(),
        unread=upload.unread,
    )
