"""The kinds of file that are taken, told by what they hold and never by what they are called."""

import re
from dataclasses import dataclass

from safety.files.refusals import NotAllowed

OFFICE = "application/vnd.openxmlformats-officedocument."


@dataclass(frozen=True)
class Kind:
    """A kind of file: what people call it, what it is served as, and the endings its name may have, the usual first."""

    name: str
    words: str
    content_type: str
    endings: tuple[str, ...]


JPEG = Kind("jpeg", "JPEG picture", "image/jpeg", ("jpg", "jpeg", "jpe", "jfif"))
PNG = Kind("png", "PNG picture", "image/png", ("png",))
GIF = Kind("gif", "GIF picture", "image/gif", ("gif",))
WEBP = Kind("webp", "WebP picture", "image/webp", ("webp",))
PDF = Kind("pdf", "PDF", "application/pdf", ("pdf",))
DOCX = Kind("docx", "Word file", f"{OFFICE}wordprocessingml.document", ("docx",))
XLSX = Kind("xlsx", "Excel file", f"{OFFICE}spreadsheetml.sheet", ("xlsx",))
PPTX = Kind("pptx", "PowerPoint file", f"{OFFICE}presentationml.presentation", ("pptx",))

IMAGES = (JPEG, PNG, GIF, WEBP)
DOCUMENTS = (DOCX, XLSX, PPTX)
KINDS = {kind.name: kind for kind in (*IMAGES, PDF, *DOCUMENTS)}

STARTS = (
    (re.compile(rb"\xff\xd8\xff"), JPEG),
    (re.compile(rb"\x89PNG\r\n\x1a\n"), PNG),
    (re.compile(rb"GIF8[79]a"), GIF),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), WEBP),
    (re.compile(rb"%PDF-[12]\.\d"), PDF),
)
ZIP = b"PK\x03\x04"
# The part that makes an Office file what it is.
MAIN_PARTS = {"word/document.xml": DOCX, "xl/workbook.xml": XLSX, "ppt/presentation.xml": PPTX}


def kind_at_start(data: bytes) -> Kind | None:
    """Return the kind that a file begins like; None for a zip, which may be an Office file. Raises NotAllowed."""
    if data.startswith(ZIP):
        return None
    for start, kind in STARTS:
        if start.match(data):
            return kind
    raise NotAllowed


def kind_of_parts(names: set[str]) -> Kind:
    """Return the kind of Office file that has parts of these names: exactly one. Raises NotAllowed."""
    found = [kind for part, kind in MAIN_PARTS.items() if part in names]
    if len(found) != 1 or "[Content_Types].xml" not in names:
        raise NotAllowed
    return found[0]
