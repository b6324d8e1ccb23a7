"""`comity records`: the records of one's own bureau."""

import json
from typing import Any, TextIO
from urllib.parse import urlencode

import click
from django.utils.translation import gettext as _

from comity.cli.api import connected
from comity.cli.hits import as_json_option
from comity.cli.output import out, plain, say_json, say_table
from comity.cli.problems import Wrong

MOST_IN_A_PAGE = 200
WHY = ("case-closed", "ground-ended", "duplicate", "ordered", "other")
CAUSE = ("purpose-met", "ground-ended", "not-true", "duplicate", "ordered", "protected-person")
FOUND = ("by-bearer", "by-own-authorities", "not-said")


@click.group()
def records() -> None:
    """Your bureau's records: list, show, record, change, withdraw, dispute."""


@records.command("databases")
@as_json_option
def list_databases(as_json: bool) -> None:
    """The databases of the node."""
    found = connected().get("records")
    if as_json:
        say_json(found)
        return
    columns = (_("Database"), _("Name"), _("Recorded by"), _("Kept for years"))
    rows = ((each["slug"], each["label"], each["fed_by"], each["kept_years"]) for each in found)
    say_table(columns, rows, empty=_("There are no databases here."))


@records.command("list")
@click.argument("database")
@click.option("--q", default="", help="Beginning of a number or name, or your own number.")
@click.option("--state", default="", help="For example active or withdrawn.")
@click.option("--since", default="", help="Recorded on or after this day, 2026-05-03.")
@click.option("--changed-since", default="", help="Changed on or after this day.")
@click.option("--kept-before", default="", help="Kept until a day before this one.")
@click.option("--near-review", is_flag=True, help="In the last six months of the time it is kept.")
@click.option("--unit", default="", help="Recorded by this unit of yours: its id.")
@click.option("--marking", default="", help="For example restricted.")
@click.option("--missing", default="", help="A wanted field that is empty.")
@click.option("--pictures", type=click.Choice(["yes", "no"]), help="With pictures, or without.")
@click.option(
    "--where", multiple=True, help="A column of a closed set: kind=passport. May stand more than once."
)
@click.option(
    "--sort", default="", help="kept_until, changed, recorded or a column; -changed for the last first."
)
@click.option("--limit", type=click.IntRange(1), default=50, show_default=True)
@click.option("--before", default="", help="`next` of the page before.")
@as_json_option
def list_records(
    database: str,
    limit: int,
    before: str,
    as_json: bool,
    near_review: bool,
    where: tuple[str, ...],
    **asked: str,
) -> None:
    """Records of your own bureau, newest first unless you say otherwise; nothing else is ever listed."""
    api, after = connected(), before
    asked |= {"near_review": "true"} if near_review else {}
    for each in where:
        name, equals, value = each.partition("=")
        if not equals:
            raise Wrong(_("Write --where as column=value, for example kind=passport."))
        asked[name] = value
    found: list[dict[str, Any]] = []
    while len(found) < limit:
        size = min(MOST_IN_A_PAGE, limit - len(found))
        page = api.get(f"records/{database}", **asked, limit=size, before=after)
        found += page["records"]
        after = page["next"] or ""
        if not after:
            break
    if as_json:
        say_json({"records": found, "next": after or None})
        return
    columns = (_("Record"), _("State"), _("Version"), _("Recorded at"), _("Your number"), _("Says"))
    say_table(columns, (_row(each) for each in found), empty=_("No records of yours."), whole=columns[:1])


@records.command("show")
@click.argument("database")
@click.argument("record", type=click.UUID)
@click.option("--history", is_flag=True, help="All states of a record of your own, the present one first.")
@as_json_option
def show_record(database: str, record: str, history: bool, as_json: bool) -> None:
    """One record: your own, or one that a question of your bureau led to."""
    found = connected().get(f"records/{database}/{record}" + ("/history" if history else ""))
    if as_json:
        say_json(found)
        return
    for each in found if history else [found]:
        known = {
            "version": each["version"],
            "status": each["status"],
            "at": each.get("changed_at") or each.get("at"),
        }
        out().print(plain(_("Version %(version)s, %(status)s, %(at)s") % known), style="bold")
        for name, value in each["document"].items():
            out().print(plain(f"  {name}: {json.dumps(value, ensure_ascii=False)}"))


