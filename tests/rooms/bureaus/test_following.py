"""Entries that a directory names: a legitimate change is followed, what our own signatures hold is refused.

The list, snapshot and timestamp are in order in all of these: the centre itself lies, or somebody who holds its node.
"""

from datetime import timedelta

import pytest

from comity.access import actors
from comity.access.models import Alarm
from comity.bureaus.models import Bureau, RevokedKey, SignedEntry
from comity.bureaus.rules import Standing
from comity.bureaus.signed import keeping
from comity.bureaus.signed.entries import read_signed
from comity.bureaus.signed.keys import NoKey, encryption_keys, signing_keys
from comity.bureaus.signed.officers import signed_by_officer
from comity.journal.acts import Outcome
from comity.journal.models import ActRow
from comity.seal.signing import key_name
from tests.rooms.bureaus.centres import (
    FRA,
    ITA,
    MINUTE,
    alarms,
    hours,
    refreshed,
    versions,
)
from tests.rooms.bureaus.directories import NOW, OFFICERS, next_entry, own_entry

pytestmark = pytest.mark.django_db


def test_a_legitimate_new_key_is_taken_and_the_former_one_still_verifies_what_it_signed(centre):
    refreshed(centre)
    first = centre.entries["ITA"][0]
    later = NOW + hours(2)
    centre.add(next_entry(first, b"n" * 32, previous_seed=ITA, now=later))
    centre.publish(later)
    assert refreshed(centre, later).changed == 1
    new = centre.entries["ITA"][1].entry.signing_key
    assert signing_keys("ITA", later + hours(1), seen_at=later + hours(1)) == (new,)
    assert signing_keys("ITA", NOW + hours(1), seen_at=later) == (first.entry.signing_key,)
    assert signing_keys("ITA", later, seen_at=later) == (new, first.entry.signing_key)
    with pytest.raises(NoKey):
        signing_keys("ITA", NOW - hours(1), seen_at=later)


def test_a_key_that_the_centre_swaps_is_refused_and_everything_else_goes_on(centre):
    refreshed(centre)
    first = centre.entries["ITA"][0]
    centre.add(next_entry(first, b"c" * 32, previous_seed=b"c" * 32, now=NOW + MINUTE))
    centre.add(next_entry(centre.entries["FRA"][0], FRA, previous_seed=FRA, now=NOW + MINUTE))
    centre.publish(NOW + MINUTE)
    done = refreshed(centre, NOW + MINUTE)
    assert done.refused == {"ITA": "entry-signature"}
    assert versions() == {"FRA": 2, "ITA": 1}
    assert signing_keys("ITA", NOW, seen_at=NOW) == (first.entry.signing_key,)
    assert alarms() == ["ITA", "entry-signature"]
    assert ActRow.objects.filter(verb="bureaus.take_directory", outcome=Outcome.ALARM).count() == 1
    refreshed(centre, NOW + 2 * MINUTE)
    assert Alarm.objects.get().count == 1


def test_a_history_that_begins_anew_is_refused(centre):
    """The centre forgets the bureau's keys and enrols another one under its code."""
    refreshed(centre)
    centre.entries["ITA"] = []
    centre.add(own_entry("ITA", b"c" * 32))
    centre.publish()
    assert refreshed(centre).refused == {"ITA": "entry-fork"}
    centre.add(next_entry(centre.entries["ITA"][0], b"c" * 32, previous_seed=b"c" * 32))
    centre.publish()
    assert refreshed(centre).refused == {"ITA": "entry-fork"}


def test_a_history_that_goes_back_or_disappears_is_refused(centre):
    refreshed(centre)
    second = next_entry(centre.entries["ITA"][0], ITA, previous_seed=ITA)
    centre.add(second)
    centre.publish()
    refreshed(centre)
    centre.entries["ITA"].pop()
    centre.publish()
    assert refreshed(centre).refused == {"ITA": "entry-fork"}
    centre.entries["ITA"] = []
    centre.changes["ITA"] = {}
    centre.standings["ITA"] = Standing.NORMAL
    centre.publish()
    assert refreshed(centre).refused == {"ITA": "entry-fork"}


def test_a_gap_in_a_history_is_refused(centre):
    refreshed(centre)
    second = next_entry(centre.entries["ITA"][0], ITA, previous_seed=ITA)
    third = next_entry(second, ITA, previous_seed=ITA)
    centre.add(second)
    centre.add(third)
    centre.publish()
    del centre.files[f"entries/{second.digest}.json"]
    assert refreshed(centre).refused == {"ITA": "entry-gap"}
    assert versions()["ITA"] == 1
    centre.files[f"entries/{second.digest}.json"] = second.content
    centre.publish()
    assert refreshed(centre).refused == {}
    assert versions()["ITA"] == 3


def test_a_version_left_out_is_refused(centre):
    refreshed(centre)
    second = next_entry(centre.entries["ITA"][0], ITA, previous_seed=ITA)
    centre.add(next_entry(second, ITA, previous_seed=ITA, previous=centre.entries["ITA"][0].digest))
    centre.publish()
    assert refreshed(centre).refused == {"ITA": "entry-gap"}


def test_the_entry_of_another_bureau_is_refused(centre):
    refreshed(centre)
    centre.changes["ITA"] = {"head": centre.entries["FRA"][0].digest, "version": 2}
    centre.publish()
    assert refreshed(centre).refused == {"ITA": "entry-bureau"}


def test_a_statement_about_another_bureau_is_refused(centre):
    centre.changes["ITA"] = {"code": "FRA"}
    centre.publish()
    assert refreshed(centre).refused == {"ITA": "entry-bureau"}


