"""Pictures, drawn anew: nothing of the file that was sent is kept but its pixels.

So no metadata (where a photo was taken, by whom, an earlier picture) and no other file hidden in it gets through.
"""

import io
import struct
import zlib

from PIL import Image, ImageOps

from safety.files.kinds import GIF, JPEG, PNG, WEBP, Kind
from safety.files.refusals import NotAllowed, TooManyPixels, Unreadable

MOST_PIXELS = 30_000_000
LONGEST_SIDE = 2560
AVATAR_SIDE = 256
FORMATS = {JPEG: "JPEG", PNG: "PNG", GIF: "GIF", WEBP: "WEBP"}
# Of a GIF the first picture is kept, which PNG holds as well.
KEPT_AS = {JPEG: JPEG, PNG: PNG, GIF: PNG, WEBP: WEBP}
WRITTEN = {
    JPEG: {"quality": 88, "optimize": True},
    PNG: {"optimize": True},
    WEBP: {"quality": 88, "method": 4},
}
MODES = {JPEG: ("RGB", "L"), PNG: ("RGB", "RGBA", "L", "LA"), WEBP: ("RGB", "RGBA")}
# What Pillow raises about files that are not as they should be.
DAMAGE = (
    OSError,
    ValueError,
    SyntaxError,
    EOFError,
    IndexError,
    KeyError,
    TypeError,
    OverflowError,
    MemoryError,
    struct.error,
    zlib.error,
)
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)


def drawn_anew(data: bytes, kind: Kind) -> tuple[bytes, Kind]:
    """Return a picture as a new file, turned as it is to be seen and at most LONGEST_SIDE wide and high, and its kind.

    Raises TooManyPixels, Unreadable or NotAllowed.
    """
    picture = _picture(data, kind, LONGEST_SIDE)
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE), Image.Resampling.LANCZOS)
    kept = KEPT_AS[kind]
    return _written(picture, kept), kept


def avatar(data: bytes, kind: Kind) -> tuple[bytes, Kind]:
    """Return the middle of a picture as a small square JPEG on white. Raises as `drawn_anew`."""
    if kind not in FORMATS:
        raise NotAllowed
    side = (AVATAR_SIDE, AVATAR_SIDE)
    picture = ImageOps.fit(_picture(data, kind, 2 * AVATAR_SIDE), side, Image.Resampling.LANCZOS)
    return _written(picture, JPEG), JPEG


def _picture(data: bytes, kind: Kind, wanted: int) -> Image.Image:
    try:
        with Image.open(io.BytesIO(data), formats=[FORMATS[kind]]) as picture:
            if picture.width * picture.height > MOST_PIXELS:
                raise TooManyPixels(MOST_PIXELS)
            picture.draft("RGB", (wanted, wanted))  # a large JPEG is read at a part of its size
            picture.load()
            return _plain(ImageOps.exif_transpose(picture))
    except BOMBS:
        raise TooManyPixels(MOST_PIXELS) from None
    except DAMAGE:
        raise Unreadable(kind.words) from None


def _plain(picture: Image.Image) -> Image.Image:
    """Return the pixels alone, in a mode that every kind can be made of."""
    has_alpha = picture.has_transparency_data
    pixels = picture.convert("RGBA" if has_alpha else "RGB")
    plain = Image.new(pixels.mode, pixels.size)
    plain.paste(pixels)
    return plain


def _written(picture: Image.Image, kind: Kind) -> bytes:
    if picture.mode not in MODES[kind]:
        white = Image.new("RGBA", picture.size, "white")
        picture = Image.alpha_composite(white, picture).convert("RGB")
    written = io.BytesIO()
    picture.save(written, FORMATS[kind], **WRITTEN[kind])
    return written.getvalue()
