"""Organisation names as people write them; the files have them in capitals."""

import re

KEPT_UPPER = {
    "NHS",
    "ICB",
    "UK",
    "BMI",
    "MSK",
    "ENT",
    "CIC",
    "LLP",
    "GP",
    "II",
    "III",
    "IV",
    "SK",
    "HCA",
    "KIMS",
    "CHEC",
}
KEPT_LOWER = {"and", "of", "the", "for", "in", "on", "at", "upon", "with", "by", "to", "de", "le"}
WORD = re.compile(r"[A-Za-z][A-Za-z'’]*")
LEGAL_FORM = re.compile(r"\s+(NHS (Foundation )?Trust|Limited|Ltd)\.?$", re.IGNORECASE)


def proper_name(name: str) -> str:
    """Return a name in capitals with its words capitalised; a name that has lower case already is left alone."""
    if any(letter.islower() for letter in name):
        return name

    def cased(match: re.Match) -> str:
        word = match.group()
        if word.upper() in KEPT_UPPER:
            return word.upper()
        if word.lower() in KEPT_LOWER and match.start() > 0:
            return word.lower()
        return word[0].upper() + word[1:].lower()

    return WORD.sub(cased, " ".join(name.split()))


def short_name(name: str) -> str:
    """Return a provider's name without its legal form, when something is left."""
    return LEGAL_FORM.sub("", name) or name
