"""Tags: the same subject is found again by the bureau that asked, in the same month, and nowhere else."""

import json
from pathlib import Path

import pytest

from comity.seal.errors import WeakSecret
from comity.seal.tags import TAG_BYTES, lasting_tag, subject_tag

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/seal_tags.json").read_text())
SECRET = bytes(range(32))
NUMBER = "document:1:FRAP12AB34567"


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["why"])
def test_a_tag_is_what_the_format_says(vector):
    tag = subject_tag(bytes.fromhex(vector["secret"]), vector["bureau"], vector["month"], vector["text"])
    assert tag.hex() == vector["tag"]


def test_another_secret_bureau_month_or_subject_is_another_tag():
    tags = {
        subject_tag(SECRET, "FRA", "2026-11", NUMBER),
        subject_tag(SECRET[::-1], "FRA", "2026-11", NUMBER),
        subject_tag(SECRET, "ITA", "2026-11", NUMBER),
        subject_tag(SECRET, "FRA", "2026-12", NUMBER),
        subject_tag(SECRET, "FRA", "2026-11", NUMBER + "8"),
    }
    assert len(tags) == 5
    assert {len(tag) for tag in tags} == {TAG_BYTES}


def test_a_short_secret_is_refused():
    with pytest.raises(WeakSecret):
        subject_tag(SECRET[:31], "FRA", "2026-11", NUMBER)


def test_a_lasting_tag_is_another_for_each_bureau_and_never_one_of_the_journal():
    lasting = lasting_tag(SECRET, "FRA", NUMBER)
    assert lasting.hex() == "c326495f1b035aceb1dcc1f28a581212"
    others = [lasting_tag(SECRET, "ITA", NUMBER), lasting_tag(SECRET, "FRA", NUMBER + "8")]
    others += [subject_tag(SECRET, "FRA", month, NUMBER) for month in ("", "2026-11")]
    assert lasting not in others
    with pytest.raises(WeakSecret):
        lasting_tag(SECRET[:31], "FRA", NUMBER)
