"""What the register knows around a request, for reviewers alone: earlier cases of the same person. Reads only."""

from datetime import date

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.bureaus.models import Bureau
from comity.bureaus.rules import Say, Verb, standing_allows
from comity.matching.keys import Key, KeyKind
from comity.notices import rules
from comity.notices.asked import Asked, Factor, Missing, Weighed
from comity.notices.audience import centre
from comity.notices.law import OURS
from comity.notices.limits import limits
from comity.notices.models import Notice, Protection
from comity.notices.path import State
from comity.notices.request import faults_of
from comity.records.ending.traces import RecordTrace, tags_of, years_of_traces
from comity.records.ways import Documents, Names, keys_of

_WAYS = (Names("names", "born"), Documents("documents"))
# What makes an earlier case worth telling: it was refused, or it is no longer out.
_ENDED = [int(each) for each in (State.REFUSED, State.SUSPENDED, State.WITHDRAWN, State.CANCELLED)]
MOST_EARLIER = 20


def subject_keys(row: Notice) -> list[Key]:
    """The exact keys of its subject: each name with each birth date, each paper."""
    return keys_of(_WAYS, row.body)


def earlier_of(row: Notice) -> list[Notice]:
    """Refused, suspended or recalled notices of the same person, of whatever bureau, newest first."""
    values = [each.value for each in subject_keys(row)]
    rows = Notice.objects.filter(keys__value__in=values, state__in=_ENDED).exclude(pk=row.pk)
    rows = rows.exclude(corrects__isnull=False, state=int(State.WITHDRAWN))  # nobody judged it
    found = rows.distinct().order_by("-id")[: MOST_EARLIER * 2]
    # What its owner closed to the centre does not exist for reviewers either (practice 10).
    return [each for each in found if not rules.is_closed(centre(), each.closed)][:MOST_EARLIER]


def deleted_papers(row: Notice, today: date) -> list[RecordTrace]:
    """Traces of deleted records with a paper of this person, whoever deleted them (practice 10: to reviewers alone)."""
    known = [each for each in subject_keys(row) if each.kind is KeyKind.DOCUMENT]
    tags = [tag for year in years_of_traces(today) for tag in tags_of(known, year)]
    if not tags:
        return []
    return list(
        RecordTrace.objects.filter(tags__overlap=tags, ends_on__gte=today).order_by("-deleted_at")[
            :MOST_EARLIER
        ]
    )


def is_protected(row: Notice) -> bool:
    """Has any bureau confirmed that this person is protected from this owner? By this notice, or by an earlier one."""
    if Protection.objects.filter(
        notice__in=[row.pk, *([row.corrects_id] if row.corrects_id else [])]
    ).exists():
        return True
    values = [each.value for each in subject_keys(row)]
    rows = Protection.objects.filter(notice__bureau=row.bureau, notice__keys__value__in=values)
    return rows.exists()


def factors_of(row: Notice, today: date) -> tuple[Factor, ...]:
    """What must be weighed of this request, with the evidence of today. today: UTC."""
    owner = Bureau.objects.get(pk=row.bureau)
    said = standing_allows(owner.standing_on(today), Verb.SUBMIT_NOTICE)
    told: list[str | Promise] = [
        _("%(number)s of %(bureau)s: %(state)s. %(ground)s")
        % {
            "number": each.number,
            "bureau": each.bureau,
            "state": each.words,
            "ground": each.ground_words,
        }
        for each in earlier_of(row)
    ]
    told += [
        _("A record of %(bureau)s with a paper of this person was deleted on %(day)s: %(why)s")
        % {"bureau": each.owner, "day": each.deleted_at.date().isoformat(), "why": each.why}
        for each in deleted_papers(row, today)
    ]
    weighed = Weighed(
        asked=Asked(row.body, today, limits()),
        owner=owner.country,
        pre_moderated=said is not Say.YES,
        wanted=row.declaration.wanted,
        earlier=tuple(told),
        protected=is_protected(row),
    )
    return rules.factors(row.declaration, weighed)


def unmet_of(row: Notice, today: date | None = None) -> tuple[Missing, ...]:
    """What is unmet in a request today, first what of a draft cannot be read yet. today: UTC."""
    day, kind = today or timezone.now().date(), row.declaration
    found = rules.missing(kind, row.body, day, limits())
    if not row.unread:
        return found
    faults = faults_of(kind.slug, row.body, row.unread, day)
    unread = [Missing(OURS, each.field.partition(".")[0], each.code, each.message) for each in faults]
    return (*unread, *(each for each in found if each.field not in row.unread))
