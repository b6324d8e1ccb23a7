"""Stories of names in two scripts, or in two ways to write one: the tier each must get, and why. Invented people."""

from dataclasses import dataclass

import pytest

from comity.matching.names import Term, Tier, compare, compare_with_all


@dataclass(frozen=True)
class Story:
    """why: what an officer would say."""

    left: str
    right: str
    tier: Tier
    why: str


STORIES = [
    Story("田中 太郎", "Tanaka Taro", Tier.STRONG, "Nearly everybody so written is read so, and few are."),
    Story("田中太郎", "Taro Tanaka", Tier.STRONG, "Without a blank, and the family name last as in Europe."),
    Story("大野洋子", "Yōko Ōno", Tier.STRONG, "Long vowels are marked, doubled or not written at all."),
    Story("大野洋子", "Yohko Ohno", Tier.STRONG, "A passport may write a long o as oh."),
    Story("田中 太郎", "Tanaka Hanako", Tier.NONE, "The family name alone agrees; Taro is no reading of Hanako."),
    Story("田中太郎", "Suzuki Ichiro", Tier.NONE, "Neither part is read so."),
    Story("佐藤花子", "Li Na", Tier.NONE, "No Japanese name, and no reading of one."),
    Story("劉曉波", "刘晓波", Tier.POSSIBLE, "Taiwan and the mainland write one name; one word alone is never strong."),
    Story("張偉", "张伟", Tier.POSSIBLE, "The same in both ways to write, and one of the commonest names there are."),
    Story("張偉", "李伟", Tier.NONE, "Another family name."),
    Story("王小明", "王大明", Tier.NONE, "One character of three differs, and each is a word."),
    Story("Li Na", "李娜", Tier.POSSIBLE, "Li is a family name here and no article; many are called so."),
    Story("Na Li", "李娜", Tier.POSSIBLE, "The same, the family name last."),
    Story("Wang Li Na", "王丽娜", Tier.POSSIBLE, "Li stands within a given name, and is no article there."),
    Story("Lo Wing", "羅榮", Tier.STRONG, "Lo is how Hong Kong writes 羅."),
    Story("Li Na", "王伟", Tier.NONE, "Nothing of it is read so."),
    Story("김철수", "Chul-soo Kim", Tier.STRONG, "Europe's order, by the spelling of Koreans."),
    Story("김철수", "Kim Chol Su", Tier.STRONG, "Korea's order, by the spelling of the north."),
    Story("김 철수", "철수 김", Tier.STRONG, "A form had a box for the first name before that for the last."),
    Story("김철수", "철수 김", Tier.POSSIBLE, "The same against the name in one word."),
    Story("Park Young-hee", "Young Hee Park", Tier.STRONG, "Korean order and European order, both in Latin letters."),
    Story("MXHMD XHSN", "Mohammed Hassan", Tier.POSSIBLE, "A machine-readable line read back; many are called so."),
    Story("MXHMD EBD ALLH", "Mohamed Abdullah", Tier.POSSIBLE, "The same; the servant of God is two words in it."),
    Story("MXHMD EBD ALLH", "محمد عبد الله", Tier.STRONG, "Read back it is the same name, letter for letter."),
    Story("MXHMD EBD ALLH", "خالد المطيري", Tier.NONE, "Read back it is another one."),
    Story("Granit Xhaka", "Granit Xhaka", Tier.STRONG, "An X before a letter is not always a passport's."),
    Story("Granit Xhaka", "Granit Haka", Tier.STRONG, "An X more is a slip like any other."),
]  # fmt: skip


@pytest.mark.parametrize("story", STORIES, ids=lambda story: f"{story.left} / {story.right}")
def test_two_names_get_the_tier_that_an_officer_would_give(story: Story):
    for found in (compare(story.left, story.right), compare(story.right, story.left)):
        assert found.tier is story.tier, (story.why, found, found.evidence, found.reasons)
        assert sum(reason.bits for reason in found.reasons) == pytest.approx(found.bits)
    assert compare_with_all(story.left, [story.right])[0].tier is story.tier


def test_characters_stand_beside_what_they_are_read_as():
    found = compare("田中太郎", "Tanaka Taro")
    assert [reason.pieces for reason in found.reasons if reason.term is Term.TRANSLITERATED] == [
        (("田中", "tanaka"), ("太郎", "taro"))
    ]


def test_a_particle_that_is_a_name_here_is_shown():
    assert "wang li na" in {reason.left for reason in compare("Wang Li Na", "王丽娜").reasons}


def test_an_article_beside_arabic_letters_is_still_none():
    reason = next(each for each in compare("al-Hassan", "حسن").reasons if each.term is Term.TRANSLITERATED)
    assert (reason.left, reason.right) == ("hassan", "حسن")


def test_a_reading_among_many_says_less_than_the_only_one():
    """和 is Kazu, 和夫 nearly always Kazuo; 幸恵 may be half a dozen names."""
    sure, open_one = compare("鈴木一郎", "Suzuki Ichiro"), compare("鈴木幸恵", "Suzuki Yukie")
    assert sure.bits > open_one.bits
    assert open_one.tier is not Tier.NONE


def test_a_surname_that_is_not_listed_is_read_by_its_characters():
    assert compare("森山健太", "Moriyama Kenta").tier is not Tier.NONE
