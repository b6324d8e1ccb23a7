"""What the reference of an entry says: QDi.001 is an individual, QDe.004 an entity. Pure."""

import re

from comity.notices.asked import Body

_ENTITY = re.compile(r"[A-Z]{2}E\.\d+", re.ASCII)


def is_organisation(body: Body) -> bool:
    """Is this an entry about an organisation? body: canonical values, in which references are in capitals."""
    return _ENTITY.fullmatch(body.get("un_reference", "")) is not None


def regime_code(reference: str) -> str:
    """The two letters that name a regime: "QD" of QDi.001."""
    return reference[:2].upper()
