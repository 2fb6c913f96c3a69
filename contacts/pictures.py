"""Pictures from outside, made small and harmless: whatever comes in, a little WebP goes out.

Nothing of the original survives but what is seen: no place, no date, no profile, no second frame.
"""

import io
import struct
import zlib

from django.utils.translation import gettext as _
from PIL import Image, ImageOps

SIDE = 192  # pixels of the square that is kept
MAX_BYTES = 5 * 1024 * 1024
MAX_PIXELS = 25_000_000  # what a phone takes; a decoded one has 100 MB
LARGEST = 30_000  # bytes of what is kept
FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "BMP")
TYPE = "image/webp"
PLAIN_CHUNKS = {b"VP8 ", b"VP8L", b"VP8X", b"ALPH"}  # of a WebP: the picture alone
# All that damaged files make Pillow raise.
DAMAGED = (
    *(OSError, SyntaxError, ValueError, TypeError, LookupError, EOFError, AttributeError),
    *(ArithmeticError, RuntimeError, MemoryError, struct.error, zlib.error),
    *(Image.DecompressionBombError, Image.DecompressionBombWarning),
)


class UnfitPicture(Exception):
    """The bytes are no picture that can be taken; the message is a sentence for the user."""


def shrink(data: bytes) -> bytes:
    """The middle of a picture as a square WebP of at most 30 kB.

    Takes JPEG, PNG, GIF, WebP and BMP, of an animation its first frame; what was made here
    before stays as it is. Raises UnfitPicture.
    """
    if len(data) > MAX_BYTES:
        limit = {"limit": MAX_BYTES // 1024 // 1024}
        raise UnfitPicture(_("This picture is too large: at most %(limit)d MB are taken.") % limit)
    if is_kept(data):
        return data
    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as picture:
            if picture.width * picture.height > MAX_PIXELS:
                raise UnfitPicture(_("This picture has too many pixels. Make it smaller first."))
            return _encode(_square(picture))
    except DAMAGED as error:
        raise UnfitPicture(
            _("This is not a picture that can be read here. JPEG, PNG, GIF and WebP can.")
        ) from error


def _square(picture: Image.Image) -> Image.Image:
    picture.draft("RGB", (SIDE, SIDE))  # a JPEG is decoded at a fraction of its size
    picture.load()
    kept = picture.convert("RGBA" if picture.has_transparency_data else "RGB")
    side = min(SIDE, *kept.size)
    return ImageOps.fit(_upright(kept, picture), (side, side), Image.Resampling.BILINEAR)


def _upright(kept: Image.Image, original: Image.Image) -> Image.Image:
    """Turned as the camera was held; a damaged note on that is no reason to lose the picture."""
    try:
        turned = original.getexif().get(0x0112)
    except DAMAGED:
        return kept
    way = TURNS.get(turned) if isinstance(turned, int) else None
    return kept.transpose(way) if way is not None else kept


TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def _encode(picture: Image.Image) -> bytes:
    clean = Image.new(picture.mode, picture.size)  # without anything that came along
    clean.paste(picture)
    encoded = b""
    for quality in (75, 50, 25, 5):
        file = io.BytesIO()
        clean.save(file, "WEBP", quality=quality, method=0)
        encoded = file.getvalue()
        if len(encoded) <= LARGEST:
            break
    return encoded


def is_kept(image: bytes) -> bool:
    """Whether this is what `shrink` makes: a small WebP, and nothing beside it."""
    if len(image) > LARGEST or not _has_plain_chunks(image):
        return False
    try:
        with Image.open(io.BytesIO(image), formats=["WEBP"]) as picture:
            picture.load()
            return picture.width == picture.height <= SIDE
    except DAMAGED:
        return False


def _has_plain_chunks(image: bytes) -> bool:
    """RIFF: twelve bytes of head, then name, size and padded content of each chunk."""
    at = 12
    while image[:4] == b"RIFF" and image[8:12] == b"WEBP" and at + 8 <= len(image):
        if image[at : at + 4] not in PLAIN_CHUNKS:
            return False
        size = int.from_bytes(image[at + 4 : at + 8], "little")
        at += 8 + size + size % 2
    return at == len(image)
