"""Dates of birth and record numbers: what follows words that announce them, in sentences and in tables."""

import re
from collections.abc import Iterator

FLAGS = re.IGNORECASE | re.ASCII
MONTHS = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
DATE = (
    r"(?<!\d)(?:\d{1,2}[ ]?[/.\-][ ]?\d{1,2}[ ]?[/.\-][ ]?(?:\d{4}|\d{2})(?!\d)"
    r"|\d{4}[/.\-]\d{1,2}[/.\-]\d{1,2}(?!\d)"
    r"|\d{1,2} \d{1,2} \d{4}(?!\d)"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ \-.]{{0,2}}{MONTHS}[ \-.,']{{0,3}}(?:\d{{4}}|\d{{2}})(?!\d)"
    rf"|{MONTHS}[ .]{{1,2}}\d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}(?!\d))"
)
BIRTH = r"(?:d\.?[ ]?o\.?[ ]?b(?![a-z])\.?|dates? of birth|birth[ \-]?date|birthday)"
LABEL_OF_BIRTH = re.compile(rf"(?<![a-z]){BIRTH}", FLAGS)
DATE_AFTER = re.compile(
    rf"[\s:;=,.\-–|()\[\]\"'*_]{{0,12}}(?:(?:is|was|of|on)\s{{1,3}})?(?:the\s{{1,3}})?"
    rf"(?:{DATE}|(?:\d{{6}}|\d{{8}})(?!\d))",
    FLAGS,
)
DATE_BEFORE = re.compile(rf"{DATE}[\s,(\[]{{0,3}}(?:is (?:his|her|their) )?$", FLAGS)
LONGEST_GAP, LONGEST_DATE = 14, 48
BORN_ON = re.compile(rf"(?<![a-z])(?:born|b\.):?\s{{0,2}}(?:on\s{{1,2}})?(?:the\s)?{DATE}", FLAGS)
# “The NHS was born on 5 July 1948.”
NO_PERSON = re.compile(
    r"(?:NHS|service|trust|programme|project|team|idea|hospital|clinic|unit|system|board)\s+(?:was|is|were)\s+$",
    FLAGS,
)

RECORD = (
    r"(?:MRN|hosp(?:ital)?\.?[ ](?:no|num|number|id|ref)|patient[ ](?:id|no|num|number|identifier|ref(?:erence)?)"
    r"|(?:case[ \-]?notes?|medical records?|health records?|record|PAS|district|crn|EMPI|CHI|H&C|HCN|HSC)"
    r"[ ](?:no|num|number|id|identifier)"
    r"|UBRN|(?:patient )?pathway (?:identifier|id)|local patient identifier)"
)
TO_THE_NUMBER = r"[.]?(?:[ ]?(?:is|was))?[\s:#=.\-–()|*_\"']{0,8}"
LETTERS = r"(?:(?-i:[A-Z]{1,4} ?)|[A-Z]{1,4}[/\-]?)?"
IDENTIFIER = rf"{LETTERS}\d(?:[ /\-]?\d){{3,13}}[A-Z]?(?![\d,]\d)"
NUMBERED = re.compile(rf"(?<![A-Z]){RECORD}(?![A-Z]){TO_THE_NUMBER}{IDENTIFIER}(?![A-Z])", FLAGS)

WALLS = ("|", "\t", ";", ",")
MOST_CELLS = 60
HEADINGS = (
    ("date-of-birth", re.compile(BIRTH, FLAGS), re.compile(DATE, FLAGS)),
    (
        "record-number",
        re.compile(rf"{RECORD}\.?", FLAGS),
        re.compile(IDENTIFIER, FLAGS),
    ),
)


def spots(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield dates of birth and record numbers."""
    for label in LABEL_OF_BIRTH.finditer(text):
        if date := DATE_AFTER.match(text, label.end()):
            yield "date-of-birth", label.start(), date.end()
        elif date := _date_before(text, label.start()):
            yield "date-of-birth", label.start() - len(date[0]), label.end()
    for match in BORN_ON.finditer(text):
        if not NO_PERSON.search(text[max(0, match.start() - 40) : match.start()]):
            yield "date-of-birth", *match.span()
    for match in NUMBERED.finditer(text):
        yield "record-number", *match.span()
    yield from _in_tables(text)


def _date_before(text: str, end: int) -> re.Match[str] | None:
    if any(map(str.isdigit, text[max(0, end - LONGEST_GAP) : end])):
        return DATE_BEFORE.search(text[max(0, end - LONGEST_DATE) : end])
    return None


def _in_tables(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield cells under a heading such as “DOB”, of tables drawn with bars, pasted from a sheet, or written as CSV."""
    sought: list[tuple[str, int, str, re.Pattern[str]]] = []
    start = 0
    for line in text.split("\n"):
        named = _headings(line)
        sought = named or [heading for heading in sought if heading[2] in line]
        for kind, column, wall, pattern in () if named else sought:
            cells = line.split(wall, MOST_CELLS)
            if column < len(cells) and pattern.fullmatch(cells[column].strip(" \"'*_`")):
                begins = start + sum(map(len, cells[:column])) + column * len(wall)
                yield kind, begins, begins + len(cells[column])
        start += len(line) + 1


def _headings(line: str) -> list[tuple[str, int, str, re.Pattern[str]]]:
    wall = next((wall for wall in WALLS if wall in line), None)
    if wall is None:
        return []
    cells = [cell.strip(" \"'*_`") for cell in line.split(wall, MOST_CELLS)]
    return [
        (kind, column, wall, pattern)
        for column, cell in enumerate(cells)
        for kind, heading, pattern in HEADINGS
        if len(cell) < 40 and heading.fullmatch(cell)
    ]
