"""A centre with a root that invented officers signed, and bureaus with keys: what tests of the directory begin with."""

from datetime import datetime, timedelta, timezone

from comity.access import actors
from comity.bureaus.rules import BureauKind
from comity.bureaus.signed import keeping, publishing, repository
from comity.bureaus.signed.entries import Entry, sign_entry
from comity.seal.signing import public_of
from tests import people

NOW = datetime(2026, 11, 10, 12, tzinfo=timezone.utc)
OFFICERS = [bytes([number]) * 32 for number in range(1, 6)]
PUBLIC = [public_of(seed) for seed in OFFICERS]


def centre():
    """The operator at the centre's console; the centre and one hosted bureau stand in the directory."""
    people.bureau("CEN", BureauKind.CENTRE)
    people.bureau("FRA", country="FRA")
    return actors.for_node("CEN")


def signed_root(chen, now=NOW, *, officers=OFFICERS, signing=OFFICERS[:3]):
    """The next root of these officers, signed by some of them."""
    draft = publishing.draft_root([public_of(seed) for seed in officers], now, by=chen)
    for seed in signing:
        repository.sign_with(draft, repository.signers(seed))
    return draft.to_bytes()


def published(now=NOW):
    """A centre that has published, with the keys of the bureaus hosted there."""
    chen = centre()
    publishing.install_root(signed_root(chen, now), now, by=chen)
    for code in ("CEN", "FRA"):
        keeping.keep_keys(people.bureau(code), now, by=chen)
    publishing.publish(now, by=chen)
    return chen


def own_entry(code="ITA", seed=b"i" * 32, now=NOW, **more):
    """The first entry of a bureau with a node of its own."""
    values = {
        "bureau": code,
        "version": 1,
        "previous": "",
        "valid_from": now,
        "valid_to": now + timedelta(days=400),
        "signing_key": public_of(seed),
        "encryption": (),
        "request_key": b"r" * 32,
        **more,
    }
    return sign_entry(Entry(**values), seed, previous_seed=None)


def next_entry(before, seed, *, previous_seed=None, now=NOW, **more):
    """The entry after it, signed by that key and by the one before."""
    values = {
        **{name: getattr(before.entry, name) for name in Entry.__slots__},
        "version": before.entry.version + 1,
        "previous": before.digest,
        "valid_from": now,
        "signing_key": public_of(seed),
        **more,
    }
    return sign_entry(Entry(**values), seed, previous_seed=previous_seed)
