"""What readers of files found, for people: grouped by rule, with what it means and what to do about it."""

from collections.abc import Iterable
from dataclasses import dataclass

FETCH_AGAIN = (
    "The file was probably cut or changed on its way. Bring it in again, and compare its size with the size that "
    "NHS England’s page names."
)
WRONG_FILE = "This is not the file that is meant. Take the link named “Full CSV data file” of the month."
NOT_AS_PUBLISHED = (
    "NHS England’s zips are never like this. Check where the file comes from, and do not open it."
)
NEW_LAYOUT = (
    "NHS England may have changed the layout. Do not edit the file: tell whoever maintains this site, so that the new "
    "layout is added."
)
CONTRADICTS_ITSELF = (
    "Bring the file in again. If it is still so, ask NHS England, and wait for their revision: the figures published "
    "before stay."
)
NOTHING_TO_DO = "Nothing needs to be done."


@dataclass(frozen=True)
class Rule:
    """A rule of the reader in words, and what somebody who meets it can do."""

    title: str
    remedy: str


RULES = {
    "zip-damaged": Rule("The zip is damaged", FETCH_AGAIN),
    "zip-too-large": Rule("The zip is too large", WRONG_FILE),
    "too-large": Rule("The file is too large", WRONG_FILE),
    "not-a-zip": Rule("The file is not a zip", FETCH_AGAIN),
    "zip-entries": Rule("The zip holds many files", WRONG_FILE),
    "zip-one-csv": Rule("The zip does not hold just one CSV file", WRONG_FILE),
    "zip-path": Rule("A file in the zip names a folder", NOT_AS_PUBLISHED),
    "zip-link": Rule("The zip holds a link or a special file", NOT_AS_PUBLISHED),
    "zip-encrypted": Rule("The zip is encrypted", NOT_AS_PUBLISHED),
    "zip-method": Rule("The zip is packed in an unusual way", NOT_AS_PUBLISHED),
    "zip-nested": Rule("The zip holds another archive", NOT_AS_PUBLISHED),
    "zip-bomb": Rule("The zip unpacks to far more than a month", NOT_AS_PUBLISHED),
    "zip-overlap": Rule("Files in the zip overlap", NOT_AS_PUBLISHED),
    "zip-junk": Rule("Something stands in front of the zip", NOT_AS_PUBLISHED),
    "empty": Rule("The file is empty", FETCH_AGAIN),
    "utf-16": Rule("The file is written in UTF-16", "It was saved by another program. Take the original."),
    "html": Rule(
        "The file is a web page",
        "NHS England’s site asked for a browser check. Fetch it by hand, and upload it.",
    ),
    "separator": Rule(
        "The columns are not separated by commas", "It was saved by another program. Take the original."
    ),
    "header": Rule("The file has no header", FETCH_AGAIN),
    "columns": Rule("The columns are not those of any layout we know", NEW_LAYOUT),
    "extra-column": Rule(
        "A column nobody knows", "It was left out. If it matters, whoever maintains this site can read it."
    ),
    "no-rows": Rule("The file has no rows", FETCH_AGAIN),
    "line-length": Rule("A line is far too long", FETCH_AGAIN),
    "rows": Rule("So many rows came or went that the file cannot be whole", FETCH_AGAIN),
    "quote": Rule("A quote is not closed", FETCH_AGAIN),
    "nul": Rule("A line holds an invisible NUL character", FETCH_AGAIN),
    "repeated-header": Rule("The header stands in the file twice", FETCH_AGAIN),
    "fields": Rule("A line has too few or too many fields", FETCH_AGAIN),
    "encoding": Rule("A name is written in another encoding", NOTHING_TO_DO),
    "number": Rule("A count is not a whole number", CONTRADICTS_ITSELF),
    "period": Rule(
        "The month is not the one it should be", "Check that the link or the file is of the month you meant."
    ),
    "file-name": Rule(
        "The file’s name says another month than its rows", "The rows were believed. Check the month."
    ),
    "code": Rule("A code of an organisation is not one", CONTRADICTS_ITSELF),
    "part": Rule("A part of the RTT data that we do not know", NEW_LAYOUT),
    "treatment-function": Rule("A treatment function that we do not know", NEW_LAYOUT),
    "two-names": Rule("One code has two names or parents, or one name two codes", CONTRADICTS_ITSELF),
    "duplicate": Rule("The same row stands in the file twice", CONTRADICTS_ITSELF),
    "totals": Rule("A total differs from what it adds up", CONTRADICTS_ITSELF),
    "sum": Rule("All treatment functions differ from their sum", CONTRADICTS_ITSELF),
    "new-periods": Rule("New periods have week bands", CONTRADICTS_ITSELF),
    "band-order": Rule(
        "Week bands that stand in another order than they should",
        "They were read by their names, not by their order.",
    ),
    "decided-over-waiting": Rule(
        "More decisions to admit than pathways waiting",
        "NHS England has published such rows. They are shown as published: read “decision to admit” with care there.",
    ),
    "not-submitted": Rule(
        "Providers that did not submit",
        "Their figures are not known this month, which is not zero. Areas that they serve may seem to change by it.",
    ),
    "unmapped": Rule(
        "Organisations that we do not know",
        "They count in England and in no ICB. Whoever maintains this site can give them a place.",
    ),
}


@dataclass(frozen=True)
class Group:
    """The findings of one rule in one file, as a version or a refresh keeps them."""

    slug: str
    rule: Rule
    places: list[dict]


def rule_for(slug: str) -> Rule:
    return RULES.get(slug) or Rule(slug.replace("-", " ").capitalize(), CONTRADICTS_ITSELF)


def grouped(findings: Iterable[dict]) -> list[Group]:
    """Return findings by rule, in the order in which the rules first occur: what quarantines stands first."""
    by_rule: dict[str, list[dict]] = {}
    for finding in findings:
        by_rule.setdefault(finding["rule"], []).append(finding)
    return [Group(slug, rule_for(slug), places) for slug, places in by_rule.items()]
