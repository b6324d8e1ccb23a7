"""`comity behalf` and `comity offers`: records that the centre made for a bureau, and records that change hands."""

import json
from typing import Any, TextIO

import click
from django.utils.translation import gettext as _

from comity.cli.api import connected
from comity.cli.hits import as_json_option
from comity.cli.output import out, plain, say_json, say_table
from comity.cli.problems import Wrong


@click.group()
def behalf() -> None:
    """Records that the centre made on behalf of a bureau."""


@behalf.command("list")
@as_json_option
def list_behalf(as_json: bool) -> None:
    """What was made on your bureau's behalf, or by it for others, newest first."""
    _say_behalf(connected().get("between/recorded"), as_json=as_json)


@behalf.command("show")
@click.argument("behalf", type=click.UUID)
@as_json_option
def show_behalf(behalf: str, as_json: bool) -> None:
    """One of them: on whose request, and what its owner said."""
    _say_behalf([connected().get(f"between/recorded/{behalf}")], as_json=as_json)


@behalf.command("record")
@click.argument("database")
@click.argument("file", type=click.File())
@click.option("--owner", required=True, help="The bureau whose record it becomes.")
@click.option("--reference", required=True, help="Number or letter of its request.")
@click.option("--requested-on", required=True, help="The day of the request, 2026-05-03.")
@click.option("--asked-by", required=True, help="The function that asked, never a name.")
@as_json_option
def record_for(database: str, file: TextIO, as_json: bool, **asked: str) -> None:
    """Record for a bureau that asked for it. Only the centre does. FILE: one JSON object."""
    try:
        document = json.load(file)
    except ValueError:
        raise Wrong(_("The file must hold one JSON object.")) from None
    made = connected().post(f"records/{database}/on-behalf", {**asked, "document": document})
    if as_json:
        say_json(made)
        return
    known = {"record": made["id"], "database": made["database"], "version": made["version"]}
    words = _("Record %(record)s in %(database)s is at version %(version)s: %(status)s.")
    out().print(plain(words % {**known, "status": made["status"]}))


@behalf.command("accept")
@click.argument("behalf", type=click.UUID)
@as_json_option
def accept_behalf(behalf: str, as_json: bool) -> None:
    """Accept what was made for your bureau: a person's record answers from now on."""
    _say_behalf([connected().post(f"between/recorded/{behalf}/accept", {})], as_json=as_json)


@behalf.command("reject")
@click.argument("behalf", type=click.UUID)
@click.option("--reason", required=True, help="Why. The centre reads it.")
@as_json_option
def reject_behalf(behalf: str, reason: str, as_json: bool) -> None:
    """Reject what was made for your bureau: it is withdrawn at once."""
    _say_behalf([connected().post(f"between/recorded/{behalf}/reject", {"reason": reason})], as_json=as_json)


@click.group()
def offers() -> None:
    """Records that one bureau offers to another."""


@offers.command("list")
@as_json_option
def list_offers(as_json: bool) -> None:
    """What your bureau offers and what is offered to it, newest first."""
    _say_offers(connected().get("between/offers"), as_json=as_json)


@offers.command("show")
@click.argument("offer", type=click.UUID)
@as_json_option
def show_offer(offer: str, as_json: bool) -> None:
    """One offer with its records, as far as they are shown to you: that is an act."""
    found = connected().get(f"between/offers/{offer}")
    if as_json:
        say_json(found)
        return
    _say_offers([found], as_json=False)
    for each in found["records"]:
        known = {"record": each["id"], "database": each["database"], "version": each["version"]}
        out().print(plain(_("Record %(record)s in %(database)s, version %(version)s") % known), style="bold")
        for name, value in (each["document"] or {}).items():
            out().print(plain(f"  {name}: {json.dumps(value, ensure_ascii=False)}"))


@offers.command("make")
@click.argument("database")
@click.argument("record", type=click.UUID)
@click.option("--version", type=click.IntRange(1), required=True, help="The version that you saw.")
@click.option("--to", required=True, help="The bureau that shall own it.")
@click.option("--reason", required=True, help="Why. That bureau reads it.")
@as_json_option
def make_offer(database: str, record: str, version: int, to: str, reason: str, as_json: bool) -> None:
    """Offer a record of your own to another bureau, which sees it until it has answered."""
    offered = {"database": database, "id": str(record), "version": version}
    made = connected().post("between/offers", {"to": to, "reason": reason, "records": [offered]})
    _say_offers([made], as_json=as_json)


@offers.command("accept")
@click.argument("offer", type=click.UUID)
@as_json_option
def accept_offer(offer: str, as_json: bool) -> None:
    """Take over all its records; refused when one has changed since."""
    _say_offers([connected().post(f"between/offers/{offer}/accept", {})], as_json=as_json)


@offers.command("decline")
@click.argument("offer", type=click.UUID)
@click.option("--reason", required=True, help="Why. The other bureau reads it.")
@as_json_option
def decline_offer(offer: str, reason: str, as_json: bool) -> None:
    """Say no: its records are not shown to you any more."""
    _say_offers([connected().post(f"between/offers/{offer}/decline", {"reason": reason})], as_json=as_json)


@offers.command("take-back")
@click.argument("offer", type=click.UUID)
@as_json_option
def take_back_offer(offer: str, as_json: bool) -> None:
    """Take an offer of your own back before it is answered."""
    _say_offers([connected().post(f"between/offers/{offer}/take-back", {})], as_json=as_json)


def _say_behalf(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        say_json({"recorded": rows})
        return
    columns = (_("Number"), _("Database"), _("Owner"), _("Reference"), _("State"), _("Until"))
    names = ("id", "database", "owner", "reference", "state", "until")
    cells = (tuple(each[name] for name in names) for each in rows)
    say_table(columns, cells, empty=_("Nothing was recorded on behalf of a bureau."), whole=columns[:1])


def _say_offers(rows: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        say_json({"offers": rows})
        return
    columns = (_("Number"), _("From"), _("To"), _("Records"), _("State"), _("Until"))
    names = ("id", "giver", "taker", "count", "state", "until")
    cells = (tuple(each[name] for name in names) for each in rows)
    say_table(columns, cells, empty=_("Nothing is offered."), whole=columns[:1])
