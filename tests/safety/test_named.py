"""What a text names: people, areas, measures and pictures of its own."""

import pytest

from safety.markdown import LONGEST_TEXT, TextTooLong, named_in, rendered


@pytest.mark.parametrize(
    ("typed", "named"),
    [
        ("Ask @Jane-Smith:7.", "person:7"),
        ("(@Siân-O’Neill:12)", "person:12"),
        ("@person:3", "person:3"),
        ("as @03R does", "area:03R"),
        ("@qwo!", "area:qwo"),
        ("#within-18-weeks rose", "figure:within-18-weeks"),
        ("03R/within-18-weeks rose", "figure:03R/within-18-weeks"),
        ("**#qwo/p92-wait**", "figure:qwo/p92-wait"),
        ("A note.[^1]\n\n[^1]: By @Jane-Smith:7", "person:7"),
        ("| a |\n|---|\n| @QWO |", "area:QWO"),
    ],
)
def test_what_is_named_is_found_and_marked(typed, named):
    assert named_in(typed) == [named]
    assert f'<data value="{named}">' in rendered(typed)


@pytest.mark.parametrize(
    "typed",
    [
        "`@Jane-Smith:7`",
        "```\n@03R\n```",
        "    @QWO",
        "jane@03R.nhs.uk",
        "jane.@03R",
        "@03R.nhs.uk",
        "<mailto:a@03R.uk>",
        "[@QWO](/areas/QWO/)",
        r"\@03R",
        "@Jane-Smith:0",
        "@Jane-Smith",
        "either/or-not",
        "https://example.org/03R/within-18-weeks",
        "# Heading",
        "&#35;",
        "a@b:7",
    ],
)
def test_code_addresses_links_and_what_stands_after_a_backslash_name_nothing(typed):
    assert named_in(typed) == []
    assert "<data" not in rendered(typed)


def test_who_is_named_in_what_is_quoted_was_named_by_somebody_else():
    assert named_in("> Thanks @Jane-Smith:7\n\nSo do I, @Bob:8") == ["person:8"]


def test_what_nobody_fills_in_reads_as_it_was_typed():
    assert rendered("Ask @Jane-Smith:7") == '<p>Ask <data value="person:7">@Jane-Smith:7</data></p>\n'


def test_a_picture_of_the_post_itself_is_marked_with_what_it_shows():
    assert rendered('![Waits <b>"fell"](file:2)') == (
        '<p><data value="file:2">Waits &lt;b&gt;"fell"</data></p>\n'
    )


def test_words_that_lead_to_a_file_of_the_post_stay_words():
    assert rendered("[the plan](file:2)") == "<p>the plan</p>\n"


def test_nobody_types_the_mark_itself():
    assert "<data" not in rendered('<data value="person:7">x</data>')


def test_a_text_that_is_too_long_names_nothing():
    with pytest.raises(TextTooLong):
        named_in("@QWO " * LONGEST_TEXT)
