"""A node's copy of the directory against a centre that is away, slow, broken into or lying.

The table of attacks: an older directory played back, one that ended, too few signatures, a root by too few, one role's
document as another's, a legitimate change; and what only our own signatures hold: keys swapped by the centre itself.
"""

import os
import shutil
from pathlib import Path

import psycopg
import pytest
from django.conf import settings
from django.db import OperationalError, connection, transaction

from comity.access import actors
from comity.access.models import Alarm
from comity.bureaus.models import Bureau, DirectoryCopy
from comity.bureaus.rules import Standing
from comity.bureaus.signed import taking
from comity.bureaus.signed.age import Age, age_of, clock_is_behind
from comity.bureaus.signed.fingerprints import fingerprint
from comity.bureaus.signed.keys import encryption_keys, signing_keys
from comity.bureaus.signed.refreshing import FOLDER, LOCK, folder_of
from comity.gate import epoch
from comity.journal.acts import Outcome
from comity.journal.models import ActRow
from comity.kit.errors import Refused
from tests.faketime import without_faketime
from tests.rooms.bureaus.centres import (
    FRA,
    ITA,
    MINUTE,
    TIMESTAMP_SEED,
    URL,
    Centre,
    alarms,
    epochs,
    hours,
    refreshed,
    refused,
    versions,
)
from tests.rooms.bureaus.directories import NOW, OFFICERS, next_entry, own_entry

pytestmark = pytest.mark.django_db


def test_a_node_takes_over_bureaus_standings_and_keys(centre):
    centre.standings["FRA"] = Standing.READ_ONLY
    centre.publish()
    before = epoch.current()

    done = refreshed(centre)

    assert (done.changed, done.refused) == (3, {})
    assert Bureau.objects.get(code="FRA").standing == Standing.READ_ONLY
    assert not Bureau.objects.get(code="FRA").hosted
    assert versions() == {"FRA": 1, "ITA": 1}
    assert signing_keys("ITA", NOW, seen_at=NOW) == (own_entry("ITA", ITA).entry.signing_key,)
    assert epoch.current() == before + 1
    act = ActRow.objects.get(verb="bureaus.take_directory")
    assert (act.function, act.count, act.outcome) == ("node", 3, Outcome.DONE)


def test_of_former_statements_no_file_is_kept(centre):
    centre.publish()
    refreshed(centre)
    for turn, standing in enumerate((Standing.READ_ONLY, Standing.NORMAL, Standing.SUSPENDED), 1):
        centre.standings["FRA"] = standing
        centre.publish(NOW + turn * MINUTE)
        refreshed(centre, NOW + turn * MINUTE)
    files = sorted(path.name for path in folder_of(DirectoryCopy.here()).glob("targets/*"))
    assert len(files) == len({"CEN", "FRA", "ITA"})
    centre.asked.clear()
    refreshed(centre, NOW + 5 * MINUTE)
    assert centre.asked == ["2.root.json", "timestamp.json"]


def test_nothing_new_is_no_act_and_asks_for_nothing_but_the_timestamp(centre):
    refreshed(centre)
    centre.asked.clear()
    before = epoch.current()
    assert refreshed(centre, NOW + MINUTE).changed == 0
    assert centre.asked == ["2.root.json", "timestamp.json"]
    assert epoch.current() == before
    assert ActRow.objects.filter(verb="bureaus.take_directory").count() == 1
    assert DirectoryCopy.objects.get().fetched_at == NOW + MINUTE


def test_a_suspension_counts_from_the_refresh_that_brings_it(centre):
    refreshed(centre)
    centre.standings["ITA"] = Standing.SUSPENDED
    centre.publish(NOW + MINUTE)
    before = epoch.current()
    refreshed(centre, NOW + MINUTE)
    assert Bureau.objects.get(code="ITA").standing == Standing.SUSPENDED
    assert epoch.current() == before + 1