def test_a_changed_byte_of_an_entry_is_refused(centre):
    name = f"entries/{centre.entries['ITA'][0].digest}.json"
    content = centre.files[name]
    for wrong, code in ((content[:-9], "entry-form"), (content.replace(b"ITA", b"ESP"), "entry-signature")):
        centre.files[name] = wrong
        assert refreshed(centre).refused == {"ITA": code}
    centre.files[name] = b"x" * 50_000
    assert refreshed(centre).refused == {"ITA": "directory-form"}


def test_a_newcomer_follows_the_keys_without_the_months_between(centre):
    entries = [centre.entries["ITA"][0]]
    for number in range(12):
        entries.append(next_entry(entries[-1], ITA, previous_seed=ITA, now=NOW + number * MINUTE))
    entries.append(next_entry(entries[-1], b"n" * 32, previous_seed=ITA, now=NOW + 20 * MINUTE))
    entries.append(next_entry(entries[-1], b"n" * 32, previous_seed=b"n" * 32, now=NOW + 21 * MINUTE))
    for each in entries[1:]:
        centre.add(each)
    centre.publish()
    centre.asked.clear()
    refreshed(centre)
    assert sum(name.startswith("entries/") for name in centre.asked) == 3 + 1  # ITA's three, FRA's one
    assert versions()["ITA"] == 15


def test_a_newcomer_refuses_a_chain_of_keys_that_breaks(centre):
    centre.add(next_entry(centre.entries["ITA"][0], b"c" * 32, previous_seed=b"c" * 32))
    centre.publish()
    assert refreshed(centre).refused == {"ITA": "entry-signature"}
    assert "ITA" not in versions()
    assert Bureau.objects.filter(code="FRA").exists()


def test_officers_bring_back_a_bureau_that_lost_its_key_and_two_of_them_do_not(centre):
    refreshed(centre)
    lost = next_entry(centre.entries["ITA"][0], b"n" * 32).content
    for officer in OFFICERS[:2]:
        lost = signed_by_officer(lost, officer)
    centre.add(read_signed(lost))
    centre.publish()
    assert refreshed(centre).refused == {"ITA": "entry-recovery"}
    centre.entries["ITA"].pop()
    centre.add(read_signed(signed_by_officer(lost, OFFICERS[2])))
    centre.publish()
    assert refreshed(centre).refused == {}
    assert SignedEntry.objects.get(bureau="ITA", version=2).recovered


def test_a_revoked_key_verifies_nothing_that_comes_after_and_signs_no_next_entry(centre):
    refreshed(centre)
    first = centre.entries["ITA"][0]
    centre.revoked["ITA"] = [(key_name(first.entry.signing_key), NOW + hours(1))]
    centre.add(next_entry(first, b"x" * 32, previous_seed=ITA, now=NOW + hours(1)))
    centre.publish(NOW + hours(1))
    assert refreshed(centre, NOW + hours(1)).refused == {"ITA": "entry-revoked"}
    assert RevokedKey.objects.get().bureau_id == "ITA"
    assert signing_keys("ITA", NOW, seen_at=NOW + MINUTE) == (first.entry.signing_key,)
    with pytest.raises(NoKey):
        signing_keys("ITA", NOW, seen_at=NOW + hours(2))


def test_an_entry_of_our_own_bureau_that_we_did_not_make_is_an_alarm_of_that_bureau(centre):
    deu = Bureau.objects.get(code="DEU")
    centre.add(own_entry("DEU", b"c" * 32))
    centre.publish()
    assert refreshed(centre).refused == {"DEU": "entry-unknown"}
    assert Alarm.objects.get().bureau == "DEU"
    ours = keeping.keep_keys(deu, NOW, by=actors.for_node("DEU"))
    centre.entries["DEU"] = []
    centre.add(ours.signed)
    centre.publish()
    assert refreshed(centre).refused == {}
    newer = keeping.rotate_key(deu, NOW + MINUTE, by=actors.for_node("DEU"))
    centre.publish(NOW + MINUTE)
    assert refreshed(centre, NOW + MINUTE).refused == {}  # the directory lags behind, and that is no alarm
    centre.entries["DEU"] = [ours.signed]
    centre.add(next_entry(ours.signed, b"c" * 32, previous_seed=b"c" * 32, now=NOW + MINUTE))
    centre.publish(NOW + MINUTE)
    assert "DEU" in refreshed(centre, NOW + MINUTE).refused
    assert keeping.head_of("DEU").digest == newer.digest


def test_whoever_has_no_key_for_this_month_is_named(centre):
    refreshed(centre)
    with pytest.raises(NoKey) as refusal:
        encryption_keys(["FRA", "ITA", "ESP"], NOW)
    assert refusal.value.codes == ("ESP", "ITA")
    with pytest.raises(NoKey):
        encryption_keys(["FRA"], NOW + timedelta(days=60))


def test_a_node_brings_the_centre_each_new_month_of_its_bureau_by_itself(centre):
    deu, by = Bureau.objects.get(code="DEU"), actors.for_node("DEU")
    first = keeping.keep_keys(deu, NOW, by=by)
    refreshed(centre)
    assert "DEU" not in centre.entries  # the first goes by hand, with its fingerprint
    centre.add(first.signed)
    centre.publish()
    december = NOW.replace(month=12, day=1)
    keeping.keep_keys(deu, december, by=by)
    keeping.rotate_key(deu, december + MINUTE, by=by)
    refreshed(centre)
    assert [each.entry.version for each in centre.entries["DEU"]] == [1, 2, 3]
    centre.publish(december + MINUTE)
    assert refreshed(centre, december + MINUTE).refused == {}
