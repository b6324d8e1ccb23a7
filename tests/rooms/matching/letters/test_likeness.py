"""One name in two scripts: how likely, and which letters stand for which. All people are invented or very common."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.matching.names.letters import likeness, likenesses, prepare, probabilities
from comity.matching.names.letters.scripts import LONGEST_WORD, Script, latin_letters, script_of, word_of
from comity.matching.names.remembering import remembering

SURE, LIKELY, DOUBTFUL = 0.95, 0.6, 0.4

SAME = {
    "محمد": ["Muhammad", "Mohamed", "Mohammed", "MOHAMMAD", "Mouhamed"],
    "عبدالرحمن": ["Abdulrahman", "Abdurrahman", "Abdelrahman"],
    "عبدالله": ["Abdullah", "Abdallah"],
    "الشمري": ["al-Shammari", "Alshammari", "Al Shamari"],
    "الدوري": ["Al-Duri", "ad-Douri"],
    "یوسف": ["Yusuf", "Yousef", "Youssef"],
    "پرویز": ["Parviz", "Pervez"],
    "گلاب": ["Gulab"],
    "فضل": ["Fazl", "Fadl", "Fazal"],
    "وثيق": ["Wathiq", "Wasiq"],
    "Щербаков": ["Shcherbakov", "Schtscherbakow", "Chtcherbakov", "Scherbakov"],
    "Юрий": ["Yuri", "Jurij", "Iurii", "Youri"],
    "Хрущёв": ["Khrushchev", "Chruschtschow"],
    "Володимир": ["Volodymyr"],
    "Ђорђевић": ["Djordjevic", "Đorđević"],
    "יצחק": ["Yitzhak", "Itzhak"],
    "משה": ["Moshe"],
    "マイケル": ["Michael"],
    "やまだ": ["Yamada"],
    "박": ["Park", "Pak"],
    "영희": ["Young-hee", "Yonghui"],
    "철수": ["Chol Su", "Chulsoo"],
    "特朗普": ["Trump"],
    "約翰": ["John"],
    "Παπαδόπουλος": ["Papadopoulos", "Papadopulos"],
    "Γιώργος": ["Giorgos", "Yiorgos"],
    "ΧΡΗΣΤΟΣ": ["Christos", "Hristos"],
    "მიხეილ": ["Mikheil"],
    "ჯუღაშვილი": ["Jughashvili", "Dzhugashvili"],
    "Սարգսյան": ["Sargsyan", "Sarkisian"],
}
OTHER = {
    "محمد": ["Hussein", "Ali", "Hamid", "Peter"],
    "عبدالرحمن": ["Abdullah", "Ibrahim"],
    "الدوري": ["Tikriti", "al-Zawahiri"],
    "Щербаков": ["Petrov", "Serebryakov", "Sherlock"],
    "Юрий": ["Ivan", "Maria"],
    "משה": ["David", "Miriam"],
    "マイケル": ["Richard"],
    "박": ["Kim", "Choi"],
    "特朗普": ["Clinton"],
    "Παπαδόπουλος": ["Papandreou"],
    "ივანიშვილი": ["Saakashvili"],
    "Փաշինյան": ["Sargsyan"],
}


@pytest.mark.parametrize(("native", "latin"), [(n, one) for n, several in SAME.items() for one in several])
def test_one_name_in_two_scripts_is_likely(native: str, latin: str) -> None:
    found = likeness(native, latin)
    assert found is not None
    assert found.probability >= LIKELY, found
    assert found.bits > 0


@pytest.mark.parametrize(("native", "latin"), [(n, one) for n, several in OTHER.items() for one in several])
def test_two_names_are_not(native: str, latin: str) -> None:
    found = likeness(native, latin)
    assert found is not None
    assert found.probability <= DOUBTFUL, found


def test_the_letters_stand_side_by_side() -> None:
    found = likeness("Щербаков", "Schtscherbakow")
    assert found is not None
    assert found.alignment[0] == ("щ", "schtsch")
    assert ("в", "w") in found.alignment or found.alignment[-1][1].endswith("w")


def test_a_hangul_syllable_stays_whole_in_the_explanation() -> None:
    found = likeness("박", "Park")
    assert found is not None
    assert found.alignment == (("박", "park"),)


@pytest.mark.parametrize(
    ("native", "own", "other"),
    [
        ("حسين", "Hussein", "Hassan"),
        ("حسن", "Hassan", "Hussein"),
        ("محمد", "Muhammad", "Mahmoud"),
        ("جمال", "Jamal", "Kamal"),
        ("سليم", "Salim", "Suleiman"),
    ],
)
def test_names_that_look_alike_are_told_apart_where_people_have_them(
    native: str, own: str, other: str
) -> None:
    found, wrong = likeness(native, own), likeness(native, other)
    assert found is not None
    assert wrong is not None
    assert found.bits > wrong.bits + 3
    assert found.probability >= SURE


def test_letters_without_their_marks_are_the_same_letters() -> None:
    for written, without in (
        ("Юрий", "Юрии"),
        ("Хрущёв", "Хрущев"),
        ("Їжак", "Іжак"),
        ("أحمد", "احمد"),
        ("فاطمة", "فاطمه"),
    ):
        assert likenesses((written,), ("Yuri", "Ahmad", "Fatima"))[0] == [
            None if one is None else type(one)(one.probability, one.bits, word_of(written), one.latin)  # type: ignore[arg-type]
            for one in likenesses((without,), ("Yuri", "Ahmad", "Fatima"))[0]
        ]


def test_a_name_that_is_usually_written_otherwise_natively_still_matches() -> None:
    found = likeness("Юрий", "Yuri")
    assert found is not None
    assert found.probability > 0.9


def test_an_article_may_be_missing_on_the_latin_side() -> None:
    with_it, without = likeness("الشمري", "al-Shammari"), likeness("الشمري", "Shammari")
    assert with_it
    assert without
    assert without.probability >= LIKELY
    assert with_it.probability >= LIKELY


def test_marks_and_other_forms_of_a_letter_say_nothing() -> None:
    plain = likeness("محمد", "Muhammad")
    for written in ("مُحَمَّد", "محـــمد", "ﻣﺤﻤﺪ", "محم\u200cد"):
        assert likeness(written, "Muhammad") == plain or likeness(written, "Muhammad").bits == plain.bits  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("native", "latin"),
    [
        ("Muhammad", "Mohamed"),  # one script
        ("محمد", "Иван"),  # the other side is not Latin
        ("محمد", "123"),
        ("", "Ali"),
        ("สมชาย", "Somchai"),  # no table for Thai
        ("王", "Wang"),  # one Han character alone is never judged by the table
        ("Ивaн", "Ivan"),  # the a is Latin: a mixed word
        ("۱۲۳", "Ali"),
        ("ڱڱڱڱ", "Ali"),  # Arabic letters that the table has never seen
    ],
)
def test_where_no_table_fits_nothing_is_said(native: str, latin: str) -> None:
    assert likeness(native, latin) is None


def test_many_at_once_are_the_same_as_one_by_one() -> None:
    names = ["Muhammad", "", "Hussein", "Иван", "al-Muhammad", "M", "x" * 80]
    natives = ["المحمد", "محمد", "Юрий", "Muhammad", "م" * 30, "강철수"]
    several_at_once = likenesses(natives, names)
    assert several_at_once == [[likeness(native, name) for name in names] for native in natives]
    several = probabilities("المحمد", names)
    assert several is not None
    assert several.tolist() == [0.0 if one is None else one.probability for one in several_at_once[0]]
    assert probabilities("Muhammad", names) is None
    assert likenesses(["محمد"], []) == [[]]
    assert likenesses([], ["Muhammad"]) == []


def test_what_was_prepared_is_what_would_have_been_found() -> None:
    with remembering():
        prepare(("عثمان", "عبدالعزيز"), ("Uthman", "Osman", "Abdulaziz", ""))
        together = likeness("عثمان", "Osman"), likeness("عبدالعزيز", "Abdulaziz"), likeness("عثمان", "")
    assert together == (likeness("عثمان", "Osman"), likeness("عبدالعزيز", "Abdulaziz"), None)


def test_more_words_than_are_scored_at_once_are_scored_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    natives, names = ["محمد", "حسن", "علي", "عبدالعزيز"], ["Mohammed", "Hassan", "Ali", "Abdulaziz", "Omar"]
    whole = likenesses(natives, names)
    monkeypatch.setattr("comity.matching.names.letters.segments.MOST_AT_ONCE", 40)
    assert likenesses(natives, names) == whole


def test_a_word_without_end_takes_no_time() -> None:
    began = time.process_time()
    for native in ("م" * 10_000, "щ" * 10_000, "박" * 10_000, "特" * 10_000):
        found = likeness(native, "a" * 10_000)
        assert found is None or found.alignment
        word = word_of(native)
        assert word is not None
        assert len(word.units) == LONGEST_WORD
    assert time.process_time() - began < 5


def test_scripts_are_told_apart() -> None:
    assert script_of("Щербаков") is Script.CYRILLIC
    assert script_of("山田たろう") is Script.HAN
    assert script_of("タロー") is Script.KANA
    assert script_of("박근") is Script.HANGUL
    assert script_of("Smith") is None
    assert script_of("محمد Ali") is None


def test_latin_letters_lose_their_marks_only() -> None:
    assert latin_letters("Jörg-Łukasz Ðức") == "jorglukaszduc"
    assert latin_letters("Straße") == "strasse"
    assert latin_letters("Иван") == ""


native_words = st.one_of(
    st.text(st.characters(min_codepoint=0x621, max_codepoint=0x6D5), max_size=20),
    st.text(st.characters(min_codepoint=0x410, max_codepoint=0x45F), max_size=20),
    st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), max_size=8),
    st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x30FF), max_size=12),
    st.text(max_size=20),
)


@given(native_words, st.one_of(st.text("abcdefghijklmnopqrstuvwxyz-' ", max_size=30), st.text(max_size=20)))
def test_nothing_typed_breaks_it_and_the_segments_make_the_words(native: str, other: str) -> None:
    found = likeness(native, other)
    if found is not None:
        word = word_of(native)
        assert word is not None
        assert 0 <= found.probability <= 1
        assert "".join(first for first, _ in found.alignment) == word.text
        assert "".join(second for _, second in found.alignment) == latin_letters(other)
