"""Files of posts, as pages list them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.template.defaultfilters import filesizeformat

from forum.models import Attachment
from safety.files.images import KEPT_AS
from safety.files.kinds import KINDS
from safety.models import Upload


@dataclass(frozen=True)
class FileShown:
    attachment: Attachment
    name: str
    address: str
    about: str  # its kind and size
    caption: str
    is_picture: bool  # drawn anew here, so it may show in a page


def files_shown(attachments: Iterable[Attachment]) -> list[FileShown]:
    """Return files that can be downloaded, as a reader of their post sees them."""
    return [_shown(each) for each in attachments if each.upload.state in Upload.SERVED]


def _shown(attachment: Attachment) -> FileShown:
    upload = attachment.upload
    return FileShown(
        attachment=attachment,
        name=upload.name,
        address=upload.get_absolute_url(),
        about=f"{KINDS[upload.kind].words}, {filesizeformat(upload.size)}",
        caption=attachment.caption,
        is_picture=KINDS[upload.kind] in KEPT_AS.values(),
    )
