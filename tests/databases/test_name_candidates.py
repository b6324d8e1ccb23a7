"""What the index proposes, and what is read again, against what the record itself says: in whatever state and scope."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from comity.bureaus.models import Bureau
from comity.bureaus.rules import Standing
from comity.gate import epoch
from comity.records import scope
from comity.records.candidates.reading_rows import named, way_of
from comity.records.record import Record
from comity.records.rules import WITHOUT_KEYS
from tests.actors import AnyActor
from tests.databases.test_visibility import BUREAUS, TODAY, _close, _store, made, rules
from tests.rooms.records.names_kept import kept_in, proposed, seen

# Those whose example bears a name.
NAMED = [each for each in named() if each.example.get(way_of(each).field)]  # type: ignore[union-attr]

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("bureaus")]


@pytest.mark.parametrize("database", NAMED, ids=lambda database: database.slug)
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    records=st.lists(made, min_size=1, max_size=4),
    closed=st.lists(rules, max_size=2),
    asker=st.sampled_from(BUREAUS),
    clearance=st.sampled_from([1, 2, 3]),
    suspended=st.sampled_from([None, *BUREAUS]),
)
def test_marks_and_records_say_the_same(
    database: type[Record],
    records: list[dict[str, Any]],
    closed: list[Any],
    asker: str,
    clearance: int,
    suspended: str | None,
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    scope.forget()
    with transaction.atomic(), pytest.MonkeyPatch.context() as monkeypatch:
        stored = [_store(database, values) for values in records]
        _close(database, closed)
        Bureau.objects.filter(code=suspended).update(standing=int(Standing.SUSPENDED))
        epoch.bump()
        kept_in(Path(tmp_path_factory.mktemp("names")), monkeypatch).step()
        actor = AnyActor(bureau=asker, clearance=clearance, epoch=epoch.current())
        way = way_of(database)
        assert way is not None
        name = database.example[way.field][0]["text"]

        visible = set(database.visible_to(actor, today=TODAY).values_list("id", flat=True))
        living = {each.id for each in stored if each.status not in WITHOUT_KEYS and each.kept_until >= TODAY}

        assert set(proposed(name, by=actor)) == set(seen(name, by=actor)) == visible & living
        narrow = replace(actor, databases=frozenset())
        assert proposed(name, by=narrow) == seen(name, by=narrow) == []
        transaction.set_rollback(True)
