"""An extract of the journal: what the officers of one bureau did on this node, readable without one, and signed.

The journal itself stays where it was written, whole. No word that somebody typed is in an extract, and no tag: who did
what, when, for which purpose, about which record. Format: docs/spec/move.md, 6.
"""

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.utils.translation import gettext_lazy as _

from comity.bureaus.signed import keys
from comity.bureaus.signed.keys import NoKey
from comity.gate.action import ActDraft, action
from comity.gate.actor import Actor
from comity.journal.acts import Outcome
from comity.journal.models import ActRecord, ActRow
from comity.kit.errors import Refused
from comity.records.registry import all_databases
from comity.seal.errors import SealError
from comity.seal.signed import Signer
from comity.seal.signing import sign, verify
from comity.store.home import atomic_file

FORMAT = "comity/journal-extract/v1"
CONTEXT = FORMAT.encode()
AT_ONCE = 2_000
LONGEST_LINE = 1024 * 1024


@action("messages.extract_journal")
def extract_journal(act: ActDraft, path: Path, signer: Signer, now: datetime, *, by: Actor) -> int:
    """Write the acts of the actor's bureau on this node, oldest first, signed by the centre; how many.

    Whole or not at all. signer: of the centre. Raises: StoreError.
    """
    act.about = f"bureau:{by.bureau}"
    digest = sha256()
    with atomic_file(path) as output:

        def line(*told: Any) -> None:
            text = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"
            digest.update(text)
            output.write(text)

        head = {"format": FORMAT, "bureau": by.bureau, "by": signer.bureau, "made": int(now.timestamp())}
        line("head", head)
        for told in _acts(by.bureau):
            line("act", told)
            act.count += 1
        signature = sign(digest.digest(), signer.seed, context=CONTEXT)
        line("end", act.count, signer.key_id, signature.hex())
    return act.count


def check_extract(path: Path, now: datetime) -> dict[str, Any]:
    """The head of an extract that is what a centre signed, and `acts`, how many. Raises: Refused, OSError."""
    digest, before, many = sha256(), b"", 0
    head: dict[str, Any] = {}
    with path.open("rb") as file:
        while line := file.readline(LONGEST_LINE):
            digest.update(before)
            if not before:
                head = _read(line, "head")[0]
            many, before = many + 1, line
    told = _read(before, "end")
    if head.get("format") != FORMAT or len(told) != 3 or told[0] != many - 2:
        raise _no_extract()
    made = datetime.fromtimestamp(head["made"], now.tzinfo)
    try:
        known = keys.signing_keys_by_id(str(head["by"]), made, seen_at=now)
        verify(digest.digest(), bytes.fromhex(told[2]), known[told[1]], context=CONTEXT)
    except (SealError, NoKey, KeyError, ValueError, TypeError):
        raise Refused(_("This extract is not what the centre signed."), code="extract-signature") from None
    return {**head, "acts": told[0]}


def _acts(bureau: str) -> Iterator[dict[str, Any]]:
    slugs = {each.code: each.slug for each in all_databases()}
    rows = ActRow.objects.filter(bureau=bureau).order_by("at", "id").iterator(AT_ONCE)
    portion: list[ActRow] = []
    for row in rows:
        portion.append(row)
        if len(portion) == AT_ONCE:
            yield from _told(portion, slugs)
            portion = []
    yield from _told(portion, slugs)


def _told(rows: list[ActRow], slugs: dict[int, str]) -> Iterator[dict[str, Any]]:
    touched: dict[Any, list[list[Any]]] = {}
    for each in ActRecord.objects.filter(act__in=[row.id for row in rows]):
        name = slugs.get(each.database, str(each.database))
        touched.setdefault(each.act, []).append([name, str(each.record), each.version])
    for row in rows:
        yield {
            "id": str(row.id),
            "at": row.at.isoformat(),
            "verb": row.verb,
            "outcome": Outcome(row.outcome).name.lower().replace("_", "-"),
            "officer": str(row.officer or ""),
            "token": str(row.token or ""),
            "unit": str(row.unit or ""),
            "function": row.function,
            "acting": row.acting,
            "purpose": row.purpose,
            "databases": [slugs.get(code, str(code)) for code in row.databases],
            "about": row.about,
            "count": row.count,
            "recipients": list(row.recipients),
            "records": touched.get(row.id, []),
        }


def _read(line: bytes, wanted: str) -> list[Any]:
    told: list[Any]
    try:
        kind, *told = json.loads(line)
    except (ValueError, TypeError):
        raise _no_extract() from None
    if kind != wanted or not told:
        raise _no_extract()
    return told


def _no_extract() -> Refused:
    return Refused(_("This is no extract of a journal, or not all of one."), code="extract-form")
