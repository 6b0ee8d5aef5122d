"""A program of its own: reads a PDF, and writes its text. `python -I pdf_program.py pages characters < file > text`

Readers of PDFs can be led to run for ever or to fill the memory, so this one lives in a process with limits that it
sets itself, and knows nothing of the site. It ends with 0 when it has read everything.
"""

import io
import logging
import resource
import sys
from collections.abc import Iterator

SECONDS = 10
MEMORY = 1_000_000_000
TOO_LONG = 3
FIELDS = ("/V", "/DV", "/Contents", "/TU", "/RC")


def texts(reader, most_pages: int) -> Iterator[str]:
    """Yield what is written in a PDF: its properties, its pages, notes and form fields on them."""
    yield from (str(value) for value in (reader.metadata or {}).values())
    if len(reader.pages) > most_pages:
        sys.exit(TOO_LONG)
    for page in reader.pages:
        yield page.extract_text()
        for note in page.get("/Annots") or ():
            yield from written_on(note.get_object())


def written_on(note) -> Iterator[str]:
    """Yield what a note or a form field says; a field's value may be that of the whole it is a part of."""
    for _ in range(8):
        yield from (str(note[name]) for name in FIELDS if name in note)
        if "/Parent" not in note:
            return
        note = note["/Parent"].get_object()


def main(most_pages: int, most_characters: int) -> int:
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    logging.disable()
    from pypdf import PdfReader

    sys.stdout.reconfigure(encoding="utf-8", errors="replace")
    for text in texts(PdfReader(io.BytesIO(sys.stdin.buffer.read())), most_pages):
        print(text[: most_characters + 1])
        most_characters -= len(text)
        if most_characters < 0:
            return TOO_LONG
    return 0


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:])))
