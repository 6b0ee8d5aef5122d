"""What is asked of a file before it is kept. Pure but for `scanner`: bytes and a name in, what to keep out."""

from dataclasses import dataclass

from safety.files.images import avatar, drawn_anew
from safety.files.kinds import IMAGES, PDF, Kind, kind_at_start
from safety.files.names import cleaned_name, renamed
from safety.files.office import check_office
from safety.files.pdf import check_pdf
from safety.files.pdf_words import read_pdf
from safety.files.refusals import PICTURES, Empty, FileRefused, NotAllowed, TooLarge
from safety.files.scanner import scanner_state

__all__ = ["Checked", "FileRefused", "checked", "checked_avatar", "scanner_state"]


@dataclass(frozen=True)
class Checked:
    """A file as it may be kept."""

    name: str
    kind: Kind
    data: bytes
    unread: str = ""  # why its text was not looked through whole; pictures are never read


def checked(name: str, data: bytes, *, largest: int) -> Checked:
    """Return a picture drawn anew, or a PDF or Office file as it is, once it is found harmless. Raises FileRefused."""
    kind, unread = _kind(data, largest)
    name = cleaned_name(name, kind)
    if kind in IMAGES:
        data, kind = drawn_anew(data, kind)
    elif kind is PDF:
        check_pdf(data)
        unread = read_pdf(data)
    return Checked(renamed(name, kind), kind, data, unread)


def checked_avatar(name: str, data: bytes, *, largest: int) -> Checked:
    """Return the middle of a picture as a small square. What it was called says nothing. Raises FileRefused."""
    try:
        kind, _ = _kind(data, largest)
    except NotAllowed:
        raise NotAllowed(PICTURES) from None
    if kind not in IMAGES:
        raise NotAllowed(PICTURES)
    cleaned_name(name, kind)
    data, kind = avatar(data, kind)
    return Checked("picture.jpg", kind, data)


def _kind(data: bytes, largest: int) -> tuple[Kind, str]:
    """Return what a file is by its content; an Office file is looked through, for that tells which it is.

    With it comes why the text of an Office file was not read whole, "" of others.
    """
    if not data:
        raise Empty
    if len(data) > largest:
        raise TooLarge(largest)
    kind = kind_at_start(data)
    return (kind, "") if kind else check_office(data)
