"""A paper as a PDF: A4, tagged for those who hear it (PDF/UA-1), with the locked packages' fonts and no network.

What the paper says travels as data (`sys.inputs`) and is never made part of the program that sets it, so whatever a
name holds stays text.
"""

import json
from functools import lru_cache
from pathlib import Path

import typst

from metrics.charts.figure import Cell, Column, HeadlineRow, Icon, Table
from metrics.charts.icons import icon_file
from metrics.charts.raster import FAMILY, font_files
from metrics.charts.svg import FONT
from metrics.papers.paper import Block, Heading, Headlines, Links, Paper, Picture, Pictures, Sentences

SETTING = Path(__file__).with_name("paper.typ")
STANDARD = "ua-1"
# How wide columns are beside one another, in letters: no column of words takes more than WIDEST.
NARROWEST, WIDEST = 6, 30
WITH_WORDS, WITH_NUMBERS, WITH_LINE = 20, 11, 38


def pdf(paper: Paper) -> bytes:
    """Return a paper as PDF; the same paper gives the same bytes."""
    try:
        return _set(paper, "pdf", pdf_standards=[STANDARD])
    except typst.TypstError:
        # A letter that none of the fonts has keeps a paper from the standard, but not from being printed.
        return _set(paper, "pdf")


def page_images(paper: Paper, pixels_an_inch: int = 100) -> list[bytes]:
    """Return the pages of a paper as PNG, to look at."""
    made = _set(paper, "png", ppi=pixels_an_inch)
    return made if isinstance(made, list) else [made]


def _set(paper: Paper, kind: str, **how):
    return typst.compile(
        _setting(),
        format=kind,
        font_paths=_fonts(),
        sys_inputs={"paper": json.dumps(_paper(paper), ensure_ascii=False)},
        **how,
    )


@lru_cache(maxsize=1)
def _setting() -> bytes:
    return SETTING.read_bytes()


@lru_cache(maxsize=1)
def _fonts() -> typst.Fonts:
    """Return the font of the charts beside those that the compiler brings; never the machine's, which differ."""
    return typst.Fonts(
        include_system_fonts=False, font_paths=sorted({str(Path(f).parent) for f in font_files()})
    )


def _paper(paper: Paper) -> dict:
    made = paper.made
    return {
        "title": paper.title,
        "subject": paper.subject,
        "made": {"year": made.year, "month": made.month, "day": made.day},
        "made_words": f"{made.day} {made:%B %Y}",
        "version": paper.version,
        "address": paper.address,
        "warning": paper.warning,
        "notes": list(paper.notes),
        "font": FAMILY,
        "blocks": [_block(block) for block in paper.blocks],
    }


def _block(block: Block) -> dict:
    match block:
        case Heading():
            return {"kind": "heading", **vars(block)}
        case Sentences():
            return {"kind": "sentences", **vars(block), "sentences": list(block.sentences)}
        case Links():
            return {"kind": "links", "links": [{"words": words, "to": to} for words, to in block.links]}
        case Pictures():
            return {
                "kind": "pictures",
                "columns": block.columns,
                "pictures": [*map(_picture, block.pictures)],
            }
        case Table():
            return _table(block)
        case Headlines():
            return _headlines(block)
    raise TypeError(f"No way is known to print {block!r}.")


def _picture(picture: Picture) -> dict:
    return {
        "title": picture.title,
        "summary": picture.summary or picture.title,
        "svg": _with_font(picture.svg),
    }


def _with_font(svg: str) -> str:
    """Return a chart with the font that is there: without one that is, its words would fall back on any."""
    return svg.replace(f'font-family="{FONT}"', f'font-family="{FAMILY}"')


def _table(table: Table) -> dict:
    columns = [
        {"words": column.words, "is_numeric": column.is_numeric, "share": _letters(table, place)}
        for place, column in enumerate(table.columns)
    ]
    rows = [{"is_ours": row.is_ours, "cells": [_cell(cell) for cell in row.cells]} for row in table.rows]
    return {"kind": "table", "caption": table.caption, "columns": columns, "rows": rows}


def _letters(table: Table, place: int) -> int:
    """Return how many letters wide a column should be: headings run over some lines, cells rather not."""
    heading = table.columns[place].words
    cells = (_cell(row.cells[place])["words"] for row in table.rows)
    longest = max((len(words) for words in (*heading.split(), *cells)), default=0)
    return min(max(longest, len(heading) // 3, NARROWEST), WIDEST)


def _cell(cell: Cell | str) -> dict:
    """Return a cell: its words, and the drawings with words of their own under them."""
    if isinstance(cell, str):
        return {"words": cell, "spark": "", "icons": []}
    return {"words": cell.words, "spark": cell.svg, "icons": []}


def _headlines(headlines: Headlines) -> dict:
    beside = not headlines.is_alone
    columns = [
        Column("Measure"),
        Column(headlines.ours, True),
        *([Column("England", True)] if beside else []),
        *([Column(headlines.similar, True)] if headlines.similar else []),
        *([Column("What it says")] if beside else []),
        Column("Recent months"),
    ]
    return {
        "kind": "table",
        "caption": headlines.caption,
        "columns": [
            {"words": column.words, "is_numeric": column.is_numeric, "share": share}
            for column, share in zip(columns, _headline_shares(columns), strict=True)
        ],
        "rows": [
            {"is_ours": False, "cells": _headline_cells(row, beside, bool(headlines.similar))}
            for row in headlines.rows
        ],
    }


def _headline_shares(columns: list[Column]) -> list[int]:
    return [*(WITH_NUMBERS if column.is_numeric else WITH_WORDS for column in columns[:-1]), WITH_LINE]


def _headline_cells(row: HeadlineRow, beside: bool, has_similar: bool) -> list[dict]:
    return [
        {**_cell(row.name), "note": row.direction},
        {**_cell(row.value), "is_strong": True},
        *([_cell(row.england)] if beside else []),
        *([_cell(row.similar)] if has_similar else []),
        *([_judged("", row.icons)] if beside else []),
        _judged(row.sparkline, row.variation),
    ]


def _judged(spark: str, icons: list[Icon]) -> dict:
    drawn = [{"svg": icon_file(icon.name), "words": icon.words} for icon in icons]
    return {"words": "", "spark": spark, "icons": drawn}
