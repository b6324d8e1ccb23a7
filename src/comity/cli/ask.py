"""`comity ask`: one question, every database. Exit codes: 0 no hit, 3 hit or candidate, 4 incomplete, 1 refused."""

import sys
from typing import Any, TextIO

import click
from django.utils.translation import gettext as _

from comity.cli.answers import exit_code, say_answer
from comity.cli.api import connected
from comity.cli.output import out, say_json

PURPOSES = (
    "border-control", "find-wanted", "identify", "investigate", "alert", "identify-dead", "forensic",
    "security-check", "threat-analysis", "locate-missing", "locate-witness-or-victim",
)  # fmt: skip
Subject = dict[str, Any]


@click.command()
@click.option("--purpose", required=True, type=click.Choice(PURPOSES), help="Why you ask.")
@click.option(
    "--document", "documents", multiple=True, metavar="ISSUER:KIND:NUMBER", help="FRA:passport:12AB34567"
)
@click.option(
    "--mrz",
    "zones",
    multiple=True,
    type=click.File(),
    metavar="FILE",
    help="Lines of a passport; - reads them here.",
)
@click.option("--vin", "vins", multiple=True, help="Vehicle identification number.")
@click.option("--plate", "plates", multiple=True, metavar="COUNTRY:NUMBER", help="FRA:AB123CD")
@click.option("--engine", "engines", multiple=True, metavar="[MAKE:]NUMBER", help="Engine or part number.")
@click.option("--serial", "serials", multiple=True, help="Serial number of a firearm.")
@click.option("--make", default="", help="Maker of the firearm, with --serial.")
@click.option("--calibre", default="", help="Calibre of the firearm, with --serial.")
@click.option("--name", "names", multiple=True, help="Name of a person.")
@click.option(
    "--born", default="", help="Birth date, with --name: 1987, 1987-03, 1987-03-14, ~1987 or 1980/1985."
)
@click.option("--text", "texts", multiple=True, help="Anything; the node recognises what it is.")
@click.option("--case", default="", help="Case reference; only border control asks without one.")
@click.option("--reason", default="", help="Why, in words, for the journal.")
@click.option(
    "--silent", is_flag=True, help="Nothing of it reaches an owner before a desk officer discloses it."
)
@click.option("--json", "as_json", is_flag=True, help="Print the whole answer as one line of JSON.")
def ask(purpose: str, case: str, reason: str, silent: bool, as_json: bool, **about: Any) -> None:
    """Ask all databases at once.

    Several subjects may be asked together, up to twenty. Of one number you may give a part: --vin '*123456',
    --plate 'FRA:AB?23CD'; that needs --case and --reason and finds candidates only.

    Exit codes: 0 no hit, 3 hit or candidate, 4 incomplete or not answered, 1 refused, 2 wrong usage.
    """
    subjects = [in_part(subject) for subject in subjects_of(**about)]
    if not subjects:
        raise click.UsageError(
            _("Say what you ask about: --document, --mrz, --vin, --plate, --name, --text ...")
        )
    question: dict[str, Any] = {"purpose": purpose, "subjects": subjects}
    question |= {name: words for name, words in (("case", case), ("reason", reason)) if words}
    answer = connected().post("queries", question | ({"silent": True} if silent else {}))
    if as_json:
        say_json(answer)
    else:
        say_answer(answer, out())
    sys.exit(exit_code(answer))


def subjects_of(
    *,
    documents: tuple[str, ...],
    zones: tuple[TextIO, ...],
    vins: tuple[str, ...],
    plates: tuple[str, ...],
    engines: tuple[str, ...],
    serials: tuple[str, ...],
    make: str,
    calibre: str,
    names: tuple[str, ...],
    born: str,
    texts: tuple[str, ...],
) -> list[Subject]:
    """The subjects of a question, as the API wants them. Raises: UsageError."""
    if born and not names:
        raise click.UsageError(_("--born goes with --name."))
    if (make or calibre) and not serials:
        raise click.UsageError(_("--make and --calibre go with --serial."))
    return [
        *(document(words) for words in documents),
        *({"mrz": file.read()} for file in zones),
        *({"vehicle": {"vin": vin}} for vin in vins),
        *({"vehicle": plate(words)} for words in plates),
        *({"vehicle": engine(words)} for words in engines),
        *({"firearm": _filled(serial=serial, make=make, calibre=calibre)} for serial in serials),
        *({"person": _filled(name=name, born=born)} for name in names),
        *({"text": text} for text in texts),
    ]


def document(words: str) -> Subject:
    """ISSUER:KIND:NUMBER, ISSUER:NUMBER or NUMBER. What is left out makes candidates of hits."""
    parts = words.split(":", 2)
    names = {1: ("number",), 2: ("issuer", "number"), 3: ("issuer", "kind", "number")}[len(parts)]
    found = dict(zip(names, (part.strip() for part in parts), strict=True))
    if not found["number"]:
        raise click.UsageError(
            _("Write a document as ISSUER:KIND:NUMBER, for example FRA:passport:12AB34567.")
        )
    return {"document": _filled(**found)}


def plate(words: str) -> Subject:
    """COUNTRY:NUMBER or NUMBER."""
    country, colon, number = words.partition(":")
    return _filled(country=country.strip(), plate=number.strip()) if colon else {"plate": country.strip()}


def engine(words: str) -> Subject:
    """MAKE:NUMBER or NUMBER."""
    make, colon, number = words.rpartition(":")
    return _filled(make=make.strip(), engine=number.strip()) if colon else {"engine": number.strip()}


def in_part(subject: Subject) -> Subject:
    """A subject with a wildcard in its number asks for a part of it."""
    values = subject.get("vehicle") or subject.get("firearm") or {}
    text = subject.get("text", "")
    typed = [*values.values(), text if any(map(str.isdigit, text)) else ""]
    partial = any(wildcard in each for each in typed for wildcard in "*?")
    return subject | {"match": "partial"} if partial else subject


def _filled(**values: str) -> Subject:
    return {name: value for name, value in values.items() if value}
