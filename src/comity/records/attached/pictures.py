"""Taking in a picture: known by its content, measured before it is decoded, and written anew without anything else.

What is stored is never what was sent: the pixels alone go on. So what hides behind them (an archive, a script, the
place where it was taken) does not, and no reader's browser meets a stranger's file.
"""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from io import BytesIO
from threading import Lock

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageFile, ImageOps

from comity.kit.errors import Invalid, invalid

MOST_BYTES = 10_000_000
MOST_PIXELS = 40_000_000
LONGEST_SIDE = 2_400  # an A4 page at 200 dots an inch
THUMBNAIL_SIDE = 360
MOST_STORED_BYTES = 1_000_000
MEDIA_TYPE = "image/webp"
# Tried one after the other until the picture is small enough: quality, longest side.
TRIES = ((85, LONGEST_SIDE), (70, LONGEST_SIDE), (70, 1_800), (60, 1_200), (50, 800))
THUMBNAIL_QUALITY = 70
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
ImageFile.LOAD_TRUNCATED_IMAGES = False
# One at a time in a process: forty megapixels are 160 MB while they are decoded.
_decoding = Lock()


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture as it is stored, in MEDIA_TYPE. width, height: pixels. sent: SHA-256 of the bytes that came."""

    content: bytes
    thumbnail: bytes
    width: int
    height: int
    sent: bytes

    @property
    def sha256(self) -> bytes:
        """Of what is stored."""
        return sha256(self.content).digest()


def take_in(content: bytes) -> Picture:
    """A JPEG, PNG or WebP as this node keeps it. Its name and what the sender calls it play no part.

    Raises: Invalid for anything else, for what is too large, broken or moves.
    """
    if len(content) > MOST_BYTES:
        raise _refusal(
            "too-large", _("This file is too large. Send at most %(most)s MB."), most=MOST_BYTES // 10**6
        )
    kind = kind_of(content)
    if kind is None:
        raise _refusal("not-a-picture", _("This is no picture that we read. Send a JPEG, PNG or WebP file."))
    with _decoding:
        try:
            return _written(_decoded(content, kind), sha256(content).digest())
        except Invalid:
            raise
        except (
            Exception
        ):  # decoders of foreign bytes raise what they like: OSError, struct.error, zlib.error ...
            broken = _("This picture is broken or cut off. Save it again with another program.")
            raise _refusal("broken", broken) from None


def kind_of(content: bytes) -> str | None:
    """The kind by its first bytes, as Pillow calls it; None for what we do not take."""
    if content.startswith(_JPEG):
        return "JPEG"
    if content.startswith(_PNG):
        return "PNG"
    return "WEBP" if content[:4] == b"RIFF" and content[8:12] == b"WEBP" else None


def canvas_of(content: bytes) -> tuple[int, int]:
    """Width and height that a WebP says of itself: Pillow sets all of it aside before one can ask.

    Source: RFC 9649, sections 2.5 to 2.7. Raises: ValueError.
    """
    kind, data = content[12:16], content[20:30]
    if len(data) < 10:
        raise ValueError("cut off")
    if kind == b"VP8X":
        return int.from_bytes(data[4:7], "little") + 1, int.from_bytes(data[7:10], "little") + 1
    if kind == b"VP8L":
        bits = int.from_bytes(data[1:5], "little")
        return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
    if kind == b"VP8 ":
        return int.from_bytes(data[6:8], "little") & 0x3FFF, int.from_bytes(data[8:10], "little") & 0x3FFF
    raise ValueError("no picture first")


def _decoded(content: bytes, kind: str) -> Image.Image:
    """Its pixels, upright, as red, green and blue. Raises: Invalid, and whatever a decoder raises."""
    if kind == "WEBP":
        _measure(*canvas_of(content))
    try:
        image: Image.Image = Image.open(BytesIO(content), formats=(kind,))
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise _too_many_pixels() from None
    _measure(*image.size)
    if (
        getattr(image, "is_animated", False) and image.format != "MPO"
    ):  # telephones add smaller pictures to a JPEG
        raise _refusal("animated", _("This picture moves. Send one that stands still."))
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))  # a large JPEG is decoded smaller at once
    image.load()
    upright = ImageOps.exif_transpose(image)
    return _in_colours(upright)


def _measure(width: int, height: int) -> None:
    if width * height > MOST_PIXELS:
        raise _too_many_pixels()


def _too_many_pixels() -> Invalid:
    sentence = _("This picture is too large. Send at most %(most)s million pixels.")
    return _refusal("too-many-pixels", sentence, most=MOST_PIXELS // 10**6)


def _in_colours(image: Image.Image) -> Image.Image:
    """Red, green and blue; what one can see through lies on white, as on paper."""
    if image.mode.startswith("I"):  # sixteen bits of grey, which would be cut off at white
        image = image.convert("I").point(_eight_bits).convert("L")
    if "A" in image.getbands() or "transparency" in image.info:
        clear = image.convert("RGBA")
        paper = Image.new("RGBA", clear.size, "white")
        image = Image.alpha_composite(paper, clear)
    return image.convert("RGB")


_eight_bits: Callable[[float], float] = lambda value: value * (1 / 256)  # noqa: E731  # Pillow wants this very form


def _written(image: Image.Image, sent: bytes) -> Picture:
    for quality, side in TRIES:
        fitting = _within(image, side)
        content = _encoded(fitting, quality)
        if len(content) <= MOST_STORED_BYTES:
            break
    small = _encoded(_within(image, THUMBNAIL_SIDE), THUMBNAIL_QUALITY)
    return Picture(content, small, fitting.width, fitting.height, sent)


def _within(image: Image.Image, side: int) -> Image.Image:
    if max(image.size) <= side:
        return image
    smaller = image.copy()
    smaller.thumbnail((side, side), Image.Resampling.LANCZOS)
    return smaller


def _encoded(image: Image.Image, quality: int) -> bytes:
    """Only pixels: no profile, no EXIF, no XMP go along."""
    bare = Image.frombytes("RGB", image.size, image.tobytes())
    sink = BytesIO()
    bare.save(sink, "WEBP", quality=quality, method=4)
    return sink.getvalue()


def _refusal(code: str, sentence: object, **words: object) -> Invalid:
    return invalid("file", code, (sentence % words) if words else sentence)  # type: ignore[operator,arg-type]
