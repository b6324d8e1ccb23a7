"""What a stranger's file may be, and what is kept of it: pixels."""

import random
from contextlib import suppress
from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from PIL.PngImagePlugin import PngInfo

from comity.kit.errors import Invalid
from comity.records.attached import pictures
from comity.records.attached.pictures import MOST_PIXELS, MOST_STORED_BYTES, canvas_of, take_in
from tests.files import huge_png, png, saved


def opened(content: bytes) -> Image.Image:
    return Image.open(BytesIO(content))


def refusal(content: bytes) -> str:
    with pytest.raises(Invalid) as refused:
        take_in(content)
    error = refused.value.errors[0]
    assert str(error.message).endswith(".")
    assert error.field == "file"
    return error.code


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_picture_is_written_anew_with_a_thumbnail(kind: str) -> None:
    picture = take_in(saved(Image.new("RGB", (800, 600), "teal"), kind))

    assert (picture.width, picture.height) == (800, 600)
    assert (opened(picture.content).format, opened(picture.content).size) == ("WEBP", (800, 600))
    assert opened(picture.thumbnail).size == (360, 270)
    assert take_in(saved(Image.new("RGB", (800, 600), "teal"), kind)).sha256 == picture.sha256


def test_what_a_telephone_writes_beside_the_picture_is_not_kept() -> None:
    exif = Image.Exif()
    exif[0x010F] = "Canary Telephones"
    exif.get_ifd(0x8825)[2] = (48.0, 51.0, 29.0)  # where it was taken
    exif[0x0112] = 6  # and how it was held
    image = Image.new("RGB", (40, 20), "teal")
    sent = saved(image, "JPEG", exif=exif, comment=b"canary", icc_profile=b"canary profile", xmp=b"<canary/>")
    picture = take_in(sent)

    assert b"anary" in sent
    assert b"anary" not in picture.content + picture.thumbnail
    kept = opened(picture.content)
    assert not kept.getexif()
    assert set(kept.info) <= {"background", "loop", "timestamp", "duration"}
    assert kept.size == (20, 40), "it stands upright"


def test_what_hides_behind_or_in_a_picture_is_not_kept() -> None:
    words = PngInfo()
    words.add_text("Comment", "<script>canary</script>")
    for sent in (
        saved(Image.new("RGB", (40, 20)), "JPEG") + b"PK\x03\x04canary<script>canary</script>",
        saved(Image.new("RGB", (40, 20)), "PNG", pnginfo=words) + b"canary",
    ):
        assert b"canary" in sent
        picture = take_in(sent)
        assert b"canary" not in picture.content + picture.thumbnail


def test_a_hundred_megapixels_are_refused_before_they_are_decoded(monkeypatch) -> None:
    monkeypatch.setattr(Image.Image, "load", lambda _self: pytest.fail("it was decoded"))

    assert refusal(huge_png(10_000, 10_000)) == "too-many-pixels"
    assert refusal(huge_png(60_000, 60_000)) == "too-many-pixels"


def test_a_large_webp_is_refused_before_anything_is_set_aside_for_it(monkeypatch) -> None:
    monkeypatch.setattr(Image, "open", lambda *_all, **_named: pytest.fail("it was opened"))
    side = (9_999).to_bytes(3, "little")
    extended = b"RIFF\x40\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0" + side + side

    assert canvas_of(extended) == (10_000, 10_000)
    assert refusal(extended) == "too-many-pixels"


@pytest.mark.parametrize("lossless", [True, False])
def test_the_size_of_a_webp_is_read_from_its_header(lossless: bool) -> None:
    assert canvas_of(saved(Image.new("RGB", (321, 123)), "WEBP", lossless=lossless)) == (321, 123)
    clear = Image.new("RGBA", (321, 123), (1, 2, 3, 4))
    assert canvas_of(saved(clear, "WEBP", lossless=lossless)) == (321, 123)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_what_is_cut_off_is_refused(kind: str) -> None:
    noise = Image.effect_noise((300, 200), 90).convert("RGB")
    whole = saved(noise, kind)

    for length in (12, 40, len(whole) // 2):
        assert refusal(whole[:length]) == "broken"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"<html>",
        b"GIF89a" + b"\0" * 40,
        b"%PDF-1.7",
        b"II*\0" + b"\0" * 40,
        b"<svg xmlns='x'/>",
        b"BM" * 40,
    ],
)
def test_other_kinds_are_refused_whatever_their_name(content: bytes) -> None:
    assert refusal(content) == "not-a-picture"


def test_what_moves_is_refused() -> None:
    frames = [Image.new("RGB", (20, 20), colour) for colour in ("red", "teal")]
    for kind in ("PNG", "WEBP"):
        sent = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=100)
        assert refusal(sent) == "animated"


def test_a_file_beyond_the_limit_is_not_looked_at() -> None:
    assert refusal(png() + b"\0" * pictures.MOST_BYTES) == "too-large"


def test_a_large_picture_becomes_small_enough_to_store() -> None:
    noise = Image.frombytes("RGB", (1_400, 1_400), random.Random(1).randbytes(1_400 * 1_400 * 3))
    picture = take_in(saved(noise, "JPEG", quality=60))

    assert len(picture.content) <= MOST_STORED_BYTES
    assert len(picture.thumbnail) < 60_000


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "I;16"])
def test_every_way_to_write_colours_becomes_red_green_and_blue(mode: str) -> None:
    source = Image.new("L", (30, 20), 128)
    image = (
        source.convert("I").point(lambda value: value * 257).convert("I;16")
        if mode == "I;16"
        else source.convert(mode)
    )
    kept = opened(take_in(saved(image)).content).convert("RGB")

    expected = image.convert("L").getpixel((5, 5)) if mode != "I;16" else 128
    assert abs(kept.getpixel((5, 5))[0] - expected) < 12


def test_what_one_can_see_through_lies_on_white() -> None:
    kept = opened(take_in(saved(Image.new("RGBA", (30, 20), (0, 0, 0, 0)))).content).convert("RGB")
    assert min(kept.getpixel((5, 5))) > 250


@given(st.sampled_from([b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"RIFF\0\0\0\0WEBP"]), st.binary(max_size=300))
def test_whatever_comes_is_a_picture_or_a_refusal(beginning: bytes, rest: bytes) -> None:
    with suppress(Invalid):
        take_in(beginning + rest)


def test_a_broken_byte_anywhere_is_a_picture_or_a_refusal() -> None:
    whole, dice = bytearray(saved(Image.effect_noise((64, 48), 90).convert("RGB"), "JPEG")), random.Random(2)
    for _try in range(60):
        broken = bytearray(whole)
        broken[dice.randrange(len(whole))] = dice.randrange(256)
        try:
            assert take_in(bytes(broken)).width * take_in(bytes(broken)).height <= MOST_PIXELS
        except Invalid:
            continue
