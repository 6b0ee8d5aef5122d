"""What people wrote in a PDF, read by a program with limits (`pdf_program.py`). What that cannot read is said."""

import subprocess
import sys
from pathlib import Path

from safety.files.pdf_program import TOO_LONG as ENDED_TOO_LONG
from safety.files.words import MOST_TEXT, TOO_LONG, Words

PROGRAM = Path(__file__).with_name("pdf_program.py")
MOST_PAGES = 500
# By the clock, for a machine that is busy; its own processor time is a third of it.
PATIENCE = 30
UNREADABLE = "its text could not be read"
TOO_SLOW = "its text could not be read in time"


def read_pdf(data: bytes) -> str:
    """Look through the text of a PDF; return why it was not read whole, "" where it was. Raises PatientData."""
    text, unread = _text(data)
    words = Words()
    words.add(text)
    words.refuse_patients()
    return unread or words.unread


def _text(data: bytes) -> tuple[str, str]:
    """Return as much of a PDF's text as could be read, and why not all of it."""
    command = [sys.executable, "-I", str(PROGRAM), str(MOST_PAGES), str(MOST_TEXT)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=PATIENCE, check=False)
    except subprocess.TimeoutExpired:
        return "", TOO_SLOW
    text = done.stdout.decode("utf-8", "replace")
    if done.returncode == ENDED_TOO_LONG:
        return text, TOO_LONG
    return text, "" if done.returncode == 0 else TOO_SLOW if done.returncode < 0 else UNREADABLE
