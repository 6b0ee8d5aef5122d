"""Papers as PDF: what is in them is what was put in, as text."""

import io
from datetime import date

import pypdf
import pytest

from metrics.charts.figure import Column, HeadlineRow, Icon, Table, TableRow
from metrics.charts.icons import NAMES
from metrics.charts.svg import Chart, Layout, document, text
from metrics.papers.paper import Heading, Headlines, Paper, Picture, Pictures, Sentences
from metrics.papers.pdf import page_images, pdf

MARKUP = '#import "x": * *bold* $x$ `code` <label> @ref // no comment \\ #sys.inputs.paper'


def paper(*blocks, **fields) -> Paper:
    given = {
        "title": "Board pack: Wakefield",
        "subject": "Waiting times, May 2025",
        "made": date(2025, 7, 10),
        "version": "12.0",
        "address": "http://localhost/areas/03R/?month=2025-05",
        "blocks": blocks,
    }
    return Paper(**given | fields)


def opened(made: Paper) -> pypdf.PdfReader:
    return pypdf.PdfReader(io.BytesIO(pdf(made)))


def words(made: Paper) -> str:
    """Return all text of a paper in one line."""
    return " ".join(" ".join(page.extract_text() for page in opened(made).pages).split())


def drawing(says: str) -> str:
    chart = Chart(title="A finding", description="A line")
    return document(chart, text(20, 40, says), 60, prefix="c", layout=Layout.COMPACT, kind="line")


def headline(**fields) -> HeadlineRow:
    return HeadlineRow(**{"name": "Waiting 18 weeks or less", "value": "59.2%"} | fields)


def test_a_paper_says_its_title_its_language_and_what_it_is_about_to_programs():
    made = opened(paper(Heading("In short")))

    assert made.metadata.title == "Board pack: Wakefield"
    assert made.metadata.subject == "Waiting times, May 2025"
    assert made.trailer["/Root"]["/Lang"] == "en-GB"


def test_a_paper_is_tagged_for_those_who_hear_it():
    root = opened(paper(Heading("In short"))).trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert b"pdfuaid" in root["/Metadata"].get_object().get_data()


def test_every_page_has_its_number_the_title_the_date_and_the_version():
    made = opened(paper(Heading("One"), Heading("Two", is_on_new_page=True)))

    for number, page in enumerate(made.pages, 1):
        said = page.extract_text()
        assert f"Page {number} of 2" in said
        assert "made 10 July 2025 · figures version 12.0" in said


def test_a_paper_ends_with_its_source_and_the_address_of_its_page():
    made = paper(Heading("One"), notes=["Source: NHS England."])

    assert "Source: NHS England." in words(made)
    [link] = [note["/A"]["/URI"] for note in opened(made).pages[-1]["/Annots"]]
    assert link == "http://localhost/areas/03R/?month=2025-05"


def test_a_warning_stands_on_every_page():
    made = opened(paper(Heading("One"), Heading("Two", is_on_new_page=True), warning="These are invented."))

    assert all("These are invented." in page.extract_text() for page in made.pages)


@pytest.mark.parametrize(
    "block",
    [
        Heading(MARKUP),
        Heading("Method", footnote=MARKUP),
        Sentences([MARKUP]),
        Sentences([MARKUP], has_bullets=True),
        Table("t", MARKUP, [Column("Area")], [TableRow(["Leeds"])]),
        Table("t", "Areas", [Column(MARKUP)], [TableRow([MARKUP])]),
        Headlines(MARKUP, [headline(name=MARKUP)], ours=MARKUP, similar=MARKUP),
        Headlines("Figures", [headline(icons=[Icon("better", MARKUP)])]),
        Pictures([Picture(MARKUP, MARKUP, drawing("Leeds"))]),
        Pictures([Picture("Finding", "Summary", drawing(MARKUP))]),
    ],
    ids=lambda block: type(block).__name__,
)
def test_words_that_look_like_the_setters_own_language_stay_words(block):
    said = words(paper(block)).replace(" ", "")

    assert MARKUP.replace(" ", "") in said


