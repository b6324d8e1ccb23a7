"""What the centre says of a bureau beside the bureau's own entry: a target of the repository. Pure.

Standing, kind and mandate are the centre's to say (practice 9); keys are not. Format: docs/spec/directory.md, 2.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from comity.bureaus.rules import CODE_FORM, BureauKind, Standing
from comity.bureaus.signed import form
from comity.kit.canonical import canonical_json

FORMAT = 1
LONGEST_STATEMENT_BYTES = 16 * 1024
MOST_LINKS, MOST_REVOKED = 100, 50
LANGUAGES = ("ar", "en", "es", "fr")


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """head: digest of the newest entry, empty where the bureau has none yet; version: its version, 0 for none.

    links: digests of the first entry and of those that brought another signing key, oldest first: by them a newcomer
    follows the keys. revoked: name of a signing key and the moment from which it counts no more.
    """

    code: str
    kind: BureauKind
    names: dict[str, str]
    country: str
    city: str
    time_zone: str
    languages: tuple[str, ...]
    standing: Standing
    standing_since: datetime
    mandate_ends: date | None
    head: str = ""
    version: int = 0
    links: tuple[str, ...] = ()
    revoked: tuple[tuple[str, datetime], ...] = ()

    @property
    def content(self) -> bytes:
        """The target file."""
        return canonical_json(
            {
                "format": FORMAT,
                "code": self.code,
                "kind": self.kind.slug,
                "names": self.names,
                "country": self.country,
                "city": self.city,
                "time_zone": self.time_zone,
                "languages": list(self.languages),
                "standing": self.standing.slug,
                "standing_since": form.as_moment(self.standing_since),
                "mandate_ends": self.mandate_ends.isoformat() if self.mandate_ends else "",
                "head": self.head,
                "version": self.version,
                "links": list(self.links),
                "revoked": [{"key": key, "at": form.as_moment(at)} for key, at in self.revoked],
            }
        ).encode()


def name_of(code: str) -> str:
    """The name of the target."""
    return f"{code}.json"


def read_statement(raw: bytes, code: str) -> Statement:
    """The statement about that bureau. Raises: EntryRefused, also for one about another."""
    found = form.document(raw, most_bytes=LONGEST_STATEMENT_BYTES)
    form.only(found, (*Statement.__slots__, "format"))
    if found["format"] != FORMAT or found["code"] != code:
        raise form.unreadable("entry-bureau" if found["code"] != code else "entry-format")
    return Statement(
        code=form.text(found["code"], most=12, form=CODE_FORM),
        kind=_chosen(BureauKind, found["kind"]),
        names=_names(found["names"]),
        country=form.text(found["country"], most=3),
        city=form.text(found["city"], most=80),
        time_zone=form.text(found["time_zone"], most=40),
        languages=tuple(form.text(each, most=3) for each in form.listed(found["languages"], most=10)),
        standing=_chosen(Standing, found["standing"]),
        standing_since=form.moment(found["standing_since"]),
        mandate_ends=_day(found["mandate_ends"]),
        head=_digest(found["head"]),
        version=form.number(found["version"], least=0),
        links=tuple(map(_digest, form.listed(found["links"], most=MOST_LINKS))),
        revoked=tuple(map(_revoked, form.listed(found["revoked"], most=MOST_REVOKED))),
    )


def _chosen(kinds: Any, slug: object) -> Any:
    found = next((each for each in kinds if each.slug == slug), None)
    if found is None:
        raise form.unreadable()
    return found


def _names(found: object) -> dict[str, str]:
    if not isinstance(found, dict) or not {"en"} <= set(found) <= set(LANGUAGES):
        raise form.unreadable()
    return {language: form.text(name, most=160) for language, name in found.items()}


def _day(found: object) -> date | None:
    try:
        return None if found == "" else date.fromisoformat(form.text(found, most=10))
    except ValueError:
        raise form.unreadable() from None


def _digest(found: object) -> str:
    return "" if found == "" else form.text(found, most=64, form=form.HEX.pattern)


def _revoked(found: Any) -> tuple[str, datetime]:
    form.only(found, ("key", "at"))
    return form.text(found["key"], most=64, form=form.HEX.pattern), form.moment(found["at"])
