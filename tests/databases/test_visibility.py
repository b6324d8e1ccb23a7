"""What the keys say about who may find a record, against what the record itself says: they never differ."""

import datetime
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.gate import epoch
from comity.gate.action import ActDraft
from comity.journal.acts import Act, Outcome
from comity.matching.keys import Grade, Probe
from comity.queries import lookup
from comity.queries.actions.asking import closed_entries
from comity.records import actions, keys, scope
from comity.records.accept import Accepted
from comity.records.document import clean, digest
from comity.records.models import Misled, OwnerRule
from comity.records.record import Record
from comity.records.registry import searched
from comity.records.rules import (
    WITHOUT_KEYS,
    AfterRecovery,
    Feeder,
    Marking,
    Status,
    answers_others,
    is_closed_to,
    key_visibility,
)
from comity.records.ways import keys_of
from tests.actors import AnyActor

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]
TODAY = datetime.datetime.now(datetime.timezone.utc).date()
BUREAUS = ("FRA", "ITA", "DEU")
KEYED = searched()

bureaus_of_list = st.lists(st.sampled_from(BUREAUS), unique=True)
restrictions = st.one_of(
    st.none(), st.tuples(st.sampled_from("-+"), bureaus_of_list).map(lambda it: [it[0], *it[1]])
)
made = st.fixed_dictionaries(
    {
        "owner": st.sampled_from(BUREAUS),
        "status": st.sampled_from(Status).map(int),
        "marking": st.sampled_from(Marking).map(int),
        "restriction": restrictions,
        "misled": st.booleans(),
        "kept_until": st.sampled_from([-1, 0, 1]).map(lambda days: TODAY + datetime.timedelta(days=days)),
    }
)
rules = st.tuples(
    st.sampled_from(BUREAUS), st.sampled_from(BUREAUS), st.booleans(), st.sampled_from([None, -1, 0, 1])
)


def found_by_key(database: type[Record], actor: AnyActor) -> set[Any]:
    """The ids that the query's own statement finds for the key of the example."""
    mine = scope.scope_of(actor, TODAY)
    probes = [
        (0, Probe(key.kind, key.value, key.exact or key.value, Grade.HIT, Grade.CANDIDATE))
        for key in keys_of(database.keys, database.example)
    ]
    question = lookup.Question(
        act=Act(verb="queries.ask", bureau=actor.bureau, outcome=Outcome.NO_HIT),
        scope=mine,
        epoch=actor.epoch,
        closed=closed_entries(mine),
        probes=probes,
        read=[True],
    )
    matches = lookup.find(question, TODAY)
    assert matches is not None
    return {match.record for match in matches}


@pytest.mark.parametrize("database", KEYED, ids=lambda database: database.slug)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    records=st.lists(made, min_size=1, max_size=4),
    closed=st.lists(rules, max_size=2),
    asker=st.sampled_from(BUREAUS),
    clearance=st.sampled_from([1, 2, 3]),
    suspended=st.sampled_from([None, *BUREAUS]),
)
def test_keys_and_records_say_the_same(
    database: type[Record],
    records: list[dict[str, Any]],
    closed: list[tuple[str, str, bool, int | None]],
    asker: str,
    clearance: int,
    suspended: str | None,
) -> None:
    scope.forget()
    with transaction.atomic():
        stored = [_store(database, values) for values in records]
        _close(database, closed)
        Bureau.objects.filter(code=suspended).update(standing=int(Standing.SUSPENDED))
        actor = AnyActor(bureau=asker, clearance=clearance, epoch=epoch.current())

        found = found_by_key(database, actor)
        visible = set(database.visible_to(actor, today=TODAY).values_list("id", flat=True))

        own = {record.id for record in stored if record.owner == asker}
        assert found - own == visible - own
        assert found <= visible
        living = {each.id for each in stored if each.status not in WITHOUT_KEYS and each.kept_until >= TODAY}
        assert found & own == visible & own & living
        transaction.set_rollback(True)


def _store(database: type[Record], values: dict[str, Any]) -> Record:
    """A record in any state, as an owner who may feed everything would have it."""
    first = _first(database)
    if values["misled"]:
        Misled.objects.create(database=database.code, record=first.id, lowers=True)
    for name, value in values.items():
        setattr(first, name, value)
    first.save()
    if first.status == Status.WITHDRAWN:
        keys.remove(first)
    else:
        keys.rewrite(first, keys_of(database.keys, database.example))
    return first


def _first(database: type[Record]) -> Record:
    """The example, recorded; or made by the node, where it alone does."""
    if database.fed_by is not Feeder.NODE:
        return actions.create(database, database.example, by=AnyActor(bureau=_feeder(database)))
    record = database(owner=_feeder(database), status=int(Status.ACTIVE))
    body = clean(database, database.example, today=TODAY)
    accepted = Accepted(body, digest(body), keys_of(database.keys, body))
    actions.write_new(ActDraft(), record, accepted, now=timezone.now())
    return record


def _feeder(database: type[Record]) -> str:
    issuer = database.example.get("issuer")
    return str(issuer) if issuer in BUREAUS else "CEN"


def _close(database: type[Record], closed: list[tuple[str, str, bool, int | None]]) -> None:
    for owner, bureau, everywhere, days in closed:
        OwnerRule.objects.update_or_create(
            owner=owner,
            bureau=bureau,
            database=None if everywhere else database.code,
            defaults={"until": None if days is None else TODAY + datetime.timedelta(days=days)},
        )


@given(
    status=st.sampled_from(Status),
    after=st.sampled_from(AfterRecovery),
    restriction=restrictions,
    owner=st.sampled_from(BUREAUS),
    asker=st.sampled_from(BUREAUS),
)
def test_a_state_that_answers_nobody_is_closed_to_all_but_the_owner(
    status: Status, after: AfterRecovery, restriction: list[str] | None, owner: str, asker: str
) -> None:
    closed = is_closed_to(asker, owner=owner, visible=key_visibility(status, after, restriction))

    if asker == owner:
        assert not closed
    elif not answers_others(status, after):
        assert closed
    else:
        assert closed == is_closed_to(asker, owner=owner, visible=restriction)
