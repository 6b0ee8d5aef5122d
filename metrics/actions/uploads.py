"""Keep a file that an administrator uploads: whole, under a name of its own."""

import hashlib
import re
import secrets
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from django.conf import settings

NOT_IN_A_NAME = re.compile(r"[^A-Za-z0-9_-]+")
LONGEST_STEM = 80


class UploadNotKept(Exception):
    """The disk is full, or the folder may not be written to."""


def keep_upload(name: str, blocks: Iterable[bytes]) -> Path:
    """Store an uploaded zip among the releases and return its path.

    It is called after the name it came with and its SHA-256, so the same file again is the same path. Raises
    UploadNotKept, with nothing left behind.
    """
    part = settings.RELEASES_DIR / f"upload-{secrets.token_hex(8)}.part"
    try:
        settings.RELEASES_DIR.mkdir(parents=True, exist_ok=True)
        digest = _write(part, blocks)
        return part.replace(settings.RELEASES_DIR / f"{_stem(name)}-{digest[:12]}.zip")
    except OSError as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise UploadNotKept(
            f"The file could not be stored: {error.strerror}. Nothing was changed."
        ) from error


def _write(part: Path, blocks: Iterable[bytes]) -> str:
    digest = hashlib.sha256()
    with part.open("xb") as file:
        for block in blocks:
            digest.update(block)
            file.write(block)
    return digest.hexdigest()


def _stem(name: str) -> str:
    stem = re.sub(r"\.zip$", "", name, flags=re.IGNORECASE)
    return NOT_IN_A_NAME.sub("-", stem).strip("-")[:LONGEST_STEM] or "upload"
