"""Two persons compared: names, dates, countries, sex, places and papers in one sum; a name alone is never a hit."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.kit.dates import parse_partial
from comity.matching.names import (
    Paper,
    Person,
    PersonName,
    PersonTier,
    Place,
    Quality,
    Sex,
    Term,
    compare_persons,
)
from comity.matching.names.births import Births, graded

RARE, COMMON = "Zoltan Przybylko", "John Smith"


def person(name, born="", **parts):
    dates = tuple(parse_partial(each, field="born") for each in born.split())
    return Person((PersonName(name),), dates, **parts)


def bits(found, term):
    return sum(reason.bits for reason in found.reasons if reason.term is term)


@pytest.mark.parametrize(
    ("left", "right", "grade"),
    [
        ("1987-03-14", "1987-03-14", Births.SAME_DAY),
        ("1987-03-04", "1987-04-03", Births.SWAPPED),
        ("1987-03-14", "1987-03-15", Births.ONE_DIGIT),
        ("1987-03-14", "1978-03-14", Births.ONE_DIGIT),
        ("1987-03-14", "1987-09-22", Births.SAME_YEAR),
        ("1987-03-14", "1988-09-22", Births.NEXT_YEAR),
        ("1987-03-14", "1993-09-22", Births.APART),
        ("1987-03-14", "2003-09-22", Births.FAR_APART),
        ("1987", "1987", Births.SAME_YEAR_ONLY),
        ("1987", "1987-01-01", Births.SAME_YEAR_ONLY),
        ("1987", "1988", Births.NEARLY),
        ("1987", "1991", Births.NOT_WITHIN),
        ("1987", "1987-03-14", Births.WITHIN),
        ("~1985", "1987-03-14", Births.WITHIN),
        ("~1985", "1988-06-30", Births.NEARLY),
        ("1980/1990", "1987-03-14", Births.WITHIN),
        ("1980/1985", "1993", Births.NOT_WITHIN),
        ("1988-02-29", "1988-02-28", Births.ONE_DIGIT),
    ],
)
def test_two_birth_dates_are_graded(left, right, grade):
    one, other = parse_partial(left, field="born"), parse_partial(right, field="born")

    assert graded(one, other) is grade
    assert graded(other, one) is grade


def test_the_nearer_two_dates_are_the_more_they_say():
    said = [
        bits(compare_persons(person(RARE, "1987-03-04"), person(RARE, born)), Term.BORN)
        for born in (
            "1987-03-04",
            "1987-04-03",
            "1987",
            "1987-03-05",
            "1986/1988",
            "1987-11-28",
            "1988-11-28",
            "1999-11-28",
        )
    ]
    assert said == sorted(said, reverse=True)
    assert said[0] > 10
    assert said[-1] < -3


def test_what_is_missing_says_nothing():
    bare = compare_persons(person(RARE), person(RARE))
    one_side = compare_persons(
        person(
            RARE, "1987-03-14", sex=Sex.MALE, nationalities=("HUN",), birth_places=(Place("Pecs", "HUN"),)
        ),
        person(RARE),
    )
    assert one_side.bits == bare.bits


def test_a_name_alone_is_never_a_hit():
    assert compare_persons(person(RARE), person(RARE)).tier is PersonTier.POSSIBLE
    assert compare_persons(person(RARE, "1987-03-14"), person(RARE, "1987-03-14")).tier is PersonTier.POSSIBLE


def test_a_strong_name_a_full_birth_date_and_one_thing_more_are_a_hit():
    one = person(RARE, "1987-03-14", nationalities=("HUN", "SVK"))

    assert compare_persons(one, person(RARE, "1987-03-14", nationalities=("svk",))).tier is PersonTier.HIT
    assert (
        compare_persons(one, person(RARE, "1987-03-15", nationalities=("SVK",))).tier is PersonTier.POSSIBLE
    )
    assert compare_persons(one, person(RARE, "1987", nationalities=("SVK",))).tier is PersonTier.POSSIBLE
    assert (
        compare_persons(one, person(RARE, "1987-03-14", nationalities=("AUT",))).tier is PersonTier.POSSIBLE
    )


def test_a_common_name_is_no_hit_with_birth_date_and_country():
    one, other = (person(COMMON, "1987-03-14", nationalities=("GBR",)) for _ in range(2))
    assert compare_persons(one, other).tier is PersonTier.POSSIBLE


def test_one_document_of_one_issuer_and_kind_is_a_hit_whatever_the_name():
    paper = Paper("AB 123456", "FRA", "passport")
    one, other = (
        person("Amina Benali", papers=(paper,)),
        person("Nora Haddad", papers=(replace(paper, number="ab-123456"),)),
    )

    assert compare_persons(one, other).tier is PersonTier.HIT


@pytest.mark.parametrize(
    "paper",
    [
        Paper("A8123456", "FRA", "passport"),
        Paper("AB123456"),
        Paper("AB123456", "FRA"),
        Paper("AB123456", "DEU", "passport"),
    ],
)
def test_a_look_alike_or_half_known_document_is_no_hit(paper):
    ours = person(RARE, papers=(Paper("AB123456", "FRA", "passport"),))
    found = compare_persons(ours, person(RARE, papers=(paper,)))

    assert found.tier is PersonTier.POSSIBLE
    assert bits(found, Term.DOCUMENT) > 0


def test_other_papers_say_nothing():
    one = person(RARE, papers=(Paper("AB123456", "FRA", "passport"),))
    other = person(RARE, papers=(Paper("XY999999", "FRA", "passport"), Paper("---")))
    assert bits(compare_persons(one, other), Term.DOCUMENT) == 0


def test_somebody_of_another_name_born_on_the_same_day_is_nobody():
    one = person("Amina Benali", "1987-03-14", sex=Sex.FEMALE)
    assert (
        compare_persons(one, person("Greta Lindqvist", "1987-03-14", sex=Sex.FEMALE)).tier is PersonTier.NONE
    )


def test_of_several_dates_the_best_one_counts_and_costs_its_choice():
    one = person(RARE, "1987-03-14")
    exact, chosen = (
        compare_persons(one, person(RARE, "1987-03-14")),
        compare_persons(one, person(RARE, "1960 1987-03-14 1990")),
    )

    assert 0 < bits(chosen, Term.BORN) < bits(exact, Term.BORN)


def test_of_several_names_the_best_one_counts_and_an_unsure_one_less():
    one = person("Khalid al-Jaziri")
    known = Person((PersonName("Abu Omar"), PersonName("Khalid al-Jaziri")))
    unsure = Person((PersonName("Abu Omar"), PersonName("Khalid al-Jaziri", Quality.LOW)))

    assert compare_persons(one, known).name.right.written == "Khalid al-Jaziri"
    assert (
        compare_persons(one, unsure).bits < compare_persons(one, known).bits < compare_persons(one, one).bits
    )


def test_the_town_says_more_than_the_country_and_another_country_speaks_against():
    one = person(RARE, birth_places=(Place("Tripoli", "LBY"),))
    said = [
        bits(compare_persons(one, person(RARE, birth_places=(place,))), Term.PLACE)
        for place in (Place("Tripolis", "LBY"), Place("Benghazi", "LBY"), Place("Tripoli", "LBN"))
    ]
    assert said[0] > said[1] > 0 > said[2]


def test_persons_without_a_name_or_with_nothing_can_be_compared():
    assert compare_persons(Person(()), Person(())).tier is PersonTier.NONE
    assert compare_persons(Person(()), person(RARE)).tier is PersonTier.NONE
    assert compare_persons(person(""), person("")).tier is PersonTier.NONE


days = st.dates().map(lambda day: parse_partial(day.isoformat(), field="born"))
years = st.integers(1900, 2030).map(lambda year: parse_partial(str(year), field="born"))
people = st.builds(
    Person,
    st.lists(st.builds(PersonName, st.text(max_size=30), st.sampled_from(Quality)), max_size=3).map(tuple),
    st.lists(st.one_of(days, years), max_size=3).map(tuple),
    st.lists(st.sampled_from(["FRA", "DEU", "", "x"]), max_size=2).map(tuple),
    st.sampled_from([*Sex, None]),
    st.lists(st.builds(Place, st.text(max_size=10), st.sampled_from(["FRA", "DEU", ""])), max_size=2).map(
        tuple
    ),
    st.lists(
        st.builds(Paper, st.text(max_size=10), st.sampled_from(["FRA", ""]), st.just("passport")), max_size=2
    ).map(tuple),
)


@given(people, people)
def test_any_two_persons_can_be_compared_either_way_round(one, other):
    there, back = compare_persons(one, other), compare_persons(other, one)

    assert there.bits == pytest.approx(back.bits, abs=1e-6)
    assert there.tier is back.tier
    assert sum(reason.bits for reason in there.reasons) == pytest.approx(there.bits, abs=1e-6)
    assert there.alike_by_chance >= 1
