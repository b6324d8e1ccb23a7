"""The centre's directory: nothing is published before the ceremony, then all of it, signed, and served to anybody."""

from datetime import timedelta
from uuid import uuid4

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from tuf.api.metadata import Metadata, Root, Targets, Timestamp

from comity.access import actors
from comity.bureaus import actions
from comity.bureaus.models import Bureau, DirectoryFile, HeldKey, RevokedKey, SignedEntry
from comity.bureaus.rules import Standing
from comity.bureaus.signed import clock, holding, keeping, publishing
from comity.bureaus.signed.entries import read_signed
from comity.bureaus.signed.fingerprints import fingerprint
from comity.bureaus.signed.form import EntryRefused
from comity.bureaus.signed.keys import (
    encryption_keys,
    node_of,
    own_encryption_seeds,
    own_request_seed,
    own_signer,
    signing_key_named,
)
from comity.bureaus.signed.officers import signed_by_officer
from comity.bureaus.signed.statements import read_statement
from comity.gate.system import clock_of
from comity.journal.acts import Outcome
from comity.journal.models import ActRow
from comity.kit.errors import NotAllowed, Refused
from comity.seal.content import Content
from comity.seal.envelope import Draft, open_envelope, seal_envelope, verify_envelope
from comity.seal.errors import NotOpened
from comity.seal.header import Link
from comity.seal.keys import unwrap, wrap
from comity.seal.signing import public_of
from comity.seal.wraps import Addressee
from tests import people
from tests.rooms.bureaus.directories import (
    NOW,
    OFFICERS,
    centre,
    next_entry,
    own_entry,
    published,
    signed_root,
)

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def statement(client, code):
    """What the published directory says of a bureau, found as a client finds it."""
    timestamp = Metadata[Timestamp].from_bytes(client.get("/directory/timestamp.json").content).signed
    snapshot = client.get(f"/directory/{timestamp.snapshot_meta.version}.snapshot.json").content
    version = Metadata.from_bytes(snapshot).signed.meta["targets.json"].version
    targets = Metadata[Targets].from_bytes(client.get(f"/directory/{version}.targets.json").content).signed
    digest = targets.targets[f"{code}.json"].hashes["sha256"]
    return read_statement(client.get(f"/directory/targets/{digest}.{code}.json").content, code)


def test_nothing_is_published_before_officers_signed_a_root():
    chen = centre()
    assert not publishing.is_due(NOW)
    with pytest.raises(Refused) as refusal:
        publishing.publish(NOW, by=chen)
    assert refusal.value.code == "no-root"


def test_two_of_five_officers_are_too_few_and_three_are_enough():
    chen = centre()
    with pytest.raises(Refused) as refusal:
        publishing.install_root(signed_root(chen, signing=OFFICERS[:2]), NOW, by=chen)
    assert refusal.value.code == "root-unsigned"
    root = publishing.install_root(signed_root(chen, signing=OFFICERS[:3]), NOW, by=chen)
    assert (root.signed.roles[Root.type].threshold, len(root.signed.roles[Root.type].keyids)) == (6, 10)


def test_all_five_officers_with_one_kind_of_key_are_too_few():
    """Whoever breaks Ed25519 alone cannot make a root: five signatures of ten are not six."""
    chen = centre()
    draft = Metadata[Root].from_bytes(signed_root(chen, signing=[]))
    for seed in OFFICERS:
        draft.sign(publishing.repository.signers(seed)[0], append=True)
    with pytest.raises(Refused) as refusal:
        publishing.install_root(draft.to_bytes(), NOW, by=chen)
    assert refusal.value.code == "root-unsigned"


def test_a_second_root_needs_the_officers_of_the_first():
    chen = published()
    others = [bytes([number]) * 32 for number in range(11, 16)]
    with pytest.raises(Refused) as refusal:
        publishing.install_root(signed_root(chen, officers=others, signing=others), NOW, by=chen)
    assert refusal.value.code == "root-unsigned"
    publishing.install_root(signed_root(chen, officers=others, signing=others + OFFICERS[:3]), NOW, by=chen)
    assert publishing.newest_root().signed.version == 2


