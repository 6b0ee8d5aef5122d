import struct
import zlib

import pytest

from metrics.charts import raster
from metrics.charts.line import LineChart, Series, line_chart
from metrics.charts.maps import MapArea, MapChart, map_chart
from metrics.charts.raster import FontMissing, png
from metrics.charts.svg import Layout
from tests.charts.drawings import MONTHS

WITH_WORDS = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 40" width="200" height="40" '
    'font-family="Arial, Helvetica, sans-serif" font-size="20">{words}</svg>'
)


def size(picture: bytes) -> tuple[int, int]:
    return struct.unpack(">II", picture[16:24])


def dark_pixels(picture: bytes) -> int:
    """Return how many of a PNG's pixels are dark; it is 8-bit RGBA without interlacing, as resvg writes it."""
    assert picture[24:26] == b"\x08\x06"
    width, height = size(picture)
    rows = zlib.decompress(b"".join(_data_chunks(picture)))
    stride, above, dark = width * 4, bytearray(width * 4), 0
    for start in range(0, len(rows), stride + 1):
        above = _unfiltered(rows[start], bytearray(rows[start + 1 : start + 1 + stride]), above)
        dark += sum(red < 128 for red in above[::4])
    assert start // (stride + 1) == height - 1
    return dark


def _data_chunks(picture: bytes):
    place = 8
    while place < len(picture):
        length, kind = struct.unpack(">I4s", picture[place : place + 8])
        if kind == b"IDAT":
            yield picture[place + 8 : place + 8 + length]
        place += length + 12


def _unfiltered(rule: int, row: bytearray, above: bytearray) -> bytearray:
    for index in range(len(row)):
        left, up, corner = (
            (row[index - 4], above[index], above[index - 4]) if index >= 4 else (0, above[index], 0)
        )
        row[index] = (row[index] + (0, left, up, (left + up) // 2, _paeth(left, up, corner))[rule]) & 255
    return row


def _paeth(left: int, up: int, corner: int) -> int:
    guess = left + up - corner
    return min((left, up, corner), key=lambda value: abs(guess - value))


def test_words_are_there_whatever_fonts_the_machine_has():
    words = '<text x="5" y="28" fill="#000">Wakefield 59.2%</text>'

    assert dark_pixels(png(WITH_WORDS.format(words=""), width=200)) == 0
    assert dark_pixels(png(WITH_WORDS.format(words=words), width=200)) > 300


def test_bold_words_are_bolder():
    plain, bold = (
        dark_pixels(
            png(WITH_WORDS.format(words=f'<text x="5" y="28" {weight}>Wakefield 59.2%</text>'), width=400)
        )
        for weight in ("", 'font-weight="bold"')
    )

    assert bold > plain * 1.2


@pytest.mark.parametrize("sign", ["−", "–", "…", "’", "£", "ô"])
def test_signs_we_write_are_in_the_font(sign):
    blank, shown, none = (
        dark_pixels(png(WITH_WORDS.format(words=f'<text x="5" y="28">{text}</text>'), width=200))
        for text in ("", sign, "\uf8f0")
    )

    assert blank < shown != none


def test_without_its_font_no_picture_is_made(monkeypatch):
    raster.font_files.cache_clear()
    monkeypatch.setattr(raster, "FONT_PACKAGE", "no_such_font")

    with pytest.raises(FontMissing, match="Install the locked packages"):
        png(WITH_WORDS.format(words=""))
    raster.font_files.cache_clear()


def test_a_chart_becomes_a_picture_as_wide_as_asked():
    chart = LineChart(
        title="T", description="d", months=MONTHS, series=[Series("Wakefield", [50 + n for n in range(14)])]
    )

    picture = png(line_chart(chart, prefix="c", layout=Layout.DOWNLOAD), width=1280)

    assert picture.startswith(b"\x89PNG")
    assert size(picture)[0] == 1280


def test_a_map_becomes_a_picture():
    chart = MapChart(
        title="T", description="d", areas=[MapArea("A", 1.0, 433, 420, paths=("M430 417l5 0 0 6-5 0z",))]
    )

    assert png(map_chart(chart, prefix="m", layout=Layout.DOWNLOAD)).startswith(b"\x89PNG")
