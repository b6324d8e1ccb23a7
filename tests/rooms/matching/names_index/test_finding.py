"""Who is proposed for a written name, and in what order."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.matching.names.index import Mode, Pair
from comity.matching.names.index.entries import Sex
from comity.matching.names.index.hashing import Letters, left_out, word_hash, word_hashes
from comity.matching.names.index.wording import worded
from tests.rooms.matching.names_index.people import CLOSED, TODAY, asked, entry, found, made, number

CROWD = [entry(f"Person{chr(97 + place % 26)}{chr(97 + place // 26)} Crowd") for place in range(200)]


@pytest.fixture(scope="module")
def people(tmp_path_factory: pytest.TempPathFactory) -> Pair:
    return made(
        tmp_path_factory.mktemp("index"),
        [
            *CROWD,
            entry("Amina Benali", "أمينة بن علي", born=1987, countries=("DZA",), sex=Sex.FEMALE),
            entry("Bruno Castellani", born=1970, countries=("ITA",), sex=Sex.MALE),
            entry("Abdulrahman Qasimi"),
            entry("Jean Pierre Delacroix"),
            entry("王小明"),
            entry("강철수"),
            entry("محمد عبد الله"),
            entry("Юрий Щербаков"),
            entry("Li Guanghua"),
            entry("Li Na"),
            entry("田中太郎"),
            entry("Khalid Al Mutairi"),
            entry("Yusuf Hadad", born=1990),
            entry("Yusuf Haddad", born=1955),
        ],
    )


@pytest.mark.parametrize(
    ("written", "who"),
    [
        ("Amina Benali", "Amina Benali"),
        ("benali, AMINA", "Amina Benali"),
        ("Amina Benalli", "Amina Benali"),
        ("Anima Benali", "Amina Benali"),
        ("Castelani Bruno", "Bruno Castellani"),
        ("Bruno Kastelani", "Bruno Castellani"),
        ("B. Castellani", "Bruno Castellani"),
        ("Abdul Rahman al-Qasimi", "Abdulrahman Qasimi"),
        ("Jeanpierre Delacroix", "Jean Pierre Delacroix"),
        ("Jean-Pierre de la Croix", "Jean Pierre Delacroix"),
        ("أمينة بن علي", "Amina Benali"),
        ("王小明", "王小明"),
        ("王小民", "王小明"),
        ("Wang Xiaoming", "王小明"),
        ("XIAOMING Wang", "王小明"),
        ("Kang Chol Su", "강철수"),
        ("Mohamed Abdallah", "محمد عبد الله"),
        ("MXHMD EBD ALLH", "محمد عبد الله"),
        ("Yuri Sherbakov", "Юрий Щербаков"),
        ("李光华", "Li Guanghua"),
        ("李娜", "Li Na"),
        ("Na Li", "Li Na"),
        ("Tanaka Taro", "田中太郎"),
        ("Taro Tanaka", "田中太郎"),
        ("خالد المطيري", "Khalid Al Mutairi"),
    ],
)
def test_a_name_is_found_as_people_write_it(people: Pair, written: str, who: str):
    assert found(people, written)[0] == number(who)


def test_the_same_words_come_before_words_that_are_only_alike(people: Pair):
    assert found(people, "Yusuf Hadad")[:2] == [number("Yusuf Hadad"), number("Yusuf Haddad")]
    assert found(people, "Haddad Yusuf")[:2] == [number("Yusuf Haddad"), number("Yusuf Hadad")]


def test_a_birth_year_orders_and_does_not_exclude(people: Pair):
    both = {number("Yusuf Hadad"), number("Yusuf Haddad")}
    assert found(people, asked("Yusuf Haddat", born=1990))[0] == number("Yusuf Hadad")
    assert found(people, asked("Yusuf Haddat", born=1955))[0] == number("Yusuf Haddad")
    assert set(found(people, asked("Yusuf Haddat", born=1930))[:2]) == both


@pytest.mark.parametrize(
    ("question", "is_found"),
    [
        (asked("Benali Amina", mode=Mode.STRICT), True),
        (asked("Benali Amina", mode=Mode.STRICT, born=1987, country="DZA", sex=Sex.FEMALE), True),
        (asked("Benalli Amina", mode=Mode.STRICT), False),
        (asked("Amina Benali Castellani", mode=Mode.STRICT), False),
        (asked("Benali Amina", mode=Mode.STRICT, born=1986), False),
        (asked("Benali Amina", mode=Mode.STRICT, country="MAR"), False),
        (asked("Benali Amina", mode=Mode.STRICT, sex=Sex.MALE), False),
        (asked("Benali Amina", born=1910, country="MAR", sex=Sex.MALE), True),
    ],
)
def test_a_strict_question_excludes_what_disagrees(people: Pair, question, is_found: bool):
    assert (number("Amina Benali") in found(people, question)) is is_found


def test_nothing_said_on_one_side_excludes_nobody_even_in_a_strict_question(people: Pair):
    question = asked("Abdulrahman Qasimi", mode=Mode.STRICT, born=1980, country="OMN", sex=Sex.MALE)
    assert found(people, question) == [number("Abdulrahman Qasimi")]


def test_a_star_is_a_wildcard_only_with_consent(people: Pair):
    assert found(people, asked("Castel* Bruno", mode=Mode.WIDE))[0] == number("Bruno Castellani")
    assert number("Bruno Castellani") in found(people, asked("*stellani", mode=Mode.WIDE))
    assert number("Bruno Castellani") not in found(people, asked("*stellan"))
    assert found(people, asked("*", mode=Mode.WIDE)) == []


def test_a_record_past_its_last_day_is_not_proposed(tmp_path: Path):
    pair = made(
        tmp_path,
        [entry("Last Day", until=TODAY), entry("Evening After", until=TODAY - timedelta(days=1))],
    )
    assert found(pair, "Last Day") == [number("Last Day")]
    assert found(pair, "Evening After") == []


def test_another_database_is_not_asked(tmp_path: Path):
    pair = made(tmp_path, [entry("Velmar Shipping", database=5)])
    assert found(pair, "Velmar Shipping") == []


def test_closed_records_take_nobody_s_place(tmp_path: Path):
    """A hundred closed namesakes and one open: the asker must get the open one, as if it were alone."""
    closed = [entry("Amina Benali", mark=CLOSED, record=number(f"closed {place}")) for place in range(300)]
    alone = made(tmp_path / "alone", [*CROWD, entry("Amina Benaly")])
    crowded = made(tmp_path / "crowded", [*CROWD, entry("Amina Benaly"), *closed])
    late = made(tmp_path / "late", [*CROWD, entry("Amina Benaly")], late=closed)

    assert len(found(crowded, "Amina Benali", closed=True)) == 100
    for pair in (crowded, late):
        assert found(pair, "Amina Benali", most=10) == found(alone, "Amina Benali", most=10)


def test_closed_records_change_no_rank(tmp_path: Path):
    """How rare a name is must not tell that closed records bear it (practice 10)."""
    closed = [entry(f"Amina Crowd{chr(97 + place)}", mark=CLOSED) for place in range(26)]
    without = made(tmp_path / "without", [*CROWD, entry("Amina Benaly")])
    among = made(tmp_path / "among", [*CROWD, entry("Amina Benaly"), *closed])

    def ranks(pair: Pair) -> list[tuple[int, float]]:
        proposed = pair.propose(
            asked("Amina Crowd"), allow=lambda mark: list(mark) != list(CLOSED), today=TODAY, most=500
        )
        return sorted((each.record.int, each.rank) for each in proposed)

    assert ranks(without) == ranks(among)
    assert dict(without.counts()) == dict(among.counts())


def test_counts_are_of_words_as_written_in_open_records(people: Pair):
    counts = dict(people.counts())
    assert counts["yusuf"] == 2
    assert counts["crowd"] == len(CROWD)
    assert "小明" not in counts  # a reading of ours, nobody's writing
    assert (people.counts().total, len(people.counts())) == (sum(counts.values()), len(counts))
    assert people.counts().get("yusuf") == 2
    assert "" not in people.counts()


def test_how_rare_a_name_is_here_is_learned_from_open_records_alone(tmp_path: Path):
    """What is closed, or came since, moves no figure: else an asker could learn from it that the name is there."""
    several = [
        entry(f"Zoran Quillfeather{place}a", "Quillfeather", record=number(str(place))) for place in range(40)
    ]
    closed = [entry("Quillfeather", mark=CLOSED, record=number(f"closed {place}")) for place in range(400)]
    shipped = made(tmp_path / "none", CROWD).how_rare.bits("quillfeather")
    among = made(tmp_path / "open", [*CROWD, *several])
    besides = made(
        tmp_path / "besides", [*CROWD, *several, *closed], late=[entry("Quillfeather", record=number("late"))]
    )

    assert among.how_rare.bits("quillfeather") < shipped - 2
    assert besides.how_rare.bits("quillfeather") == among.how_rare.bits("quillfeather")
    assert besides.how_rare.bits("crowd") == among.how_rare.bits("crowd")


@pytest.mark.parametrize(
    "written",
    [
        "",
        " ",
        "x",
        "*",
        "**",
        "'",
        "12345",
        "a" * 10_000,
        "\u200b\u202e",
        "Z" + "\u0335" * 300,
        "\ud800",
        "\x00",
        "de la",
    ],
)
def test_bad_input_finds_nobody_and_breaks_nothing(people: Pair, written: str):
    for mode in Mode:
        assert len(found(people, asked(written, mode=mode))) <= 100


@settings(max_examples=150, deadline=None)
@given(written=st.text(max_size=60), mode=st.sampled_from(Mode))
def test_it_never_raises(people: Pair, written: str, mode: Mode):
    found(people, asked(written, mode=mode))


NAMES = st.lists(
    st.text(st.sampled_from("abdehilmnorsu아야히أمينةИванВ王小明- '"), min_size=1, max_size=24),
    min_size=1,
    max_size=12,
    unique=True,
)


@settings(max_examples=60, deadline=None)
@given(names=NAMES)
def test_a_name_exactly_as_recorded_is_always_proposed_first(
    tmp_path_factory: pytest.TempPathFactory, names: list[str]
):
    pair = made(tmp_path_factory.mktemp("any"), [*CROWD[:20], *(entry(name) for name in names)])
    for name in names:
        same = {number(other) for other in names if worded(other).plain == worded(name).plain}
        if worded(name).places:
            assert set(found(pair, name)[: len(same)]) == same


def _left_out_of(words: list[str]) -> list[set[int]]:
    numbers, rows = Letters(words).left_out()
    return [set(numbers[rows == row].tolist()) for row in range(len(words))]


@given(words=st.lists(st.text(max_size=40), min_size=1, max_size=5))
def test_one_word_and_many_words_have_the_same_numbers(words: list[str]):
    assert _left_out_of(words) == [set(left_out([word])[0].tolist()) for word in words]
    assert Letters(words).whole()[0] == word_hashes(words)[0] or not words[0]
    assert word_hash(words[0]) == int(word_hashes(words)[0]) or not words[0]


@given(word=st.text(min_size=1, max_size=70), data=st.data())
def test_the_number_of_a_part_is_that_of_the_part_alone(word: str, data: st.DataObject):
    start = data.draw(st.integers(0, len(word) - 1))
    end = data.draw(st.integers(start + 1, len(word)))
    found = Letters([word, "other"]).part(np.array([0]), np.array([start]), np.array([end]))
    assert found.tolist() == word_hashes([word[start:end]]).tolist()


@given(word=st.text(st.sampled_from("abcde"), min_size=3, max_size=12), data=st.data())
def test_words_one_edit_apart_share_a_number(word: str, data: st.DataObject):
    place = data.draw(st.integers(0, len(word) - 1))
    other = data.draw(
        st.sampled_from(
            [
                word[:place] + "z" + word[place:],
                word[:place] + "z" + word[place + 1 :],
                word[:place] + word[place + 1 :],
            ]
        )
    )
    if len(other) >= 3:
        here, there = _left_out_of([word, other])
        assert here & there