def test_anybody_reads_the_directory_and_finds_the_keys_of_a_hosted_bureau(client):
    published()
    found = statement(client, "FRA")
    assert (found.standing, found.version, found.links) == (Standing.NORMAL, 1, (found.head,))
    entry = read_signed(client.get(f"/directory/entries/{found.head}.json").content).entry
    assert entry.hosted_by == "CEN"
    assert [each.epoch for each in entry.encryption] == ["2026-11", "2026-12"]
    answer = client.get("/directory/1.root.json")
    assert "immutable" in answer["Cache-Control"]
    assert not answer.cookies
    assert client.get("/directory/entries/" + "0" * 64 + ".json").status_code == 404


def test_the_clock_signs_again_after_five_minutes_and_at_once_after_a_change(client):
    chen = published()
    assert not clock.publish_due(NOW + MINUTE)
    assert clock.publish_due(NOW + 5 * MINUTE)
    before = Metadata[Timestamp].from_bytes(client.get("/directory/timestamp.json").content).signed
    assert (before.version, before.snapshot_meta.version) == (2, 1)

    fra = Bureau.objects.get(code="FRA")
    actions.set_standing(fra, Standing.SUSPENDED, by=chen, reason="asked", seen=fra.version)
    assert clock.publish_due(NOW + 6 * MINUTE)
    assert statement(client, "FRA").standing is Standing.SUSPENDED
    assert not clock.publish_due(NOW + 7 * MINUTE)


def test_only_the_centre_publishes_and_a_clock_only_does_its_own():
    published()
    for by in (actors.for_node("FRA"), clock_of("CEN", "bureaus.keep_keys")):
        with pytest.raises(NotAllowed):
            publishing.publish(NOW, by=by)


def test_a_new_month_brings_a_new_key_and_takes_the_old_one_after_thirty_days():
    published()
    december = NOW.replace(month=12, day=1)
    assert clock.keep_due(december) == 2
    assert clock.keep_due(december) == 0
    head = keeping.head_of("FRA").signed.entry
    assert [each.epoch for each in head.encryption] == ["2026-12", "2027-01"]
    held = HeldKey.objects.filter(owner="FRA", epoch="2026-11")
    assert clock.keep_due(NOW.replace(month=12, day=30)) == 0
    assert held.exists()
    assert clock.keep_due(NOW.replace(month=12, day=31, hour=0)) == 0
    assert not held.exists()
    assert ActRow.objects.filter(verb="bureaus.end_keys").count() == 1


def test_a_bureau_whose_clock_stood_still_for_a_quarter_gets_the_months_it_needs_now():
    published()
    assert clock.keep_due(NOW + timedelta(days=90)) == 2
    assert [each.epoch for each in keeping.head_of("FRA").signed.entry.encryption] == ["2027-02", "2027-03"]


def test_a_new_signing_key_is_signed_by_the_former_one_which_is_gone_then():
    chen = published()
    before = keeping.head_of("FRA")
    after = keeping.rotate_key(Bureau.objects.get(code="FRA"), NOW + MINUTE, by=chen)
    assert after.signing_key != before.signing_key
    publishing.require_next(after.signed, before.signed, recovered=publishing.recovered_under(None))
    assert HeldKey.objects.filter(owner="FRA", use=1).count() == 1
    assert [each.epoch for each in after.signed.entry.encryption] == ["2026-11.2", "2026-12.2"]
    assert set(own_encryption_seeds("FRA")) == {"2026-11", "2026-12", "2026-11.2", "2026-12.2"}
    assert clock.keep_due(NOW + 2 * MINUTE) == 0


def test_a_key_keeps_its_name_as_long_as_it_signs():
    chen = published()
    fra = Bureau.objects.get(code="FRA")
    first = own_signer("FRA")
    assert signing_key_named(first.key_id) == public_of(first.seed)
    clock.keep_due(NOW.replace(month=12, day=1))
    assert own_signer("FRA") == first
    keeping.rotate_key(fra, NOW.replace(month=12, day=2), by=chen)
    second = own_signer("FRA")
    assert signing_key_named(second.key_id) == public_of(second.seed)
    assert second != first
    assert signing_key_named(first.key_id) == public_of(first.seed)
    name = first.key_id.partition("/")[2]
    for wrong in (
        f"ITA/{name}",
        f"FRA/{name[:-1]}",
        f"FRA/{name.upper()}",
        "FRA",
        "FRA/",
        "FRA/2026-11",
        f"/{name}",
    ):
        assert signing_key_named(wrong) is None


