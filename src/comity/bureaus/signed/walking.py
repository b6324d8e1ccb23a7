"""From the entry of a bureau that is known to the one the directory names: every step signed, or a refusal. Pure.

Source: docs/spec/directory.md, 6, steps 4 and 5.
"""

from collections.abc import Callable, Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from comity.bureaus.signed.entries import (
    Recovered,
    Signed,
    read_signed,
    require_continued,
    require_first,
    require_next,
)
from comity.bureaus.signed.form import EntryRefused
from comity.bureaus.signed.statements import Statement
from comity.seal.signing import key_name

# Years of monthly entries; a bureau that changes more often than that while a node is away is looked at by people.
MOST_STEPS = 400
Fetch = Callable[[str], bytes]


def follow(statement: Statement, known: Signed | None, *, fetch: Fetch, recovered: Recovered) -> list[Signed]:
    """The entries that are new, oldest first. fetch: the file of a digest. Raises: EntryRefused."""
    steps = _Steps(statement, fetch, recovered)
    if known is None:
        return steps.as_newcomer() if statement.head else []
    if known.digest == statement.head:
        return []
    if statement.version <= known.entry.version:
        raise EntryRefused(
            _("This entry continues another history than the one known here."), code="entry-fork"
        )
    return steps.since(known)


class _Steps:
    """The walk along one bureau's entries."""

    def __init__(self, statement: Statement, fetch: Fetch, recovered: Recovered) -> None:
        self.statement, self.fetch, self.recovered = statement, fetch, recovered
        self.revoked: Mapping[str, datetime] = dict(statement.revoked)

    def since(self, known: Signed) -> list[Signed]:
        """Backwards by digests to the version that is known, then forwards with every check."""
        found = [self._entry(self.statement.head, self.statement.version)]
        if self.statement.version - known.entry.version > MOST_STEPS:
            raise EntryRefused(
                _("Versions are missing between this entry and the one before it."), code="entry-gap"
            )
        while (first := found[-1].entry).version > known.entry.version + 1:
            found.append(self._entry(first.previous, first.version - 1))
        found.reverse()
        for before, after in zip([known, *found], found, strict=False):
            self._not_revoked(after, before)
            require_next(after, before, recovered=self.recovered)
        return found

    def as_newcomer(self) -> list[Signed]:
        """By the entries that brought another signing key, each signed by the key before, to the newest one."""
        links = self.statement.links
        if not links:
            raise EntryRefused(
                _("Versions are missing between this entry and the one before it."), code="entry-gap"
            )
        found = [self._entry(links[0], None)]
        require_first(found[0])
        ways = [*links[1:], *([self.statement.head] if self.statement.head != links[-1] else [])]
        for digest in ways:
            after, before = self._entry(digest, None), found[-1]
            if (
                after.entry.version <= before.entry.version
                or after.entry.valid_from < before.entry.valid_from
            ):
                raise EntryRefused(_("This entry is older than the one before it."), code="entry-time")
            self._not_revoked(after, before)
            require_continued(after, before.entry.signing_key, recovered=self.recovered)
            found.append(after)
        if found[-1].entry.version != self.statement.version:
            raise EntryRefused(
                _("Versions are missing between this entry and the one before it."), code="entry-gap"
            )
        return found

    def _entry(self, digest: str, version: int | None) -> Signed:
        signed = read_signed(self.fetch(digest))
        if signed.digest != digest or signed.entry.bureau != self.statement.code:
            raise EntryRefused(_("This entry is of another bureau."), code="entry-bureau")
        if version is not None and signed.entry.version != version:
            raise EntryRefused(
                _("Versions are missing between this entry and the one before it."), code="entry-gap"
            )
        return signed

    def _not_revoked(self, after: Signed, before: Signed) -> None:
        """A key that counts no more signs no next entry; officers do."""
        at = self.revoked.get(key_name(before.entry.signing_key))
        if at is not None and at <= after.entry.valid_from and not after.recovery:
            raise EntryRefused(_("The key that signed this was revoked."), code="entry-revoked")
