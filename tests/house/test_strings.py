"""Every text for people can be translated."""

from tests.house.templates import each


def test_no_template_speaks_outside_a_translation():
    assert list(each("bare_texts")) == []