def test_a_hosted_bureau_seals_and_everybody_verifies_by_the_directory():
    published()
    link = Link(7, b"d" * 32)
    draft = Draft(uuid4(), "FRA", "note", 1, 1, int(NOW.timestamp()), int(NOW.timestamp()) + 600, link)
    key = encryption_keys(["FRA"], NOW)["FRA"]
    to = [Addressee(f"FRA/{key.epoch}", key.public, link)]
    envelope = seal_envelope(draft, Content(b"{}"), to, own_signer("FRA")).envelope
    verified = verify_envelope(envelope, signing_key_named)
    assert open_envelope(verified, "FRA", own_encryption_seeds("FRA")).content.body == b"{}"


def test_what_was_sealed_for_the_published_key_opens_with_the_seed_held():
    published()
    key = encryption_keys(["FRA"], NOW)["FRA"]
    wrapped = wrap(b"k" * 32, key.public, context=b"test")
    assert unwrap(wrapped, own_encryption_seeds("FRA")[key.epoch], context=b"test") == b"k" * 32
    found = node_of("FRA")
    assert (found.hosted_by, found.addresses) == ("CEN", ())
    assert (
        Ed25519PrivateKey.from_private_bytes(own_request_seed()).public_key().public_bytes_raw()
        == found.request_key
    )


def test_a_node_with_another_secret_opens_no_key(monkeypatch):
    published()
    monkeypatch.setattr(holding, "node_secret", lambda _home: b"another secret of thirty-two byte")
    with pytest.raises(NotOpened):
        own_signer("FRA")


def test_a_lost_key_of_a_hosted_bureau_comes_back_by_three_officers():
    chen = published()
    fra = Bureau.objects.get(code="FRA")
    HeldKey.objects.filter(owner="FRA").delete()
    assert not keeping.is_due(fra, NOW)
    with pytest.raises(Refused):
        keeping.rotate_key(fra, NOW, by=chen)
    found = keeping.begin_recovery(fra, NOW + MINUTE, by=chen).content
    assert not keeping.is_due(fra, NOW + MINUTE)
    for officer in OFFICERS[:3]:
        found = signed_by_officer(found, officer)
    publishing.accept_entry(found, NOW + MINUTE, by=chen)
    assert signing_key_named(own_signer("FRA").key_id) == public_of(own_signer("FRA").seed)
    assert encryption_keys(["FRA"], NOW)["FRA"].epoch in own_encryption_seeds("FRA")


def test_a_first_entry_needs_the_fingerprint_that_the_bureau_said():
    chen = published()
    people.bureau("ITA", hosted=False)
    entry = own_entry()
    said = fingerprint(entry.entry.signing_key)
    for wrong in ("", said[:-1] + str((int(said[-1]) + 1) % 10)):
        with pytest.raises(EntryRefused) as refusal:
            publishing.accept_entry(entry.content, NOW, by=chen, fingerprint_said=wrong)
        assert refusal.value.code == "entry-fingerprint"
    publishing.accept_entry(entry.content, NOW, by=chen, fingerprint_said=said.replace(" ", "-"))
    assert publishing.accept_entry(entry.content, NOW, by=chen).version == 1
    assert SignedEntry.objects.filter(bureau="ITA").count() == 1


def test_the_centre_takes_no_entry_that_the_former_key_did_not_sign():
    chen = published()
    people.bureau("ITA", hosted=False)
    first = own_entry()
    publishing.accept_entry(
        first.content, NOW, by=chen, fingerprint_said=fingerprint(first.entry.signing_key)
    )
    stolen = next_entry(first, b"x" * 32)
    forged = next_entry(first, b"x" * 32, previous_seed=b"x" * 32)
    gap = next_entry(first, b"i" * 32, previous_seed=b"i" * 32, version=3)
    fork = next_entry(first, b"i" * 32, previous_seed=b"i" * 32, previous="0" * 64)
    other = next_entry(first, b"i" * 32, previous_seed=b"i" * 32, bureau="FRA")
    early = next_entry(first, b"i" * 32, previous_seed=b"i" * 32, now=NOW + timedelta(minutes=6))
    codes = []
    for each in (stolen, forged, gap, fork, other, early):
        with pytest.raises(EntryRefused) as refusal:
            publishing.accept_entry(each.content, NOW, by=chen)
        codes.append(refusal.value.code)
    assert codes == ["entry-key", "entry-signature", "entry-gap", "entry-fork", "entry-fork", "entry-time"]
    good = next_entry(first, b"i" * 32, previous_seed=b"i" * 32, now=NOW + timedelta(minutes=4))
    assert publishing.accept_entry(good.content, NOW, by=chen).version == 2


