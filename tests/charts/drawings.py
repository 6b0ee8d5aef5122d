"""Reading a drawing back: it must be well-formed XML, and its marks are found by class."""

import re
from datetime import date
from xml.etree import ElementTree

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "NHS <script>alert(1)</script> & \"Sons’\" 'Board'\x00\x0b"
MONTHS = [date(2024 + month // 12, month % 12 + 1, 1) for month in range(3, 17)]


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def marked(svg: str, role: str, tag: str = "*") -> list[ElementTree.Element]:
    """Return the elements of a class, in the order drawn."""
    found = parsed(svg).iter(f"{SVG}{tag}" if tag != "*" else None)
    return [element for element in found if f"chart-{role}" in element.get("class", "").split()]


def words(svg: str) -> list[str]:
    return ["".join(element.itertext()) for element in parsed(svg).iter(f"{SVG}text")]


def path_of(svg: str, role: str) -> str:
    return next(element.get("d") for element in marked(svg, role, "path"))


def places(svg: str, role: str) -> list[tuple[float, float]]:
    return [(float(dot.get("cx")), float(dot.get("cy"))) for dot in marked(svg, role, "circle")]


def text_boxes(svg: str, role: str) -> list[tuple[float, float]]:
    """Return the left end and the baseline of each text of a class."""
    return [(float(text.get("x")), float(text.get("y"))) for text in marked(svg, role, "text")]


def ids(svg: str) -> list[str]:
    return re.findall(r' id="([^"]+)"', svg)
