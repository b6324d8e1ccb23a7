"""Records for programs: under /records/ one set of operations for each database, with its own schema.

Reading a record that is not one's own needs a question that led there; anything else answers as if it were not there.
"""

from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Body, Query, Router, Schema, Status
from pydantic import BaseModel, Field

from comity.gate.actor import Actor
from comity.gate.door import actor_of
from comity.records import actions
from comity.records.between.between_api import add_record_for
from comity.records.document import digest, told
from comity.records.ending.deleting import ask_deletion
from comity.records.life.disputes_api import add_dispute
from comity.records.life.disputes_api import router as disputes_router
from comity.records.life.finds_api import add_report
from comity.records.life.finds_api import router as finds_router
from comity.records.life.states import Cause, FoundBy, Why
from comity.records.listing.browsing import opened
from comity.records.listing.listing_api import asked_model, listed
from comity.records.reading import State, history, read
from comity.records.record import Record
from comity.records.registry import databases
from comity.records.schemas import document_model
from comity.records.values import slug
from comity.records.watching import quality_check


class DatabaseOut(Schema):
    """A database. code: its number in scopes and answers. kept_years: the longest a record stays.

    reference: a library that everybody may look through; its entries answer questions with advice.
    """

    slug: str
    code: int
    label: str
    abbreviation: str
    fed_by: str
    kept_years: int
    personal: bool
    silent: bool
    reference: bool


class Ending(Schema):
    """Why, and the version that the caller saw."""

    version: int = Field(ge=1)
    reason: str = Field(max_length=500)


class Withdrawing(Ending):
    """why: in one word; reason: in words."""

    why: Why = Why.OTHER


class Deleting(Schema):
    """version: that the caller saw. cause: why, in one word; no words, which would outlive the record."""

    version: int = Field(ge=1)
    cause: Cause


class Recovering(Ending):
    """found: who found it; reason: how it was."""

    found: FoundBy = FoundBy.NOT_SAID


class RecordOut(Schema):
    """A record. sha256: of the document as you are told it, without the retention day (docs/spec/record.md)."""

    id: UUID
    database: str
    owner: str
    version: int
    status: str
    recorded_at: datetime
    changed_at: datetime
    kept_until: date
    sha256: str


class StateOut(Schema):
    """A state of a record: since when, what it said, by which function and why, and which bureau owned it then."""

    version: int
    at: datetime
    status: str
    verb: str
    function: str
    reason: str
    owner: str
    code: str
    document: dict[str, Any]


router = Router(tags=["records"])


@router.get("", response=list[DatabaseOut], summary="The databases", operation_id="list_databases")
def list_databases(request: HttpRequest) -> list[DatabaseOut]:
    """Every database of this node, by code."""
    actor_of(request)
    return [
        DatabaseOut(
            slug=each.slug,
            code=each.code,
            label=str(each.label),
            abbreviation=each.abbreviation,
            fed_by=slug(each.fed_by),
            kept_years=each.kept_years,
            personal=each.personal,
            silent=each.silent,
            reference=each.reference,
        )
        for each in databases()
    ]


def shown(record: Record, reader: Actor) -> dict[str, Any]:
    """A record as the API gives it to this reader; to another bureau without what is its owner's alone."""
    document = told(record, reader.bureau)
    own = record.owner == reader.bureau
    return {
        "id": record.id,
        "database": record.slug,
        "owner": record.owner,
        "version": record.version,
        "status": record.status_name,
        "recorded_at": record.recorded_at,
        "changed_at": record.changed_at,
        "kept_until": record.kept_until,
        "sha256": (bytes(record.sha256) if own else digest(document)).hex(),
        "document": document,
    }


def _told(state: State) -> dict[str, Any]:
    return {
        "version": state.version,
        "at": state.at,
        "status": slug(state.status),
        "verb": state.verb,
        "function": state.function,
        "reason": state.reason,
        "owner": state.owner,
        "code": state.code,
        "document": state.body,
    }


def _typed(document: BaseModel) -> dict[str, Any]:
    """What was sent, as it was sent."""
    return document.model_dump(exclude_unset=True)


