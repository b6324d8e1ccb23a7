"""Twenty stories from the desk, each with the tier it must get and why. All people are invented."""

from dataclasses import dataclass

import pytest

from comity.kit.dates import parse_partial
from comity.matching.names import (
    Paper,
    Person,
    PersonName,
    PersonTier,
    Quality,
    Sex,
    Term,
    Tier,
    compare,
    compare_persons,
)


@dataclass(frozen=True)
class Story:
    """why: what an officer would say. by: the term that decides, which must be among the reasons."""

    left: str
    right: str
    tier: Tier
    why: str
    by: Term | None = None


NAMES = [
    Story(
        "Mohamed Ali Hassan",
        "Muhammad Aly Hasan",
        Tier.STRONG,
        "Each word is heard alike: two offices wrote one Arabic name.",
        Term.VARIANT,
    ),
    Story(
        "Yuri Shcherbakov",
        "Юрий Щербаков",
        Tier.STRONG,
        "й is a letter, and the last one of Yuri.",
        Term.TRANSLITERATED,
    ),
    Story("Müller Jörg", "MUELLER JOERG", Tier.STRONG, "A passport writes ö as OE.", Term.SPELLING),
    Story(
        "Hasan bin Ahmad",
        "Ahmad bin Hasan",
        Tier.NONE,
        "The father of the one is the son of the other.",
        Term.EXCHANGED,
    ),
    Story(
        "Ivan Sergeevich Melnikov",
        "Melnikov Ivan",
        Tier.STRONG,
        "The patronymic is left out and the family name stands first.",
        Term.LEFT_OUT,
    ),
    Story(
        "Ivan Sergeevich Melnikov",
        "Ivan Petrovich Melnikov",
        Tier.NONE,
        "Two cousins: their fathers are two men.",
        Term.MIDDLE_APART,
    ),
    Story(
        "Gabriela Mendoza Ríos",
        "Gabriela Mendoza",
        Tier.STRONG,
        "The second of two family names is often not written.",
        Term.LEFT_OUT,
    ),
    Story(
        "Gabriela Mendoza Ríos",
        "Gabriela Mendoza Luna",
        Tier.NONE,
        "Both write the mother's name, and it is another one.",
        Term.LAST_APART,
    ),
    Story(
        "Helen Armstrong-Bailey",
        "Helen Armstrong",
        Tier.STRONG,
        "Maiden and married name: the one is part of the other.",
    ),
    Story("Kim Chol Su", "Chol-su KIM", Tier.STRONG, "Korean order and European order.", Term.ROTATED),
    Story(
        "Omar al-Jaziri",
        "Omar Jaziri",
        Tier.STRONG,
        "The Arabic article comes and goes.",
    ),
    Story(
        "Abdurrahman Yusuf",
        "Abd al-Rahman Youssef",
        Tier.STRONG,
        "One name in two and in three words, and by two habits of writing.",
    ),
    Story(
        "Yuri Shcherbakov",
        "Iouri Chtcherbakov",
        Tier.STRONG,
        "A Russian passport through English and through French.",
    ),
    Story(
        "Irina Kuznetsova",
        "Irina Kuznetsov",
        Tier.STRONG,
        "The family name without its ending for a woman.",
        Term.GENDERED,
    ),
    Story(
        "Aleksandr Morozov",
        "Aleksandra Morozova",
        Tier.NONE,
        "A man and a woman, brother and sister perhaps.",
    ),
    Story(
        "John Smith",
        "John Smith",
        Tier.POSSIBLE,
        "The same name, and too many bear it: never strong without more.",
    ),
    Story("William Hartman", "Bill Hartman", Tier.STRONG, "What friends call him.", Term.NICKNAME),
    Story(
        "J. P. Sullivan",
        "John Patrick Sullivan",
        Tier.POSSIBLE,
        "Initials agree with very many.",
        Term.INITIAL,
    ),
    Story("Charles Brannigan Sr.", "Charles Brannigan Jr.", Tier.NONE, "Father and son.", Term.GENERATION),
]


@pytest.mark.parametrize("story", NAMES, ids=lambda story: f"{story.left} / {story.right}")
def test_two_names_get_the_tier_that_an_officer_would_give(story):
    found = compare(story.left, story.right)

    assert found.tier is story.tier, (story.why, found, found.evidence, found.reasons)
    assert story.by is None or story.by in {reason.term for reason in found.reasons}


def person(name, born="", **parts):
    dates = (parse_partial(born, field="born"),) if born else ()
    return Person((PersonName(name),), dates, **parts)


def test_twins_differ_in_the_first_name_though_they_share_everything_else():
    """Possible, so that a person looks: the day, the country and the family name are one."""
    one = person("Karim Belkacem", "1991-06-02", nationalities=("DZA",), sex=Sex.MALE)
    other = person("Samir Belkacem", "1991-06-02", nationalities=("DZA",), sex=Sex.MALE)

    assert compare_persons(one, other).tier is PersonTier.POSSIBLE


def test_the_same_person_with_one_digit_of_the_date_wrong_is_shown_and_is_no_hit():
    """The slip is graded, not punished; only the full date makes a hit."""
    one = person("Zoltan Przybylko", "1979-11-23", nationalities=("POL",))
    found = compare_persons(one, person("Zoltan Przybylko", "1979-11-28", nationalities=("POL",)))

    assert found.tier is PersonTier.POSSIBLE
    assert next(reason.bits for reason in found.reasons if reason.term is Term.BORN) > 0


def test_a_common_name_without_a_date_is_possible_and_says_how_common_it_is():
    """Among a million people many are called so."""
    found = compare_persons(person("Mohammed Ali"), person("Muhammad Ali", sex=Sex.MALE))

    assert found.tier is PersonTier.POSSIBLE
    assert found.alike_by_chance < 20_000


def test_an_alias_and_the_passport_in_another_name_are_a_hit():
    """The number names the paper, whatever the bearer calls himself."""
    paper = Paper("L3456789", "SYR", "passport")
    one = Person((PersonName("Khalid al-Jaziri"), PersonName("Abu Omar", Quality.LOW)), papers=(paper,))

    assert compare_persons(one, person("Walid Haddad", papers=(paper,))).tier is PersonTier.HIT
