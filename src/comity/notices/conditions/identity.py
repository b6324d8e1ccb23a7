"""Whether a person is described so that nobody is taken for another."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from comity.databases.persons import is_minor, minor_on
from comity.kit.dates import PartialDate, parse_partial
from comity.notices.asked import Asked, Condition, Missing, Words
from comity.notices.law import OURS, PERSONS, RED, STATUS, Law

# One of these, beside name, sex and year of birth. Source: domain facts 2.2, marked as general knowledge.
BESIDE = ("description", "dna", "fingerprints", "documents")
MORE = ("names", "parents", "description", "marks")


def red_identity(asked: Asked) -> Iterator[Missing]:
    """Either name, forename, sex and year of birth with one thing more, or a good photograph with one thing more.

    Source: domain facts 2.2 (marked [K]).
    """
    by_name = has_full_name(asked) and all(asked.says(name) for name in ("born", "sex"))
    if by_name and any(asked.body.get(name) for name in BESIDE):
        return
    if asked.body.get("photograph") and any(asked.says(name) for name in MORE):
        return
    if not has_full_name(asked):
        yield Missing(
            RED, "names", "identity", _("Write name and forename as one name of two words or more.")
        )
    if not asked.says("born"):
        yield Missing(RED, "born", "identity", _("Write at least the year of birth."))
    if not asked.says("sex"):
        yield Missing(RED, "sex", "identity", _("Say the sex, or that it is not specified."))
    if by_name:
        sentence = _(
            "Add a description, a travel document, fingerprints or DNA: a name alone is many people's."
        )
        yield Missing(RED, "description", "identity", sentence)


def has_full_name(asked: Asked) -> bool:
    """Is there a name of two words or more? A name in a script that writes no spaces counts from two signs on."""
    names = [each["text"] for each in asked.body.get("names", ())]
    return any(len(text.split()) > 1 or (not text.isascii() and len(text) > 1) for text in names)


def known_enough(law: Law) -> Condition:
    """A name with a year of birth, a paper or a description; or a photograph. For kinds that ask less than red."""

    def check(asked: Asked) -> Iterator[Missing]:
        beside = ("born", "documents", "description", "photograph", "fingerprints", "dna")
        if not asked.says("names"):
            yield Missing(law, "names", "required", _("Write the name by which the person is known."))
        elif not any(asked.body.get(name) for name in beside):
            sentence = _(
                "Add a birth date, a paper, a description or a photograph: others must be told apart."
            )
            yield Missing(law, "born", "identity", sentence)

    return check


def status_is(law: Law, allowed: frozenset[str], sentence: Words) -> Condition:
    """The status of the person is said, and one that this kind is for. Source: RPD Art. 44 (as our facts have it)."""

    def check(asked: Asked) -> Iterator[Missing]:
        if not asked.says("status_of_person"):
            yield Missing(STATUS, "status_of_person", "required", _("Say the status of the person."))
        elif asked.body["status_of_person"] not in allowed:
            yield Missing(law, "status_of_person", "status", sentence)

    return check


def not_a_minor_then(asked: Asked) -> Iterator[Missing]:
    """Nobody under the least age at the time of the facts. Refused by default: no article is known (practice 11)."""
    births, then = _births(asked), asked.body.get("facts_on")
    if not births or then is None:
        return
    day = parse_partial(then, field="facts_on").earliest
    years = asked.limits.least_age
    turned = [_years_after(born, years) for born in births]
    if any((day.year, day.month, day.day) < each for each in turned):
        words = {"years": years}
        sentence = _("This person was, or may have been, under %(years)s when it happened.") % words
        yield Missing(OURS, "born", "minor-then", sentence)


def minor_has_condition(asked: Asked) -> Iterator[Missing]:
    """A minor, today or then, needs a stated condition. Source: practice 4, after RPD Art. 38 to 42."""
    event = asked.body.get("facts_on") or asked.body.get("missing_since")
    days = {"event_on": parse_partial(event, field="").earliest.isoformat()} if event else {}
    if minor_on({"born": asked.body.get("born", ()), **days}, asked.today) and not asked.says(
        "minor_condition"
    ):
        sentence = _("This person is or was a minor: state the special condition for asking about a minor.")
        yield Missing(PERSONS, "minor_condition", "minor-condition", sentence)


def no_birth_ahead(asked: Asked) -> Iterator[Missing]:
    """Nobody wanted for facts before their birth."""
    then = asked.body.get("facts_on")
    if then is not None:
        last = parse_partial(then, field="").latest
        if any(born.earliest > last for born in _births(asked)):
            yield Missing(PERSONS, "born", "born-after", _("The facts lie before the birth of this person."))


def is_child(asked: Asked) -> bool:
    """May this person be under 18 today?"""
    return any(is_minor(born.latest, asked.today) for born in _births(asked))


def _births(asked: Asked) -> list[PartialDate]:
    return [parse_partial(each["date"], field="born") for each in asked.body.get("born", ())]


def _years_after(born: PartialDate, years: int) -> tuple[int, int, int]:
    return born.latest.year + years, born.latest.month, born.latest.day
