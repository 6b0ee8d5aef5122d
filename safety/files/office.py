"""Word, Excel and PowerPoint files: zips of XML parts, kept as they are sent once every part is known and harmless.

Links that a person clicks are allowed. What is fetched, run or asked for when the file opens is not: macros, controls,
embedded programs, templates and pictures elsewhere, links to other workbooks, DDE.
"""

import io
import re
import struct
import zipfile
import zlib

from safety.files.kinds import MAIN_PARTS, ZIP, Kind, kind_of_parts
from safety.files.parts import FIELD_MARK, Part, XmlRefused, read_part
from safety.files.refusals import (
    Active,
    Encrypted,
    NotAllowed,
    TooMuchInside,
    Unreadable,
)
from safety.files.words import Words

OFFICE_FILE = "Office file"
MOST_PARTS = 4000
MOST_UNPACKED = 120_000_000
MOST_TIMES_PACKED = 200
# A small file may pack very well: an empty sheet, a plain shape.
PACKED_WELL = 5_000_000
ENCRYPTED_FLAGS = 0x1 | 0x40 | 0x2000
PACKINGS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
    struct.error,
    ValueError,
)
XML = re.compile(r"\.(xml|rels|vml)$", re.IGNORECASE)
NESTED = re.compile(r"/embeddings/[^/]+\.(docx|xlsx|pptx)$", re.IGNORECASE)
HARMLESS = re.compile(
    r"\.(jpe?g|png|gif|bmp|tiff?|emf|wmf|wdp|webp|odttf|fntdata)$|(printerSettings|customProperty)\d*\.bin$",
    re.IGNORECASE,
)
MACROS = re.compile(r"vbaProject|vbaData|macroEnabled|macrosheets|dialogsheets|xlMacrosheet", re.IGNORECASE)
CONTROLS = re.compile(r"activeX|ctrlProps|oleObject|/embeddings/|customUI|\.swf$", re.IGNORECASE)
CLICKED = "/hyperlink"
DDE = re.compile(r"\bDDE(?:AUTO)?\b", re.IGNORECASE)
FETCHES = re.compile(r"\b(?:LINK|INCLUDETEXT|IMPORT)\b", re.IGNORECASE)
QUOTED = re.compile(rf'"[^"{FIELD_MARK}]*"')

NO_MACROS = "Save it without macros and choose that."
NO_CONTROLS = "Take it out, or save the file as a PDF, and choose that."
NO_LINKS = "Break the link (in Excel: Data, Edit links) or paste it as a value, and choose the file again."


def check_office(data: bytes, *, is_nested: bool = False) -> tuple[Kind, str]:
    """Return the kind of an Office file, and why its text was not read whole, "" where it was.

    Raises FileRefused unless all its parts are harmless and what was read is about no patient.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            return _checked(packed, data, is_nested)
    except DAMAGE:
        raise Unreadable(OFFICE_FILE) from None


def _checked(packed: zipfile.ZipFile, data: bytes, is_nested: bool) -> tuple[Kind, str]:
    parts = packed.infolist()
    _check_zip(packed, parts, data)
    kind = kind_of_parts({part.filename for part in parts})
    words = Words()
    for part in parts:
        if not part.is_dir():
            _check_part(part.filename, _read(packed, part, kind), kind, words, is_nested)
    words.refuse_patients()
    return kind, words.unread


def _check_zip(packed: zipfile.ZipFile, parts: list[zipfile.ZipInfo], data: bytes) -> None:
    """Raise FileRefused unless a zip is a zip from its first byte to its last, with plain names and modest sizes."""
    names = [part.filename.lower() for part in parts]
    if not data.startswith(ZIP) or packed.comment or data[-22:-18] != b"PK\x05\x06":
        raise Unreadable(OFFICE_FILE)
    if any(part.flag_bits & ENCRYPTED_FLAGS for part in parts):
        raise Encrypted(OFFICE_FILE)
    if len(set(names)) != len(names) or not all(map(_is_plain, parts)):
        raise Unreadable(OFFICE_FILE)
    unpacked, size = sum(part.file_size for part in parts), len(data)
    if len(parts) > MOST_PARTS or unpacked > MOST_UNPACKED:
        raise TooMuchInside(OFFICE_FILE)
    if unpacked > PACKED_WELL and unpacked > MOST_TIMES_PACKED * size:
        raise TooMuchInside(OFFICE_FILE)


def _is_plain(part: zipfile.ZipInfo) -> bool:
    """Say whether an entry has a name below the top, and is packed as Office packs it. Symbolic links are not."""
    name, is_link = part.orig_filename, part.external_attr >> 28 == 0xA
    is_below = (
        not name.startswith("/") and "\\" not in name and "\0" not in name and ".." not in name.split("/")
    )
    return is_below and not is_link and part.compress_type in PACKINGS


def _read(packed: zipfile.ZipFile, part: zipfile.ZipInfo, kind: Kind) -> bytes:
    """Return a part, of exactly the length that the zip says and no more. Raises TooMuchInside."""
    with packed.open(part) as stream:
        content = stream.read(part.file_size + 1)
    if len(content) != part.file_size:
        raise TooMuchInside(kind.words)
    return content


def _check_part(name: str, content: bytes, kind: Kind, words: Words, is_nested: bool) -> None:
    if MACROS.search(name):
        raise Active(kind.words, "macros", NO_MACROS)
    if NESTED.search(f"/{name}") and not is_nested:
        _, unread = check_office(content, is_nested=True)
        words.unread = words.unread or unread
    elif CONTROLS.search(f"/{name}"):
        raise Active(kind.words, "an embedded object or a control", NO_CONTROLS)
    elif XML.search(name):
        _check_xml(name, content, kind, words)
    elif not HARMLESS.search(name):
        raise Active(kind.words, "a part of an unknown kind", NO_CONTROLS)


def _check_xml(name: str, content: bytes, kind: Kind, words: Words) -> None:
    try:
        part = read_part(content, words.room)
    except XmlRefused:
        raise Unreadable(kind.words) from None
    if any(MACROS.search(each) for each in part.content_types):
        raise Active(kind.words, "macros", NO_MACROS)
    if name == "[Content_Types].xml" and not any(kind.content_type in each for each in part.content_types):
        raise NotAllowed
    if _follows_links(part):
        raise Active(kind.words, "a link that is followed when it opens", NO_LINKS)
    if name.startswith(tuple(main.partition("/")[0] for main in MAIN_PARTS)):
        words.add(part.text)


def _follows_links(part: Part) -> bool:
    """Say whether a part fetches or asks for something elsewhere; an address that is clicked may hold any word."""
    if part.has_dde or any(not how.endswith(CLICKED) for how in part.links_outside):
        return True
    return bool(DDE.search(part.fields) or FETCHES.search(QUOTED.sub("", part.fields)))
