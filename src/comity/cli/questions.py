"""`comity questions`: what other bureaus ask about one's own records."""

from typing import Any
from uuid import UUID

import click
from django.utils.translation import gettext as _

from comity.cli.api import connected
from comity.cli.hits import as_json_option
from comity.cli.output import out, plain, say_json, say_table
from comity.cli.rows import compared_lines

WORDS = ("confirmed", "not-the-same", "withdrawn", "more-needed", "not-before")


@click.group()
def questions() -> None:
    """What other bureaus wait for: do your records stand?"""


@questions.command("list")
@click.option("--closed", is_flag=True, help="What is over, instead of what waits.")
@click.option("--bureau", default="", help="Only from this bureau.")
@click.option("--database", default="", help="Only of this database.")
@click.option("--limit", type=click.IntRange(1, 200), default=50, show_default=True)
@as_json_option
def list_questions(closed: bool, as_json: bool, **asked: Any) -> None:
    """Questions about your bureau's records, by their clocks."""
    found = connected().get("confirmations", show="closed" if closed else "asked", **asked)
    if as_json:
        say_json(found)
        return
    rows = (
        (each["id"], each["asker"], each["database"], each["state"], each["urgency"], each["due_at"])
        for each in found["questions"]
    )
    columns = (_("Question"), _("Asker"), _("Database"), _("State"), _("Urgency"), _("Due at"))
    say_table(columns, rows, empty=_("Nobody waits for you."), whole=columns[:2])


@questions.command("show")
@click.argument("question", type=click.UUID)
@as_json_option
def show_question(question: str, as_json: bool) -> None:
    """Open one question. The asker sees that a function of your bureau did."""
    _say(connected().get(f"confirmations/{question}"), as_json=as_json)


@questions.command("answer")
@click.argument("question", type=click.UUID)
@click.argument("word", type=click.Choice(WORDS))
@click.option("--needed", multiple=True, help="With more-needed: what, for example portrait.")
@click.option("--before", help="With not-before: a moment with its zone, 2026-05-03T14:02+02:00.")
@click.option("--text", default="", help="Words to the asker.")
@click.option("--picture", "pictures", multiple=True, type=click.UUID, help="Id of one on your record.")
@as_json_option
def answer(
    question: str,
    word: str,
    needed: tuple[str, ...],
    before: str | None,
    text: str,
    pictures: tuple[UUID, ...],
    as_json: bool,
) -> None:
    """Answer the asker. A second final answer is refused."""
    document: dict[str, Any] = {"answer": word, "needed": list(needed), "before": before, "text": text}
    if pictures:
        document["pictures"] = [str(each) for each in pictures]
    _say(connected().post(f"confirmations/{question}/answer", document), as_json=as_json)


def _say(question: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        say_json(question)
        return
    console = out()
    console.print(plain(question["sentence"]), style="bold")
    console.print(plain(question["instruction"]))
    console.print()
    known = {name: question[name] for name in ("asker", "database", "record")}
    console.print(plain(_("%(asker)s asks about record %(record)s in %(database)s.") % known))
    for line in compared_lines(question["compared"]):
        console.print(line)
    if question["text"]:
        console.print(plain(question["text"]))
