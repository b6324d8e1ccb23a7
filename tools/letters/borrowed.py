"""Letters that the pairs hardly have, and the letter whose row of the table they borrow, with what is heard instead.

Reads: letter, like which letter, which Latin beginnings of that row become which. Sources: the alphabets themselves
(Persian, Urdu, Pashto; Ukrainian, Belarusian, Serbian, Macedonian, Kazakh, Kyrgyz, Tajik, Uzbek, Tatar), and for
Latin spellings the national systems named in docs/spec/letters.md.
"""

from comity.matching.names.letters.scripts import Script

Borrowed = tuple[str, str, dict[str, tuple[str, ...]]]

BORROWED: dict[Script, tuple[Borrowed, ...]] = {
    Script.ARABIC: (
        ("پ", "ب", {"b": ("p",)}),
        ("چ", "ج", {"j": ("ch", "tch", "c"), "g": ("ch",)}),
        ("ژ", "ج", {"j": ("zh", "j"), "g": ("zh",)}),
        ("گ", "غ", {"g": ("g", "gu"), "gh": ("g",)}),
        ("ڤ", "ف", {"v": ("v",), "f": ("v",)}),
        ("ځ", "ز", {"z": ("dz", "z", "j")}),
        ("څ", "س", {"s": ("ts", "s", "c")}),
        ("ږ", "ز", {"z": ("zh", "g", "gh")}),
        ("ښ", "ش", {"sh": ("sh", "kh", "x")}),
    ),
    Script.CYRILLIC: (
        ("і", "и", {"i": ("i", "y")}),
        ("є", "е", {"e": ("ye", "ie", "e", "je")}),
        ("ґ", "г", {"g": ("g",)}),
        ("ј", "и", {"i": ("j", "y", "i"), "y": ("j", "y"), "j": ("j",)}),
        ("љ", "л", {"l": ("lj", "l", "ly")}),
        ("њ", "н", {"n": ("nj", "n", "ny")}),
        ("ђ", "д", {"d": ("dj", "d", "gj")}),
        ("ћ", "ч", {"ch": ("c", "ch", "cj", "tj")}),
        ("џ", "д", {"d": ("dz", "dzh", "dj", "j", "dž")}),
        ("ѓ", "г", {"g": ("gj", "g", "dj")}),
        ("ќ", "к", {"k": ("kj", "k", "c")}),
        ("ѕ", "з", {"z": ("dz", "z")}),
        ("ә", "а", {"a": ("a", "ae", "e")}),
        ("ғ", "г", {"g": ("gh", "g")}),
        ("қ", "к", {"k": ("q", "k", "kh")}),
        ("ң", "н", {"n": ("ng", "n")}),
        ("ө", "о", {"o": ("o", "oe", "u")}),
        ("ұ", "у", {"u": ("u", "y")}),
        ("ү", "у", {"u": ("u", "ue", "y")}),
        ("һ", "х", {"h": ("h",), "kh": ("h",), "ch": ("h",)}),
        ("ҳ", "х", {"h": ("h", "kh"), "kh": ("h", "kh"), "ch": ("h",)}),
        ("ҷ", "ч", {"ch": ("j", "dzh", "ch")}),
        ("ӣ", "и", {"i": ("i", "ii")}),
        ("ӯ", "у", {"u": ("u", "o")}),
        ("җ", "ж", {"zh": ("j", "zh"), "j": ("j",)}),
        ("ӑ", "а", {"a": ("a",)}),
    ),
}