def test_a_revoked_key_counts_no_more_and_only_officers_bring_the_next(client):
    chen = published()
    people.bureau("ITA", hosted=False)
    first = own_entry()
    said = fingerprint(first.entry.signing_key)
    publishing.accept_entry(first.content, NOW, by=chen, fingerprint_said=said)
    publishing.revoke_key(Bureau.objects.get(code="ITA"), said, NOW, by=chen)
    assert statement(client, "ITA").revoked == ((RevokedKey.objects.get().key, NOW),)

    thief = next_entry(first, b"x" * 32, previous_seed=b"i" * 32)
    with pytest.raises(EntryRefused) as refusal:
        publishing.accept_entry(thief.content, NOW, by=chen)
    assert refusal.value.code == "entry-revoked"
    lost = next_entry(first, b"n" * 32).content
    for officer in OFFICERS[:2]:
        lost = signed_by_officer(lost, officer)
    with pytest.raises(EntryRefused) as refusal:
        publishing.accept_entry(lost, NOW, by=chen)
    assert refusal.value.code == "entry-recovery"
    assert publishing.accept_entry(signed_by_officer(lost, OFFICERS[2]), NOW, by=chen).recovered


def test_the_history_of_keys_cannot_be_written_anew():
    published()
    with pytest.raises(DatabaseError), transaction.atomic():
        SignedEntry.objects.update(version=9)
    with pytest.raises(DatabaseError), transaction.atomic():
        SignedEntry.objects.all()._raw_delete("default")
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_table_privilege('bureaus_revokedkey', 'DELETE')")
        assert cursor.fetchone() == (False,)


def test_old_files_go_and_roots_stay():
    chen = published()
    for day in range(1, 12):
        fra = Bureau.objects.get(code="FRA")
        standing = Standing.SUSPENDED if day % 2 else Standing.NORMAL
        actions.set_standing(fra, standing, by=chen, reason="asked", seen=fra.version)
        publishing.publish(NOW + timedelta(days=day), by=chen)
    names = set(DirectoryFile.objects.values_list("name", flat=True))
    assert {"1.root.json", "12.targets.json", "5.targets.json"} <= names
    assert not {"3.targets.json", "3.snapshot.json"} & names


def test_anybody_brings_the_next_entry_of_a_bureau_and_nobody_a_first_or_a_forged_one(client):
    now = timezone.now()
    chen = published(now)
    people.bureau("ITA", hosted=False)
    first = own_entry(now=now)

    def bring(entry):
        content = entry if isinstance(entry, bytes) else entry.content
        return client.post("/directory/entries/", content, content_type="application/json").status_code

    refusals = ActRow.objects.filter(outcome=Outcome.REFUSED).count()
    assert bring(first) == 409
    publishing.accept_entry(
        first.content, now, by=chen, fingerprint_said=fingerprint(first.entry.signing_key)
    )
    good = next_entry(first, b"i" * 32, previous_seed=b"i" * 32, now=now)
    assert bring(next_entry(first, b"x" * 32, previous_seed=b"x" * 32, now=now)) == 409
    assert bring(good.content[:-1]) == 409
    assert bring(b"x" * 60_000) == 413
    assert bring(good) == bring(good) == 204
    assert keeping.head_of("ITA").version == 2
    assert client.get("/directory/entries/").status_code == 405
    assert ActRow.objects.filter(outcome=Outcome.REFUSED).count() == refusals  # strangers fill no journal
    assert ActRow.objects.filter(verb="bureaus.accept_entry").latest("at").function == "clock"
