"""A chart as a picture (PNG), for slides and reports."""

import importlib.util
from functools import lru_cache
from pathlib import Path

import resvg_py

FONT_PACKAGE = "font_source_sans_pro"
FAMILY = "Source Sans Pro"
FILES = ("SourceSansPro-Regular.ttf", "SourceSansPro-Bold.ttf")


class FontMissing(Exception):
    """The font is not installed: without it the picture would have no words, and nobody would be told."""


@lru_cache(maxsize=1)
def font_files() -> list[str]:
    """Return the paths of the font's files. It comes as a package, so machines without fonts draw words too."""
    package = importlib.util.find_spec(FONT_PACKAGE)
    folder = Path(package.origin).parent / "files" if package and package.origin else Path(FONT_PACKAGE)
    files = [folder / name for name in FILES]
    if missing := [str(file) for file in files if not file.is_file()]:
        raise FontMissing(
            f"No font to draw words with: {', '.join(missing)}. Install the locked packages again."
        )
    return [str(file) for file in files]


def png(svg: str, width: int = 1280) -> bytes:
    """Return an SVG of ours as PNG, `width` pixels wide. Raises FontMissing rather than leave words out."""
    return resvg_py.svg_to_bytes(
        svg_string=svg,
        width=width,
        background="#ffffff",
        skip_system_fonts=True,
        font_files=font_files(),
        font_family=FAMILY,
        sans_serif_family=FAMILY,
    )
