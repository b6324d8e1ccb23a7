"""A notice as paper prints it: its fields in the words of one language, and nothing of what stays in the file."""

from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import override

from comity.bureaus.models import Bureau
from comity.bureaus.purposes import PURPOSES
from comity.databases.persons import minor_on
from comity.notices.fields import told_to_others
from comity.notices.models import LegalBasis, Notice
from comity.notices.naming import COLOURS
from comity.notices.pictures import pictures_of
from comity.notices.printing.printed import Name, Photograph, Printed, Row, Section
from comity.records.envelope import Declared
from comity.records.record import Body
from comity.records.shown import Fact, Shown, facts_in
from comity.records.values import Paragraph
from comity.web.moments import day

# These stand elsewhere on the paper: large, in the box of dangers.
SHOWN_APART = ("names", "warnings")
# Four fill the first page beside a long name; all stand on the notice's own page.
MOST_PHOTOGRAPHS = 4


def paper_of(row: Notice, basis: LegalBasis, *, language: str, today: date) -> Printed:
    """What the paper of a published notice says. language: of LANGUAGES. today: UTC; who is a minor depends on it."""
    kind, body = row.declaration, told_to_others(row.body)
    with override(language):
        return Printed(
            id=row.id,
            number=row.number,
            version=row.version,
            language=language,
            kind=str(_("Diffusion")) if row.diffusion else str(PURPOSES[kind.purpose]),
            colour=COLOURS[kind.colour],
            colour_name=str(kind.name),
            body=basis.body,
            asked_by=_asker(row),
            issued=row.published_at.date() if row.published_at else today,
            valid_until=row.expires_on,
            law=_law(row, basis),
            measure=str(kind.asks),
            dangers=tuple(_dangers(kind.fields, body, today)),
            names=tuple(_names(body)) or (Name(str(_("About")), row.title),),
            photographs=tuple(
                Photograph(bytes(each.blob.content), each.caption)
                for each in pictures_of(row, whole=True)[:MOST_PHOTOGRAPHS]
            ),
            sections=tuple(_sections(row, body)),
        )


def _asker(row: Notice) -> str:
    bureau = Bureau.objects.get(pk=row.bureau)
    return f"{bureau.name} ({bureau.code})"


def _law(row: Notice, basis: LegalBasis) -> str:
    law = row.declaration.law
    return _("%(rule)s (%(source)s; %(certainty)s). Rules: %(title)s, adopted by %(organ)s on %(day)s.") % {
        "rule": law.label,
        "source": law.source,
        "certainty": law.certainty,
        "title": basis.title,
        "organ": basis.organ,
        "day": day(basis.adopted_on),
    }


def _dangers(declared: tuple[Declared, ...], body: Body, today: date) -> Iterator[str]:
    """What whoever finds the person must know first. A minor is always named. Source: practice 4."""
    if minor_on(body, today):
        yield _("This person is, or may be, a minor.")
    for fact in facts_in([each for each in declared if each.name == "warnings"], body):
        for part in fact.parts:
            yield ": ".join(_text(value) for _label, value in part)


def _names(body: Body) -> Iterator[Name]:
    """The main name first, with the same in its own script beside it; then all others as they were written."""
    names = body.get("names", [])
    main = [each for each in names if each.get("quality", "primary") == "primary"]
    latin = next((each for each in main if each.get("script", "latin") == "latin"), None)
    original = next((each for each in main if each is not latin), None)
    if latin is not None:
        yield Name(str(_("Name")), latin["text"], original["text"] if original else "")
    elif original is not None:
        yield Name(str(_("Name")), original["text"])
    for each in names:
        if each is not latin and each is not original:
            yield Name(str(_("Also known as")), each["text"])


def _sections(row: Notice, body: Body) -> Iterator[Section]:
    """The sections of its kind, in the order of the form; long texts stand below the lines, under their own heading."""
    for title, declared in row.declaration.sections:
        kept = [each for each in declared if each.name not in SHOWN_APART]
        long = {each.name for each in kept if isinstance(each.value, Paragraph)}
        facts = facts_in(kept, body)
        rows = [row_of(fact) for fact in facts if fact.name not in long]
        if rows:
            yield Section(str(title), rows)
        for fact in facts:
            if fact.name in long:
                yield Section(str(fact.label), text=str(fact.value.text))


def row_of(fact: Fact) -> Row:
    """A field in plain words, as paper and lists show it; each part of a repeated one is a value."""
    if fact.parts:
        return Row(
            str(fact.label), [", ".join(_text(value) for _label, value in part) for part in fact.parts]
        )
    return Row(str(fact.label), [_text(fact.value)], is_code=bool(fact.value.code and not fact.value.day))


def _text(value: Shown) -> str:
    """A value as people read it. A country's name says more on paper than its letters."""
    return day(value.day) if value.day else str(value.text or value.code)
