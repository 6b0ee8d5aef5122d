"""PDFs: kept as they are sent, once nothing in them acts by itself.

A PDF may write names with escapes (/J#61vaScript), place objects anywhere, and pack them into streams. So names are
looked for in all its bytes and in all that unpacks, and packings that are not undone here are refused.
"""

import base64
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import suppress

from safety.files.kinds import PDF
from safety.files.refusals import Active, Encrypted, TooMuchInside, Unreadable

MOST_UNPACKED = 150_000_000
MOST_STREAMS = 50_000
DEEPEST = 4
BITE = 16_384
END_WITHIN = 1024
FURTHEST_DICTIONARY = 4096


def _names(*names: bytes) -> re.Pattern[bytes]:
    """Match any of these names of a PDF, whole. Each is long enough not to come up by chance in a picture's bytes."""
    return re.compile(rb"/(?:" + b"|".join(names) + rb")(?=[\s\x00()<>\[\]{}/%]|$)")


ACTIVE = (
    (_names(b"JavaScript", b"Rendition"), "a script"),
    (_names(b"Launch", b"GoToE", b"ImportData", b"SubmitForm"), "an action that starts or sends something"),
    (_names(b"EmbeddedFiles?", b"Filespec", b"RichMedia", rb"Subtype\s*/3D"), "another file"),
    (_names(b"XFA"), "a form that can run scripts"),
)
INSTEAD = "Print it to a PDF, or export it again without that, and choose the new one."
ENCRYPTED = _names(b"Encrypt")
# Nothing made in this century needs them, and what they hide could not be looked at.
HIDES = _names(b"LZWDecode", b"Crypt", b"RunLengthDecode")
AS_TEXT = _names(b"ASCII85Decode", b"ASCIIHexDecode", b"A85", b"AHx")
# Objects packed into a stream; parameters of decoding would scramble their names after unpacking.
OBJECTS, PARAMETERS = _names(b"ObjStm", b"First"), _names(b"DecodeParms", b"DP")
ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb"stream\r?\n|stream\r")


def check_pdf(data: bytes) -> None:
    """Raise FileRefused unless a PDF is whole, open to all, and does nothing when it is opened."""
    if not data.rstrip(b"\0").rstrip().endswith(b"%%EOF") or b"startxref" not in data[-END_WITHIN:]:
        raise Unreadable(PDF.words)
    if zipfile.is_zipfile(io.BytesIO(data)):
        raise Unreadable(PDF.words)
    _refuse_active(data)
    room = MOST_UNPACKED
    for unpacked in _unpacked(data):
        room -= len(unpacked)
        if room < 0:
            raise TooMuchInside(PDF.words)
        if AS_TEXT.search(unpacked):
            raise Unreadable(PDF.words)
        _refuse_active(unpacked)


def _refuse_active(data: bytes) -> None:
    plain = ESCAPE.sub(lambda found: bytes.fromhex(found[1].decode()), data) if b"#" in data else data
    if ENCRYPTED.search(plain):
        raise Encrypted(PDF.words)
    if HIDES.search(plain):
        raise Unreadable(PDF.words)
    for names, what in ACTIVE:
        if names.search(plain):
            raise Active(PDF.words, what, INSTEAD)


def _unpacked(data: bytes) -> Iterator[bytes]:
    """Yield what each stream of a PDF unpacks to, layer by layer. Raises Unreadable or TooMuchInside."""
    may_be_text = AS_TEXT.search(data) is not None
    for number, found in enumerate(STREAM.finditer(data)):
        if number >= MOST_STREAMS:
            raise TooMuchInside(PDF.words)
        dictionary = data[max(0, found.start() - FURTHEST_DICTIONARY) : found.start()].rpartition(b" obj")[2]
        if OBJECTS.search(dictionary) and PARAMETERS.search(dictionary):
            raise Unreadable(PDF.words)
        yield from _layers(data, found.end())
        if may_be_text:
            for text in _from_text(data, found.end()):
                yield text
                yield from _layers(text, 0)


def _layers(packed: bytes, start: int) -> Iterator[bytes]:
    for _ in range(DEEPEST):
        if not (packed := _inflated(packed, start)):
            return
        yield packed
        start = 0
    raise Unreadable(PDF.words)


def _inflated(data: bytes, start: int) -> bytes:
    """Return what zlib unpacks from there on, as far as it goes: b"" where nothing is packed."""
    if start + 2 > len(data) or data[start] & 0x0F != 8 or (data[start] << 8 | data[start + 1]) % 31:
        return b""
    unpacking, parts, room = zlib.decompressobj(), [], MOST_UNPACKED
    while start < len(data) and not unpacking.eof:
        try:
            parts.append(unpacking.decompress(data[start : start + BITE], room + 1))
        except zlib.error:
            break
        start, room = start + BITE, room - len(parts[-1])
        if room < 0:
            raise TooMuchInside(PDF.words)
    return b"".join(parts)


def _from_text(data: bytes, start: int) -> Iterator[bytes]:
    """Yield what a stream written as ASCII85 or hexadecimal text holds, where it is such a text."""
    end = data.find(b"endstream", start)
    text = b"".join(data[start : end if end >= 0 else len(data)].split())
    with suppress(ValueError):
        yield base64.a85decode(text.removeprefix(b"<~").partition(b"~>")[0])
    if re.fullmatch(rb"[0-9A-Fa-f]*>?", text):
        digits = text.rstrip(b">")
        yield bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode())
