"""The nearest word to one that was mistyped, among words that are there: the same on every database.

Words that share pieces of three letters are compared letter by letter, so that thousands of words take a millisecond.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

from safety.search.words import LONGEST, TOO_COMMON, folded

# Shorter words are near to too many others.
SHORTEST = 4
# Of one, two of the letters changed: “wakefeild”, “cataracs”; not “hips” for “lists”.
ALIKE = 0.75
COMPARED = 40


class Nearest:
    """Knows words: those of the texts that it is made of. `alike`: from 0 to 1, how near a word must be."""

    def __init__(self, texts: Iterable[str], *, alike: float = ALIKE):
        self.alike = alike
        self.words = {word for text in texts for word in folded(text).split() if len(word) >= SHORTEST}
        self._holding = defaultdict(list)
        for word in sorted(self.words):
            for piece in _pieces(word):
                self._holding[piece].append(word)

    def to(self, word: str) -> str:
        """Return the nearest known word; the word itself where it is known, too short or near to none."""
        if word in self.words or word in TOO_COMMON or len(word) < SHORTEST:
            return word
        return max(self._alike(word), default=(self.alike, word))[1]

    def _alike(self, word: str) -> Iterable[tuple[float, str]]:
        shared = Counter(known for piece in _pieces(word) for known in self._holding.get(piece, ()))
        for known, _ in shared.most_common(COMPARED):
            ratio = SequenceMatcher(None, word, known, autojunk=False).ratio()
            if ratio >= self.alike:
                yield ratio, known


def _pieces(word: str) -> set[str]:
    padded = f"  {word} "
    return {padded[start : start + 3] for start in range(len(padded) - 2)}


def meant(asked: str, known: Nearest) -> str:
    """Return what was asked for with the nearest known words in it; empty where that changes no word."""
    words = folded(asked[:LONGEST]).split()
    nearest = [known.to(word) for word in words]
    return "" if nearest == words else " ".join(nearest)
