"""Conditions of the kinds that ask for no arrest: warnings, missing persons, bodies, dangers, lists."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from comity.kit.dates import parse_partial
from comity.notices.asked import Asked, Missing
from comity.notices.conditions.identity import is_child
from comity.notices.law import BLACK, GREEN, ORANGE, PURPLE, SILVER, SPECIAL, YELLOW


def assessment(asked: Asked) -> Iterator[Missing]:
    """An authority's own assessment, from convictions or other reasonable grounds. Source: domain facts 2.1."""
    if not asked.says("assessed_by"):
        yield Missing(GREEN, "assessed_by", "required", _("Name the authority that assessed the danger."))
    ground = asked.body.get("ground")
    if ground is None:
        yield Missing(GREEN, "ground", "required", _("Say whether there is a conviction."))
    if ground == "convictions" and not asked.says("convictions"):
        yield Missing(GREEN, "convictions", "required", _("Write the convictions, with court and day."))
    if ground == "other-grounds" and not asked.says("grounds"):
        yield Missing(GREEN, "grounds", "required", _("Write the grounds on which it rests."))


def missing_person(asked: Asked) -> Iterator[Missing]:
    """Somebody whose whereabouts are unknown, or who cannot say who he or she is. Source: domain facts 2.1."""
    if not asked.says("police_record"):
        yield Missing(YELLOW, "police_record", "required", _("Write the number of the police record."))
    if not asked.says("reported_by"):
        yield Missing(YELLOW, "reported_by", "required", _("Say who reported it."))
    if asked.body.get("unable"):
        return
    if not asked.says("missing_since"):
        yield Missing(YELLOW, "missing_since", "required", _("Write since when the person is missing."))
    elif parse_partial(asked.body["missing_since"], field="").earliest > asked.today:
        yield Missing(YELLOW, "missing_since", "date-ahead", _("Nobody is missing from a day to come."))
    if not (asked.says("last_seen") or asked.says("last_seen_country")):
        yield Missing(YELLOW, "last_seen", "required", _("Write where the person was last seen."))


def missing_adult(asked: Asked) -> Iterator[Missing]:
    """Of a missing adult: may the family be told? Some flee from it. Source: practice 4 and 24."""
    if not asked.body.get("unable") and not is_child(asked) and "family_may_be_told" not in asked.body:
        sentence = _("Say whether the family of a missing adult may be told.")
        yield Missing(YELLOW, "family_may_be_told", "required", sentence)


def missing_child(asked: Asked) -> Iterator[Missing]:
    """Of a child: custody and protection are said either way. Source: practice 24."""
    if not is_child(asked):
        return
    for name, sentence in (
        ("custody_dispute", _("Say whether there is a dispute about custody.")),
        ("protection_order", _("Say whether there is a protection order.")),
    ):
        if name not in asked.body:
            yield Missing(YELLOW, name, "required", sentence)


def public_with_reason(asked: Asked) -> Iterator[Missing]:
    """No extract of a minor or a victim without a note why it serves them. Source: practice 24."""
    status = asked.body.get("status_of_person")
    if (
        asked.body.get("public")
        and (is_child(asked) or status == "victim")
        and not asked.says("best_interest")
    ):
        sentence = _("Write why publication serves this person.")
        yield Missing(YELLOW, "best_interest", "best-interest", sentence)


def body_found(asked: Asked) -> Iterator[Missing]:
    """A body that was found and recorded, and is not identified. Source: domain facts 2.1."""
    for name, sentence in (
        ("found_on", _("Write when the body was found.")),
        ("found_country", _("Name the country where it was found.")),
        ("police_record", _("Write the number of the police record.")),
    ):
        if not asked.says(name):
            yield Missing(BLACK, name, "required", sentence)
    told = ("description", "marks", "clothes", "photograph", "fingerprints", "dna")
    if not any(asked.body.get(name) for name in told):
        sentence = _("Add a description, marks, clothes, fingerprints, DNA or a photograph.")
        yield Missing(BLACK, "description", "one-of", sentence)
    if asked.says("names"):
        sentence = _(
            "A body with a name is identified: leave the name out, or ask with the kind for missing persons."
        )
        yield Missing(BLACK, "names", "identified", sentence)


def method_known(asked: Asked) -> Iterator[Missing]:
    """A method in detail, of a case that is closed, or open and serious. Source: domain facts 2.1."""
    if not (asked.says("method") or asked.says("objects")):
        yield Missing(PURPLE, "method", "one-of", _("Describe the method, or the objects and hiding places."))
    elif len(asked.body.get("method", "") + asked.body.get("objects", "")) < asked.limits.facts_characters:
        words = {"least": asked.limits.facts_characters}
        sentence = _("Tell enough to match it: at least %(least)s characters.") % words
        yield Missing(PURPLE, "method", "too-short", sentence)
    if not asked.says("case_state"):
        yield Missing(PURPLE, "case_state", "required", _("Say whether the case is open or closed."))
    elif asked.body["case_state"] == "open" and not asked.body.get("serious"):
        why = _("Of an open case, only a serious offence is told to all.")
        yield Missing(PURPLE, "serious", "not-serious", why)


def danger(asked: Asked) -> Iterator[Missing]:
    """A danger that an authority assessed as imminent and serious. Source: domain facts 2.1."""
    for name, sentence in (
        ("danger_from", _("Say where the danger comes from.")),
        ("danger", _("Describe the danger.")),
        ("assessed_by", _("Name the authority that assessed it.")),
        ("what_to_do", _("Write what an officer who meets it should do.")),
    ):
        if not asked.says(name):
            yield Missing(ORANGE, name, "required", sentence)
    if not asked.body.get("imminent"):
        yield Missing(
            ORANGE, "imminent", "not-imminent", _("This kind of notice is for imminent danger alone.")
        )
    if not asked.body.get("serious"):
        yield Missing(ORANGE, "serious", "not-serious", _("This kind of notice is for serious danger alone."))
    if asked.body.get("danger_from") == "person" and not (asked.says("names") or asked.says("description")):
        yield Missing(ORANGE, "names", "identity", _("Name or describe the person."))


def listed(asked: Asked) -> Iterator[Missing]:
    """An entry of a public list, with its reference; it asks for no arrest. Source: practice 13; domain facts 7.1."""
    for name, sentence in (
        ("names", _("Write the name as the list has it.")),
        ("un_reference", _("Write the reference of the entry.")),
        ("un_regime", _("Name the sanctions regime.")),
    ):
        if not asked.says(name):
            yield Missing(SPECIAL, name, "required", sentence)
    if "arrest" in asked.body.get("measures", "").lower().replace("no arrest request", ""):
        yield Missing(SPECIAL, "measures", "no-arrest", _("A notice of this kind asks for no arrest."))


def assets_sought(asked: Asked) -> Iterator[Missing]:
    """What is sought, without force."""
    if not asked.says("assets"):
        yield Missing(SILVER, "assets", "required", _("Describe the assets that are sought."))
