"""Names and numbers as the list writes them: several in one element, with words around them."""

import re

# A source's word that the paper is not what it says; its number may be an innocent bearer's (practice 13).
_NOTED = re.compile(
    r"\b(false|falsified|forged|fake|counterfeit|fraudulent(ly)?|stolen|lost|cancel+ed|revoked|invalid|expired|misuse)\b",
    re.I,
)
_LETTERED = re.compile(r"\s+\(?[a-z]\)\s+")
_BORN = re.compile(r"(?P<name>[^,]+), (?P<note>born .+)")
_GENDER = re.compile(r"\bgender\s*[:\[]\s*(male|female)\b", re.I)
_NOTICE = re.compile(r"https?://www\.interpol\.int/\S+")
_ORIGINAL = re.compile(r"\b(?:original script|in arabic(?: script)?):\s*(?P<name>.+)", re.I)
_BEFORE_NUMBER = re.compile(r"^.*?(?:\bnumber\b|\bno\.|\bcode\b|\bcard\b|:|\bN°)[\s:.]*(?=\S)", re.I | re.S)
_INNER_NO = re.compile(r"\b(?:no\.?|N°)\s*(?=\d)", re.I)
_NUMBER_IN_NOTE = re.compile(
    r"^(?:.*?(?:\bnumber|\bcard|\bSSN|\bCode:|\bno\.)\s+)?(?P<number>(?:[A-Z]{1,2}[-\s]{0,2})?[A-Z]*\d[\w-]*)",
    re.S,
)


def collapsed(text: str | None) -> str:
    """White space as single blanks, none around."""
    return " ".join((text or "").split())


def split_names(text: str) -> list[tuple[str, str]]:
    """The names in one ALIAS_NAME, each with what the element says besides: "A; B; C" and "script (A; B)" are lists.

    A name in brackets behind another ("Hay'at Tahrir al-Sham (HTS)") is a name of its own only in such a list.
    """
    text = text.removeprefix(")").strip()  # the bracket of an enumeration that lost its letter
    if told := _BORN.fullmatch(text):
        return [(told["name"], told["note"])]
    if ";" not in text and not _LETTERED.search(text):
        return [(text, "")]
    names = []
    for part in re.split(r"\s*;\s*", _opened(text)):
        for name in _LETTERED.split(part):
            bare = name.removesuffix("(original script)").strip()
            if bare:
                names.append((bare, "original script" if bare != name.strip() else ""))
    return names


def original_script_in(note: str) -> str:
    """The name that a note gives in its own script."""
    found = _ORIGINAL.search(note)
    return found["name"].strip() if found else ""


def sex_of(gender: str, comments: str) -> str:
    """`male`, `female` or "": from its element, else from the comments, where most entries have it."""
    found = _GENDER.search(comments)
    return gender.strip().lower() or (found[1].lower() if found else "")


def notice_in(comments: str) -> str:
    """The address of the special notice that the comments name."""
    found = _NOTICE.search(comments)
    return found[0].rstrip(".,)") if found else ""


def is_noted(*words: str) -> bool:
    """Does the source say that the paper is false, stolen, lost, cancelled or expired?"""
    return any(_NOTED.search(each) for each in words)


def bare_number(text: str) -> str:
    """A document's number without the words around it: "Libyan passport No. 513519" is 513519.

    "" where nothing in it has a digit. What is no such wording stays as it is written.
    """
    number = re.sub(r"\s*\([^()]*\)\s*$", "", text).strip()
    head, comma, _rest = number.partition(", ")
    if comma and _has_digit(head):
        number = head
    worded = re.search(r"[A-Za-z]{4}", number) is not None
    words = _INNER_NO.sub("", _BEFORE_NUMBER.sub("", number) if worded else number).split()
    while worded and words and len(words[0]) > 2 and not _has_digit(words[0]):
        del words[0]
    return " ".join(words) if _has_digit("".join(words)) else ""


def number_in_note(note: str) -> str:
    """The number of a paper whose NUMBER is empty, where its kind or note begins with one."""
    found = _NUMBER_IN_NOTE.match(note)
    return found["number"].strip() if found and sum(map(str.isdecimal, found["number"])) > 2 else ""


def _has_digit(text: str) -> bool:
    return any(character.isdecimal() for character in text)


def _opened(text: str) -> str:
    """ "script (A; B)" as "script; A; B": the outermost brackets around a list become a separator."""
    if not text.endswith(")"):
        return text
    depth = 0
    for place in range(len(text) - 1, -1, -1):
        depth += (text[place] == ")") - (text[place] == "(")
        if depth == 0:
            inner = text[place + 1 : -1]
            return f"{text[:place].strip()}; {inner}" if ";" in inner else text
    return text
