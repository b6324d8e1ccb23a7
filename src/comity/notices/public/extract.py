"""The extract: which notices anybody may see, and what of them. Read anew for each request, so a recall works at once.

Off unless the operator turned it on (COMITY_PUBLIC_NOTICES). Source: domain facts 2.3 (only if the owner agrees), 7.1
(special notices are all public); practice 24 (minors and victims off by default), 10 (what is closed to one bureau is
not shown to passers-by).
"""

from collections.abc import Iterator
from datetime import date

from django.conf import settings
from django.db.models import Q, QuerySet

from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.databases.persons import PersonStatus, minor_on
from comity.kit.errors import NotFound
from comity.notices.databases import NoticeRecord
from comity.notices.kinds import declared
from comity.notices.kinds.kind import Kind, Public
from comity.notices.models import Notice
from comity.notices.path import OUT
from comity.notices.public.paths import Exists, Pattern
from comity.records.models import OwnerRule
from comity.records.record import Body
from comity.records.values import slug

# What of a request the public reads: whom or what to look for, and what for. No papers, facts, parents, nor the case.
SHOWN = (
    "names", "born", "birth_places", "sex", "nationalities", "languages", "height_cm", "marks", "charge", "offence",
    "missing_since", "last_seen", "last_seen_country",
)  # fmt: skip
# Of kinds that are public as a whole, such as a list of sanctions: what the list itself publishes.
SHOWN_OF_LISTS = (
    *SHOWN, "un_reference", "un_regime", "listed_on", "measures", "from_list",
    "reported_deceased", "titles", "documents", "addresses", "facts",
)  # fmt: skip
SHIELDED = tuple(slug(each) for each in (PersonStatus.VICTIM, PersonStatus.WITNESS))
HIDDEN = (Standing.SUSPENDED, Standing.MANDATE_ENDED)
AGE_OF_MAJORITY = 18


def demand_public_side() -> None:
    """Raises: NotFound where the operator has not turned the public side on: it is then not there."""
    if not settings.PUBLIC_NOTICES:
        raise NotFound


def public_kinds() -> list[Kind]:
    """The kinds of which the public sees anything."""
    return [each for each in declared().values() if each.public is not Public.NEVER]


def extract(*kinds: Kind, today: date, number: str = "") -> QuerySet[Notice]:
    """All that anybody may see of these kinds now, newest first; or of these the one of a number. today: UTC."""
    chosen = [each for each in kinds if each.public is not Public.NEVER]
    always = [each.number for each in chosen if each.public is Public.ALWAYS]
    rows = _open_to_all(today).filter(kind__in=[each.number for each in chosen], expires_on__gte=today)
    if number:  # before the minors are looked for: one notice costs 1 ms, all of ten thousand 40
        rows = rows.filter(number=number.upper())
    rows = rows.filter(Q(kind__in=always) | Q(body__public=True))
    shielded = ~Q(kind__in=always) & Q(body__best_interest__isnull=True)
    rows = rows.exclude(shielded & Q(body__status_of_person__in=SHIELDED))
    return rows.exclude(pk__in=list(_minors(rows.filter(shielded), today))).order_by("-published_at", "-id")


def _open_to_all(today: date) -> QuerySet[Notice]:
    """What is out and closed to nobody: no diffusion, no restriction, no owner who is suspended or closes all."""
    rules = OwnerRule.objects.filter(
        Q(until=None) | Q(until__gte=today), Q(database=None) | Q(database=NoticeRecord.code)
    )
    hidden = [each.code for each in Bureau.objects.all() if each.standing_on(today) in HIDDEN]
    rows = Notice.objects.filter(state__in=[int(each) for each in OUT], diffusion=False, closed__isnull=True)
    return rows.exclude(bureau__in=rules.values("owner")).exclude(bureau__in=hidden)


def _minors(rows: QuerySet[Notice], today: date) -> Iterator[object]:
    """Those who are, or may be, minors: the store proposes whoever has a late year of birth, the rule decides."""
    years = "|".join(str(year) for year in range(today.year - AGE_OF_MAJORITY, today.year + 1))
    near = rows.alias(late=Exists("body", Pattern("$.born[*].date", f"({years})"))).filter(late=True)
    for row in near.only("pk", "body"):
        if minor_on(row.body, today):
            yield row.pk


def shown_of(row: Notice) -> Body:
    """What the public reads of a notice."""
    kind = row.declaration
    if kind.public is Public.ALWAYS:
        names: tuple[str, ...] = SHOWN_OF_LISTS
    elif any(each.name == "names" for each in kind.fields):
        names = SHOWN
    else:  # a thing: its description is what one looks for
        names = tuple(each.name for each in kind.sections[0][1])
    return {name: row.body[name] for name in names if name in row.body}