def test_a_root_with_another_fingerprint_is_not_trusted(centre):
    other = Centre().make_root(1, NOW, officers=[bytes([9, each]) * 16 for each in range(5)], signing=[])
    with pytest.raises(Refused) as refusal:
        taking.trust(other, URL, NOW, by=actors.for_node("DEU"), fingerprint_said="1 2 3")
    assert refusal.value.code == "root-unsigned"
    with pytest.raises(Refused) as refusal:
        taking.trust(centre.root, URL, NOW, by=actors.for_node("DEU"), fingerprint_said="1 2 3")
    assert refusal.value.code == "root-fingerprint"


@pytest.mark.parametrize("typed", ["", "/", "/directory", "/directory/"])
def test_the_address_of_the_centre_is_taken_as_people_write_it(centre, typed):
    root = taking.Metadata[taking.Root].from_bytes(centre.root)
    url = URL.removesuffix("/") + typed
    said = fingerprint(root.signed_bytes)
    copy = taking.trust(centre.root, url, NOW, by=actors.for_node("DEU"), fingerprint_said=said)
    assert copy.url == f"{URL.removesuffix('/')}/directory/"


def test_an_older_timestamp_played_back_is_refused(centre):
    old = dict(centre.files)
    centre.publish(NOW + MINUTE)
    refreshed(centre, NOW + MINUTE)
    centre.files["timestamp.json"] = old["timestamp.json"]
    assert refused(centre, NOW + 2 * MINUTE) == "directory-rolled-back"
    assert alarms() == ["directory-rolled-back"]
    assert ActRow.objects.get(verb="bureaus.refuse_directory").outcome == Outcome.ALARM


def test_an_older_directory_is_refused_even_where_the_files_of_the_copy_are_lost(centre):
    old = dict(centre.files)
    centre.publish(NOW + MINUTE)
    refreshed(centre, NOW + MINUTE)
    shutil.rmtree(Path(settings.HOME, FOLDER))
    centre.files = old
    assert refused(centre, NOW + 2 * MINUTE) == "directory-rolled-back"


def test_a_directory_held_back_ends_after_72_hours(centre):
    refreshed(centre)
    assert refreshed(centre, NOW + hours(71)).changed == 0
    assert refused(centre, NOW + hours(73)) == "directory-ended"
    assert alarms() == ["directory-ended"]
    centre.sign_again(NOW + hours(74))
    assert refreshed(centre, NOW + hours(74)).changed == 0
    assert DirectoryCopy.objects.get().refused == ""


def test_a_list_with_one_of_two_signatures_is_refused(centre):
    refreshed(centre)
    centre.standings["ITA"] = Standing.SUSPENDED
    centre.publish(keys=1)
    assert refused(centre) == "directory-unsigned"
    assert Bureau.objects.get(code="ITA").standing == Standing.NORMAL
    assert alarms() == ["directory-unsigned"]


def test_the_timestamps_keys_sign_no_list(centre):
    centre.publish(targets_by=TIMESTAMP_SEED)
    assert refused(centre) == "directory-unsigned"


@pytest.mark.parametrize("role", ["1.snapshot.json", "1.targets.json", "1.root.json"])
def test_the_document_of_one_role_is_none_of_another(centre, role):
    centre.files["timestamp.json"] = centre.files[role]
    assert refused(centre) == (
        "directory-form" if "root" in role else "directory-unsigned"
    )  # a root is too long


def test_a_root_that_too_few_of_the_former_officers_signed_is_refused(centre):
    refreshed(centre)
    others = [bytes([each]) * 32 for each in range(21, 26)]
    centre.make_root(2, NOW, officers=others, signing=others + OFFICERS[:2])
    assert refused(centre) == "directory-unsigned"


def test_a_root_that_old_and_new_officers_signed_is_taken(centre):
    refreshed(centre)
    others = [bytes([each]) * 32 for each in range(21, 26)]
    centre.make_root(2, NOW, officers=others, signing=others[:3] + OFFICERS[:3])
    refreshed(centre)
    assert DirectoryCopy.objects.get().root_version == 2


