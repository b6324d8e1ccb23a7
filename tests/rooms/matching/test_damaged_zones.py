"""Damaged machine-readable zones: a text that could not be read is never "no hit"."""

import pytest

from bench.damaged_zones import TODAY, measure
from comity.kit.errors import Invalid
from comity.matching.mrz_reading import parse_mrz
from tests.rooms.matching.zone import zone

FIRST, SECOND = zone("TD3", "12AB34567", issuer="FRA", nationality="FRA").split("\n")


def test_of_a_thousand_damaged_zones_none_is_a_false_no_hit():
    told: list[str] = []
    counts = measure(1300, seed=7, tell=lambda text: told.append(str(text)))
    assert counts["false_no_hit"] == 0, told
    assert int(str(counts["found"])) > 1200


@pytest.mark.parametrize(
    "text",
    [
        FIRST[:20] + "<" + FIRST[20:] + "\n" + SECOND,
        FIRST + "<<" + SECOND,
        FIRST[:9] + "<<" + FIRST[9:] + SECOND,
        FIRST + "\n" + SECOND[:32] + "<<" + SECOND[32:],
        FIRST[:20] + "<" + FIRST[20:] + SECOND[:32] + "<" + SECOND[32:],
        FIRST + "\n" + FIRST + "\n" + SECOND,
        FIRST + SECOND + FIRST + SECOND,
        FIRST[:41] + SECOND,
        FIRST + "\n" + SECOND[:-3],
        FIRST.replace("P<", "P") + "\n" + SECOND,
    ],
)
def test_a_zone_with_another_size_is_laid_upon_its_layout(text):
    mrz = parse_mrz(text, today=TODAY)
    assert (mrz.format, mrz.issuer, mrz.number) == ("TD3", "FRA", "12AB34567")
    assert mrz.is_sure


@pytest.mark.parametrize(
    "text", [SECOND, FIRST, FIRST + "\n" + FIRST, FIRST + SECOND[5:], "<" * 88, "P<" + "A" * 88]
)
def test_what_gives_no_document_is_unread_and_shown_again(text):
    with pytest.raises(Invalid) as refusal:
        parse_mrz(text, today=TODAY)
    assert [error.code for error in refusal.value.errors] == ["mrz-unread", "mrz-reading"]
    assert text.replace("\n", " ")[:60] in str(refusal.value.errors[1].message)


def test_a_number_that_did_not_stand_as_read_is_not_sure():
    mrz = parse_mrz(FIRST + "\n" + SECOND[:4] + "Q" + SECOND[4:], today=TODAY)
    assert not mrz.is_sure
    assert "12AB34567" in {mrz.number, *mrz.other_numbers}
