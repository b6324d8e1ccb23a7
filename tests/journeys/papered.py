"""Papers of notices on the walks: one that is out, its stamp, and what two printings have in common.

Import it after `django.setup`.
"""

import datetime
from base64 import urlsafe_b64decode
from uuid import uuid4

from comity.notices import actions
from comity.notices.actions.papers import print_paper
from comity.notices.models import LegalBasis, Notice
from tests.actors import AnyActor
from tests.journeys.noticed import out

_STAMP = b"%comity-notice "
_PRINTED_AT = slice(19, 27)  # docs/spec/printed-notice.md, 2
_SIGNATURE_BYTES = 64


def stamp_of(paper: bytes) -> str:
    """The word that stands in the code of a paper."""
    return paper.rsplit(_STAMP, 1)[1].split()[0].decode()


def without_its_moment(content: bytes) -> str:
    """Of a paper what does not differ from one second to the next, which is a digest of all that stands on it; "" for
    everything else.
    """
    if not content.startswith(b"%PDF") or _STAMP not in content:
        return ""
    word = stamp_of(content)
    raw = urlsafe_b64decode(word + "=" * (-len(word) % 4))[:-_SIGNATURE_BYTES]
    return f"paper {raw[: _PRINTED_AT.start].hex()} {raw[_PRINTED_AT.stop :].hex()}"


def papers() -> dict[str, list[dict[str, str]]]:
    """A notice that is out, and its paper."""
    if LegalBasis.current() is None:
        actions.record_legal_basis(
            body="An invented body",
            title="Model rules",
            organ="An invented assembly",
            adopted_on=datetime.date(2026, 1, 1),
            by=AnyActor("CEN"),
        )
    by = AnyActor("FRA", officer=uuid4(), function="desk officer")
    row: Notice = out(by, 9, public=True)
    pdf = print_paper(row, "en", check_url="https://node.example/notices/check/", by=by)
    return {
        "paper": [{"pk": str(row.pk), "language": language} for language in ("ar", "en")],
        "public_notice": [{"number": row.number}],
        "stamp": [{"word": stamp_of(pdf)}, {"word": "forged"}],
    }
