"""The files of the directory as they are served: to anybody, without an account."""

from django.utils.translation import gettext_lazy as _

from comity.bureaus.models import Bureau
from comity.bureaus.rules import BureauKind
from comity.bureaus.signed.tables import DirectoryFile, SignedEntry
from comity.kit.errors import Refused

TIMESTAMP = "timestamp.json"


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
    code = (
        Bureau.objects.filter(kind=int(BureauKind.CENTRE), hosted=True).values_list("code", flat=True).first()
    )
    if code is None:
        raise Refused(_("The centre's node does this."), code="not-the-centre")
    return code
