"""File names as people type them, made harmless: a name, never a path."""

import re
import unicodedata

from safety.files.kinds import Kind
from safety.files.refusals import NameRefused
from safety.guard import PASS, place, scan

LONGEST = 120
# What file systems and shells read something into; and what turns text round, joins it or cannot be seen.
UNWANTED = re.compile(r'[\\/:*?"<>|]')
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"}
# Endings that some system runs: hidden before the last one ("report.exe.pdf") they are meant to deceive.
RUN = re.compile(
    r"\.("
    r"ade|adp|apk|app|appx|asp|aspx|bat|cgi|chm|cmd|com|cpl|dll|dmg|docm|dotm|exe|gadget|hta|htm|html|htac"
    r"cess|inf|ins|iso|jar|js|jse|jsp|lnk|mht|mhtml|msc|msi|msp|pif|php|phar|phtml|pl|potm|ppam|ppsm|pptm|"
    r"ps1|psm1|py|rb|reg|scf|scr|sct|sh|shtml|sldm|svg|svgz|swf|url|vb|vbe|vbs|ws|wsc|wsf|wsh|xht|xhtml|xl"
    r"am|xlm|xlsb|xlsm|xltm|xml"
    r")(?=\.|$)",
    re.IGNORECASE,
)


def cleaned_name(name: str, kind: Kind) -> str:
    """Return a file's name as it is kept: short, with an ending of its kind. Raises NameRefused."""
    if "\0" in name:
        raise NameRefused("The file’s name holds a character that names cannot have.")
    stem, ending = _parts(_plain(name))
    if ending not in kind.endings:
        raise NameRefused(
            f"The file’s name should end in .{kind.endings[0]}, since what it holds is a {kind.words}."
        )
    if RUN.search(stem):
        raise NameRefused("The file’s name has two endings.")
    _refuse_patients(stem)
    return f"{stem[: LONGEST - len(ending) - 1]}.{ending}"


def renamed(name: str, kind: Kind) -> str:
    """Return a cleaned name with the usual ending of a kind: for a file that was turned into that."""
    stem, ending = _parts(name)
    return name if ending in kind.endings else f"{stem}.{kind.endings[0]}"


def _plain(name: str) -> str:
    name = unicodedata.normalize("NFC", re.split(r"[\\/]", name)[-1])
    seen = "".join(each for each in name if unicodedata.category(each) not in UNSEEN)
    return " ".join(UNWANTED.sub(" ", seen).split()).strip(". ")


def _parts(name: str) -> tuple[str, str]:
    stem, _, ending = name.rpartition(".")
    stem = stem.strip(". ")
    return stem or "file", ending.lower()


def _refuse_patients(stem: str) -> None:
    """Refuse names that may tell who a patient is: they show in lists and mail, and renaming takes a moment."""
    for text in (stem, re.sub(r"[._-]+", " ", stem)):
        found = scan(text)
        if found.verdict != PASS:
            first = found.findings[0]
            where = place(text, first.start)
            raise NameRefused(f"The file’s name looks as if it holds {first.words} ({where}).")
