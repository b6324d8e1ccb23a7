"""Refreshing the copy: fetch, follow every bureau's entries, take what stood the checks. The worker's minute."""

import logging
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from comity.bureaus.directory import hosted_bureaus
from comity.bureaus.models import Bureau
from comity.bureaus.signed import taking
from comity.bureaus.signed.age import Age, age_of
from comity.bureaus.signed.client import (
    DirectoryRefused,
    Fetched,
    Fetcher,
    Line,
    Unreached,
    fetch_directory,
    fetch_entry,
)
from comity.bureaus.signed.entries import Signed
from comity.bureaus.signed.form import EntryRefused
from comity.bureaus.signed.publishing import recovered_under
from comity.bureaus.signed.statements import Statement
from comity.bureaus.signed.tables import DirectoryCopy, HeldKey, KeyUse, SignedEntry
from comity.bureaus.signed.walking import follow
from comity.gate.system import node
from comity.kit.locks import in_turn

FOLDER = "directory"
LOCK = "comity directory refresh"
TAKEN = 204
RIGHTS = ("bureaus.take_directory", "bureaus.refuse_directory")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Refreshed:
    """How a refresh ended. changed: bureaus that are other than before; refused: code of a bureau to why."""

    version: int
    signed_at: datetime
    changed: int
    refused: dict[str, str]


def refresh(now: datetime, fetcher: Line | None = None) -> Refreshed:
    """Bring the copy up to date. Raises: DirectoryRefused, after it is noted; the copy stays as it was then."""
    # The worker's minute and an operator's command would both take in the same entries.
    with in_turn(LOCK):
        return _refresh(now, fetcher)


def _refresh(now: datetime, fetcher: Line | None) -> Refreshed:
    copy = DirectoryCopy.here()
    if copy is None:
        raise DirectoryRefused(
            _("This node follows no directory: `comity directory trust`."), code="no-directory"
        )
    fetcher = fetcher or Fetcher()
    try:
        fetched = fetch_directory(folder_of(copy), copy.url, bytes(copy.root), fetcher)
        news = _news(copy, fetched, fetcher)
        _bring_own(copy, fetched, fetcher)
        if not taking.brings_news(news):
            taking.note_fetched(fetched, news.refused, now)
            return Refreshed(fetched.timestamp_version, fetched.signed_at, 0, dict(news.refused))
        changed = taking.take(news, now, by=node(*RIGHTS))
    except DirectoryRefused as refusal:
        _noted(copy, refusal, now)
        raise
    for code, why in sorted(news.refused.items()):
        log.error("directory: the news of %s were refused: %s", code, why)
    return Refreshed(fetched.timestamp_version, fetched.signed_at, changed, dict(news.refused))


def folder_of(copy: DirectoryCopy) -> Path:
    """Where the files of this copy lie: another root begins another folder."""
    return Path(settings.HOME) / FOLDER / copy.trusted_at.strftime("%Y%m%dT%H%M%S%f")


def _noted(copy: DirectoryCopy, refusal: DirectoryRefused, now: datetime) -> None:
    """The first time with an act and an alarm; the same again, minute by minute, only in the copy's row."""
    if copy.refused == refusal.code:
        taking.note_tried(now)
    else:
        taking.refuse(refusal.code, now, by=node(*RIGHTS))
        (log.warning if isinstance(refusal, Unreached) else log.error)("directory: %s", refusal.code)
    if copy.signed_at and age_of(copy.signed_at, now) is not Age.FRESH and now.minute == 0:
        log.warning("directory: the copy is %s, signed at %s", age_of(copy.signed_at, now), copy.signed_at)


def _news(copy: DirectoryCopy, fetched: Fetched, fetcher: Line) -> taking.News:
    heads, recovered = taking.known_heads(), recovered_under(fetched.root)
    hosted = hosted_bureaus()
    entries: list[Signed] = []
    refused = dict(fetched.refused)
    for code, statement in fetched.statements.items():
        known = heads.get(code)
        if known is not None and known.digest == statement.head:
            continue
        try:
            if code in hosted and (_lags_behind(statement) or not statement.head):
                continue
            new = follow(
                statement,
                known.signed if known else None,
                fetch=lambda digest: fetch_entry(copy.url, digest, fetcher),
                recovered=recovered,
            )
            if code in hosted:
                _require_own(code, new)
            entries += new
        except Unreached:
            raise
        except EntryRefused as refusal:
            refused[code] = refusal.code
    return taking.News(fetched, tuple(entries), refused)


def _bring_own(copy: DirectoryCopy, fetched: Fetched, line: Line) -> None:
    """Bring the centre the entries of bureaus hosted here that it lacks, each after the one before.

    A first entry goes by file, with its fingerprint by another way. What is not taken is brought again each minute.
    """
    for bureau in Bureau.objects.filter(hosted=True).order_by("code"):
        statement = fetched.statements.get(bureau.code)
        if statement is None or not statement.head or not _lags_behind(statement):
            continue
        lacking = SignedEntry.objects.filter(bureau=bureau, version__gt=statement.version).order_by("version")
        for row in lacking:
            status = line.offer(f"{copy.url}entries/", bytes(row.content))
            if status != TAKEN:
                log.error("directory: entry %s was not taken by the centre: status %s", row, status)
                break


def _lags_behind(statement: Statement) -> bool:
    """Of a bureau hosted here: does the directory name an entry that this node made, only not the newest?"""
    return SignedEntry.objects.filter(bureau=statement.code, digest=statement.head).exists()


def _require_own(code: str, entries: list[Signed]) -> None:
    """An entry of our own bureau that we did not make must bear a key we hold. Raises: EntryRefused."""
    held = {
        bytes(public)
        for public in HeldKey.objects.filter(owner=code, use=int(KeyUse.SIGNING)).values_list(
            "public", flat=True
        )
    }
    if any(each.entry.signing_key not in held for each in entries):
        sentence = _(
            "The directory holds an entry of this bureau that this node did not make. Call the centre."
        )
        raise EntryRefused(sentence, code="entry-unknown")
