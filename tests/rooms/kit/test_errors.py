"""Every error knows its status, its code and a sentence in the reader's language."""

from uuid import UUID

import pytest
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.kit import errors
from comity.kit.errors import ComityError, Invalid, NotFound, invalid
from comity.kit.ids import new_id

KINDS = [each for each in vars(errors).values() if isinstance(each, type) and issubclass(each, ComityError)]


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.__name__)
def test_every_kind_has_a_status_and_a_code(kind: type[ComityError]):
    assert 400 <= kind.status < 600
    assert kind.code == kind.code.lower()


def test_a_sentence_is_translated_when_it_is_read_not_when_it_is_raised():
    assert isinstance(NotFound().message, Promise)
    with translation.override("ar"):
        error = NotFound(_("January"))  # Django's own word, translated without our catalogues
    with translation.override("fr"):
        assert str(error) == "janvier"
    with translation.override("es"):
        assert str(error) == "enero"


def test_one_field_error_names_its_field():
    error = invalid("number", "too-long", "Too long.")
    assert isinstance(error, Invalid)
    assert (error.errors[0].field, str(error)) == ("number", "number: Too long.")


def test_ids_are_of_version_7_and_follow_each_other():
    ids = [new_id() for _ in range(1000)]
    assert {each.version for each in ids} == {7}
    assert len(set(ids)) == 1000
    assert [each.int >> 80 for each in ids] == sorted(each.int >> 80 for each in ids)
    assert isinstance(ids[0], UUID)
