"""Numbers that are no patient's: covered before NHS numbers are looked for, so that chance makes none of them one."""

import re

COVER = "x"
LOOKALIKES = re.compile(
    "|".join(
        (
            r"\b10\.\d{4,9}/[^\s\"<>]+",  # a DOI
            r"\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b",  # a UUID
            r"\b[0-9a-f]{32,}\b",  # a hash
            r"\bISBN(?:-1[03])?:?[ \-]{0,3}\d(?:[ \-]?[\dX]){9,12}\b",
            r"\bCRD ?42\d{7,12}\b",  # a review registered with PROSPERO
            r"\b(?:SNOMED(?: CT)?|SCTID|PMID|GTIN|VAT|IRAS)\W{0,3}(?:ID|no|number|code)?\W{0,3}\d+\b",
            r"(?<![\d,])\d{1,3}(?:,\d{3})+(?![\d,]*\d)",  # a count: 4,010,232
            r"\+\d{1,3}(?:[ \-.()]{0,3}\d){7,12}(?!\d)",  # a telephone number with its country
        )
    ),
    re.IGNORECASE | re.ASCII,
)


def covered(text: str) -> str:
    """Return the text, as long as it was, with those numbers written over."""
    return LOOKALIKES.sub(lambda match: COVER * len(match[0]), text)