def test_a_title_stays_words_too():
    made = paper(Heading("One"), title=MARKUP, subject=MARKUP, version=MARKUP, notes=[MARKUP], warning=MARKUP)

    assert opened(made).metadata.title == MARKUP
    assert words(made).replace(" ", "").count(MARKUP.replace(" ", "")) >= 5


def test_the_words_of_a_chart_are_text_that_can_be_searched_for():
    made = paper(Pictures([Picture("Leeds is highest", "Leeds at 61.0%", drawing("Leeds 61.0% – ≥ …"))]))

    assert "Leeds 61.0% – ≥ …" in words(made)


def test_a_drawing_says_in_words_what_it_shows():
    made = pdf(paper(Pictures([Picture("Finding", "A line from 59 to 61", drawing("x"))])))

    reader = pypdf.PdfReader(io.BytesIO(made))
    things = [reader.get_object(number) for number in range(1, reader.trailer["/Size"])]
    assert "A line from 59 to 61" in [
        thing["/Alt"] for thing in things if isinstance(thing, dict) and "/Alt" in thing
    ]


def test_headlines_show_every_value_and_judgement_in_words():
    row = headline(
        england="60.9%",
        similar="61.5%",
        direction="Higher is better",
        icons=[Icon("worse", "Further behind: below England (60.9%)")],
        variation=[Icon("steady", "No significant change (common cause)")],
    )

    said = words(paper(Headlines("Wakefield in May 2025", [row], similar="Similar areas")))

    for each in ("59.2%", "60.9%", "61.5%", "Higher is better", row.icons[0].words, row.variation[0].words):
        assert each in said


def test_what_has_nothing_beside_it_has_no_empty_columns():
    said = words(paper(Headlines("England in May 2025", [headline()], ours="England", is_alone=True)))

    assert "What it says" not in said
    assert "Similar" not in said


def test_every_icon_is_set():
    icons = [Icon(name, f"Number {number}.") for number, name in enumerate(NAMES)]

    said = words(paper(Headlines("Icons", [headline(icons=icons)])))

    assert all(icon.words in said for icon in icons)


def test_a_table_goes_on_over_pages_with_its_heading_on_each():
    rows = [TableRow([f"Area {number}", "1.0"], is_ours=number == 7) for number in range(150)]

    made = opened(paper(Table("t", "All areas", [Column("Area name"), Column("Value", True)], rows)))

    assert len(made.pages) > 2
    assert all("Area name" in page.extract_text() for page in made.pages)


@pytest.mark.parametrize("words", ["日本 😀", "a\x00b\x0bc", "\ue000\uffff"])
def test_letters_that_no_font_has_do_not_keep_a_paper_from_being_printed(words):
    made = opened(
        paper(Sentences([f"Before {words} after."]), Pictures([Picture("Leeds", "", drawing(words))]))
    )

    assert "Before" in made.pages[0].extract_text()
    assert "after." in made.pages[0].extract_text()


def test_what_has_nothing_in_it_is_printed_too():
    empty = [Sentences([]), Sentences([], has_bullets=True), Pictures([]), Headlines("None", [])]

    assert len(opened(paper(*empty, Table("t", "No rows", [Column("Area")], []))).pages) == 1


def test_the_same_paper_gives_the_same_bytes():
    made = paper(Heading("One"), Sentences(["Two."]))

    assert pdf(made) == pdf(made)


def test_pages_are_a4():
    [page] = opened(paper(Heading("One"))).pages

    assert [round(float(side)) for side in page.mediabox[2:]] == [595, 842]


def test_pages_can_be_looked_at():
    first, second = page_images(paper(Heading("One"), Heading("Two", is_on_new_page=True)), 20)

    assert first.startswith(b"\x89PNG")
    assert second.startswith(b"\x89PNG")


def test_a_paper_needs_no_font_of_the_machine():
    fonts = {
        font.get_object()["/BaseFont"].split("+")[1]
        for page in opened(paper(Heading("One", footnote="Two"), Sentences(["Three"]))).pages
        for font in page["/Resources"]["/Font"].values()
    }

    assert fonts
    assert all(font.startswith("SourceSansPro") for font in fonts)
