"""Chinese, Korean and Japanese names against Latin ones: readings, both orders, joined and split. Invented people."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.matching.names.letters import cjk_likeness, cjk_readings, latin_letters, romanisations, romanised
from comity.matching.names.letters.scripts import word_of

SURE, OTHER = 0.95, 0.3

ONE_NAME = {
    "王小明": [
        "Wang Xiaoming",
        "Xiaoming Wang",
        "Wang Xiao Ming",
        "WANG, Xiao-ming",
        "Hsiao-ming Wang",
        "Wong Siu Ming",
    ],
    "陳大文": ["Chan Tai Man", "Tai Man Chan", "Chen Dawen", "Chan Tai Man Peter", "CHAN TAI-MAN"],
    "陈大文": ["Chan Tai Man", "Chen Dawen"],
    "欧阳文": ["Ouyang Wen", "Wen Ouyang"],
    "歐陽文": ["Au Yeung Man", "Au-yeung Man", "Ouyang Wen"],
    "吕明": ["Lu Ming", "Lyu Ming", "Lü Ming"],
    "单大明": ["Shan Daming"],
    "曾伟强": ["Zeng Weiqiang", "Tsang Wai Keung"],
    "蒋文石": ["Chiang Wen-shih", "Chiang Man Shek"],
    "김정호": ["Kim Jong Ho", "Kim Jung-ho", "Jeongho Gim"],
    "강철수": ["Kang Chol Su", "Kang Chul-soo", "Gang Cheolsu"],
    "박영희": ["Park Young-hee", "Pak Yong Hui", "Young Hee Park", "Bak Yeonghui"],
    "이명수": ["Lee Myung-soo", "Yi Myong-su", "Rhee Myung Soo", "Ri Myong Su"],
    "최태복": ["Choe Thae Bok", "Choi Tae-bok"],
    "남궁민": ["Namkoong Min", "Namgung Min"],
    "やまだ たろう": ["Yamada Taro", "Taro Yamada"],
    "タナカ": ["Tanaka"],
    "阮文明": ["Nguyen Van Minh"],
}
TWO_NAMES = {
    "王小明": ["Wang Daming", "Li Xiaoming", "Zhang Wei", "Muhammad Ali"],
    "陳大文": ["Wong Siu Ming", "Chan Kwok Keung"],
    "박영희": ["Park Young-soo", "Lee Young-hee", "Kim Chol Su"],
    "강철수": ["Kang Yong Ho", "Smith"],
}


def parts(name: str) -> list[str]:
    return name.replace(",", " ").replace("-", " ").split()


@pytest.mark.parametrize(
    ("native", "latin"), [(n, one) for n, several in ONE_NAME.items() for one in several]
)
def test_one_name_is_known_in_every_system_and_order(native: str, latin: str) -> None:
    found = cjk_likeness(native, parts(latin))
    assert found is not None
    assert found.probability >= SURE, (found, found.alignment)


@pytest.mark.parametrize(
    ("native", "latin"), [(n, one) for n, several in TWO_NAMES.items() for one in several]
)
def test_two_names_are_told_apart(native: str, latin: str) -> None:
    found = cjk_likeness(native, parts(latin))
    assert found is not None
    assert found.probability <= OTHER, (found, found.alignment)


def test_each_character_stands_beside_its_reading() -> None:
    found = cjk_likeness("陳大文", ("Tai", "Man", "Chan"))
    assert found is not None
    assert found.alignment == (("陳", "chan"), ("大", "tai"), ("文", "man"))


def test_a_western_given_name_besides_is_shown_as_spare() -> None:
    found = cjk_likeness("陳大文", ("Chan", "Tai", "Man", "Peter"))
    without = cjk_likeness("陳大文", ("Chan", "Tai", "Man"))
    assert found is not None
    assert without is not None
    assert found.alignment[-1] == ("", "peter")
    assert found.bits < without.bits


def test_a_common_name_says_less_than_a_rare_one() -> None:
    common, rare = cjk_likeness("王伟", ("Wang", "Wei")), cjk_likeness("单雄信", ("Shan", "Xiongxin"))
    assert common is not None
    assert rare is not None
    assert common.bits + 10 < rare.bits


def test_the_readings_of_a_japanese_name_in_kanji_are_open() -> None:
    """One that we know speaks for it, and any other says nothing: the bearer may read it so."""
    found = cjk_likeness("山田太郎", ("Taro", "Yamada"))
    assert found is not None
    assert found.alignment == (("山田", "yamada"), ("太郎", "taro"))
    assert cjk_likeness("山田太郎", ("Yamada", "Hiroshi")) is None
    assert cjk_likeness("鈴木一郎", ("Suzuki", "Ryunosuke")) is None


def test_a_japanese_name_is_looked_for_as_it_is_mostly_read() -> None:
    assert ("tanaka", "taro") in cjk_readings("田中太郎")
    assert ("wang", "xiaoming") in cjk_readings("王小明")
    assert len(cjk_readings("高田洋子")) <= 16


@pytest.mark.parametrize("native", ["", "Wang", "محمد", "唐納德·川普", "12"])
def test_what_is_no_such_name_is_not_judged(native: str) -> None:
    assert cjk_likeness(native, ("Wang", "Wei")) is None
    assert cjk_readings(native) == ()


def test_no_latin_letters_are_no_answer() -> None:
    assert cjk_likeness("王小明", ()) is None
    assert cjk_likeness("王小明", ("王", "12")) is None
    assert cjk_likeness("王小明", ("a",) * 50) is None


def test_a_foreigner_in_chinese_and_korean_letters_goes_by_the_table() -> None:
    for native, latin in (("普京", "Putin"), ("약쿱", "Yakub"), ("스미스", "Smith")):
        found = cjk_likeness(native, (latin,))
        assert found is not None
        assert found.probability > 0.6, native


def test_readings_are_given_surname_first_joined_and_split() -> None:
    assert ("wang", "xiaoming") in cjk_readings("王小明")
    assert ("wang", "xiao", "ming") in cjk_readings("王小明")
    assert ("wang", "hsiaoming") in cjk_readings("王小明")
    assert ("wong", "siu", "ming") in cjk_readings("王小明")
    assert ("ouyang", "wen") in cjk_readings("歐陽文")
    assert {"park", "pak", "bak"} <= {reading[0] for reading in cjk_readings("박영희")}
    assert {"lee", "yi", "ri"} <= {reading[0] for reading in cjk_readings("이철수")}
    assert ("yamada", "yuko") in cjk_readings("やまだ ゆうこ")


def test_a_surname_is_read_as_a_surname() -> None:
    assert cjk_readings("单大明")[0][0] == "shan"
    assert cjk_readings("曾大明")[0][0] == "zeng"
    assert cjk_readings("尉迟明")[0][0] == "yuchi"


def test_one_plain_form_for_an_index() -> None:
    assert romanised("王小明") == "wangxiaoming"
    assert romanised("タナカ") == "tanaka"
    assert romanised("Müller") == "muller"
    assert romanised("Παπαδόπουλος") == "papadopoulos"
    assert romanised("მიხეილ") == "mikheil"
    assert romanised("สมชาย").startswith("s")
    assert romanised("!!") == ""
    assert {"yury", "yurii"} & set(romanisations("Юрий"))
    assert romanised("محمد") in ("mohammed", "muhammad", "mohammad")
    assert "park" in romanisations("박")


@given(
    st.one_of(st.text("王李陳欧阳小明大文김박이철수やまた", max_size=8), st.text(max_size=12)),
    st.text(max_size=30),
)
def test_nothing_typed_breaks_it(native: str, latin: str) -> None:
    found = cjk_likeness(native, latin.split())
    if found is not None:
        word = word_of(native)
        assert word is not None
        assert "".join(first for first, _ in found.alignment) == word.text
        assert sorted("".join(second for _, second in found.alignment)) == sorted(
            "".join(map(latin_letters, latin.split()))
        )
    assert len(cjk_readings(native)) <= 16
    assert all(len(reading) >= 1 and all(reading) for reading in cjk_readings(native))
    assert len(romanisations(native)) <= 6
    assert all("a" <= letter <= "z" for form in romanisations(native) for letter in form)


def test_a_name_without_end_takes_no_time() -> None:
    began = time.process_time()
    for native in ("王" * 10_000, "김" * 10_000, "や" * 10_000, "م" * 10_000, "α" * 10_000):
        cjk_likeness(native, ("wang",) * 6)
        cjk_likeness(native, ("w" * 10_000,))
        cjk_readings(native)
        romanisations(native)
    assert time.process_time() - began < 5