@pytest.mark.parametrize("rubbish", [b"", b"{", b"[]", b"null", b"{}", b"\xff" * 40, b"x" * 20_000])
def test_what_is_no_directory_is_refused(centre, rubbish):
    centre.files["timestamp.json"] = rubbish
    assert refused(centre) in ("directory-form", "directory-unsigned")


@pytest.mark.parametrize(
    ("away", "age"),
    [
        (hours(5, 59), Age.FRESH),
        (hours(6, 1), Age.OLD),
        (hours(71), Age.OLD),
        (hours(73), Age.STOPPED),
    ],
)
def test_while_the_centre_is_away_the_last_good_copy_goes_on(centre, away, age):
    refreshed(centre)
    centre.away = True
    now = NOW + away
    assert refused(centre, now) == "directory-unreached"
    copy = DirectoryCopy.objects.get()
    assert age_of(copy.signed_at, now) is age
    assert signing_keys("FRA", now, seen_at=now)
    assert encryption_keys(["FRA"], now)["FRA"].epoch == "2026-11"
    assert Alarm.objects.count() == 0
    for minute in range(1, 4):
        refused(centre, now + minute * MINUTE)
    assert ActRow.objects.filter(verb="bureaus.refuse_directory").count() == 1


def test_after_72_hours_no_new_key_is_taken_and_existing_ones_go_on(centre):
    refreshed(centre)
    centre.add(next_entry(centre.entries["FRA"][0], b"n" * 32, previous_seed=FRA, now=NOW + MINUTE))
    centre.publish(NOW + MINUTE)  # and signs no more
    late = NOW + hours(73)
    assert refused(centre, late) == "directory-ended"
    assert versions()["FRA"] == 1
    assert signing_keys("FRA", late, seen_at=late) == (centre.entries["FRA"][0].entry.signing_key,)


def test_a_clock_a_day_ahead_warns_and_a_clock_a_day_behind_revives_no_key(centre):
    refreshed(centre)
    ahead, behind = NOW + hours(24), NOW - hours(24)
    assert refreshed(centre, ahead).refused == {}
    assert age_of(DirectoryCopy.objects.get().signed_at, ahead) is Age.OLD
    december = NOW.replace(month=12, day=1)
    keys = epochs(b"d" * 32, december)
    centre.add(next_entry(centre.entries["FRA"][0], FRA, previous_seed=FRA, now=december, encryption=keys))
    centre.publish(december)
    refreshed(centre, december)
    copy = DirectoryCopy.objects.get()
    assert clock_is_behind(copy.signed_at, behind)
    assert not clock_is_behind(copy.signed_at, december - hours(0, 4))
    assert encryption_keys(["FRA"], december - hours(24))["FRA"].epoch == "2026-12"


def test_another_root_begins_anew(centre):
    refreshed(centre)
    again = Centre()
    again.publish()
    root = again.make_root(1, NOW + MINUTE)
    taking.trust(
        root,
        URL + "/",
        NOW + MINUTE,
        by=actors.for_node("DEU"),
        fingerprint_said=fingerprint(taking.Metadata[taking.Root].from_bytes(root).signed_bytes),
    )
    copy = DirectoryCopy.objects.get()
    assert (copy.timestamp_version, copy.url, copy.signed_at) == (0, f"{URL}/directory/", None)


@without_faketime
def test_one_refresh_waits_for_another(centre: Centre):
    """The worker's and an operator's would both write the same entries."""
    with psycopg.connect(os.environ["COMITY_DATABASE_URL"], autocommit=True) as other:
        other.execute("SELECT pg_advisory_lock(hashtextextended(%s, 0))", [LOCK])
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL lock_timeout = '50ms'")
        with pytest.raises(OperationalError), transaction.atomic():
            refreshed(centre)
    assert refreshed(centre).changed == 3
