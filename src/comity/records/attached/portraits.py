"""What makes a photograph of a person hard to recognise. Hints for whoever attaches it; nothing is refused for them.

Pure over bytes. The bounds are ours, tried on portraits of good and bad quality; only the size has a source.
"""

from enum import StrEnum
from io import BytesIO

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageFilter, ImageStat

# ISO/IEC 19794-5 wants 90 pixels between the eyes, which stand a fifth of a usual portrait's width apart.
LEAST_SIDE = 450
DARKEST, BRIGHTEST, FLATTEST = 60, 205, 25  # mean and spread of light, from 0 to 255
LOOKED_AT_SIDE, LEAST_EDGES = 480, 14  # the spread of light in the edges of the picture, at that size
WIDEST = 1.15
_EDGES = ImageFilter.Kernel((3, 3), (0, 1, 0, 1, -4, 1, 0, 1, 0), scale=1, offset=128)


class Hint(StrEnum):
    """What is the matter."""

    SMALL = "small"
    DARK = "dark"
    BRIGHT = "bright"
    FLAT = "flat"
    BLURRED = "blurred"
    WIDE = "wide"


HINTS: dict[Hint, str | Promise] = {
    Hint.SMALL: _("Small: send one of at least 450 pixels on each side, so that a face can be compared."),
    Hint.DARK: _("Dark: the face may not be seen. Take it again in better light, or send another."),
    Hint.BRIGHT: _("Too bright: what is white on it shows nothing. Send another."),
    Hint.FLAT: _("Little contrast: face and background run into each other. Send another."),
    Hint.BLURRED: _("Blurred: lines of the face cannot be told. Send a sharper one."),
    Hint.WIDE: _("Wider than high: cut it to head and shoulders."),
}


def hints(picture: bytes, width: int, height: int) -> tuple[Hint, ...]:
    """What is the matter with this portrait; () is nothing. picture: as stored; width, height: pixels of it.

    Raises: OSError for bytes that are no picture.
    """
    image = Image.open(BytesIO(picture)).convert("L")
    image.thumbnail((LOOKED_AT_SIDE, LOOKED_AT_SIDE))
    light = ImageStat.Stat(image)
    mean, spread = light.mean[0], light.stddev[0]
    found = {
        Hint.SMALL: min(width, height) < LEAST_SIDE,
        Hint.WIDE: width > height * WIDEST,
        Hint.DARK: mean < DARKEST,
        Hint.BRIGHT: mean > BRIGHTEST,
        Hint.FLAT: spread < FLATTEST,
    }
    is_lit = not (found[Hint.DARK] or found[Hint.BRIGHT] or found[Hint.FLAT])  # else edges say nothing
    found[Hint.BLURRED] = is_lit and _edges(image) < LEAST_EDGES
    return tuple(hint for hint in Hint if found[hint])


def _edges(image: Image.Image) -> float:
    """How much light jumps from pixel to pixel: the spread of the Laplacian."""
    spread: float = ImageStat.Stat(
        image.filter(_EDGES).crop((1, 1, image.width - 1, image.height - 1))
    ).stddev[0]
    return spread
