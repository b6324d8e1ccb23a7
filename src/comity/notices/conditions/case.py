"""What happened, told so that a reviewer can judge it; and what no notice is for."""

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _

from comity.notices.asked import Asked, Condition, Missing
from comity.notices.conditions.needed import first_day
from comity.notices.law import EXCLUDED, NEUTRALITY, Law
from comity.notices.sets import Matter
from comity.records.values import slug

# Never, whatever else: Article 3 forbids any activity of this character. Source: domain facts 3, Constitution.
FORBIDDEN = frozenset(slug(each) for each in Matter if each >= Matter.POLITICAL)
# Excluded where they do not help serious or organised crime. Source: domain facts 2.2, NGM.
UNLESS_ORGANISED = frozenset(
    slug(each) for each in Matter if Matter.OWN_USE_OF_DRUGS <= each < Matter.POLITICAL
)


def matter(asked: Asked) -> Iterator[Missing]:
    """What the case is about is said, and nothing that is excluded."""
    said = asked.body.get("matter")
    if said is None:
        yield Missing(EXCLUDED, "matter", "required", _("Say what the case is about."))
    elif said in FORBIDDEN:
        sentence = _("A political, military, religious or racial matter is no matter for police cooperation.")
        yield Missing(NEUTRALITY, "matter", "forbidden", sentence)
    elif said in UNLESS_ORGANISED and not asked.body.get("organised"):
        sentence = _("This matter is excluded, unless it helps serious or organised crime.")
        yield Missing(EXCLUDED, "matter", "excluded", sentence)


def facts(law: Law) -> Condition:
    """Place, time and conduct, so that the facts can be judged. Source: issue 5, item 2 (completeness of facts)."""

    def check(asked: Asked) -> Iterator[Missing]:
        told = asked.body.get("facts", "")
        if not told:
            yield Missing(law, "facts", "required", _("Write what this person did."))
        elif len(told) < asked.limits.facts_characters:
            words = {"least": asked.limits.facts_characters}
            sentence = _("Tell the conduct itself, in at least %(least)s characters.") % words
            yield Missing(law, "facts", "too-short", sentence)
        if not asked.says("facts_on"):
            yield Missing(law, "facts_on", "required", _("Write when it happened."))
        elif first_day(asked.body["facts_on"]) > asked.today:
            yield Missing(law, "facts_on", "date-ahead", _("The facts cannot lie in the future."))
        if not (asked.says("facts_place") or asked.says("facts_country")):
            yield Missing(law, "facts_place", "required", _("Write where it happened."))

    return check


def tie(law: Law) -> Condition:
    """What ties this person to the case. Source: domain facts 1.6, a stated link between subject and crime."""

    def check(asked: Asked) -> Iterator[Missing]:
        if not asked.says("link"):
            sentence = _("Write what ties this person to the case: evidence, not suspicion alone.")
            yield Missing(law, "link", "required", sentence)

    return check
