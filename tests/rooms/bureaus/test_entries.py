"""Entries by their vectors, by what nobody thought of, and by any order of what may happen to a bureau's keys."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from comity.bureaus.signed.age import Age, age_of
from comity.bureaus.signed.entries import read_signed, require_first, require_next
from comity.bureaus.signed.epochs import epoch_of, epochs_needed
from comity.bureaus.signed.fingerprints import fingerprint, same_fingerprint
from comity.bureaus.signed.form import EntryRefused
from comity.bureaus.signed.publishing import recovered_under
from comity.bureaus.signed.statements import read_statement
from comity.bureaus.signed.walking import follow
from comity.seal.signing import key_name
from tests.rooms.bureaus.centres import Centre, hours
from tests.rooms.bureaus.directories import NOW, next_entry, own_entry

VECTORS = json.loads(Path(__file__).parents[2].joinpath("vectors/directory.json").read_text())
GOOD, FAIL = VECTORS["good"], VECTORS["fail"]
NOBODY = recovered_under(None)


def after(row):
    """The entry that a vector comes after, or None."""
    return None if row["after"] is None else read_signed(GOOD[row["after"]]["file"].encode())


def accepted(row):
    signed, before = read_signed(row["file"].encode()), after(row)
    if before is None:
        require_first(signed)
    else:
        require_next(signed, before, recovered=NOBODY)
    return signed


@pytest.mark.parametrize("row", GOOD, ids=[row["why"] for row in GOOD])
def test_what_must_be_taken_is_taken(row):
    signed = accepted(row)
    key = signed.entry.signing_key
    assert (signed.digest, key_name(key), fingerprint(key)) == (row["digest"], row["key"], row["fingerprint"])
    assert signed.content.decode() == row["file"]


@pytest.mark.parametrize("row", FAIL, ids=[row["why"] for row in FAIL])
def test_what_must_be_refused_is_refused_with_its_code(row):
    with pytest.raises(EntryRefused) as refusal:
        accepted(row)
    assert refusal.value.code == row["code"]


@given(place=st.integers(0, len(GOOD[0]["file"]) - 1), with_=st.characters(max_codepoint=127))
@settings(max_examples=150, deadline=None)
def test_one_changed_character_is_never_the_same_entry(place, with_):
    text = GOOD[0]["file"]
    changed = text[:place] + with_ + text[place + 1 :]
    if changed != text:
        with pytest.raises(EntryRefused):
            read_signed(changed.encode())


# Fields of a statement in which some other value of the same kind is as good.
TEXTS = ("names", "country", "city", "time_zone", "languages", "head", "version", "links", "revoked")
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@settings(deadline=None)
@given(found=JSON, name=st.sampled_from(sorted(json.loads(GOOD[0]["file"]))))
def test_any_other_document_is_refused_and_nothing_else_goes_wrong(found, name):
    entry = json.loads(GOOD[0]["file"])
    for each in (found, entry | {name: found}, entry | {"entry": json.dumps(found)}):
        if each == entry:
            continue
        with pytest.raises(EntryRefused):
            read_signed(json.dumps(each).encode())
    statement = json.loads(Centre().statement("FRA").content)
    for field in statement:
        if (wrong := statement | {field: found}) != statement:
            try:
                read_statement(json.dumps(wrong).encode(), "FRA")
            except EntryRefused:
                continue
            assert field in TEXTS


@pytest.mark.parametrize("said", ["{} ", " {}", "{}\n"])
def test_a_fingerprint_is_the_same_however_it_is_spaced(said):
    key = b"k" * 1984
    words = said.format(fingerprint(key))
    assert same_fingerprint(words, key)
    assert same_fingerprint(words.replace(" ", "-"), key)
    assert not same_fingerprint(words, b"l" * 1984)
    assert not same_fingerprint("", key)
    assert len(fingerprint(key).split()) == 8


def test_a_month_ends_where_the_next_begins_and_the_last_moment_belongs_to_it():
    november, december = epochs_needed(NOW)
    assert (november.month, december.month, november.ends) == ("2026-11", "2026-12", december.begins)
    assert epoch_of(november.ends - timedelta(microseconds=1)).month == "2026-11"
    assert epoch_of(november.ends).month == "2026-12"
    assert epochs_needed(NOW.replace(month=12, day=31))[1].month == "2027-01"
    assert november.key_ends(30) == NOW.replace(month=12, day=31, hour=0)


@pytest.mark.parametrize(
    ("age", "found"),
    [
        (hours(6), Age.FRESH),
        (hours(6) + timedelta(seconds=1), Age.OLD),
        (hours(72), Age.OLD),
        (hours(72) + timedelta(seconds=1), Age.STOPPED),
    ],
)
def test_the_last_second_of_six_and_of_72_hours_still_counts(age, found):
    assert age_of(NOW - age, NOW) is found
    assert age_of(None, NOW) is Age.STOPPED


class KeysOfABureau(RuleBasedStateMachine):
    """A bureau signs, changes its key and is revoked in any order; nodes look when they like; a centre lies at times.

    Whatever the order, what a node knows is a part of what the bureau itself signed.
    """

    @initialize()
    def begins(self):
        self.centre, self.clock, self.seeds = Centre(), 0, [b"\x01" * 32]
        self.true = [own_entry("ITA", self.seeds[0])]
        self.centre.entries["ITA"] = list(self.true)
        self.nodes = [None, None, None]
        self.dead = False

    def say(self, seed, previous, *, truly):
        self.clock += 1
        base = self.true[-1] if truly else self.centre.entries["ITA"][-1]
        made = next_entry(base, seed, previous_seed=previous, now=NOW + timedelta(minutes=self.clock))
        if truly:
            self.true.append(made)
            self.centre.entries["ITA"] = list(self.true)  # an honest entry comes: the lie is dropped
        else:
            self.centre.entries["ITA"] = [*self.centre.entries["ITA"], made]

    @precondition(lambda self: not self.dead)
    @rule()
    def signs_a_month(self):
        self.say(self.seeds[-1], self.seeds[-1], truly=True)

    @precondition(lambda self: not self.dead and len(self.seeds) < 6)
    @rule()
    def changes_its_key(self):
        self.seeds.append(bytes([len(self.seeds) + 1]) * 32)
        self.say(self.seeds[-1], self.seeds[-2], truly=True)

    @precondition(lambda self: not self.dead)
    @rule()
    def is_revoked(self):
        self.clock += 1
        key = key_name(self.true[-1].entry.signing_key)
        self.centre.revoked["ITA"] = [(key, NOW + timedelta(minutes=self.clock))]
        self.dead = True

    @precondition(lambda self: self.dead)
    @rule()
    def a_thief_goes_on(self):
        self.say(b"\xee" * 32, self.seeds[-1], truly=False)

    @rule(own=st.booleans())
    def the_centre_swaps_the_key(self, own):
        self.say(b"\xff" * 32, b"\xff" * 32 if own else None, truly=False)

    @rule()
    def the_centre_hides_the_newest(self):
        if len(self.centre.entries["ITA"]) > 1:
            self.centre.entries["ITA"] = self.centre.entries["ITA"][:-1]

    @rule(number=st.integers(0, 2))
    def a_node_looks(self, number):
        files = {each.digest: each.content for each in (*self.true, *self.centre.entries["ITA"])}
        known = self.nodes[number]
        try:
            new = follow(
                self.centre.statement("ITA"), known, fetch=lambda digest: files[digest], recovered=NOBODY
            )
        except EntryRefused:
            return
        self.nodes[number] = new[-1] if new else known

    @invariant()
    def nobody_knows_what_the_bureau_did_not_sign(self):
        true = {each.digest for each in getattr(self, "true", ())}
        assert all(node is None or node.digest in true for node in getattr(self, "nodes", ()))


TestKeysOfABureau = KeysOfABureau.TestCase
TestKeysOfABureau.settings = settings(
    max_examples=40, stateful_step_count=25, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
