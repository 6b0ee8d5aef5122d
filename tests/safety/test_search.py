"""The full-text search: what it finds, in which order, and that no words harm it. The same on both databases."""

import pytest

from safety import search
from safety.management.commands import rebuild_search
from safety.models import Document
from safety.search import documents
from safety.search.documents import Words
from safety.search.words import terms

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
KIND = "thing"


def put(*texts: tuple[str, str]) -> None:
    """Put things in, numbered from one, by title and body."""
    search.put(KIND, *(Words(number, *text) for number, text in enumerate(texts, start=1)))


def found(asked: str) -> list[int]:
    return search.found(KIND, asked)


def excerpt(asked: str, number: int = 1) -> str:
    return search.excerpts(KIND, asked, [number]).get(number, "")


def test_all_words_are_looked_for_in_any_form():
    put(("Same-day clinics", "People are seen once."), ("Calls", "A nurse calls."), ("Clinic calls", ""))

    assert found("clinic") == [3, 1]
    assert set(found("CALLING")) == {2, 3}
    assert found("calls clinics") == [3]
    assert found("nurse clinics") == []


def test_a_word_in_the_title_counts_for_more():
    put(("Other", "cataract " * 5), ("Cataract lists", "nothing"))

    assert found("cataracts") == [2, 1]


def test_of_what_fits_alike_the_newest_comes_first():
    put(("Scope", "Seen"), ("Scope", "Seen"), ("Scope", "Seen"))

    assert found("scope") == [3, 2, 1]


def test_accents_and_capitals_make_no_difference():
    put(("Café MÉNIÈRE", ""))

    assert found("cafe meniere") == found("CAFÉ") == [1]


def test_a_phrase_in_quotation_marks_is_looked_for_as_it_is():
    put(("", "the same long day"), ("", "on the same day"))

    assert set(found("same day")) == {1, 2}
    assert found('"same day"') == [2]


@pytest.mark.parametrize(
    ("asked", "text"),
    [
        ("ENT", "Ear, nose and throat"),
        ("ear nose and throat clinic", "An ENT clinic"),
        ("T&O", "Trauma and orthopaedics"),
        ("trauma and orthopaedics", "T&O lists"),
        ("waiting list", "Incomplete pathways"),
        ("incomplete pathways", "the waiting lists"),
        ('"waiting list"', "Incomplete pathways"),
    ],
)
def test_words_of_the_field_that_mean_the_same_are_found(asked, text):
    put(("One", text), ("Two", "Something else"))

    assert found(asked) == [1]


def test_other_kinds_are_not_found():
    put(("Clinic", ""))
    search.put("other", Words(7, "Clinic", ""))

    assert found("clinic") == [1]
    assert search.excerpts("other", "clinic", [1]) == {}


def test_what_is_changed_is_found_by_its_new_words_alone():
    put(("Clinic", "Old"))
    put(("Theatre", "New"))

    assert found("clinic") == found("old") == []
    assert found("theatre new") == [1]


def test_what_is_taken_out_is_found_no_more():
    put(("Clinic", ""), ("Clinic", ""))

    assert search.take_out(KIND, [1]) == 1
    assert search.take_out(KIND, [1]) == 0
    assert found("clinic") == [2]
    assert Document.objects.filter(kind=KIND).count() == 1


def test_excerpts_show_the_words_in_their_place():
    put(("Title", "Before. " * 60 + "People came to the clinics on Saturdays." + " After." * 60))

    said = excerpt("clinic")

    assert "came to the <mark>clinics</mark> on Saturdays" in said
    assert len(said) < 400


def test_excerpts_are_text_and_no_html():
    put(("Title", "<script>alert(1)</script> clinic & <b>more</b> \x02clinic\x03"))

    said = excerpt("clinic")

    assert "<script>" not in said
    assert "<b>" not in said
    assert "&amp;" in said
    assert said.count("<mark>") == said.count("</mark>") == 2


def test_what_is_found_by_its_title_alone_has_no_excerpt():
    put(("Clinics", "Something else"))

    assert excerpt("clinics") == ""
    assert search.excerpts(KIND, "clinics", []) == {}


@pytest.mark.parametrize(
    "asked",
    [
        "",
        " ",
        "the",
        '"',
        '""',
        '"the',
        "'; DROP TABLE safety_document; --",
        "clinic OR",
        "NEAR(clinic, 2)",
        "title:clinic",
        "clinic*",
        "clin* AND (",
        "-clinic",
        "^clinic",
        "a AND NOT b",
        "!clinic & | <->",
        "clinic:A",
        "\\",
        "%s %(x)s %%",
        "\x00clinic\x00",
        "\x02\x03",
        "😀 ²½ ﷽",
        "\ud800clinic",
        "clinic " * 3000,
        "x" * 10_000,
        "(" * 10_000,
        '"' * 10_000,
    ],
    ids=lambda asked: ascii(asked[:20]),
)
def test_no_words_do_harm(asked):
    put(("Clinic", "Clinic"))

    assert found(asked) in ([], [1])
    assert set(search.excerpts(KIND, asked, [1])) <= {1}


def test_what_is_asked_for_is_bounded():
    many = " ".join(f"word{number}" for number in range(1000))

    assert len(terms(many)) == 12
    assert terms("clinic clinic") == terms("clinic")


def test_texts_with_strange_characters_are_kept():
    put(("Nul\x00s \ud800", "\x02clinic\x03 \x1f"))

    assert found("clinic") == [1]


def test_a_very_long_text_is_read_to_a_length():
    put(("Long", " ".join(f"word{number}" for number in range(60_000))))

    assert found("word1") == [1]
    assert found("word59999") == []


def test_everything_is_read_again_on_request(monkeypatch, capsys):
    monkeypatch.setattr(documents, "_SOURCES", {KIND: lambda: [Words(5, "Clinic", "")]})
    put(("Clinic", ""), ("Gone", ""))

    rebuild_search.Command().handle()

    assert capsys.readouterr().out == "thing: 1\n"
    assert found("clinic") == [5]
    assert found("gone") == []
