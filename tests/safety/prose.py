"""Paragraphs as people of an NHS forum write them: full of numbers, and about no patient.

Each is made of sentences whose figures, dates, codes and addresses are drawn anew, so that chance has thousands of
occasions to make one of them look like a patient's.
"""

import re
from collections.abc import Callable, Iterator
from random import Random

MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September"]
PLACES = ["Wakefield", "Leeds", "Harrogate", "Kirklees", "Devon", "Cornwall", "Norfolk", "Derby"]
FUNCTIONS = ["orthopaedics", "ophthalmology", "ENT", "gynaecology", "dermatology", "urology", "cardiology"]
PEOPLE = ["Patel", "Okafor", "Smith", "Jones", "Khan", "Murphy", "Williams", "O’Brien", "Chowdhury"]
CHANGES = ["one-stop clinics", "a shared list", "patient-initiated follow-up", "weekend lists", "validation"]
POST_AREAS = ["LS", "WF", "BD", "HX", "HD", "YO", "EX", "TR", "NR", "NG"]
ENDS = (" ", " ", " ", "\n", "\r\n", "\n\n- ")

# `#` stands for a digit, `{name}` for what the maker of that name draws.
SENTENCES = (
    "The list of {place} fell from {big} to {big} pathways by {day}.",
    "In {function} 6#.#% waited 18 weeks or less ({count} of {big}), {count} more than in {month}.",
    "We started {change} on {day} and stopped on {day}.",
    "Counts by week were {count}, {count}, {count}, {count} and {count}.",
    "Weekly counts: {count},{count},{count},{count},{count},{count}.",
    "Contact the elective team on {telephone}, or {telephone} after 5 pm.",
    "Tel: {telephone} ext ####; fax {telephone}.",
    "ODS codes: RX#, Y#####, C#####, QWO, ##R, X2C4Y and 5####.",
    "See https://doi.org/10.####/s#####-0##-#####-# and doi:10.1136/bmj.###.####.",
    "Elsevier has it as 10.1016/S0140-6736(##)#####-#; Oxford as 10.1093/{ten}.",
    "NICE recommended it (NG1##, TA###, MTG##, HTE#), reviewed {day}.",
    "Funded by NIHR###### and grant MR/T######/1, WT ######/Z/1#/Z; £{big} in all.",
    "Registered as ISRCTN########, NCT0#######, CRD42020######; EudraCT 201#-00####-##.",
    "The book (ISBN {isbn13}; ISBN-10: {isbn10}) explains control charts. Its other printing is {isbn13}.",
    "Figures: https://www.england.nhs.uk/statistics/uploads/sites/2/2025/07/Full-CSV-May25-ZIP-4M-#####.zip.",
    "https://www.bbc.co.uk/news/health-######## and https://www.gov.uk/publications/{uuid}/page-#?x=####&y=##",
    "Dr {person} and Professor {person} led the work in {place}; {count} staff were trained.",
    "The unit is at Beckett Street, {place} {postcode}. Ask for Sister {person}.",
    "The practice at {postcode} refers {count} pathways a month (## a week).",
    "Of patients aged 4# to 6#, {count} were seen; of those aged 65 and over {count}, of under-18s {count}.",
    "We now ask for date of birth and NHS number on the referral form, since {day}. # in 10 forms had both.",
    "The NHS was born on 5 July 1948; our service was born on {day}.",
    "Patient numbers rose to {big}; record numbers of patients ({count}) came in {month}.",
    "MRN and NHS number were missing in {count} of {count} rows, the hospital number in {count}.",
    "The odds ratio was 1.## (95% CI 0.##–2.##; p = 0.####), n={count}.",
    "From {count}-{count} to {count}/{count}, a ratio of 1:#.####.",
    "Sessions run 8.30-12.00 and 13:##–17:## on {day}.",
    "Financial years 2019/20 and 2024-25: {big} against {big}.",
    "Our file had SHA-256 {sha256} and was {big} bytes.",
    "Theatre # is at 5#.{ten}, -1.######.",
    "SNOMED CT {ten} and OPCS W##.# were used; HRG HN##A, tariff £####.",
    "MR scan waits fell by # days; CT by #; {count} MR Imaging slots were added.",
    "A 30-year-old hospital with {count} beds, {count} of them closed on {day}.",
    "It cost £{big} to set up and £{count} a month; ## WTE in bands 5 and 8a.",
    "PMID: ########, ORCID 0000-0002-####-####.",
    "REC reference 19/LO/1###, IRAS ######, ICO Z#######, company 0#######.",
    "{table}",
    "{sheet}",
    "{column}",
    "{pasted}",
)


