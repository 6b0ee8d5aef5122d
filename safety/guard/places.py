"""Where in a text something is, in words that do not repeat it."""


def place(text: str, start: int) -> str:
    """Return where a part of a text begins: “word 7”, or “line 2, word 3” of a text with several lines."""
    lines = text[:start].splitlines() or [""]
    if text[:start].endswith(("\n", "\r")):
        lines.append("")
    word = len(lines[-1].split()) + (not lines[-1] or lines[-1][-1].isspace())
    several = len(text.splitlines()) > 1
    return f"line {len(lines)}, word {word}" if several else f"word {word}"
