"""Texts that would make a careless search slow: each of a length asked for."""

from collections.abc import Callable
from random import Random

MADE: dict[str, Callable[[Random], str]] = {
    "digits": lambda d: "9",
    "digits apart": lambda d: "9 ",
    "any digits apart": lambda d: f"{d.randint(0, 9)} ",
    "triples": lambda d: f"{d.randint(400, 999)} ",
    "triples and blanks": lambda d: f"{d.randint(400, 999)}     ",
    "almost numbers": lambda d: f"{d.randint(400, 999)} {d.randint(100, 999)} 123 ",
    "wrong numbers": lambda d: f"{d.randint(400, 999)} 476 {d.randint(1000, 9999)} ",
    "right numbers": lambda d: "943 476 5919 ",
    "emphasised": lambda d: "9**4_3*",
    "codes": lambda d: "&#57;",
    "broken codes": lambda d: "&#57 &amp",
    "percent": lambda d: "%39%20",
    "tags": lambda d: "<b",
    "open comments": lambda d: "<!--",
    "unseen": lambda d: "9\u200b",
    "other digits": lambda d: chr(0x660 + d.randint(0, 9)),
    "any letters": lambda d: chr(d.randint(0x20, 0xD7FF)),
    "combined marks": lambda d: "e\u0301\u0302",
    "labels": lambda d: "NHS no ",
    "labels and digits": lambda d: f"NHS number {d.randint(1, 9)} ",
    "births": lambda d: "DOB: ",
    "births and blanks": lambda d: "date of birth           ",
    "dates": lambda d: "1/1/19 ",
    "records": lambda d: "MRN ABC",
    "record numbers": lambda d: f"hospital number {d.randint(1, 999)} ",
    "titles": lambda d: "Mr J. ",
    "names": lambda d: "Mrs A",
    "ages": lambda d: "aged 7 ",
    "postcodes": lambda d: "LS9 7TF ",
    "almost postcodes": lambda d: "LS9 7",
    "postcodes and ages": lambda d: "LS9 7TF aged 70 ",
    "telephones": lambda d: "0113 ",
    "plus signs": lambda d: "+44 7",
    "mobiles": lambda d: "07700 ",
    "counts": lambda d: "123,",
    "DOIs": lambda d: "10.1234/",
    "hashes": lambda d: "deadbeef-",
    "bars": lambda d: "|",
    "headings": lambda d: "DOB|",
    "headings and rows": lambda d: "DOB|MRN\n1|2\n",
    "lines": lambda d: "9\n",
    "columns": lambda d: f"{d.randint(400, 999)}\n",
    "rows": lambda d: "943 476 5919 1\n",
    "wide rows": lambda d: "943  476  5919 - 1\n",
    "spelt": lambda d: "nine ",
    "almost spelt": lambda d: "nine nine nine nine nine nine nine nine nine x ",
    "blanks": lambda d: " ",
    "marks": lambda d: "*_-./",
    "brackets": lambda d: "[](",
    "letters": lambda d: "A",
    "notes": lambda d: "[^a]",
    "what notes say": lambda d: f"[^{d.randint(1, 9999)}]: a\n",
    "mentions": lambda d: f"@{chr(97 + d.randint(0, 25))}:7 ",
    "areas": lambda d: "@03R#within-",
    "measures": lambda d: "#a-b",
    "NI": lambda d: "AB 12 34 56 ",
}


def hostile(kind: str, length: int) -> str:
    draw = Random(kind)
    pieces, made = [], 0
    while made < length:
        pieces.append(MADE[kind](draw))
        made += len(pieces[-1])
    return "".join(pieces)[:length]
