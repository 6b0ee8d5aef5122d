"""Files made for tests: pictures, PDFs and Office files, whole ones and ones that mean harm."""

import io
import struct
import zipfile
import zlib

from openpyxl import Workbook
from PIL import Image
from PIL.PngImagePlugin import PngInfo

LEEDS = {1: "N", 2: (53.0, 48.0, 2.0), 3: "W", 4: (1.0, 32.0, 56.0)}
OFFICE = "application/vnd.openxmlformats-officedocument."
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN = {
    "docx": ("word/document.xml", f"{OFFICE}wordprocessingml.document.main+xml"),
    "xlsx": ("xl/workbook.xml", f"{OFFICE}spreadsheetml.sheet.main+xml"),
    "pptx": ("ppt/presentation.xml", f"{OFFICE}presentationml.presentation.main+xml"),
}


def picture(
    form: str = "PNG", size: tuple[int, int] = (64, 48), colour="#005eb8", mode="RGB", **options
) -> bytes:
    made = io.BytesIO()
    Image.new(mode, size, colour).save(made, form, **options)
    return made.getvalue()


def photo_of_leeds(*, orientation: int = 1, size: tuple[int, int] = (64, 48)) -> bytes:
    """Return a JPEG that says where and with what it was taken, its top left corner white."""
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x8825] = orientation, "Somebody's phone", LEEDS
    shot = Image.new("RGB", size, "black")
    shot.paste("white", (0, 0, size[0] // 4, size[1] // 4))
    made = io.BytesIO()
    shot.save(made, "JPEG", exif=exif, comment=b"ward 7", quality=95)
    return made.getvalue()


def png_with_text(text: str) -> bytes:
    info = PngInfo()
    info.add_text("Comment", text, zip=True)
    return picture(pnginfo=info)


def png_that_claims(width: int, height: int) -> bytes:
    """Return a small PNG whose header promises many pixels."""
    header = struct.pack("!IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"\0" * 1000)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack("!I", len(body)) + kind + body + struct.pack("!I", zlib.crc32(kind + body))
        for kind, body in chunks
    )


def gif_that_is_javascript() -> bytes:
    """Return the classic: a GIF whose header is also the start of a script."""
    gif = bytearray(picture("GIF"))
    gif[6:8] = b"/*"
    return bytes(gif) + b"*/=1;alert(document.cookie)//"


def pdf(*objects: bytes, trailer: bytes = b"", end: bytes = b"", catalog: bytes = b"") -> bytes:
    """Return a PDF of one page, with further objects, and further words in its catalog and trailer."""
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] /Contents 4 0 R >>",
        stream(b"BT /F1 12 Tf 20 100 Td (Waiting list) Tj ET"),
        *objects,
    ]
    made, places = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", []
    for number, body in enumerate(bodies, 1):
        places.append(len(made))
        made += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    count = len(bodies) + 1
    start = len(made)
    made += b"xref\n0 %d\n0000000000 65535 f \n" % count + table
    made += b"trailer\n<< /Size %d /Root 1 0 R " % count + trailer + b" >>\nstartxref\n%d\n%%%%EOF\n" % start
    return made + end


def stream(content: bytes, *, extra: bytes = b"/Filter /FlateDecode", pack=zlib.compress) -> bytes:
    packed = pack(content)
    return b"<< /Length %d " % len(packed) + extra + b" >>\nstream\n" + packed + b"\nendstream"


def part(text: str = "", *, inside: str = "") -> str:
    """Return Word's main part with a paragraph."""
    return f'<w:document xmlns:w="{WORD}"><w:body><w:p><w:r><w:t>{text}</w:t></w:r>{inside}</w:p></w:body></w:document>'


def field(*pieces: str) -> str:
    """Return one of Word's fields, its instruction in pieces as Word cuts it."""
    runs = "".join(f"<w:r><w:instrText>{piece}</w:instrText></w:r>" for piece in pieces)
    return f'<w:r><w:fldChar w:fldCharType="begin"/></w:r>{runs}<w:r><w:fldChar w:fldCharType="end"/></w:r>'


def relations(kind: str, target: str, *, mode: str = "External") -> str:
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f'<Relationship Id="r1" Type="{RELATIONS}/{kind}" Target="{target}" TargetMode="{mode}"/></Relationships>'
    )


def office(
    kind: str = "docx", parts: dict[str, str | bytes] | None = None, *, content_type: str = "", **written
) -> bytes:
    """Return an Office file with further parts, which replace those of the same name."""
    main, usual = MAIN[kind]
    types = f'<Types><Override PartName="/{main}" ContentType="{content_type or usual}"/></Types>'
    every = {"[Content_Types].xml": types, "_rels/.rels": "<Relationships/>", main: part("Waiting list")} | (
        parts or {}
    )
    return zipped(every, **written)


def zipped(parts: dict[str, str | bytes], *, packing: int = zipfile.ZIP_DEFLATED) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", packing) as packed:
        for name, content in parts.items():
            packed.writestr(name, content)
    return made.getvalue()


def workbook(*cells: object) -> bytes:
    """Return a workbook as openpyxl writes it, with these cells in a column."""
    made, book = io.BytesIO(), Workbook()
    for cell in cells or ("Area", 0.613):
        book.active.append([cell])
    book.save(made)
    return made.getvalue()