@records.command("create")
@click.argument("database")
@click.argument("file", type=click.File())
@as_json_option
def create(database: str, file: TextIO, as_json: bool) -> None:
    """Record something of your own. FILE holds one JSON object; - reads it from a pipe."""
    _say(connected().post(f"records/{database}", _document(file)), as_json=as_json)


@records.command("change")
@click.argument("database")
@click.argument("record", type=click.UUID)
@click.argument("file", type=click.File())
@click.option("--version", type=click.IntRange(1), required=True, help="The version that you saw.")
@click.option("--reason", default="", help="Needed where a number or name by which others found it goes.")
@click.option("--sha256", default="", help="The digest that you saw: references alone move no version.")
@as_json_option
def change(database: str, record: str, file: TextIO, version: int, as_json: bool, **more: str) -> None:
    """Replace the document of your own record; refused when it is no longer at that version."""
    asked = {"version": version, **{name: value for name, value in more.items() if value}}
    path = f"records/{database}/{record}?{urlencode(asked)}"
    _say(connected().put(path, _document(file)), as_json=as_json)


@records.command("withdraw")
@click.argument("database")
@click.argument("record", type=click.UUID)
@click.option("--version", type=click.IntRange(1), required=True, help="The version that you saw.")
@click.option("--why", type=click.Choice(WHY), default="other", show_default=True, help="Why, in one word.")
@click.option("--reason", required=True, help="Why, for the journal and the history.")
@as_json_option
def withdraw(database: str, record: str, version: int, why: str, reason: str, as_json: bool) -> None:
    """Take a record back: nobody finds it any more."""
    ending = {"version": version, "why": why, "reason": reason}
    _say(connected().post(f"records/{database}/{record}/withdraw", ending), as_json=as_json)


@records.command("entered-in-error")
@click.argument("database")
@click.argument("record", type=click.UUID)
@click.option("--version", type=click.IntRange(1), required=True, help="The version that you saw.")
@click.option("--reason", required=True, help="What went wrong, for the journal and the history.")
@as_json_option
def mark_error(database: str, record: str, version: int, reason: str, as_json: bool) -> None:
    """Say that a record should never have been there: whoever found it is told so."""
    ending = {"version": version, "reason": reason}
    _say(connected().post(f"records/{database}/{record}/entered-in-error", ending), as_json=as_json)


@records.command("delete")
@click.argument("database")
@click.argument("record", type=click.UUID)
@click.option("--version", type=click.IntRange(1), required=True, help="The version that you saw.")
@click.option("--cause", type=click.Choice(CAUSE), required=True, help="Why, in one word: no words stay.")
@as_json_option
def delete(database: str, record: str, version: int, cause: str, as_json: bool) -> None:
    """Delete a record for ever: within a minute it is gone, with every word about it."""
    sent = {"version": version, "cause": cause}
    _say(connected().post(f"records/{database}/{record}/delete", sent), as_json=as_json)


@records.command("dispute")
@click.argument("database")
@click.argument("record", type=click.UUID)
@click.option("--version", type=click.IntRange(1), required=True, help="The version that you saw.")
@click.option("--evidence", required=True, help="What is wrong, and how you know. Its owner reads it.")
@as_json_option
def dispute(database: str, record: str, version: int, evidence: str, as_json: bool) -> None:
    """Say that another bureau's record is wrong; a hit of yours must have led there."""
    sent = {"version": version, "evidence": evidence}
    _say_matters([connected().post(f"records/{database}/{record}/dispute", sent)], as_json=as_json)


@records.command("disputes")
@as_json_option
def list_disputes(as_json: bool) -> None:
    """What others dispute of your bureau's records, what is due first."""
    found = connected().get("records/disputes")
    _say_matters(found["to_answer"], as_json=as_json)


