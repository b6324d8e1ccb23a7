"""Kana in Hepburn, without marks of length: what a Japanese passport writes.

Source: the Hepburn system of Japan's passport rules (long vowels are not written; n stays n, m before b, m, p as the
older rule has it is left to the learned table).
"""

_ROWS = (
    ("アイウエオ", "a i u e o"),
    ("カキクケコ", "ka ki ku ke ko"),
    ("サシスセソ", "sa shi su se so"),
    ("タチツテト", "ta chi tsu te to"),
    ("ナニヌネノ", "na ni nu ne no"),
    ("ハヒフヘホ", "ha hi fu he ho"),
    ("マミムメモ", "ma mi mu me mo"),
    ("ヤユヨ", "ya yu yo"),
    ("ラリルレロ", "ra ri ru re ro"),
    ("ワヰヱヲン", "wa i e o n"),
    ("ガギグゲゴ", "ga gi gu ge go"),
    ("ザジズゼゾ", "za ji zu ze zo"),
    ("ダヂヅデド", "da ji zu de do"),
    ("バビブベボ", "ba bi bu be bo"),
    ("パピプペポ", "pa pi pu pe po"),
    ("ヴヵヶ", "vu ka ke"),
)
_MORAE = {kana: latin for letters, said in _ROWS for kana, latin in zip(letters, said.split(), strict=True)}
_SMALL = {
    "ァ": "a",
    "ィ": "i",
    "ゥ": "u",
    "ェ": "e",
    "ォ": "o",
    "ャ": "ya",
    "ュ": "yu",
    "ョ": "yo",
    "ヮ": "wa",
}
_DOUBLED, _LONG = "ッ", "ー"


def hepburn(katakana: str) -> str:
    """Latin letters of a word in katakana; anything else in it is left out."""
    said: list[str] = []
    doubled = False
    for kana in katakana:
        if kana in _SMALL and said:
            said[-1] = _contracted(said[-1], _SMALL[kana])
        elif kana in _MORAE or kana in _SMALL:
            mora = _MORAE.get(kana) or _SMALL[kana]
            said.append(("t" if mora.startswith("ch") else mora[0]) + mora if doubled else mora)
        doubled = kana == _DOUBLED
    return "".join(said)


def _contracted(mora: str, small: str) -> str:
    """ki and ya are kya, shi and ya are sha, te and i are ti, fu and a are fa."""
    stem = mora[:-1]
    if len(small) == 2 and stem.endswith(("sh", "ch", "j")):
        return stem + small[1]
    return stem + small if stem else mora + small


def spellings(katakana: str) -> tuple[str, ...]:
    """As on a passport, and with the long vowels written: Yuko, Yuuko, Yuhko; Ohno, Oono, Ono."""
    plain = hepburn(katakana)
    short = plain.replace("ou", "o").replace("oo", "o").replace("uu", "u")
    return tuple(dict.fromkeys((short, plain, plain.replace("ou", "oh").replace("oo", "oh"))))
