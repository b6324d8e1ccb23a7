"""What tools send: read as far as we answer it, refused where an answer would mean less than it says."""

import json
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from comity.kit.errors import Invalid
from comity.matching import names
from comity.matching.names.persons import MOST_NAMES
from comity.queries.screening.examples import person_of, said_of
from comity.queries.screening.wire import (
    LONGEST_TEXT,
    MOST_BYTES,
    MOST_QUERIES,
    Example,
    read_batch,
    read_match,
    read_search,
    schemata_of,
)

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda one: st.lists(one) | st.dictionaries(st.text(), one),
)
FIELDS = (
    "name", "alias", "weakAlias", "previousName", "firstName", "lastName", "birthDate", "nationality", "gender",
    "birthPlace", "birthCountry", "passportNumber", "idNumber",
)  # fmt: skip


def example(schema: str = "Person", **properties: Any) -> Example:
    return Example(schema, properties)


def batch(queries: Any, **more: Any) -> bytes:
    return json.dumps({"queries": queries, **more}).encode()


def refused(call: Any, *words: Any) -> str:
    with pytest.raises(Invalid) as refusal:
        call(*words)
    return f"{refusal.value.errors[0].field} {refusal.value.errors[0].code}"


@settings(max_examples=50, deadline=None)
@given(st.dictionaries(st.sampled_from(FIELDS), VALUES))
def test_whatever_stands_in_the_properties_is_read_or_left_out(properties: dict[str, Any]) -> None:
    asked = example(**properties)
    person = person_of(asked)
    said = said_of(asked, person)
    assert all(isinstance(value, str) for values in said.values() for value in values)
    assert len(person.names) <= 4 * MOST_NAMES
    assert person_of(Example("Person", dict(said))) == person  # what we say that we read reads as the same
    names.compare_persons(person, person)


@given(st.binary(max_size=200) | VALUES.map(lambda value: json.dumps(value).encode()))
def test_any_body_is_read_or_refused(body: bytes) -> None:
    with suppress(Invalid):
        assert read_batch(body)


def test_a_person_is_read_whole() -> None:
    person = person_of(
        example(
            name="Ina Halvorsen",
            alias=["Ina H."],
            weakAlias=["Inka"],
            birthDate=["1980", "1980-13-40", "1981-02-03T00:00:00"],
            nationality=["no", "NOR", "nowhere"],
            citizenship=["se"],
            gender="F",
            birthPlace=["Bergen"],
            birthCountry=["no"],
            passportNumber=["N1"],
        )
    )
    assert [(each.text, each.quality.value) for each in person.names] == [
        ("Ina Halvorsen", "primary"), ("Ina H.", "good"), ("Inka", "low"),
    ]  # fmt: skip
    assert [each.as_written for each in person.born] == ["1980", "1981-02-03"]
    assert person.nationalities == ("NOR", "SWE")
    assert person.sex is names.Sex.FEMALE
    assert person.birth_places == (names.Place("Bergen", "NOR"),)
    assert person.papers == (names.Paper("N1", kind="passport"),)


def test_the_parts_of_a_name_make_one() -> None:
    person = person_of(example(firstName=["Ina"], lastName=["Halvorsen", "Berg"]))
    assert [each.text for each in person.names] == ["Ina Halvorsen", "Ina Berg"]
    many = person_of(
        example(firstName=list("abcdefghij"), fatherName=list("klmnopqr"), lastName=list("stuvwxyz"))
    )
    assert len(many.names) == 12


def test_texts_have_limits() -> None:
    person = person_of(example(name=["x" * 10_000, *(f"name {place}" for place in range(200))]))
    assert len(person.names) == MOST_NAMES
    assert len(person.names[0].text) == LONGEST_TEXT


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", " unreadable"),
        (b"{", " unreadable"),
        (b"[]", " unreadable"),
        (b'{"queries": {"q": {"schema": "Person"}}}', " unreadable"),
        (b"x" * (MOST_BYTES + 1), " too-large"),
        (batch({}), "queries too-many"),
        (batch({str(place): {"schema": "Person", "properties": {}} for place in range(MOST_QUERIES + 1)}),
         "queries too-many"),
        (batch({"k" * 201: {"schema": "Person", "properties": {}}}), "queries too-long"),
        (batch({"q": {"schema": "Vessel", "properties": {}}}), "schema schema"),
        (batch({"q": {"schema": "Person", "properties": {}}}, weights={"name": 1}), "weights weights"),
        (batch({"q": {"schema": "Person", "properties": {}}}, config={"x": 1}), "weights weights"),
    ],
)  # fmt: skip
def test_a_body_that_we_cannot_answer_is_refused(body: bytes, told: str) -> None:
    assert refused(read_batch, body) == told


def test_a_refusal_repeats_nothing_of_what_was_sent() -> None:
    with pytest.raises(Invalid) as refusal:
        read_batch(batch({"Zoran Quillfeather": {"schema": 7, "properties": {}}}))
    assert "Zoran" not in str(refusal.value)


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"limit": ["0"]}, "limit range"),
        ({"limit": ["51"]}, "limit range"),
        ({"limit": ["many"]}, "limit range"),
        ({"limit": ["²"]}, "limit range"),
        ({"threshold": ["1.1"]}, "threshold range"),
        ({"cutoff": ["nan"]}, "cutoff range"),
        ({"algorithm": ["logic-v2"]}, "algorithm algorithm"),
        ({"changed_since": ["yesterday"]}, "changed_since date-form"),
        ({"exclude_entity_ids": [str(each) for each in range(51)]}, "exclude_entity_ids too-many"),
        ({"filter": ["x:y"]}, "filter unknown-parameter"),
        ({"q": ["x"]}, "q unknown-parameter"),
    ],
)
def test_parameters_that_we_do_not_apply_are_refused(given: dict[str, list[str]], told: str) -> None:
    assert refused(read_match, given) == told


def test_usual_parameters() -> None:
    usual = read_match({})
    assert (usual.limit, usual.threshold, usual.cutoff) == (5, 0.7, 0.5)
    low = read_match({"threshold": ["0.3"], "limit": ["50"], "algorithm": ["best"]})
    assert (low.threshold, low.cutoff, low.limit) == (0.3, 0.3, 50)
    found = read_search({"q": [" Ina "], "schema": ["Company"], "limit": ["500"], "fuzzy": ["true"]})
    assert (found.text, found.schemata, found.limit, found.offset) == ("Ina", ("Organization",), 500, 0)
    assert refused(read_search, {"sort": ["name"]}) == "sort unknown-parameter"
    assert refused(read_search, {"q": ["x" * 301]}) == "q too-long"
    assert schemata_of("Thing") == schemata_of("") == ()
