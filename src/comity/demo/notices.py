"""Notices in the invented world: a legal basis, some that are out, some that wait, one that is recalled."""

from collections.abc import Mapping
from datetime import date, timedelta
from random import Random
from typing import Any

from comity.access.actors import for_node
from comity.demo.cast import CENTRE
from comity.demo.names import LATIN, invent
from comity.demo.stage import officer
from comity.notices import actions
from comity.notices.kinds import declared
from comity.notices.models import LegalBasis, Notice
from comity.notices.path import Ground

AMINA, BIANCA, DOLORES, KAMAU = "amina@fra", "bianca@ita", "dolores@ury", "kamau@ken"
CHEN, FARID = "chen@cen", "farid@cen"
BODY, ORGAN = "Comity demonstration body", "Assembly of the invented world"
TITLE = "Model rules, after INTERPOL's RPD (in force in the invented world alone)"


def play(today: date) -> None:
    """Let it all happen, once. today: UTC."""
    if LegalBasis.objects.exists():
        return
    actions.record_legal_basis(
        body=BODY, title=TITLE, organ=ORGAN, adopted_on=today - timedelta(days=200), by=for_node(CENTRE)
    )
    _out(today)
    _waiting(today)


def _out(today: date) -> None:
    _published(AMINA, "red", {}, today)
    _published(BIANCA, "yellow", _somebody("Marta Colarini", "2013-09-08", "ITA") | _CHILD, today, two=True)
    _published(DOLORES, "stolen-work-of-art", {}, today)
    recalled = _published(KAMAU, "red", _somebody("Tobias Wekomati", "1985-12-01", "UGA"), today)
    actions.cancel(
        recalled, ground=Ground.ALREADY_JUDGED, reason="Acquitted for these facts in 2024.", by=officer(CHEN)
    )
    diffusion = _draft(
        BIANCA, "blue", _somebody("Ivo Sartolani", "1990-04-22", "SRB"), today, to=("FRA", "MAR")
    )
    actions.submit(diffusion, seen=diffusion.version, by=officer(BIANCA))


def _waiting(today: date) -> None:
    by = officer(AMINA)
    waiting = _draft(AMINA, "red", _somebody("Osman Kerolati", "1971", "TUR"), today)
    actions.submit(waiting, seen=waiting.version, by=by)
    flagged = _draft(KAMAU, "red", {**_somebody("Julia Namosira", "1966-05-19", "KEN"), **_POLITICAL}, today)
    actions.submit(flagged, seen=flagged.version, by=officer(KAMAU))
    actions.take(flagged, by=officer(CHEN))
    asked = _draft(DOLORES, "green", _somebody("Pavel Orlimas", "1983-01-30", "POL"), today)
    actions.submit(asked, seen=asked.version, by=officer(DOLORES))
    actions.take(asked, by=officer(FARID))
    actions.ask_more(asked, "Is the conviction of 2020 final?", by=officer(FARID))
    _draft(AMINA, "red", {"warrant": "", "penalty_unit": "", "link": ""}, today)


_CHILD: dict[str, Any] = {
    "minor_condition": "A missing child is sought.",
    "custody_dispute": True,
    "protection_order": False,
    "other_parent": "Heard on the second day: says that the child is safe with relatives.",
    "family_may_be_told": "",
}
_POLITICAL: dict[str, Any] = {
    "titles": "Former member of parliament",
    "matter": "corruption",
    "charge": "Passive bribery",
    "offence": "Bribery",
    "facts": "As a member of parliament took money from a builder of roads for her vote on three contracts.",
}


def _somebody(name: str, born: str, country: str) -> dict[str, Any]:
    """An invented person with a passport of that country."""
    number = f"{country[0]}{sum(map(ord, name)):05d}Q"
    return {
        "names": [{"text": name, "quality": "primary", "script": "latin"}],
        "born": [{"date": born}],
        "nationalities": [{"country": country}],
        "documents": [{"kind": "passport", "issuer": country, "number": number}],
    }


def published_red(today: date) -> Notice:
    """One more red notice that France's desk asked for and the centre published. today: UTC.

    Each time of another person: a second request for the first one would wait for two reviewers.
    """
    random = Random(Notice.objects.count())  # noqa: S311  # a world that is invented anew alike
    name = invent(random, "FRA", LATIN).latin
    born = date(1960, 1, 1) + timedelta(days=random.randrange(14_000))
    return _published(AMINA, "red", _somebody(name, born.isoformat(), "SVK"), today)


def _draft(
    who: str, kind: str, more: Mapping[str, Any], today: date, to: tuple[str, ...] | None = None
) -> Notice:
    body = {**declared()[kind].example, **_lately(kind, today), **more}
    raw = {name: value for name, value in body.items() if value != ""}
    if "case" in raw:
        raw["case"] = f"{who.partition('@')[2].upper()}-{today.year}-118"
    diffusion = {} if to is None else {"diffusion": True, "addressees": to}
    return actions.draft(kind, raw, by=officer(who), **diffusion)  # type: ignore[arg-type]


def _lately(kind: str, today: date) -> dict[str, str]:
    """The days of the example, so that none lies ahead whenever the world is built."""
    names = {each.name for each in declared()[kind].fields}
    days = {"facts_on": 40, "warrant_on": 33, "missing_since": 12, "found_on": 20}
    return {name: (today - timedelta(days=ago)).isoformat() for name, ago in days.items() if name in names}


def _published(who: str, kind: str, more: Mapping[str, Any], today: date, *, two: bool = False) -> Notice:
    row = _draft(who, kind, more, today)
    row = actions.take(actions.submit(row, seen=row.version, by=officer(who)), by=officer(CHEN))
    reason = "Ordinary crime; facts, court and identity are told well."
    for reviewer in (CHEN, FARID) if two else (CHEN,):
        row = actions.approve(row, reason, digest=bytes(row.digest), by=officer(reviewer))
    return row
