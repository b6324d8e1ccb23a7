"""`comity hits`: what one's own questions found, and the talk with the owners."""

from typing import Any

import click
from django.utils.translation import gettext as _

from comity.cli.answers import WORDS
from comity.cli.api import connected
from comity.cli.output import out, plain, say_json, say_table
from comity.cli.rows import compared_lines, talk_words

TELLINGS, URGENCIES = ("yes", "bureau-decides", "no"), ("held", "let-go", "routine")
SHOWS = ("asked", "decide", "finish", "closed")
as_json_option = click.option(
    "--json", "as_json", is_flag=True, help="Print the document as one line of JSON."
)


@click.group()
def hits() -> None:
    """What your bureau's questions found; ask the owner, say what was done."""


@hits.command("list")
@click.option("--show", type=click.Choice(SHOWS), default="asked", show_default=True, help="Which hits.")
@click.option("--database", default="", help="Only of this database, for example vehicles.")
@click.option("--bureau", default="", help="Only of this owner, for example FRA.")
@click.option("--limit", type=click.IntRange(1, 200), default=50, show_default=True)
@click.option("--offset", type=click.IntRange(0, 10_000), default=0, help="How many to skip.")
@as_json_option
def list_hits(as_json: bool, **asked: Any) -> None:
    """Hits of your bureau: what is due first, otherwise newest first."""
    found = connected().get("hits", **asked)
    if as_json:
        say_json(found)
        return
    rows = (
        (
            each["id"],
            each["owner"],
            each["database"],
            WORDS.get(each["outcome"], ""),
            each["at"],
            talk_words(each),
        )
        for each in found["hits"]
    )
    columns = (_("Hit"), _("Owner"), _("Database"), _("Outcome"), _("Asked at"), _("Owner's word"))
    say_table(columns, rows, empty=_("No hits here."), whole=columns[:2])


@hits.command("show")
@click.argument("hit", type=click.UUID)
@as_json_option
def show_hit(hit: str, as_json: bool) -> None:
    """One hit, compared with what is on record. Looking at it is an act."""
    _say(connected().get(f"hits/{hit}"), as_json=as_json)


@hits.command("confirm")
@click.argument("hit", type=click.UUID)
@click.option(
    "--may-tell",
    type=click.Choice(("yes", "bureau-decides", "no")),
    required=True,
    help="May the owner be told?",
)
@click.option(
    "--urgency", type=click.Choice(("held", "let-go", "routine")), default="routine", show_default=True
)
@click.option("--reason", default="", help="Why not; only your bureau and the commission read it.")
@click.option("--checked", multiple=True, help="What was compared, for example in-hand.")
@click.option("--text", default="", help="Words to the owner.")
@as_json_option
def confirm(hit: str, as_json: bool, checked: tuple[str, ...], may_tell: str, **sent: str) -> None:
    """Ask the owner whether the hit stands. Only --may-tell yes sends anything."""
    document = {"may_tell": may_tell, "checked": list(checked), **sent}
    _say(connected().post(f"hits/{hit}/confirmation", document), as_json=as_json)


@hits.command("judge")
@click.argument("hit", type=click.UUID)
@click.argument("word", type=click.Choice(("same", "not-the-same", "cannot-say")))
@as_json_option
def judge(hit: str, word: str, as_json: bool) -> None:
    """Say whether it is the same, after comparing what is asked with the record as it is now."""
    version = connected().get(f"hits/{hit}")["version"]
    _say(connected().post(f"hits/{hit}/verdict", {"judged": word, "version": version or 0}), as_json=as_json)


@hits.command("take-back")
@click.argument("hit", type=click.UUID)
@as_json_option
def take_back(hit: str, as_json: bool) -> None:
    """Take the question to the owner back: no answer is needed any more."""
    _say(connected().delete(f"hits/{hit}/confirmation"), as_json=as_json)


@hits.command("done")
@click.argument("hit", type=click.UUID)
@click.argument("what", type=click.Choice(("let-go", "document-kept", "person-held", "other")))
@click.option("--held-since", help="With person-held: a moment with its zone, 2026-05-03T14:02+02:00.")
@click.option("--note", default="")
@click.option("--close", is_flag=True, help="The hit leaves the desk.")
@as_json_option
def done(hit: str, what: str, held_since: str | None, note: str, close: bool, as_json: bool) -> None:
    """Record what was done after a hit. Only your bureau reads it."""
    document = {"done": what, "held_since": held_since, "note": note, "close": close}
    _say(connected().post(f"hits/{hit}/outcome", document), as_json=as_json)


def _say(hit: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        say_json(hit)
        return
    console = out()
    console.print(plain(hit["sentence"]), style="bold")
    for remark in hit.get("remarks", []):
        console.print(plain(remark))
    console.print(plain(hit["instruction"]))
    console.print()
    known = {"owner": hit["owner"], "database": hit["database"], "record": hit["record"]}
    console.print(plain(_("Record %(record)s of %(owner)s in %(database)s.") % known))
    for line in compared_lines(hit["compared"]):
        console.print(line)
    for sentence in filter(None, (hit.get("examined"), hit.get("opinion"))):
        console.print(plain(sentence))
    console.print(plain(talk_words(hit)))
