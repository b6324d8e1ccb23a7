"""The look keeps its promises: logical properties, one set of dark values, nothing inline, readable contrast."""

import gzip
import re
from itertools import product
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from fontTools.ttLib import TTFont

from comity.web.fonts import FOLDER, WEIGHTS, is_drawn, unicode_range
from comity.web.strings import LOCALE, forms, read
from tests.house.templates import as_html, each, templates

SHEET = Path(finders.find("web/comity.css")).read_text("utf-8")
RULES = re.sub(r"/\*.*?\*/", "", SHEET, flags=re.DOTALL)
FIRST_PAGE_BYTES = 60_000


def test_the_sheet_has_logical_properties_only():
    sides = r"(?:margin|padding|border|inset)-(?:left|right|top|bottom)\b|(?:text-align|float|clear):\s*(?:left|right)"
    places = r"(?<![\w-])(?:left|right|top|bottom|width|height)\s*:"

    assert re.findall(sides, RULES) == []
    assert re.findall(places, RULES) == []


def test_the_dark_values_are_the_same_in_both_places():
    blocks = [_values(block) for block in re.findall(r"{([^{}]*color-scheme: dark;[^{}]*)}", RULES)]

    assert len(blocks) == 2
    assert blocks[0] == blocks[1]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_is_readable_on_every_ground(theme):
    values = _theme(theme)
    texts = ("ink", "ink-2", "ink-3", "accent", "accent-strong", "bad", "warn", "good")
    poor = [
        (text, ground, round(ratio, 2))
        for text, ground in product(texts, ("paper", "sheet", "sunk"))
        if (ratio := _contrast(values[text], values[ground])) < 4.5
    ]

    assert poor == []
    assert _contrast(values["edge"], values["sheet"]) >= 3
    for name in ("bad", "warn", "good"):
        assert _contrast(values[name], values[f"{name}-soft"]) >= 4.5, name


def test_no_template_holds_inline_style_or_script():
    assert list(each("inline")) == []


def test_no_template_writes_a_comma_of_one_language():
    bare = re.compile("[> \ue000], ")
    found = [path.name for path in templates() if bare.search(as_html(path.read_text("utf-8")))]
    assert not found, "use {% comma %}"


def test_every_control_of_a_template_has_a_label():
    assert list(each("unlabelled")) == []


def test_the_sheet_and_the_face_name_the_same_range():
    ranges = set(re.findall(r"unicode-range: ([^;]+);", SHEET))

    assert ranges == {unicode_range()}


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize("suffix", ["ttf", "woff2"])
def test_the_face_draws_every_character_of_the_arabic_texts(weight, suffix):
    drawn = TTFont(FOLDER / f"arabic-{weight}.{suffix}").getBestCmap()
    used = {character for message in read("ar") for character in str(message.string)}

    missing = {character for character in used if is_drawn(character) and ord(character) not in drawn}

    assert missing == set()
    assert all(ord(character) in drawn for character in "ابتثجحخدذرزسشصضطظعغفقكلمنهويءآأؤإئىة،؛؟ًٌٍَُِّْ٠١٢٣")


def test_the_face_carries_its_licence():
    assert "SIL OPEN FONT LICENSE" in (FOLDER / "OFL.txt").read_text("utf-8")


def test_what_every_page_loads_fits_a_thin_link():
    """The page's own words come on top: 12 kB are kept for them (tests/rooms/web measures whole pages)."""
    loaded = ["web/comity.css", "web/comity.js", "web/mark.svg", "django_htmx/htmx-2.min.js"]
    sent = sum(len(gzip.compress(Path(finders.find(name)).read_bytes())) for name in loaded)

    assert sent < FIRST_PAGE_BYTES - 12_000


def test_the_list_of_texts_that_stay_english_is_tidy():
    lines = [
        line for line in (LOCALE / "same.txt").read_text("utf-8").splitlines() if not line.startswith("#")
    ]

    texts = [line.partition("\t")[2] for line in lines]
    assert texts == sorted(set(texts), key=lambda text: (text.casefold(), text))


def test_dates_and_numbers_stand_isolated_in_arabic_texts():
    """After an Arabic word 2026-11-23 is drawn as 23-11-2026: digits with a hyphen between them turn around."""
    texts = [text for message in read("ar") if message.id for text in forms(message.string)]
    bare = [re.sub("[\u2066\u2068][^\u2069]*\u2069|<bdi[^>]*>.*?</bdi>", "", text) for text in texts]

    turning = re.compile(r"\d{4}-\d{2}|\[\d+-\d+\]|%\((?:day|latest|number|telephone|until)\)s")
    assert [text for text in bare if turning.search(text)] == []


def _values(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*([^;]+);", block))


def _theme(name: str) -> dict[str, str]:
    light = _values(re.search(r":root {(.*?)}", RULES, re.DOTALL)[1])
    dark = _values(re.search(r"{([^{}]*color-scheme: dark;[^{}]*)}", RULES)[1])
    return light | dark if name == "dark" else light


def _contrast(one: str, other: str) -> float:
    """Ratio of two colours. Source: WCAG 2.2, relative luminance."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
