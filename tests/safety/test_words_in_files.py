"""What is written in documents is looked through for patient data: whole, or it is said that it was not."""

import io
import subprocess
import sys
from pathlib import Path

import pytest
import typst
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText

from safety.files import checked, pdf_words, words
from safety.files.office import check_office
from safety.files.parts import LARGE, XmlRefused, read_part
from safety.files.refusals import PatientData, Unreadable
from tests.safety.made_files import LEEDS, WORD, office, pdf, picture, workbook

NHS_NUMBER = "943 476 5919"
ROOM = 1_000_000


def kept(name: str, data: bytes):
    return checked(name, data, largest=20_000_000)


def printed(*pages: str) -> bytes:
    """Return a PDF as a program sets it: packed, with its letters as numbers of a font's signs."""
    return typst.compile("#pagebreak()\n".join(f"{page}\n" for page in pages).encode(), format="pdf")


def with_note(text: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(printed("Waiting list"))))
    writer.add_annotation(0, FreeText(text=text, rect=(50, 550, 200, 650)))
    return written(writer)


def with_title(text: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(printed("Waiting list"))))
    writer.add_metadata({"/Title": text})
    return written(writer)


def written(writer: PdfWriter) -> bytes:
    made = io.BytesIO()
    writer.write(made)
    return made.getvalue()


def test_a_pdf_about_nobody_is_read_whole():
    assert kept("a.pdf", printed("59.2% have waited 18 weeks or less.", "Source: NHS England")).unread == ""


@pytest.mark.parametrize(
    "sent",
    [
        printed(f"NHS number {NHS_NUMBER}"),
        printed("Waiting list", "Methods", f"Seen: {NHS_NUMBER}"),
        with_note(f"NHS number {NHS_NUMBER}"),
        with_title(f"Letter about {NHS_NUMBER}"),
    ],
    ids=["on a page", "on its last page", "in a note", "in its title"],
)
def test_a_pdf_about_a_patient_is_refused(sent: bytes):
    with pytest.raises(PatientData, match="looks as if it holds an NHS number"):
        kept("a.pdf", sent)


def test_of_a_pdf_with_many_pages_it_is_said_that_it_was_not_read(monkeypatch):
    monkeypatch.setattr(pdf_words, "MOST_PAGES", 2)
    assert kept("a.pdf", printed("One", "Two")).unread == ""
    assert kept("a.pdf", printed("One", "Two", "Three")).unread == "it holds more text than is looked through"


def test_what_was_read_before_there_was_too_much_counts(monkeypatch):
    monkeypatch.setattr(pdf_words, "MOST_TEXT", 500)
    long = printed(f"NHS number {NHS_NUMBER}", "word " * 400, "word " * 400)
    with pytest.raises(PatientData):
        kept("a.pdf", long)
    assert kept("a.pdf", printed("word " * 400, f"NHS number {NHS_NUMBER}")).unread != ""


@pytest.mark.parametrize(
    ("program", "because"),
    [
        ("while True: pass", "its text could not be read in time"),
        ("import time; time.sleep(600)", "its text could not be read in time"),
        ("import os; os.kill(os.getpid(), 24)", "its text could not be read in time"),
        ("raise MemoryError", "its text could not be read"),
    ],
    ids=["runs for ever", "waits for ever", "out of processor time", "out of memory"],
)
def test_a_pdf_whose_reader_does_not_end_well_is_said_to_be_unread(monkeypatch, tmp_path, program, because):
    (tmp_path / "program.py").write_text(program)
    monkeypatch.setattr(pdf_words, "PROGRAM", tmp_path / "program.py")
    monkeypatch.setattr(pdf_words, "PATIENCE", 1)

    assert kept("a.pdf", pdf()).unread == because


def test_the_reader_sets_limits_to_itself():
    """It is stopped from outside by the clock; by itself, before it takes a machine's memory and processor."""
    program = Path(pdf_words.PROGRAM)
    asks = f"""
import io, resource, runpy, sys
sys.stdin = io.TextIOWrapper(io.BytesIO({pdf()!r}))
sys.argv = ["", "5", "100"]
try:
    runpy.run_path({str(program)!r}, run_name="__main__")
except SystemExit as end:
    print(end.code, resource.getrlimit(resource.RLIMIT_CPU)[0], resource.getrlimit(resource.RLIMIT_AS)[0])
"""
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    assert done.stdout.split()[-3:] == ["0", "10", "1000000000"]


