"""The paper itself: four languages, hostile texts, and what must stand on every page."""

import json
import re
import zlib
from datetime import timedelta
from io import BytesIO

import pytest
from PIL import Image, ImageChops

from comity.notices.printing.letters import drawable
from comity.notices.printing.printed import Name, Photograph, Section
from comity.notices.printing.stamps import read_file
from comity.notices.printing.typesetting import on_colour, page_data, preview, print_notice, stamp_of
from comity.seal.papers import paper_public
from tests.rooms.notices.papers import ALL, AT, CHECK_URL, ENGLISH, KEY, portrait, printed

HOSTILE = (
    '#eval("panic()") #read("/etc/passwd") #import "x.typ": *',
    "$x^2$ *bold* _low_ `raw` <label> @ref \\ \\u{41} // comment /* ] } ) \" '",
    "= Heading\n- list\n#set page(fill: black)\n]#pagebreak()[",
    "<script>alert(1)</script>&amp;{{ secret }}{% load %}%(body)s {page}",
    "W" * 10_000,
    "é" * 3_000 + "x" + "\u0301" * 3_000,
    "طارق Tarek 123 (יוסף) «نص» " * 300,
    "\u202eHello\u2066 \x00\x1b[31m \ud7ff",
    "",
)


def data_of(notice) -> dict:
    return json.loads(page_data(notice, stamp_of(notice, at=AT), CHECK_URL, paper_public(KEY)))


def pages_of(notice) -> list[Image.Image]:
    return [Image.open(BytesIO(page)) for page in preview(notice, at=AT, key=KEY, check_url=CHECK_URL)]


def inflated(pdf: bytes) -> bytes:
    """The PDF with its streams unpacked, to look for what stands in it."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    found = [pdf]
    for each in streams:
        try:
            found.append(zlib.decompress(each))
        except zlib.error:
            continue
    return b"".join(found)


@pytest.mark.parametrize("language", sorted(ALL))
def test_a_notice_is_printed_in_each_language(language):
    pdf = print_notice(ALL[language], at=AT, key=KEY, check_url=CHECK_URL)

    assert pdf.startswith(b"%PDF-1.7")
    assert f"/Lang({language}".encode() in inflated(pdf).replace(b"/Lang (", b"/Lang(")
    assert read_file(pdf, paper_public(KEY)) == stamp_of(ALL[language], at=AT)


@pytest.mark.parametrize("language", sorted(ALL))
def test_the_paper_says_whose_it_is_and_how_long_it_holds(language):
    notice = ALL[language]

    told = data_of(notice)

    words = {"ar": "احذروا", "en": "Beware", "es": "Atención", "fr": "Attention"}
    assert told["dangers_box"][0]["title"] == words[language]
    assert drawable(notice.body) in told["issued_by"]
    assert "Comity" in told["issued_by"]
    assert re.search("INTERPOL|الإنتربول", told["issued_by"])
    assert "10" in told["valid"]
    assert "14:02:30 UTC" in told["valid"]
    assert told["from_right"] is (language == "ar")
    assert told["colour_name"] == notice.colour_name
    assert told["number"]["is_code"]
    if language == "en":
        assert told["issued_by"] == (
            "Issued by Regional Police Cooperation Centre on Comity. Not an INTERPOL notice."
        )
        assert told["valid"] == "Valid as printed until 10 May 2026, 14:02:30 UTC: check before you act."


def test_arabic_mirrors_the_page():
    """The corner of colour stands where the reader begins."""
    red = (179, 38, 30)
    english, arabic = (pages_of(ALL[language])[0].convert("RGB") for language in ("en", "ar"))

    assert english.getpixel((20, 20)) == red
    assert arabic.getpixel((arabic.width - 20, 20)) == red
    assert arabic.getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize("text", HOSTILE, ids=lambda text: ascii(text[:12]))
def test_hostile_text_is_printed_as_text_and_nothing_else(text):
    notice = printed(
        names=(Name(text[:200], text[:200], text[:200]),),
        dangers=(text[:200],),
        measure=text[:500],
        body=text[:160] or "Body",
        sections=(Section(text[:200], text=text),),
        photographs=(Photograph(portrait(), text[:200]),),
    )

    pages = pages_of(notice)

    read_file(print_notice(notice, at=AT, key=KEY, check_url=CHECK_URL), paper_public(KEY))
    assert 1 <= len(pages) <= 12
    for (
        page
    ) in pages:  # nothing runs off the paper: the outermost 5 mm are white but for the corner of colour
        white = Image.new("RGB", page.size, (255, 255, 255))
        box = (
            ImageChops.difference(page.convert("RGB"), white)
            .crop((0, 200, page.width, page.height))
            .getbbox()
        )
        if box:
            assert box[0] >= 40
            assert box[2] <= page.width - 40


def test_what_is_written_as_markup_reaches_the_page_letter_for_letter():
    text = '#eval("1+1") *b* $x$ <a> \\'

    (line,) = data_of(printed(sections=(Section("Facts", text=text),)))["sections"][0]["lines"]

    assert line == {"text": text, "from_right": False, "is_code": False}


def test_no_text_reaches_a_file_of_the_machine(tmp_path):
    """The typesetter may read nothing but the template's own folder, and no text is read as a path."""
    secret = tmp_path / "secret"
    secret.write_text("treasure")
    pdf = print_notice(
        printed(sections=(Section("Facts", text=f'#read("{secret}") {secret}'),)),
        at=AT,
        key=KEY,
        check_url=CHECK_URL,
    )

    assert b"treasure" not in inflated(pdf)


def test_the_same_print_gives_the_same_bytes():
    first, second = (print_notice(ENGLISH, at=AT, key=KEY, check_url=CHECK_URL) for _turn in range(2))

    assert first == second
    assert print_notice(ENGLISH, at=AT + timedelta(seconds=1), key=KEY, check_url=CHECK_URL) != first


def test_a_notice_without_person_picture_or_danger_is_printed():
    notice = printed(names=(), photographs=(), dangers=(), valid_until=None, sections=())

    assert len(pages_of(notice)) == 1
    assert data_of(notice)["dangers_box"] == []


@pytest.mark.parametrize(
    "wrong", [{"language": "de"}, {"colour": "red"}, {"body": ""}, {"body": "x" * 161}], ids=str
)
def test_a_paper_that_could_not_say_whose_it_is_is_not_made(wrong):
    with pytest.raises(ValueError, match=r"^no "):
        printed(**wrong)


def test_letters_on_the_corner_are_readable_on_every_colour():
    assert [on_colour(colour) for colour in ("#facc15", "#b3261e", "#111111", "#ffffff", "#9ca3af")] == [
        "#000000",
        "#ffffff",
        "#ffffff",
        "#000000",
        "#000000",
    ]


def test_a_photograph_is_made_small_and_a_file_that_is_none_is_refused():
    with pytest.raises(OSError, match="cannot identify"):
        print_notice(
            printed(photographs=(Photograph(b"MZ\x90", "a program"),)), at=AT, key=KEY, check_url=CHECK_URL
        )
    image = Image.effect_noise((2_400, 1_800), 80).convert("RGB")
    large = BytesIO()
    image.save(large, "WEBP", quality=90)

    pdf = print_notice(
        printed(photographs=(Photograph(large.getvalue(), "noise"),)), at=AT, key=KEY, check_url=CHECK_URL
    )

    assert len(pdf) < 400_000
