"""The ways in which people, programs and pasting write an NHS number, each around ten digits."""

from collections.abc import Callable
from urllib.parse import quote


def grouped(mark: str, *lengths: int) -> Callable[[str], str]:
    """Return a way of writing ten digits in groups with a mark between them."""

    def write(digits: str) -> str:
        ends = [sum(lengths[: place + 1]) for place in range(len(lengths))]
        return mark.join(digits[end - length : end] for end, length in zip(ends, lengths, strict=True))

    return write


spaced = grouped(" ", 3, 3, 4)


def shifted(zero: str) -> Callable[[str], str]:
    """Return a way of writing digits in another script, whose zero is given."""
    return lambda digits: "".join(chr(ord(zero) + int(digit)) for digit in digits)


WORDS = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]

WAYS: dict[str, Callable[[str], str]] = {
    "no separators": lambda n: f"Seen in clinic, {n}, and sent home.",
    "3-3-4 with spaces": lambda n: f"The patient {spaced(n)} waited 52 weeks.",
    "hyphens": lambda n: f"See {grouped('-', 3, 3, 4)(n)}.",
    "dots": lambda n: f"See {grouped('.', 3, 3, 4)(n)}.",
    "slashes": lambda n: grouped("/", 3, 3, 4)(n),
    "underscores": lambda n: f"scan_{grouped('_', 3, 3, 4)(n)}.pdf",
    "backslashes": lambda n: grouped("\\", 3, 3, 4)(n),
    "colons": lambda n: grouped(":", 3, 3, 4)(n),
    "non-breaking spaces": lambda n: grouped("\u00a0", 3, 3, 4)(n),
    "thin spaces": lambda n: grouped("\u2009", 3, 3, 4)(n),
    "en dashes": lambda n: grouped(" – ", 3, 3, 4)(n),
    "minus signs": lambda n: grouped("\u2212", 3, 3, 4)(n),
    "middle dots": lambda n: grouped("·", 3, 3, 4)(n),
    "several spaces": lambda n: grouped("   ", 3, 3, 4)(n),
    "a label before it": lambda n: f"NHS no: {n}",
    "a label stuck to it": lambda n: f"NHSNumber{n}",
    "a label and commas": lambda n: f"NHS number: {grouped(', ', 3, 3, 4)(n)}",
    "brackets": lambda n: f"Mary (NHS {spaced(n)}) and ({n[:3]}) {n[3:6]}-{n[6:]}",
    "square brackets": lambda n: f"[{n[:3]}][{n[3:6]}][{n[6:]}]",
    "newlines between groups": lambda n: f"Her number:\n{grouped(chr(10), 3, 3, 4)(n)}\nwas wrong.",
    "newlines of a form": lambda n: f"Number\r\n{grouped(chr(13) + chr(10), 3, 3, 4)(n)}\r\nend",
    "quoted lines": lambda n: f"> {n[:3]}\n> {n[3:6]}\n> {n[6:]}",
    "letters on either side": lambda n: f"patient{n}referred",
    "a letter before it": lambda n: f"id P{n}",
    "fullwidth digits": lambda n: shifted("\uff10")(n),
    "fullwidth digits and spaces": lambda n: grouped("\u3000", 3, 3, 4)(shifted("\uff10")(n)),
    "Arabic-Indic digits": lambda n: shifted("\u0660")(n),
    "Devanagari digits": lambda n: shifted("\u0966")(n),
    "mathematical digits": lambda n: shifted("\U0001d7d8")(n),
    "superscripts": lambda n: n.translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")),
    "circled digits": lambda n: n.translate(str.maketrans("0123456789", "⓪①②③④⑤⑥⑦⑧⑨")),
    "keycaps": lambda n: "".join(f"{digit}\ufe0f\u20e3" for digit in n),
    "zero-width spaces inside": lambda n: "\u200b".join(n),
    "word joiners and a soft hyphen": lambda n: f"{n[:2]}\u2060{n[2:5]}\u00ad{n[5:]}",
    "marks of direction": lambda n: f"\u202a{n[:4]}\u202c\u200f{n[4:]}\u2069",
    "combining marks": lambda n: "\u0336".join(n),
    "braille blanks": lambda n: grouped("\u2800", 3, 3, 4)(n),
    "HTML spaces": lambda n: grouped("&nbsp;", 3, 3, 4)(n),
    "HTML numbers": lambda n: "".join(f"&#{ord(digit)};" for digit in n),
    "HTML hexadecimals without an end": lambda n: "".join(f"&#x{ord(digit):x};" for digit in n[:9]) + n[9],
    "tags between groups": lambda n: f"<b>{n[:3]}</b><i>{n[3:6]}</i><span class='a'>{n[6:]}</span>",
    "comments inside": lambda n: f"{n[:5]}<!-- -->{n[5:]}",
    "emphasis between digits": lambda n: f"{n[:2]}**{n[2:6]}**{n[6:]}",
    "emphasised groups": lambda n: f"**{n[:3]}** *{n[3:6]}* `{n[6:]}`",
    "struck out": lambda n: f"~~{spaced(n)}~~",
    "backslash escapes": lambda n: "\\-".join([n[:3], n[3:6], n[6:]]),
    "an address": lambda n: f"https://records.example.nhs.uk/patient/{n}/letters?page=2",
    "an address with spaces": lambda n: f"https://example.org/?q={quote(spaced(n))}&x=1",
    "an address with plus signs": lambda n: f"https://example.org/?nhs={grouped('+', 3, 3, 4)(n)}",
    "a link's words": lambda n: f"see [{spaced(n)}](https://example.org/1)",
    "a link's address": lambda n: f"see [the letter](/files/{n}.docx)",
    "a table's cell": lambda n: f"| Area | Number | Waited |\n|---|---|---|\n| Leeds | {spaced(n)} | 52 |",
    "a spreadsheet's cell": lambda n: f"Leeds\t12\t{n}\t52",
    "a row of CSV": lambda n: f"12,Leeds,{n},2025-05-01",
    "a row of CSV in quotes": lambda n: f'"12","{spaced(n)}","52"',
    "after another number": lambda n: f"12 {spaced(n)} 52",
    "in pairs": lambda n: grouped(" ", 2, 2, 2, 2, 2)(n),
    "in halves": lambda n: grouped(" ", 5, 5)(n),
    "4-3-3": lambda n: grouped(" ", 4, 3, 3)(n),
    "3-4-3": lambda n: grouped("-", 3, 4, 3)(n),
    "digit by digit": lambda n: " ".join(n),
    "digit by digit in cells of a form": lambda n: " - ".join(n),
    "spelt out": lambda n: " ".join(WORDS[int(digit)] for digit in n),
    "spelt out with commas": lambda n: f"It is {', '.join(WORDS[int(digit)] for digit in n).capitalize()}.",
    "at the end of a sentence": lambda n: f"It was {spaced(n)}. 12 waited.",
    "a hash sign": lambda n: f"#{n}",
    "typographic quotes": lambda n: f"“{spaced(n)}”",
    "a mail address": lambda n: f"{n}@nhs.net",
}
