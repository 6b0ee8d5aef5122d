"""What points at a person without a number of theirs: postcodes, names with a title, mobile phones. And NI numbers."""

import re
from bisect import bisect_left
from collections.abc import Iterator

FLAGS = re.IGNORECASE | re.ASCII
# The letters that a postcode can begin with.
POST_AREAS = re.compile(
    "AB|AL|B|BA|BB|BD|BH|BL|BN|BR|BS|BT|CA|CB|CF|CH|CM|CO|CR|CT|CV|CW|DA|DD|DE|DG|DH|DL|DN|DT|DY|E|EC|EH|EN|EX|FK|FY|"
    "G|GL|GU|GY|HA|HD|HG|HP|HR|HS|HU|HX|IG|IM|IP|IV|JE|KA|KT|KW|KY|L|LA|LD|LE|LL|LN|LS|LU|M|ME|MK|ML|N|NE|NG|NN|NP|"
    "NR|NW|OL|OX|PA|PE|PH|PL|PO|PR|RG|RH|RM|S|SA|SE|SG|SK|SL|SM|SN|SO|SP|SR|SS|ST|SW|SY|TA|TD|TF|TN|TQ|TR|TS|TW|UB|W|"
    "WA|WC|WD|WF|WN|WR|WS|WV|YO|ZE",
    FLAGS,
)
POSTCODE = re.compile(r"(?<![A-Z0-9])([A-Z]{1,2})\d[A-Z\d]? ?\d[ABD-HJLNP-UW-Z]{2}(?![A-Z0-9])")
POSTCODE_TYPED_SMALL = re.compile(
    r"post ?code[ :=is\-]{1,6}([a-z]{1,2})\d[a-z\d]? ?\d[abd-hjlnp-uw-z]{2}(?![a-z0-9])", FLAGS
)
# Far enough for the lines of an address, near enough for the same person.
NEAR = 100

SURNAME = r"(?:[A-Z]\.? ){0,2}[A-Z][a-zA-Z'’\-]+"
# MR is also magnetic resonance.
OF_MAGNETS = "Scan|SCAN|Imag|IMAG|Angio|Spectro|Entero|Arthro|Linac|Safety|Unit|Suite|Guided"
# Clinicians go by Dr, Professor, Sister: colleagues are named here all the time.
TITLED = re.compile(
    rf"\b(?:Mr|Mrs|Ms|Miss|Mx|MRS|MISS)\b\.? (?:and Mrs )?{SURNAME}"
    rf"|\bMR\b\.? (?!{OF_MAGNETS}|[A-Z]{{1,3}}\b){SURNAME}"
    r"|\b(?:mr|mrs)\b\.? [A-Za-z][a-z'’\-]+"
)
NAMED = re.compile(
    r"\b(?:patient(?:['’]s)? (?:full )?name|name of (?:the )?patient|full name|surname|forename)\s{0,2}(?:[:=]|is|was)"
    rf"\s{{0,2}}(?-i:{SURNAME})",
    FLAGS,
)
OF_THINGS = r"hospital|building|system|estate|theatre|scanner|service|polic|data|IT\b"
AGE = re.compile(
    r"\b(?:aged?|age is|age:)\s{0,2}(?:of )?\d{1,3}\b"
    r"(?!\s?(?:[\-–+]|to\b|and (?:over|under|above|below)|or (?:over|under|more|less)|plus\b|years and))"
    rf"|\b\d{{1,3}}[ \-]?(?:years?|yrs?)[ \-]old\b(?! (?:{OF_THINGS}))"
    r"|\b\d{1,3} ?(?:y/o|yo)\b",
    FLAGS,
)
BORN = re.compile(r"\b(?:d\.?o\.?b\.?|date of birth|born)[\s:]{0,3}(?:in )?(?:19|20)\d\d\b", FLAGS)
MOBILE = re.compile(
    r"(?<![\d.])(?:\+44[ \-.]?(?:\(0\))?[ \-.]?|0044[ \-.]?|\(?0)7(?:[ \-.)]{0,2}\d){9}(?!\d)",
)
NI_LETTERS = r"[ABCEGHJ-PRSTW-Z][ABCEGHJ-NPRSTW-Z](?<!BG|GB|NK|KN|TN|NT|ZZ)"
NI_NUMBER = re.compile(
    rf"(?<![A-Z0-9]){NI_LETTERS}[ \-.]?\d\d[ \-.]?\d\d[ \-.]?\d\d[ \-.]?[A-D](?![A-Z0-9])"
    rf"|(?<![A-Za-z0-9])(?i:{NI_LETTERS}\d{{6}}[A-D])(?![A-Za-z0-9])"
)


def spots(text: str) -> Iterator[tuple[str, int, int]]:
    """Yield NI numbers, mobile phones, names and postcodes, the latter by whether they may be a person's."""
    for kind, pattern in (("ni-number", NI_NUMBER), ("mobile", MOBILE)):
        for match in pattern.finditer(text):
            yield kind, *match.span()
    names = [match.span() for pattern in (TITLED, NAMED) for match in pattern.finditer(text)]
    for start, end in names:
        yield "name", start, end
    yield from _postcodes(text, names)


def _postcodes(text: str, names: list[tuple[int, int]]) -> Iterator[tuple[str, int, int]]:
    codes = [
        match.span()
        for shape in (POSTCODE, POSTCODE_TYPED_SMALL)
        for match in shape.finditer(text)
        if POST_AREAS.fullmatch(match[1])
    ]
    if not codes:
        return
    told = [match.span() for pattern in (AGE, BORN) for match in pattern.finditer(text)]
    near = sorted(start for start, _ in names + told)
    for start, end in codes:
        place = bisect_left(near, start - NEAR)
        is_near = place < len(near) and near[place] <= end + NEAR
        yield "postcode-of-a-person" if is_near else "postcode", start, end
