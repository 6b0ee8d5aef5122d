"""Footnotes of what people write."""

import re

from safety.markdown import rendered

TEXT = (
    "Late starts[^why] cost an hour[^2] a day.[^why]\n\n[^2]: Wakefield, *May*\nand June\n\n[^why]: Beds.\n"
)


def numbers_of(html: str) -> list[str]:
    return re.findall(r'aria-label="Note (\d)"', html)


def test_notes_stand_at_the_end_in_the_order_in_which_the_text_comes_to_them():
    html = rendered(TEXT)

    assert numbers_of(html) == ["1", "2", "1"]
    assert html.index("Beds.") < html.index("Wakefield, <em>May</em>\nand June")
    assert html.index("a day.") < html.index('class="app-notes"')


def test_links_lead_to_a_note_and_back_to_where_it_first_belongs():
    html = rendered(TEXT)
    ids = re.findall(r' id="([^"]+)"', html)

    assert len(ids) == len(set(ids)) == 4
    assert set(re.findall(r'href="#([^"]+)"', html)) == set(ids)


def test_notes_of_two_texts_do_not_meet_on_one_page():
    assert not set(re.findall(r' id="([^"]+)"', rendered(TEXT))) & set(
        re.findall(r' id="([^"]+)"', rendered(TEXT + "!"))
    )


def test_what_no_note_explains_is_shown_as_it_was_typed():
    assert rendered("As seen[^1]") == "<p>As seen[^1]</p>\n"


def test_a_note_to_which_nothing_leads_is_not_lost():
    html = rendered("As seen.\n\n[^1]: In Wakefield.")

    assert "In Wakefield.</li>" in html
    assert "Back to" not in html


def test_a_note_is_found_within_lists_and_quotes_and_not_in_code():
    assert numbers_of(rendered("- a[^1]\n\n  [^1]: b")) == ["1"]
    assert numbers_of(rendered("> a[^1]\n>\n> [^1]: b")) == ["1"]
    assert rendered("```\na[^1]\n\n[^1]: b\n```").count("[^1]") == 2


def test_of_two_notes_of_a_name_the_second_stays_where_it_is():
    html = rendered("x[^1]\n\n[^1]: a\n\n[^1]: b")

    assert html.index(": b</p>") < html.index("<li")


def test_notes_that_lead_to_themselves_and_each_other_end():
    assert numbers_of(rendered("x[^1]\n\n[^1]: a[^2][^1]\n\n[^2]: b[^1]")) == ["1", "2", "1", "1"]
