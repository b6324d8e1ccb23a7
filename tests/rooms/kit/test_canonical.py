"""Canonical JSON: equal documents are equal bytes on every node."""

import json
from enum import IntEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.kit.canonical import GREATEST_INTEGER, canonical_json, digest

whole = st.integers(-GREATEST_INTEGER, GREATEST_INTEGER)
documents = st.recursive(
    st.none() | st.booleans() | whole | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(document=documents)
def test_nothing_is_lost_and_a_second_time_changes_nothing(document):
    text = canonical_json(document)
    assert json.loads(text) == document
    assert canonical_json(json.loads(text)) == text


@given(document=st.dictionaries(st.text(), whole, min_size=2))
def test_the_order_in_which_it_was_written_does_not_matter(document):
    assert canonical_json(dict(reversed(document.items()))) == canonical_json(document)


def test_it_is_written_as_the_standard_says():
    # RFC 8785, 3.2.3: names are sorted by their UTF-16 units, so U+1F600 stands before U+FB33.
    document = {"\u20ac": 1, "\r": 2, "\ufb33": 3, "1": 4, "\U0001f600": 5, "\u0080": 6, "\u00f6": 7}
    assert list(json.loads(canonical_json(document)).values()) == [2, 4, 6, 7, 1, 5, 3]
    assert canonical_json({"b": [1, "é\u007f"], "a": None}) == '{"a":null,"b":[1,"é\u007f"]}'
    assert canonical_json('\b\f\n\r\t"\\\x1f') == '"\\b\\f\\n\\r\\t\\"\\\\\\u001f"'


def test_an_enum_is_its_number():
    class Level(IntEnum):
        HIGH = 3

    assert canonical_json({"level": Level.HIGH, "on": True}) == '{"level":3,"on":true}'


@pytest.mark.parametrize("document", [1.5, float("nan"), {1: 2}, {1, 2}, b"x", GREATEST_INTEGER + 1])
def test_what_has_no_one_form_is_refused(document):
    with pytest.raises(TypeError):
        canonical_json({"inside": document} if not isinstance(document, dict) else document)


def test_the_digest_is_sha_256_of_the_text():
    assert digest("{}").hex() == "44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"
