"""An answer as people read it: the sentence, the next step, then what each database said."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from rich.console import Console
from rich.text import Text

from comity.cli.output import plain
from comity.cli.problems import Exit

# Beside its colour every outcome has a sign and its word.
SIGNS = {"hit": "■", "candidate": "◧", "not-answered": "?", "pending": "…", "advice": "i", "not-allowed": "–"}
STYLES = {"hit": "bold red", "candidate": "bold yellow", "not-answered": "bold magenta", "pending": "magenta"}
WORDS = {
    "hit": gettext_lazy("Hit"),
    "candidate": gettext_lazy("Candidate"),
    "no-hit": gettext_lazy("No hit"),
    "advice": gettext_lazy("Advice"),
    "not-allowed": gettext_lazy("Not allowed"),
    "pending": gettext_lazy("Pending"),
    "not-answered": gettext_lazy("Not answered"),
}
CODES = {
    "hit": Exit.HIT,
    "candidate": Exit.HIT,
    "not-answered": Exit.INCOMPLETE,
    "pending": Exit.INCOMPLETE,
    "not-allowed": Exit.REFUSED,
}


def exit_code(answer: dict[str, Any]) -> Exit:
    """3 for a hit or candidate, even where a database is missing; 4 for any other incomplete answer.

    Advice alone is 0: it concerns no case, so a script that stops at findings must not stop at it.
    """
    code = CODES.get(answer["outcome"], Exit.NO_HIT)
    return Exit.INCOMPLETE if code is Exit.NO_HIT and answer.get("incomplete") else code


def say_answer(answer: dict[str, Any], console: Console) -> None:
    """The whole answer."""
    if answer.get("incomplete"):
        console.print(Text(_("INCOMPLETE: a database did not answer."), style="bold magenta"))
    outcome = answer["outcome"]
    console.print(_sign(outcome, answer["sentence"]))
    console.print(plain(answer["instruction"]))
    for subject in answer["subjects"]:
        console.print()
        if len(answer["subjects"]) > 1:
            console.print(Text(_("Subject %(place)s") % {"place": subject["place"] + 1}, style="bold"))
        _say_subject(subject, console)
    for there in answer.get("elsewhere", []):
        _say_elsewhere(there, console)
    console.print()
    console.print(Text(_("Act %(act)s at %(at)s") % {"act": answer["act"], "at": answer["at"]}, style="dim"))


def _say_elsewhere(there: dict[str, Any], console: Console) -> None:
    """What another node answered, or why it did not."""
    console.print()
    console.print(Text(_("From %(node)s:") % {"node": there["name"]}, style="bold"))
    console.print(_sign(there["outcome"], there["sentence"]))
    console.print(plain(there["instruction"]))
    for subject in there.get("subjects", []):
        console.print()
        _say_subject(subject, console)


def _say_subject(subject: dict[str, Any], console: Console) -> None:
    for note in subject.get("notes", []):
        console.print(plain(note))
    if subject.get("problem"):
        console.print(plain(subject["problem"]))
        _say_lines(subject["answers"], console)
        return
    silent = [database for database in subject["answers"] if database["outcome"] == "no-hit"]
    for database in subject["answers"]:
        if database in silent:
            continue
        console.print(_headed(database["outcome"], database["database"]))
        if database.get("reason"):
            console.print(plain(f"  {database['reason']}"))
        _say_lines([database], console)
        for found in database.get("found", []):
            _say_found(found, console)
    if silent:
        console.print(_headed("no-hit", ", ".join(database["database"] for database in silent)))
        _say_lines(silent, console)


def _say_lines(databases: list[dict[str, Any]], console: Console) -> None:
    """What the asker's own bureau says to such answers, each line once."""
    for line in dict.fromkeys(database["line"] for database in databases if database.get("line")):
        console.print(plain(f"  {line}"))


def _say_found(found: dict[str, Any], console: Console) -> None:
    console.print(Text("  ").append_text(_headed(found["outcome"], found["headline"])))
    console.print(plain(f"    {found['sentence']}"))
    if found.get("why"):
        console.print(plain(f"    {found['why']}"))
    for remark in found.get("remarks", []):
        console.print(plain(f"    {remark}"))
    if found.get("examined"):
        console.print(plain(f"    {found['examined']['sentence']}"))
    if found.get("cards"):
        words = _("Often mistaken for this record; compare with the card.")
        console.print(plain(f"    {words} {', '.join(found['cards'])}"))
    for words in _likeness(found.get("likeness")):
        console.print(plain(f"    {words}"))
    if found.get("opinion"):
        console.print(plain(f"    {found['opinion']}"))
    for name, value in found.get("values", {}).items():
        console.print(plain(f"    {name}: {_value(value)}"))
    if found.get("hit"):
        console.print(plain("    " + _("Hit %(hit)s") % {"hit": found["hit"]}), style="dim")
    else:
        words = _("Read it: comity records show %(database)s %(record)s") % found
        console.print(plain("    " + words), style="dim")


def _likeness(likeness: dict[str, Any] | None) -> list[str]:
    """How alike the person is, and each reason with its bits."""
    if likeness is None:
        return []
    told = [likeness["sentence"]]
    for each in likeness["reasons"]:
        words = " – ".join(dict.fromkeys(filter(None, (each.get("asked", ""), each.get("recorded", "")))))
        told.append(f"{each['bits']:+6.1f}  {each['label']}" + (f": {words}" if words else ""))
    return told


def _headed(outcome: str, words: str) -> Text:
    return _sign(outcome, str(WORDS.get(outcome, outcome))).append(": ").append_text(plain(words))


def _sign(outcome: str, words: str) -> Text:
    head = Text(f"{SIGNS.get(outcome, '○')} ", style=STYLES.get(outcome, "bold"))
    return head.append_text(plain(words))


def _value(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(_value(each) for each in value)
    if isinstance(value, dict):
        return ", ".join(str(each) for each in value.values())
    return str(value)
