"""Invented names: syllables put together, written alike in several scripts. No name of a real person is in here."""

from dataclasses import dataclass
from random import Random

LATIN, ARABIC, CYRILLIC, CHINESE, KOREAN = "latin", "arabic", "cyrillic", "chinese", "korean"

# The same syllable as each script writes it: Latin, Arabic, Cyrillic, Chinese, Korean.
_TABLE = """
ba با ба 巴 바|da دا да 达 다|ka كا ка 卡 카|la لا ла 拉 라|ma ما ма 马 마|na نا на 纳 나|ra را ра 若 라|sa سا са 萨 사
ta تا та 塔 타|mi مي ми 米 미|ni ني ни 尼 니|li لي ли 利 리|ri ري ри 里 리|ti تي ти 蒂 티|si سي си 西 시|ki كي ки 基 키
lo لو ло 洛 로|mo مو мо 莫 모|no نو но 诺 노|ro رو ро 罗 로|to تو то 托 토|do دو до 多 도|so سو со 索 소|ko كو ко 科 코
lu لو лу 卢 루|mu مو му 穆 무|nu نو ну 努 누|ru رو ру 鲁 루|tu تو ту 图 투|su سو су 苏 수
"""
SYLLABLES = [
    dict(zip((LATIN, ARABIC, CYRILLIC, CHINESE, KOREAN), cell.split(), strict=True))
    for line in _TABLE.strip().splitlines()
    for cell in line.split("|")
]
# How family names end, by the bureau that records: letters with marks are part of the matter.
ENDINGS = {
    "FRA": ("", "é", "ière", "aud"),
    "ITA": ("", "ni", "llo", "ù"),
    "URY": ("", "áñez", "ez", "ón"),
    "KEN": ("", "ngo", "wa", "mbi"),
    "MAR": ("", "ne", "wi", "di"),
    "VNM": ("", "ễn", "ồng", "ạnh"),
}
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Invented:
    """A name in Latin letters, and in another script where its bearer writes one."""

    latin: str
    native: str
    script: str


def invent(random: Random, bureau: str, script: str) -> Invented:
    """A given and a family name. script: the one the bearer writes."""
    given = random.choices(SYLLABLES, k=random.choice((2, 2, 3)))
    family = random.choices(SYLLABLES, k=random.choice((2, 3, 3)))
    ending = random.choice(ENDINGS.get(bureau, ("",))) if script == LATIN else ""
    return Invented(
        latin=f"{_word(given, LATIN)} {_ended(_word(family, LATIN), ending)}",
        native="" if script == LATIN else _native(given, family, script),
        script=script,
    )


def respelt(random: Random, name: str) -> str:
    """The same name as another clerk might write it in Latin letters."""
    for former, later in random.sample((("k", "q"), ("u", "ou"), ("i", "y"), ("s", "ss"), ("t", "th")), k=5):
        if former in name:
            return name.replace(former, later, 1)
    return name


def _word(syllables: list[dict[str, str]], script: str) -> str:
    return "".join(each[script] for each in syllables).capitalize()


def _ended(word: str, ending: str) -> str:
    """A vowel before a vowel is dropped: names are to be pronounced."""
    first = ending[:1]
    vowel = first in _VOWELS or first in "éùáóễồạ"
    return word.rstrip(_VOWELS) + ending if first and vowel else word + ending


def _native(given: list[dict[str, str]], family: list[dict[str, str]], script: str) -> str:
    words = _word(given, script), _word(family, script)
    return "".join(reversed(words)) if script in (CHINESE, KOREAN) else " ".join(words)
