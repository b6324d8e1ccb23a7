"""Make the readings of Chinese characters from the Unihan database.

    .venv/bin/python -m tools.letters.readings --unihan FOLDER

FOLDER holds Unihan_Readings.txt and Unihan_Variants.txt, or either with .bz2, as https://www.unicode.org/Public/UCD/latest/ucd/
and Debian's package unicode-data have them (there in /usr/share/unicode). Characters that no dictionary of names or
schoolbooks has are left out.
"""

import argparse
import bz2
import gzip
import json
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from comity.matching.names.letters.files import DATA

VERSION = "Unihan 15.1.0 (2023-07-15), as in Debian's unicode-data 15.1.0-1"
MADE = "2026-11-27"
# A character is taken up where one of these knows it: dictionaries of the mainland, Hong Kong and Korea.
KNOWN_BY = ("kTGHZ2013", "kXHC1983", "kHanyuPinlu", "kSMSZD2003Readings", "kHangul")
# A character with more readings than this keeps the first.
MOST_READINGS = 4

Fields = dict[str, dict[str, str]]


def fields(folder: Path, name: str) -> Fields:
    """By character, then by property."""
    plain, packed = folder / name, folder / f"{name}.bz2"
    text = plain.read_text("utf-8") if plain.exists() else bz2.decompress(packed.read_bytes()).decode("utf-8")
    found: Fields = defaultdict(dict)
    for line in text.splitlines():
        if line.startswith("U+"):
            code, field, value = line.split("\t")
            found[chr(int(code[2:], 16))][field] = value
    return found


def mandarin(each: dict[str, str]) -> Iterator[str]:
    """Pinyin without tones, the customary reading first; ü is v."""
    said = each.get("kMandarin", "").split()
    said += re.findall(r":([^ ,]+)", each.get("kXHC1983", "") + " " + each.get("kTGHZ2013", ""))
    said += re.findall(r"([^ (]+)\(", each.get("kHanyuPinlu", ""))
    for syllable in said:
        plain = unicodedata.normalize("NFD", syllable).replace("u\u0308", "v")
        yield "".join(letter for letter in plain if "a" <= letter <= "z")


def cantonese(each: dict[str, str]) -> Iterator[str]:
    """Jyutping without tones."""
    said = each.get("kCantonese", "").split() + re.findall(
        r"粵([a-z]+\d)", each.get("kSMSZD2003Readings", "")
    )
    for syllable in said:
        yield syllable.rstrip("0123456789")


def korean(each: dict[str, str]) -> Iterator[str]:
    """Hangul syllables."""
    for syllable in each.get("kHangul", "").split():
        yield unicodedata.normalize("NFC", syllable.partition(":")[0])


def vietnamese(each: dict[str, str]) -> Iterator[str]:
    """Without tones and marks."""
    for syllable in each.get("kVietnamese", "").split():
        plain = unicodedata.normalize("NFD", syllable).replace("đ", "d")
        yield "".join(letter for letter in plain if "a" <= letter <= "z")


def commonness(each: dict[str, str]) -> int:
    """Occurrences in the texts that kHanyuPinlu counted."""
    return sum(map(int, re.findall(r"\((\d+)\)", each.get("kHanyuPinlu", ""))))


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--unihan", type=Path, default=Path("/usr/share/unicode"))
    folder = parser.parse_args().unihan
    read, variants = fields(folder, "Unihan_Readings.txt"), fields(folder, "Unihan_Variants.txt")
    characters = {}
    for character, each in sorted(read.items()):
        if len(character) == 1 and any(field in each for field in KNOWN_BY):
            ways = (mandarin(each), cantonese(each), korean(each), vietnamese(each))
            parts = [",".join([one for one in dict.fromkeys(way) if one][:MOST_READINGS]) for way in ways]
            characters[character] = "|".join([*parts, str(commonness(each))])
    simplified = {}
    for character, each in sorted(variants.items()):
        forms = [chr(int(code[2:], 16)) for code in each.get("kSimplifiedVariant", "").split()]
        if forms and character not in forms and character in characters and forms[0] in characters:
            simplified[character] = forms[0]
    about = {
        "source": f"{VERSION}; selected, tones and marks taken off, put together by character",
        "licence": "Unicode-3.0, see UNICODE-LICENSE.txt beside this file",
        "made": MADE,
        "made_by": "tools/letters/readings.py",
    }
    for name, content in (("readings", characters), ("simplified", simplified)):
        file = {"about": about, "characters": content}
        said = json.dumps(file, ensure_ascii=False, separators=(",", ":")).encode()
        (DATA / f"{name}.json.gz").write_bytes(gzip.compress(said, mtime=0))
    print(len(characters), "characters,", len(simplified), "simplified ones")


if __name__ == "__main__":
    main()