@records.command("answer-dispute")
@click.argument("dispute", type=click.UUID)
@click.option("--upheld", is_flag=True, help="It was right, and the record is corrected already.")
@click.option("--answer", required=True, help="Why. Whoever disputed it reads this.")
@as_json_option
def answer_dispute(dispute: str, upheld: bool, answer: str, as_json: bool) -> None:
    """Answer a dispute about your own record."""
    sent = {"upheld": upheld, "answer": answer}
    _say_matters([connected().post(f"records/disputes/{dispute}/answer", sent)], as_json=as_json)


@records.command("report-found")
@click.argument("database")
@click.argument("record", type=click.UUID)
@click.argument("file", type=click.File())
@click.option("--version", type=click.IntRange(1), required=True, help="The version that you saw.")
@as_json_option
def report_found(database: str, record: str, file: TextIO, version: int, as_json: bool) -> None:
    """Report that you have what another bureau recorded. FILE: one JSON object with what the database asks."""
    sent = {"version": version, "report": _document(file)}
    _say_matters([connected().post(f"records/{database}/{record}/found", sent)], as_json=as_json)


@records.command("finds")
@as_json_option
def list_finds(as_json: bool) -> None:
    """What others report to have found of your bureau's records, what is due first."""
    _say_matters(connected().get("records/finds")["to_answer"], as_json=as_json)


@records.command("answer-find")
@click.argument("find", type=click.UUID)
@click.argument("word", type=click.Choice(("accept", "reject")))
@click.option("--answer", default="", help="To the finder; needed where you do not accept.")
@as_json_option
def answer_find(find: str, word: str, answer: str, as_json: bool) -> None:
    """Accept a report of a find about your own record, which then is recovered; or reject it and say why."""
    sent = {"accept": word == "accept", "answer": answer}
    _say_matters([connected().post(f"records/finds/{find}/answer", sent)], as_json=as_json)


@records.command("recover")
@click.argument("database")
@click.argument("record", type=click.UUID)
@click.option("--version", type=click.IntRange(1), required=True, help="The version that you saw.")
@click.option(
    "--found", type=click.Choice(FOUND), default="not-said", show_default=True, help="Who found it."
)
@click.option("--reason", required=True, help="How it was, for the journal and the history.")
@as_json_option
def recover(database: str, record: str, version: int, found: str, reason: str, as_json: bool) -> None:
    """Say that the thing was found again."""
    ending = {"version": version, "found": found, "reason": reason}
    _say(connected().post(f"records/{database}/{record}/recover", ending), as_json=as_json)


def _row(record: dict[str, Any]) -> tuple[object, ...]:
    document = record["document"]
    says = ", ".join(
        str(value) for name, value in document.items() if isinstance(value, str | int) and name not in HIDDEN
    )
    number = document.get("source_reference", "")
    return record["id"], record["status"], record["version"], record["recorded_at"], number, says


# Of the envelope: the same in nearly every record, or shown in a column of its own.
HIDDEN = {"purpose", "marking", "kept_until", "source_reference", "source"}


def _document(file: TextIO) -> Any:
    try:
        return json.load(file)
    except ValueError:
        raise Wrong(_("The file must hold one JSON object.")) from None


def _say(record: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        say_json(record)
        return
    known = {"record": record["id"], "database": record["database"], "version": record["version"]}
    words = _("Record %(record)s in %(database)s is at version %(version)s: %(status)s.")
    out().print(plain(words % {**known, "status": record["status"]}))


def _say_matters(matters: list[dict[str, Any]], *, as_json: bool) -> None:
    if as_json:
        say_json({"matters": matters})
        return
    columns = (_("Number"), _("Database"), _("Record"), _("Bureau"), _("State"), _("Due at"))
    rows = (
        (each["id"], each["database"], each["record"], each["bureau"], each["state"], each["due_at"])
        for each in matters
    )
    say_table(columns, rows, empty=_("Nothing was said of your records."), whole=columns[:1])
