"""Entries in the store: the newest of a bureau, the statement the centre makes of it, one more of them."""

from collections import defaultdict
from datetime import datetime

from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind, Standing
from comity.bureaus.signed.entries import Signed
from comity.bureaus.signed.statements import Statement
from comity.bureaus.signed.tables import RevokedKey, SignedEntry
from comity.seal.signing import key_name


def head_of(code: str) -> SignedEntry | None:
    """The newest entry of a bureau that this node knows."""
    return SignedEntry.objects.filter(bureau=code).order_by("-version").first()


def add_entry(signed: Signed, *, now: datetime) -> SignedEntry:
    """One more version, inside the verb that checked it."""
    entry = signed.entry
    return SignedEntry.objects.create(
        digest=signed.digest,
        bureau_id=entry.bureau,
        version=entry.version,
        signing_key=key_name(entry.signing_key),
        valid_from=entry.valid_from,
        valid_to=entry.valid_to,
        content=signed.content,
        recovered=bool(signed.recovery),
        received_at=now,
    )


def statements() -> list[Statement]:
    """What the directory says of every bureau, by code."""
    links: dict[str, list[str]] = defaultdict(list)
    heads: dict[str, tuple[str, int, str]] = {}
    rows = SignedEntry.objects.order_by("bureau_id", "version")
    for code, version, digest, key in rows.values_list("bureau", "version", "digest", "signing_key"):
        if code not in heads or heads[code][2] != key:
            links[code].append(digest)
        heads[code] = (digest, version, key)
    revoked: dict[str, list[tuple[str, datetime]]] = defaultdict(list)
    for code, key, at in RevokedKey.objects.order_by("at", "key").values_list("bureau", "key", "at"):
        revoked[code].append((key, at))
    return [
        Statement(
            code=each.code,
            kind=BureauKind(each.kind),
            names=each.names,
            country=each.country,
            city=each.city,
            time_zone=each.time_zone,
            languages=tuple(each.languages),
            standing=Standing(each.standing),
            standing_since=each.standing_since,
            mandate_ends=each.mandate_ends,
            head=heads[each.code][0] if each.code in heads else "",
            version=heads[each.code][1] if each.code in heads else 0,
            links=tuple(links[each.code]),
            revoked=tuple(revoked[each.code]),
        )
        for each in Bureau.objects.order_by("code")
    ]