def test_a_pdf_that_leads_its_reader_round_in_circles_ends():
    round_about = pdf(b"<< /Type /Pages /Kids [2 0 R 5 0 R] /Count 2 /Parent 5 0 R >>")
    assert kept("a.pdf", round_about.replace(b"/Kids [3 0 R]", b"/Kids [5 0 R]")).kind.name == "pdf"


def test_of_a_workbook_with_more_than_is_read_it_is_said(monkeypatch):
    monkeypatch.setattr(words, "MOST_TEXT", 1000)
    assert kept("a.xlsx", workbook("Leeds")).unread == ""
    assert kept("a.xlsx", workbook("Leeds " * 400)).unread == "it holds more text than is looked through"


def large(words_in_it: str, *, start: str = "", element: str = "t", encoding: str = "utf-8") -> bytes:
    """Return a part that is so large that only its words are read."""
    cells = "<c><v>12</v></c>" * (LARGE // 10)
    return f"{start}<x xmlns:w='{WORD}'>{cells}<c><w:{element}>{words_in_it}</w:{element}></c></x>".encode(
        encoding
    )


def test_a_large_part_is_read_for_its_words():
    assert read_part(large("943 476 5919"), ROOM).text.strip() == "943 476 5919"
    assert read_part(large("943&#32;476&#x20;<![CDATA[5919]]>"), ROOM).text.strip() == "943 476 5919"
    assert read_part(large("943</w:t><w:t> 476</w:t><w:t> 5919"), ROOM).text.strip() == "943 476 5919"


def test_a_large_workbook_about_a_patient_is_refused():
    cells = [f"Area {number} of the north" for number in range(20_000)]
    with pytest.raises(PatientData):
        kept("a.xlsx", workbook(*cells, NHS_NUMBER))


@pytest.mark.parametrize("encoding", ["utf-16", "latin-1"])
def test_a_large_part_in_other_letters_is_read_like_a_small_one(encoding: str):
    start = f'<?xml version="1.0" encoding="{encoding}"?>'
    part = read_part(large("DDE", start=start, element="instrText", encoding=encoding), ROOM)
    assert "DDE" in part.fields


def test_a_large_part_with_a_field_is_looked_through_for_what_it_does():
    assert read_part(large("DDEAUTO c:\\\\x", element="instrText"), ROOM).fields.strip() != ""
    assert read_part(large("x", element="ddeLink"), ROOM).has_dde


def test_a_large_part_brings_no_definitions_either():
    with pytest.raises(XmlRefused):
        read_part(large("&lol;", start='<!DOCTYPE x [<!ENTITY lol "lol">]>'), ROOM)
    with pytest.raises(XmlRefused):
        read_part(large("x")[:-5], ROOM)


def test_a_large_part_beyond_the_room_is_still_looked_at_to_its_end():
    assert len(read_part(large("word " * 1000), 100).text) < ROOM
    with pytest.raises(XmlRefused):
        read_part(large("word " * 100_000)[:-3], 100)


def test_a_large_word_file_that_is_damaged_is_refused():
    with pytest.raises(Unreadable):
        check_office(office(parts={"word/document.xml": large("x")[:-3]}))


def described(form: str) -> bytes:
    """Return a picture that says where and by whom it was made, in every way that its kind knows."""
    exif = Image.Exif()
    exif[0x010F], exif[0x8825] = "Ward 7", LEEDS
    info = PngInfo()
    info.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta>Ward 7</x:xmpmeta>")
    info.add_text("Author", "Ward 7")
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options = {"pnginfo": info} if form == "PNG" else {"xmp": b"<x:xmpmeta>Ward 7</x:xmpmeta>"}
    return picture(form, exif=exif, icc_profile=profile, **options)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_kept_without_what_describes_it(form: str):
    sent = described(form)
    told = Image.open(io.BytesIO(sent)).info
    assert {"exif", "xmp", "icc_profile"} <= set(told)
    assert b"Ward 7" in sent

    drawn = kept(f"a.{form.lower()}", sent).data
    assert b"Ward 7" not in drawn
    assert not {"exif", "xmp", "icc_profile", "comment"} & set(Image.open(io.BytesIO(drawn)).info)
