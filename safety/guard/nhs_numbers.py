"""NHS numbers, however they are written: ten digits of which the last checks the others (modulus 11)."""

import re
from collections.abc import Iterator

from nhs_number import is_valid

from safety.guard.lookalikes import covered

# England, Wales and the Isle of Man were given numbers that begin with 4, 6 and 7. Those with 9 are made for tests, but
# who pastes those one day pastes a real one.
FIRST_DIGITS = "4679"
LENGTH = 10

# Not the end of a longer number, of a decimal or of a sum of money, nor the beginning of one.
BEFORE = r"(?<!\d)(?<!\d\.)(?<![£$€])"
AFTER = r"(?!\d|\.\d)"
# What stands inside a number. Commas, semicolons, tabs and the walls of cells stand between numbers.
MARKS = r" .\-/\\_()\[\]{}<>*~`'\"’‘“”:·•‧∙#+"
GAP = rf"[{MARKS}\n]{{0,5}}"
IN_GROUPS = re.compile(rf"{BEFORE}(?=([4679]\d\d{GAP}\d{{3}}{GAP}\d{{4}}){AFTER})")
ONE_BY_ONE = re.compile(rf"{BEFORE}(?<!\d[ .\-/_])([4679](?:[{MARKS}]{{1,3}}\d){{9}})(?![ .\-/_]?\d)")
# Other ways of grouping are taken for a number only when one mark stands between all groups.
OTHER_GROUPS = (
    (2, 2, 2, 2, 2),
    (5, 5),
    (4, 6),
    (4, 3, 3),
    (3, 4, 3),
    (4, 4, 2),
    (2, 4, 4),
    (3, 3, 2, 2),
    (1, 3, 3, 3),
)


def _grouped(first: int, *others: int) -> str:
    rest = "".join(rf"(?P=mark{first}{len(others)}{others[0]})\d{{{length}}}" for length in others[1:])
    mark = rf"(?P<mark{first}{len(others)}{others[0]}>[ .\-/_])"
    return rf"[4679]\d{{{first - 1}}}{mark}\d{{{others[0]}}}{rest}"


OTHERWISE = re.compile(
    rf"{BEFORE}(?<!\d[ .\-/_])({'|'.join(_grouped(*shape) for shape in OTHER_GROUPS)})(?![ .\-/_]?\d)"
)
LINE_OF_FIGURES_ABOVE = re.compile(r"\d\s{0,3}\n\s{0,3}$")
LINE_OF_FIGURES_BELOW = re.compile(r" {0,3}\n\s{0,3}\d")
FIGURES = re.compile(r"\d[\d.]*%?(?: \d[\d.]*%?)+")
AS_USUAL = re.compile(r"\d{3} \d{3} \d{4}")
IN_SIGHT = 100
SHAPES = (IN_GROUPS, ONE_BY_ONE, OTHERWISE)

LABEL = re.compile(r"(?<![a-z])nhs[ _\-.]{0,2}(?:no|nr|num|number|id|#)(?![a-z])", re.IGNORECASE | re.ASCII)
NEAR_A_LABEL = 60
# After the words “NHS number” anything may stand between the digits.
AFTER_LABEL = re.compile(r"(?<!\d)(?=(\d(?:[\W_]{0,8}\d){9})(?!\d))")
# Digits that fail the check are still somebody's when they are called an NHS number.
WRITTEN_AS_ONE = re.compile(r"\d{3}[ \-]?\d{3}[ \-]?\d{4}")

DIGIT_WORDS = {"oh": "0", "nought": "0"} | {
    word: str(digit)
    for digit, word in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    )
}
_word = rf"(?:{'|'.join(DIGIT_WORDS)})"
SPELT = re.compile(rf"\b{_word}(?:[\s,.\-]{{1,3}}{_word}){{9}}\b", re.IGNORECASE | re.ASCII)


def spots(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield what in a text is an NHS number, and what was meant to be one."""
    text = covered(text)
    in_rows: list[tuple[int, int]] = []
    for start, end in _written(text):
        if _is_in_a_row(text, start, end):
            in_rows.append((start, end))
        else:
            yield "nhs-number", start, end
    # Chance makes one of a table's rows pass the check; the rows of a table of patients all do.
    if len({text.count("\n", 0, start) for start, _ in in_rows}) > 1:
        yield from (("nhs-number", *place) for place in in_rows)
    yield from _labelled(text)
    yield from _spelt(text)


def _written(text: str) -> Iterator[tuple[int, int]]:
    for shape in SHAPES:
        for match in shape.finditer(text):
            if is_nhs_number(_digits(match[1])) and not _is_column(text, *match.span(1)):
                yield match.span(1)


def is_nhs_number(digits: str) -> bool:
    """Tell whether ten digits are an NHS number that may have been given to somebody."""
    return digits[0] in FIRST_DIGITS and len(set(digits)) > 1 and is_valid(digits)


def _digits(written: str) -> str:
    return "".join(filter(str.isdigit, written))


def _is_column(text: str, start: int, end: int) -> bool:
    """Tell whether a number over several lines is part of a longer column of figures."""
    return "\n" in text[start:end] and bool(
        LINE_OF_FIGURES_ABOVE.search(text, max(0, start - 12), start)
        or LINE_OF_FIGURES_BELOW.match(text, end)
    )


def _is_in_a_row(text: str, start: int, end: int) -> bool:
    """Tell whether groups of digits are cells of a row of figures, with a row as long above or below it."""
    before, after = text.rfind("\n", max(0, start - IN_SIGHT), start), text.find("\n", end, end + IN_SIGHT)
    if " " not in text[start:end] or (before == after == -1):
        return False
    sight = FIGURES.finditer(text, before + 1 or max(0, start - IN_SIGHT), end + IN_SIGHT)
    row = next((row for row in sight if row.end() >= end), None)
    if row is None or row.start() > start or (row.span() == (start, end) and AS_USUAL.fullmatch(row[0])):
        return False
    above = text[max(0, before - IN_SIGHT) : max(0, before)].split("\n")[-1]
    below = text[after + 1 : after + IN_SIGHT].split("\n")[0] if after != -1 else ""
    return any(
        other[0].count(" ") == row[0].count(" ")
        for line in (above, below)
        for other in FIGURES.finditer(line)
    )


def _labelled(text: str) -> Iterator[tuple[str, int, int]]:
    for label in LABEL.finditer(text):
        for match in AFTER_LABEL.finditer(text, label.end(), label.end() + NEAR_A_LABEL):
            digits = _digits(match[1])
            if is_nhs_number(digits):
                yield "nhs-number", *match.span(1)
            elif WRITTEN_AS_ONE.fullmatch(match[1]) and len(set(digits)) > 1:
                yield "nhs-number-mistyped", *match.span(1)


def _spelt(text: str) -> Iterator[tuple[str, int, int]]:
    for match in SPELT.finditer(text):
        words = re.findall("[a-z]+", match[0].lower())
        if is_nhs_number("".join(DIGIT_WORDS[word] for word in words)):
            yield "nhs-number", *match.span()
