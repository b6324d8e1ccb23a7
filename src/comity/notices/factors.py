"""What a human must weigh before a notice is published, with the evidence. The machine lists and never decides.

Source: issue 5, item 2; Articles 2 and 3 of the Constitution as domain facts 3 have them (predominance, case by case).
"""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from comity.notices.asked import Factor, Weighed
from comity.notices.conditions.identity import is_child
from comity.notices.conditions.judicial import below_threshold
from comity.notices.fields import FIELDS
from comity.notices.law import (
    NEUTRALITY,
    OURS,
    PERSONS,
    REFUGEES,
    STANDING,
    THRESHOLD,
    TRACE,
    YELLOW,
)

# Words in free text that may point to a matter of Article 3 or 2. They only ask a person to look; four languages, in
# lower case. Ours: no list of the kind is public.
POLITICAL_WORDS = (
    "opposition", "political party", "election", "demonstration", "protest", "journalist", "blogger", "activist",
    "dissident", "treason", "insult", "blasphemy", "apostasy", "desertion", "conscription", "minister", "president",
    "parliament", "coup", "separatis", "religio", "extremis", "propaganda", "journaliste", "opposant", "élection",
    "trahison", "désertion", "periodista", "oposición", "traición", "elecciones", "صحفي", "معارض", "انتخاب", "خيانة",
)  # fmt: skip
RIGHTS_WORDS = (
    "death penalty", "in absentia", "corporal", "flogging", "stoning", "amputation", "peine de mort", "par défaut",
    "pena de muerte", "en rebeldía", "إعدام", "غيابي",
)  # fmt: skip
TEXTS = ("offence", "facts", "link", "charge", "law", "convictions", "grounds", "titles", "danger", "method")


def neutrality(weighed: Weighed) -> Iterator[Factor]:
    """Words that may point to a political, military, religious or racial character. Source: Constitution, Art. 3."""
    if found := _spoken(weighed, POLITICAL_WORDS):
        sentence = _("Words that may point to a political, military, religious or racial character.")
        yield Factor(NEUTRALITY, "article-3", sentence, found)


def human_rights(weighed: Weighed) -> Iterator[Factor]:
    """Words that may point to a breach of the Universal Declaration. Source: Constitution, Art. 2."""
    if found := _spoken(weighed, RIGHTS_WORDS):
        yield Factor(NEUTRALITY, "article-2", _("Words that may touch human rights."), found)


def office(weighed: Weighed) -> Iterator[Factor]:
    """Somebody with a title or function: the status of persons is a factor of the test of predominance."""
    titles = weighed.asked.body.get("titles")
    if titles:
        yield Factor(NEUTRALITY, "office", _("This person holds or held an office."), (titles,))


def refugee(weighed: Weighed) -> Iterator[Factor]:
    """A bureau confirmed protection; never which. Source: resolution GA-2017-86-RES-09, as practice 2 has it."""
    if weighed.protected:
        yield Factor(REFUGEES, "protected", _("A bureau has confirmed that this person is protected."))


def already_judged(weighed: Weighed) -> Iterator[Factor]:
    """Nobody is judged twice for the same facts."""
    if weighed.asked.body.get("judged_before"):
        yield Factor(OURS, "judged", _("A court has already judged this person for these facts."))


def waived(weighed: Weighed) -> Iterator[Factor]:
    """Below the threshold, asked for all the same. Source: Red Notice Law Journal: it may be waived."""
    if below_threshold(weighed.asked) and weighed.asked.says("importance"):
        sentence = _("The penalty is below the threshold; the bureau claims special importance.")
        yield Factor(THRESHOLD, "below-threshold", sentence, (weighed.asked.body["importance"],))


def earlier(weighed: Weighed) -> Iterator[Factor]:
    """An earlier refusal, recall or deletion of the same person. To reviewers only (practice 10)."""
    if weighed.earlier:
        sentence = _("The register knows earlier cases of the same person.")
        yield Factor(TRACE, "earlier", sentence, weighed.earlier)


def own_national(weighed: Weighed) -> Iterator[Factor]:
    """A country that seeks its own national: no fault, and where persecution begins."""
    held = [each.get("country", "") for each in weighed.asked.body.get("nationalities", ())]
    if weighed.wanted and weighed.owner and weighed.owner in held:
        yield Factor(
            OURS, "own-national", _("A country seeks its own national."), (weighed.owner,), two=False
        )


def minor(weighed: Weighed) -> Iterator[Factor]:
    """A minor, whatever is asked. Source: practice 4, after RPD Art. 37 to 42 as our facts list them."""
    if is_child(weighed.asked):
        told = weighed.asked.body.get("minor_condition")
        yield Factor(PERSONS, "minor", _("This person is, or may be, a minor."), (told,) if told else ())


def child_missing(weighed: Weighed) -> Iterator[Factor]:
    """Custody, protection, who reported, the other parent's view: for two reviewers. Source: practice 24."""
    body = weighed.asked.body
    for name, sentence in (
        ("custody_dispute", _("There is a dispute about custody.")),
        ("protection_order", _("There is a protection order.")),
    ):
        if body.get(name):
            evidence = (body["other_parent"],) if "other_parent" in body else ()
            yield Factor(YELLOW, name.replace("_", "-"), sentence, evidence)
    if is_child(weighed.asked) and body.get("reported_by") == "parent" and "other_parent" not in body:
        yield Factor(YELLOW, "one-parent", _("One parent reported it; the view of the other is not known."))


def spouse_reports(weighed: Weighed) -> Iterator[Factor]:
    """A spouse or the family seeks an adult: some flee. Source: practice 24."""
    if not is_child(weighed.asked) and weighed.asked.body.get("reported_by") in ("spouse", "family"):
        yield Factor(YELLOW, "family-seeks", _("Family seeks an adult, who may have left them on purpose."))


def public_extract(weighed: Weighed) -> Iterator[Factor]:
    """An extract for the public reaches the persecutor too."""
    if weighed.asked.body.get("public"):
        yield Factor(OURS, "public", _("The public would see an extract."), two=False)


def pre_moderated(weighed: Weighed) -> Iterator[Factor]:
    """What a pre-moderated bureau asks passes two people. Source: RPD Art. 131 (as our facts have it)."""
    if weighed.pre_moderated:
        yield Factor(STANDING, "pre-moderated", _("The bureau that asks is pre-moderated."))


def _spoken(weighed: Weighed, words: tuple[str, ...]) -> tuple[str, ...]:
    """Where such a word stands: the word with some of what is around it."""
    found = []
    for name in TEXTS:
        text = str(weighed.asked.body.get(name, ""))
        low = text.lower()
        for word in words:
            if (at := low.find(word)) >= 0:
                found.append(f"{FIELDS[name].label}: …{text[max(0, at - 40) : at + len(word) + 40]}…")
    return tuple(found[:12])


ALWAYS = (neutrality, human_rights, refugee, earlier, public_extract, pre_moderated)
OF_PERSONS = (office, already_judged, own_national, minor)