def paragraphs(count: int, seed: int) -> Iterator[str]:
    draw = Random(seed)
    for _ in range(count):
        yield "".join(f"{sentence(draw)}{draw.choice(ENDS)}" for _ in range(draw.randint(2, 6)))


def sentence(draw: Random) -> str:
    named = re.sub(r"{(\w+)}", lambda name: MAKERS[name[1]](draw), draw.choice(SENTENCES))
    return digits(draw, named)


def digits(draw: Random, text: str) -> str:
    return re.sub("#", lambda _: str(draw.randint(0, 9)), text)


def big(draw: Random) -> str:
    return f"{draw.choice([draw.randint(1_000, 99_999), draw.randint(100_000, 9_999_999_999)]):,}"


def count(draw: Random) -> str:
    return str(draw.choice([draw.randint(1, 99), draw.randint(100, 999), draw.randint(1_000, 9_999)]))


def day(draw: Random) -> str:
    number, month, year = draw.randint(1, 28), draw.randint(1, 9), draw.randint(2015, 2027)
    written = (
        f"{number} {MONTHS[month - 1]} {year}",
        f"{number:02}/{month:02}/{year}",
        f"{year}-{month:02}-{number:02}",
        f"{number}.{month}.{year % 100:02} at 1#:##",
        f"{MONTHS[month - 1]} {year}",
    )
    return draw.choice(written)


def telephone(draw: Random) -> str:
    written = (
        "0113 2## ####",
        "020 7### ####",
        "01924 ######",
        "+44 (0)113 4## ####",
        "+44 20 7### ####",
        "(01924) ### ###",
        "0300 ### ####",
        "01132######",
    )
    return draw.choice(written)


def postcode(draw: Random) -> str:
    return f"{draw.choice(POST_AREAS)}{draw.randint(1, 20)} {draw.randint(1, 9)}{draw.choice('ABDEFGHJLN')}X"


def isbn13(draw: Random) -> str:
    first = f"978{draw.randint(0, 999_999_999):09}"
    check = -sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(first)) % 10
    whole = f"{first}{check}"
    return draw.choice([whole, f"{whole[:3]}-{whole[3]}-{whole[4:7]}-{whole[7:12]}-{check}"])


def isbn10(draw: Random) -> str:
    """Return a number that is checked exactly as NHS numbers are."""
    first = f"{draw.randint(0, 999_999_999):09}"
    check = -sum(int(digit) * (10 - place) for place, digit in enumerate(first)) % 11
    whole = first + ("X" if check == 10 else str(check))
    return draw.choice([whole, f"{whole[0]}-{whole[1:4]}-{whole[4:9]}-{whole[9]}"])


def uuid(draw: Random) -> str:
    drawn = f"{draw.getrandbits(128):032x}"
    return f"{drawn[:8]}-{drawn[8:12]}-{drawn[12:16]}-{drawn[16:20]}-{drawn[20:]}"


def table(draw: Random) -> str:
    rows = "".join(
        f"| {draw.choice(PLACES)} | {count(draw)} | {count(draw)} | {count(draw)} |\n" for _ in range(4)
    )
    return f"\n\n| Area | Before | After | Seen |\n|---|---|---|---|\n{rows}\n"


def sheet(draw: Random) -> str:
    """Return cells as they come out of a spreadsheet, with tabs between them."""
    rows = "\n".join("\t".join([draw.choice(PLACES), *(count(draw) for _ in range(5))]) for _ in range(4))
    return f"\nArea\tApril\tMay\tJune\tJuly\tAugust\n{rows}\n"


def pasted(draw: Random) -> str:
    """Return rows as they come out of a PDF, with spaces between their figures."""
    rows = "\n".join(" ".join([draw.choice(PLACES), *(count(draw) for _ in range(4))]) for _ in range(4))
    return f"\nArea April May June July\n{rows}\n"


def column(draw: Random) -> str:
    return "\n" + "\n".join(count(draw) for _ in range(draw.randint(4, 9))) + "\n"


MAKERS: dict[str, Callable[[Random], str]] = {
    maker.__name__: maker
    for maker in (big, count, day, telephone, postcode, isbn13, isbn10, uuid, table, sheet, column, pasted)
} | {
    "place": lambda draw: draw.choice(PLACES),
    "function": lambda draw: draw.choice(FUNCTIONS),
    "person": lambda draw: draw.choice(PEOPLE),
    "change": lambda draw: draw.choice(CHANGES),
    "month": lambda draw: draw.choice(MONTHS),
    "sha256": lambda draw: f"{draw.getrandbits(256):064x}",
    "ten": lambda draw: str(draw.randint(4_000_000_000, 9_999_999_999)),
}
