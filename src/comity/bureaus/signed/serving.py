"""The files of the directory as they are served: to anybody, without an account."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from comity.bureaus.directory import centre_hosted_here
from comity.bureaus.signed import publishing
from comity.bureaus.signed.entries import read_signed
from comity.bureaus.signed.tables import DirectoryFile, SignedEntry
from comity.gate.system import clock_of
from comity.kit.errors import Refused


def published_file(name: str) -> bytes | None:
    """A file of the repository, or None."""
    row = DirectoryFile.objects.filter(name=name.replace("\0", "")).first()
    return bytes(row.content) if row else None


def entry_file(digest: str) -> bytes | None:
    """The signed entry of that digest, or None. Only what the directory may name: a centre serves what it holds."""
    row = SignedEntry.objects.filter(digest=digest.replace("\0", "")).first()
    return bytes(row.content) if row else None


def centre_here() -> str:
    """The code of the centre, where this node hosts it. Raises: Refused."""
    code = centre_hosted_here()
    if not code:
        raise Refused(_("The centre's node does this."), code="not-the-centre")
    return code


def take_offered(content: bytes, now: datetime) -> None:
    """Take in the next entry of a bureau, from whoever brings it: its former key has signed it, and that is enough.

    Checked whole before the verb is asked: a stranger's rubbish must not write a refusal into the journal each time.
    Raises: Refused, EntryRefused; a first entry is taken at the console alone.
    """
    centre = centre_here()
    signed = read_signed(content)
    if SignedEntry.objects.filter(digest=signed.digest).exists():
        return
    publishing.require_acceptable(signed, now)
    publishing.accept_entry(content, now, by=clock_of(centre, "bureaus.accept_entry"))
