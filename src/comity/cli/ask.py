"""`comity ask`: one question, every database.

Exit codes: 0 no hit or advice alone, 3 hit or candidate, 4 incomplete, 1 refused.
"""

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
MEASURES = ("height", "width", "depth", "diameter", "length", "weight")


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
@click.option("--make", default="", help="Maker of the firearm, with --serial or --model.")
@click.option("--calibre", default="", help="Calibre of the firearm, with --serial.")
@click.option(
    "--model", default="", help="Model of the firearm; with --make it finds advice, also without --serial."
)
@click.option("--hull", "hulls", multiple=True, help="Hull number of a boat, 12 or 14 characters.")
@click.option("--imo", "imos", multiple=True, help="IMO number of a ship.")
@click.option("--mmsi", "mmsis", multiple=True, help="Radio identity of a ship.")
@click.option("--call-sign", "call_signs", multiple=True, help="Call sign of a ship.")
@click.option(
    "--registration",
    "registrations",
    multiple=True,
    metavar="[COUNTRY:]NUMBER",
    help="Number in a register of ships or companies.",
)
@click.option("--telephone", "telephones", multiple=True, help="With its country: +33123456789.")
@click.option("--imei", "imeis", multiple=True, help="Number of a telephone's device.")
@click.option("--account", "accounts", multiple=True, metavar="[BANK:]NUMBER", help="IBAN or account number.")
@click.option(
    "--inventory",
    "inventories",
    multiple=True,
    metavar="[INSTITUTION:]NUMBER",
    help="Inventory number of a work of art.",
)
@click.option(
    "--looks", default="", help="A thing without a number, in words: what it shows, of what, its marks."
)
@click.option("--sort", default="", help="What sort of thing it is, with --looks: painting, coin, icon ...")
@click.option("--height", default="", help="With its unit: '64 cm'.")
@click.option("--width", default="", help="With its unit.")
@click.option("--depth", default="", help="With its unit.")
@click.option("--diameter", default="", help="With its unit.")
@click.option("--length", default="", help="With its unit.")
@click.option("--weight", default="", help="With its unit: '250 g'.")
@click.option("--name", "names", multiple=True, help="Name of a person.")
@click.option(
    "--born", default="", help="Birth date, with --name: 1987, 1987-03, 1987-03-14, ~1987 or 1980/1985."
)
@click.option("--nationality", default="", help="Three letters, with --name.")
@click.option("--sex", default="", type=click.Choice(("", "female", "male")), help="With --name.")
@click.option(
    "--reach",
    default="usual",
    type=click.Choice(("strict", "usual", "wide")),
    help="How far --name looks: wide knows wildcards (Shcherb*, M?hammad) and needs --case and --reason.",
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
    --plate 'FRA:AB?23CD'; or the looks of a thing alone: --looks 'harbour boats' --height '64 cm'. Both need --case and
    --reason and find candidates only.

    Exit codes: 0 no hit or advice alone, 3 hit or candidate, 4 incomplete or not answered, 1 refused, 2 wrong usage.
    """
    looks = [described(about.pop("looks"), about.pop("sort"), **{each: about.pop(each) for each in MEASURES})]
    subjects = [in_part(subject) for subject in subjects_of(**about)] + [each for each in looks if each]
    if not subjects:
        raise click.UsageError(
            _("Say what you ask about: --document, --mrz, --vin, --plate, --hull, --name, --text ...")
        )
    question: dict[str, Any] = {"purpose": purpose, "subjects": subjects}
    question |= {name: words for name, words in (("case", case), ("reason", reason)) if words}
    answer = connected().post("queries", question | ({"silent": True} if silent else {}))
    if as_json:
        say_json(answer)
    else:
        say_answer(answer, out())
    sys.exit(exit_code(answer))


def described(looks: str, sort: str, **measures: str) -> Subject:
    """A thing by its looks; empty where nothing was said of them. Raises: UsageError."""
    found = _filled(words=looks, **measures)
    if sort and not found:
        raise click.UsageError(_("--sort goes with --looks or a measure."))
    return {"described": found | _filled(kind=sort)} if found else {}


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
    model: str,
    names: tuple[str, ...],
    born: str,
    nationality: str,
    sex: str,
    reach: str,
    texts: tuple[str, ...],
    **numbers: tuple[str, ...],
) -> list[Subject]:
    """The subjects of a question, as the API wants them. numbers: of things, by option. Raises: UsageError."""
    known = _filled(born=born, nationality=nationality, sex=sex) | (
        {} if reach == "usual" else {"reach": reach}
    )
    if known and not names:
        raise click.UsageError(_("--born, --nationality, --sex and --reach go with --name."))
    if (make or calibre or model) and not serials and not (make and model):
        raise click.UsageError(
            _("--make, --model and --calibre go with --serial; --make and --model also alone.")
        )
    arms = serials or (("",) if model else ())
    return [
        *(document(words) for words in documents),
        *({"mrz": file.read()} for file in zones),
        *({"vehicle": {"vin": vin}} for vin in vins),
        *({"vehicle": behind(words, "country", "plate")} for words in plates),
        *({"vehicle": behind(words, "make", "engine")} for words in engines),
        *({"firearm": _filled(serial=serial, make=make, calibre=calibre, model=model)} for serial in arms),
        *things(**numbers),
        *({"person": {"name": name} | known} for name in names),
        *({"text": text} for text in texts),
    ]


def things(
    *,
    hulls: tuple[str, ...],
    imos: tuple[str, ...],
    mmsis: tuple[str, ...],
    call_signs: tuple[str, ...],
    registrations: tuple[str, ...],
    telephones: tuple[str, ...],
    imeis: tuple[str, ...],
    accounts: tuple[str, ...],
    inventories: tuple[str, ...],
) -> list[Subject]:
    """Vessels, telephones, accounts and works of art, each by one number."""
    return [
        *({"vessel": {"hull": number}} for number in hulls),
        *({"vessel": {"imo": number}} for number in imos),
        *({"vessel": {"mmsi": number}} for number in mmsis),
        *({"vessel": {"call_sign": sign}} for sign in call_signs),
        *({"vessel": behind(words, "country", "registration")} for words in registrations),
        *({"telephone": {"number": number}} for number in telephones),
        *({"telephone": {"imei": number}} for number in imeis),
        *({"account": behind(words, "bank", "number")} for words in accounts),
        *({"work": behind(words, "institution", "inventory")} for words in inventories),
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


def behind(words: str, first: str, number: str) -> Subject:
    """What stands before the last colon, if any, and the number behind it."""
    before, colon, last = words.rpartition(":")
    return _filled(**{first: before.strip(), number: last.strip()}) if colon else {number: last.strip()}


def in_part(subject: Subject) -> Subject:
    """A subject with a wildcard in its number asks for a part of it."""
    values = subject.get("vehicle") or subject.get("firearm") or {}
    text = subject.get("text", "")
    typed = [*values.values(), text if any(map(str.isdigit, text)) else ""]
    partial = any(wildcard in each for each in typed for wildcard in "*?")
    return subject | {"match": "partial"} if partial else subject


def _filled(**values: str) -> Subject:
    return {name: value for name, value in values.items() if value}
