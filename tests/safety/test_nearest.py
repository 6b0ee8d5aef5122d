"""The nearest known word to one that was mistyped."""

from difflib import get_close_matches

import pytest

from safety.search.nearest import ALIKE, Nearest, meant

KNOWN = Nearest(["Same-day cataract lists", "Wakefield", "Ménière clinic", "Hips and knees", "NHS 111"])


@pytest.mark.parametrize(
    ("typed", "near"),
    [
        ("catarct", "cataract"),
        ("kataract", "cataract"),
        ("cataracts", "cataract"),
        ("wakefeild", "wakefield"),
        ("meniere", "meniere"),
        ("clinc", "clinic"),
        ("day", "day"),
        ("with", "with"),
        ("zzzzzzzz", "zzzzzzzz"),
    ],
)
def test_a_word_is_answered_with_the_nearest_one_known(typed, near):
    assert KNOWN.to(typed) == near


def test_only_what_changes_a_word_is_meant():
    assert meant("“Catarct” in WAKEFIELD", KNOWN) == "cataract in wakefield"
    assert meant("cataract in wakefield", KNOWN) == ""
    assert meant("", KNOWN) == meant("!!!", KNOWN) == ""


def test_shared_pieces_find_what_comparing_with_every_word_finds():
    letters = "abcdefghij"
    words = [f"{one}{two}{three}tion{one}{three}" for one in letters for two in letters for three in letters]
    known = Nearest(words)
    for word in words[::37]:
        typed = word[:3] + word[4:]
        best = known.to(typed)
        assert best in get_close_matches(typed, words, 20, ALIKE)
