"""What changed between two versions of a text."""

import re
import time
from html import unescape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safety.differences import changes, difference, sides

PIECES = st.lists(
    st.sampled_from(["late", "early", "8.30", " ", "\n", "\r\n", "*", "<b>", "é"]), max_size=40
).map("".join)


@given(before=PIECES, after=PIECES)
@settings(deadline=None, max_examples=300)
def test_a_difference_holds_both_texts_whole(before, after):
    found = changes(before, after)

    assert "".join(words for kind, words in found if kind != "added") == before
    assert "".join(words for kind, words in found if kind != "removed") == after


@given(one=PIECES, other=PIECES)
@settings(deadline=None, max_examples=100)
def test_side_by_side_each_text_is_whole(one, other):
    marks = re.compile(r"<[^>]*>|\[only here: |\]")

    assert tuple(unescape(marks.sub("", side)) for side in sides(one, other)) == (one, other)


def test_side_by_side_what_stands_in_one_alone_is_marked_and_heard():
    here, there = sides("We start at <8.15> sharp.", "We start at <8.30> sharp, now.")

    assert (here.count("<mark"), there.count("<mark")) == (1, 2)
    assert '[only here: </span>8.15<span class="nhsuk-u-visually-hidden">]' in here
    assert "We start at &lt;" in here
    assert "8.15" not in there
    assert ", now" in there
    assert sides("same", "same") == ("same", "same")


def test_words_are_compared_not_letters():
    assert changes("We start at 8.15 sharp.", "We start at 8.30 sharp.") == [
        ("kept", "We start at "),
        ("removed", "8.15 "),
        ("added", "8.30 "),
        ("kept", "sharp."),
    ]


def test_a_difference_is_heard_as_well_as_seen():
    html = difference("late", "early")

    assert html == (
        '<del class="app-removed"><span class="nhsuk-u-visually-hidden">[removed: </span>late'
        '<span class="nhsuk-u-visually-hidden">]</span></del>'
        '<ins class="app-added"><span class="nhsuk-u-visually-hidden">[added: </span>early'
        '<span class="nhsuk-u-visually-hidden">]</span></ins>'
    )


def test_what_was_written_is_shown_and_never_acts():
    assert "<script>" not in difference("<script>", "<script>alert(1)</script>")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("a " * 10_000, "b " * 10_000),
        ("a\n" * 10_000, "b\n" * 10_000),
        ("*_" * 10_000, "_*" * 10_000),
        (" ".join(map(str, range(4_000))), " ".join(map(str, reversed(range(4_000))))),
        ("\n".join(map(str, range(4_000))), "\n".join(map(str, reversed(range(4_000))))),
    ],
)
def test_no_text_takes_long_to_compare(before, after):
    began = time.process_time()

    difference(before[:20_000], after[:20_000])

    assert time.process_time() - began < 1
