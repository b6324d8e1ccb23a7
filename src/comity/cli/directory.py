"""`comity bureaus`, `units`, `me`: who takes part, where one works, what one may."""

from typing import Any

import click
from django.utils.translation import gettext as _

from comity.cli.api import connected
from comity.cli.hits import as_json_option
from comity.cli.output import out, plain, say_json, say_table

KINDS = ("member", "centre", "mission", "tribunal", "regional-body", "partner", "sanctions-committee")


@click.command()
@click.argument("words", default="")
@click.option("--kind", type=click.Choice(KINDS))
@as_json_option
def bureaus(words: str, kind: str | None, as_json: bool) -> None:
    """The directory. WORDS: part of a code, name or city; a whole code in capitals shows one with its duty desk."""
    api = connected()
    if words and words.isupper() and len(words) > 2 and (one := _one(words)):
        _say_bureau(one, as_json=as_json)
        return
    found: list[dict[str, Any]] = []
    after = ""
    while True:
        page = api.get("bureaus", q=words, kind=kind, after=after)
        found += page["bureaus"]
        after = page["next"] or ""
        if not after:
            break
    if as_json:
        say_json({"bureaus": found, "next": None})
        return
    columns = (_("Code"), _("Kind"), _("Name"), _("City"), _("Standing"))
    rows = ((each["code"], each["kind"], each["name"], each["city"], each["standing"]) for each in found)
    say_table(columns, rows, empty=_("No bureau is found."))


def _one(code: str) -> dict[str, Any] | None:
    found = connected().get("bureaus", q=code)
    if not any(each["code"] == code for each in found["bureaus"]):
        return None
    bureau: dict[str, Any] = connected().get(f"bureaus/{code}")
    return bureau


def _say_bureau(bureau: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        say_json(bureau)
        return
    console, desk = out(), bureau["on_duty"]
    console.print(plain(f"{bureau['code']} {bureau['name']}, {bureau['city']}"), style="bold")
    if bureau["line"]:
        console.print(plain(bureau["line"]))
    known = {"kind": bureau["kind"], "standing": bureau["standing"], "zone": bureau["time_zone"]}
    console.print(plain(_("%(kind)s, standing %(standing)s, time zone %(zone)s") % known))
    if desk is None:
        console.print(plain(_("Nobody is at a duty desk now.")))
    else:
        console.print(plain(_("Call now: %(telephone)s (%(bureau)s)") % desk))


@click.command()
@as_json_option
def units(as_json: bool) -> None:
    """The units of your bureau, each below its parent."""
    found = connected().get("units")
    if as_json:
        say_json(found)
        return
    depth: dict[str | None, int] = {None: -1}
    rows = []
    for each in found:
        depth[each["id"]] = depth.get(each["parent"], -1) + 1
        name = "  " * depth[each["id"]] + each["name"]
        rows.append((name, each["kind"], each["place"], _listed(each["purposes"]), each["ends_on"] or ""))
    columns = (_("Unit"), _("Kind"), _("Place"), _("Purposes"), _("Last day"))
    say_table(columns, rows, empty=_("Your bureau has no units."))


@click.command()
@as_json_option
def me(as_json: bool) -> None:
    """Who you are to this node, and what you may at this moment."""
    found = connected().get("me")
    if as_json:
        say_json(found)
        return
    known = {"function": found["function"], "bureau": found["bureau"]}
    out().print(plain(_("%(function)s of %(bureau)s") % known), style="bold")
    out().print(plain(_("Purposes: %(purposes)s") % {"purposes": _listed(found["purposes"])}))
    out().print(plain(_("May: %(rights)s") % {"rights": ", ".join(found["rights"])}))
    if found["expires_at"]:
        out().print(plain(_("The token expires at %(at)s.") % {"at": found["expires_at"]}))


def _listed(values: list[str] | None) -> str:
    return _("all") if values is None else ", ".join(values)
