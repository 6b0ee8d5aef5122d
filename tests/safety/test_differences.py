"""What changed between two versions of a text."""

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from safety.differences import changes, difference

PIECES = st.lists(
    st.sampled_from(["late", "early", "8.30", " ", "\n", "\r\n", "*", "<b>", "é"]), max_size=40
).map("".join)


@given(before=PIECES, after=PIECES)
@settings(deadline=None, max_examples=300)
def test_a_difference_holds_both_texts_whole(before, after):
    found = changes(before, after)

    assert "".join(words for kind, words in found if kind != "added") == before
    assert "".join(words for kind, words in found if kind != "removed") == after


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
