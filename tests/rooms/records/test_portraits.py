"""Hints say what makes a portrait hard to recognise, and say nothing of a good one."""

from io import BytesIO

import pytest
from PIL import Image, ImageDraw, ImageFilter

from comity.records.attached.pictures import take_in
from comity.records.attached.portraits import HINTS, Hint, hints


def face(width: int = 600, height: int = 800) -> Image.Image:
    """Something with the light, the shape and the lines of a portrait; nobody's face."""
    image = Image.new("L", (width, height), 190)
    draw = ImageDraw.Draw(image)
    across, down = width // 10, height // 10
    draw.ellipse((2 * across, down, 8 * across, 8 * down), fill=120, outline=30, width=4)
    for x in (3, 6):
        draw.ellipse((x * across, 3 * down, (x + 1) * across, 4 * down), fill=240, outline=10, width=4)
        draw.rectangle((x * across, 3 * down - 20, (x + 1) * across, 3 * down - 8), fill=25)
    for number in range(60):  # hair
        draw.line((2 * across + number * 6, down, 3 * across + number * 5, 2 * down), fill=20 + number)
    draw.rectangle((4 * across, 6 * down, 6 * across, 6 * down + 16), fill=50)
    return image


def said(image: Image.Image) -> set[Hint]:
    sink = BytesIO()
    image.save(sink, "PNG")
    picture = take_in(sink.getvalue())
    return set(hints(picture.content, picture.width, picture.height))


def test_a_good_portrait_gets_no_hint():
    assert said(face()) == set()


@pytest.mark.parametrize(
    ("image", "hint"),
    [
        (face().resize((300, 400)), Hint.SMALL),
        (face(1200, 800), Hint.WIDE),
        (face().point(lambda light: light // 5), Hint.DARK),
        (face().point(lambda light: 215 + light // 8), Hint.BRIGHT),
        (face().point(lambda light: 110 + light // 16), Hint.FLAT),
        (face().filter(ImageFilter.GaussianBlur(12)), Hint.BLURRED),
    ],
    ids=[each.value for each in (Hint.SMALL, Hint.WIDE, Hint.DARK, Hint.BRIGHT, Hint.FLAT, Hint.BLURRED)],
)
def test_what_is_the_matter_is_said(image: Image.Image, hint: Hint):
    assert hint in said(image)


def test_the_size_counts_on_the_side_of_450_pixels():
    assert said(face(450, 600)) == set()
    assert Hint.SMALL in said(face(449, 600))


def test_every_hint_has_its_sentence():
    assert set(HINTS) == set(Hint)
