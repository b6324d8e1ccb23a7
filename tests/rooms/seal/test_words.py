"""Words: bureau and commission can read them, for the one act they belong to; nobody else can."""

import json
from datetime import datetime, timedelta, timezone
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from comity.seal.errors import NotOpened, TooLong, WeakSecret
from comity.seal.keys import hosted_private_key, public_key
from comity.seal.words import PAD_BYTES, ContentKey, ContentKeys, new_content_key, open_words, seal_words

VECTORS = json.loads((Path(__file__).parents[2] / "vectors/seal_words.json").read_text())
SECRET = bytes(range(32))
FRANCE, COMMISSION = hosted_private_key(SECRET, "FRA"), hosted_private_key(SECRET, "CCF")
ITALY = hosted_private_key(SECRET, "ITA")
ACT, OTHER_ACT = UUID(int=7), UUID(int=8)
KEY = new_content_key(UUID(int=1), bureau=public_key(FRANCE), commission=public_key(COMMISSION))


@given(words=st.text(max_size=300))
def test_bureau_and_commission_read_what_was_typed(words):
    sealed = seal_words(KEY, words, ACT)
    assert open_words(FRANCE, KEY.wrapped_bureau, sealed, ACT) == words
    assert open_words(COMMISSION, KEY.wrapped_commission, sealed, ACT) == words


def test_nobody_else_reads_them():
    sealed = seal_words(KEY, "12AB34567", ACT)
    for private, wrapped in ((ITALY, KEY.wrapped_bureau), (FRANCE, KEY.wrapped_commission)):
        with pytest.raises(NotOpened):
            open_words(private, wrapped, sealed, ACT)


def test_words_belong_to_one_act():
    with pytest.raises(NotOpened):
        open_words(FRANCE, KEY.wrapped_bureau, seal_words(KEY, "12AB34567", ACT), OTHER_ACT)


@pytest.mark.parametrize("place", [0, 11, 12, 40, -1])
def test_one_changed_bit_is_noticed(place):
    sealed = bytearray(seal_words(KEY, "12AB34567", ACT))
    sealed[place] ^= 1
    with pytest.raises(NotOpened):
        open_words(FRANCE, KEY.wrapped_bureau, bytes(sealed), ACT)


@pytest.mark.parametrize("length", [0, 12, 28, 60])
def test_cut_bytes_are_noticed(length):
    with pytest.raises(NotOpened):
        open_words(FRANCE, KEY.wrapped_bureau, seal_words(KEY, "12AB34567", ACT)[:length], ACT)
    with pytest.raises(NotOpened):
        open_words(FRANCE, KEY.wrapped_bureau[:length], seal_words(KEY, "12AB34567", ACT), ACT)


def test_the_length_of_the_words_does_not_show():
    lengths = {len(seal_words(KEY, "x" * count, ACT)) for count in range(PAD_BYTES)}
    assert len(lengths) == 1


def test_too_much_is_refused():
    with pytest.raises(TooLong):
        seal_words(KEY, "x" * 65_537, ACT)


def test_a_key_of_the_wrong_length_is_refused():
    with pytest.raises(WeakSecret):
        new_content_key(UUID(int=1), bureau=b"short", commission=public_key(COMMISSION))
    with pytest.raises(WeakSecret):
        hosted_private_key(SECRET[:31], "FRA")
    with pytest.raises(WeakSecret):
        open_words(b"short", KEY.wrapped_bureau, b"", ACT)


def test_nothing_printed_shows_the_key():
    assert KEY.key.hex() not in repr(KEY)
    assert repr(KEY.key) not in repr(KEY)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["why"])
def test_old_seals_still_open_and_forged_ones_never(vector):
    private, wrapped, sealed = (bytes.fromhex(vector[name]) for name in ("private", "wrapped", "sealed"))
    act = UUID(vector["act"])
    if vector["words"] is None:
        with pytest.raises(NotOpened):
            open_words(private, wrapped, sealed, act)
    else:
        assert open_words(private, wrapped, sealed, act) == vector["words"]


def test_a_bureau_has_one_key_for_the_hour():
    made: list[str] = []

    def make(bureau: str) -> ContentKey:
        made.append(bureau)
        return new_content_key(
            UUID(int=len(made)), bureau=public_key(FRANCE), commission=public_key(COMMISSION)
        )

    keys, noon = ContentKeys(make), datetime(2026, 11, 23, 12, tzinfo=timezone.utc)
    first = keys.of("FRA", noon)

    assert keys.of("FRA", noon + timedelta(minutes=59, seconds=59)) is first
    assert keys.of("FRA", noon + timedelta(hours=1)) is not first
    keys.of("ITA", noon)
    assert made == ["FRA", "FRA", "ITA"]


def test_a_key_that_could_not_be_stored_is_not_used():
    def make(bureau: str) -> ContentKey:
        raise OSError("the store is gone")

    keys = ContentKeys(make)
    for _attempt in range(2):
        with pytest.raises(OSError, match="gone"):
            keys.of("FRA", datetime(2026, 11, 23, 12, tzinfo=timezone.utc))