# Long: the operations of one database one after another, each over types that exist only here.
def _router_of(database: type[Record]) -> Router:
    """The operations of one database. Types made at run time: mypy cannot know them."""
    name = database.slug.replace("-", "_")
    mine = Router(tags=[f"records: {database.slug}"])
    document: Any = document_model(database)
    whole: Any = type(f"{database.__name__}Out", (RecordOut,), {"__annotations__": {"document": document}})
    page: Any = type(
        f"{database.__name__}Page",
        (Schema,),
        {
            "__annotations__": {"records": list[whole], "next": str | None},
            "__doc__": "A page. next: the `before` of the following one, null at the end.",
        },
    )
    Sent = Annotated[document, Body()]
    asked_of: Any = asked_model(database)

    @mine.post("", response={201: whole}, summary="Record", operation_id=f"create_{name}", exclude_unset=True)
    def create(request: HttpRequest, sent: Sent) -> Any:
        """Record something of your own."""
        by = actor_of(request)
        return Status(201, shown(actions.create(database, _typed(sent), by=by), by))

    @mine.get("", response=page, summary="List", operation_id=f"list_{name}", exclude_unset=True)
    def list_own(request: HttpRequest, asked: Annotated[asked_of, Query()]) -> Any:
        """Records of your own bureau, last recorded first unless `sort` says otherwise; of a reference library also
        what others published.
        """
        by = actor_of(request)
        found = listed(database, asked, by=by)
        return {
            "records": [shown(each, by) for each in found.records],
            "next": str(found.before) if found.before else None,
        }

    @mine.get(
        "/{uuid:id}", response=whole, summary="Read one", operation_id=f"read_{name}", exclude_unset=True
    )
    def read_one(request: HttpRequest, id: UUID) -> Any:
        """A record of your own, one that a question of your bureau led to, or an entry of a reference library."""
        by = actor_of(request)
        return shown(opened(database, id, by=by), by)

    @mine.put(
        "/{uuid:id}", response=whole, summary="Change", operation_id=f"change_{name}", exclude_unset=True
    )
    def change(
        request: HttpRequest,
        id: UUID,
        version: Annotated[int, Query(ge=1)],
        sent: Sent,
        reason: Annotated[str, Query(max_length=500)] = "",
        sha256: Annotated[str, Query(pattern="^([0-9a-f]{64})?$")] = "",
    ) -> Any:
        """Replace the document of your own record; 409 when it is no longer at the version you saw.

        reason: needed where the change takes away a number or name by which others found it; they are told. sha256: of
        the record as you saw it. Where nothing but `references` changes, version and history stay as they are, so give
        it when several of your systems write references: 409 when another was quicker.
        """
        by, saw = actor_of(request), bytes.fromhex(sha256)
        changed = actions.change(
            database, id, _typed(sent), seen=version, seen_digest=saw, reason=reason, by=by
        )
        return shown(changed, by)

    add_record_for(mine, database, document, whole, shown)
    add_dispute(mine, database)
    if database.found_asks:
        add_report(mine, database)
    if database.checked:
        _add_check(mine, database, whole)

    @mine.post(
        "/{uuid:id}/withdraw",
        response=whole,
        summary="Withdraw",
        operation_id=f"withdraw_{name}",
        exclude_unset=True,
    )
    def withdraw(request: HttpRequest, id: UUID, ending: Withdrawing) -> Any:
        """Take it back: nobody finds it any more, and whoever did is told."""
        said: dict[str, Any] = {"reason": ending.reason, "why": ending.why, "seen": ending.version}
        by = actor_of(request)
        return shown(actions.withdraw(database, id, **said, by=by), by)

    @mine.post(
        "/{uuid:id}/entered-in-error",
        response=whole,
        summary="Entered in error",
        operation_id=f"mark_error_{name}",
        exclude_unset=True,
    )
    def mark_error(request: HttpRequest, id: UUID, ending: Ending) -> Any:
        """Say that it should never have been recorded: nobody finds it any more, and whoever did is told so."""
        by = actor_of(request)
        return shown(actions.mark_error(database, id, reason=ending.reason, seen=ending.version, by=by), by)

    @mine.post(
        "/{uuid:id}/delete",
        response={202: whole},
        summary="Delete",
        operation_id=f"delete_{name}",
        exclude_unset=True,
    )
    def delete(request: HttpRequest, id: UUID, sent: Deleting) -> Any:
        """Delete your own record for ever: nobody finds it any more, and within a minute it is gone with every word
        about it. The answer is the record for the last time.
        """
        by = actor_of(request)
        gone = ask_deletion(database, id, cause=sent.cause, seen=sent.version, by=by)
        return Status(202, shown(gone, by))

    @mine.post(
        "/{uuid:id}/recover",
        response=whole,
        summary="Recover",
        operation_id=f"recover_{name}",
        exclude_unset=True,
    )
    def recover(request: HttpRequest, id: UUID, ending: Recovering) -> Any:
        """Say that the thing was found again."""
        said: dict[str, Any] = {"reason": ending.reason, "found": ending.found, "seen": ending.version}
        by = actor_of(request)
        return shown(actions.recover(database, id, **said, by=by), by)

    @mine.get(
        "/{uuid:id}/history",
        response=list[StateOut],
        summary="History",
        operation_id=f"history_{name}",
        exclude_unset=True,
    )
    def read_history(request: HttpRequest, id: UUID) -> Any:
        """Every state of a record of your own, the present one first."""
        by = actor_of(request)
        found = read(database, actions.own(database, id, by=by).id, by=by)
        return [_told(each) for each in history(found, reader=by)]

    return mine


def _add_check(mine: Router, database: type[Record], whole: Any) -> None:
    """What only a library with a quality check has. Its decision is no program's."""
    name = database.slug.replace("-", "_")

    @mine.post(
        "/{uuid:id}/submit",
        response=whole,
        summary="Hand in",
        operation_id=f"submit_{name}",
        exclude_unset=True,
    )
    def submit(request: HttpRequest, id: UUID, version: Annotated[int, Query(ge=1)]) -> Any:
        """Hand your own entry in for its quality check by another bureau."""
        by = actor_of(request)
        return shown(quality_check.submit(database, id, seen=version, by=by), by)


router.add_router("/disputes", disputes_router)
router.add_router("/finds", finds_router)
for _database in databases():
    router.add_router(f"/{_database.slug}", _router_of(_database))
