"""`@action`: right, transaction and journal around every verb. The only place that writes is under it."""

from collections.abc import Callable
from contextlib import nullcontext, suppress
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import wraps
from time import perf_counter
from typing import Any, Concatenate, ParamSpec, TypeVar
from uuid import UUID

from django.db import DatabaseError, transaction
from django.utils import timezone

from comity.gate.acting import act_of
from comity.gate.actor import Actor, Denied
from comity.journal.acts import Act, Outcome, Touched
from comity.journal.texts import with_sealed_texts
from comity.journal.writer import write
from comity.kit.errors import ComityError, NotAllowed
from comity.kit.ids import new_id

P = ParamSpec("P")
R = TypeVar("R")

# Every verb of the house, so that tests and the rights table can name them all.
VERBS: dict[str, Callable[..., Any]] = {}
_depth: ContextVar[int] = ContextVar("comity_action_depth", default=0)


@dataclass(slots=True)
class ActDraft:
    """What a verb says about itself while it runs; the gate makes the act of it.

    id: of the act to be, where a row names it already; else it gets one when it is written, after those inside it.
    goes_on: this is one more step of what an act already tells of, so it leaves none of its own; a refusal always does.
    """

    id: UUID | None = None
    purpose: str = ""
    case: str = ""
    legal_basis: str = ""
    tag: bytes = b""
    words: bytes = b""
    word_key: UUID | None = None
    outcome: Outcome = Outcome.DONE
    count: int = 0
    recipients: tuple[str, ...] = ()
    about: str = ""
    reason: str = ""
    databases: tuple[int, ...] = ()
    goes_on: bool = False
    records: list[Touched] = field(default_factory=list)

    def own_id(self) -> UUID:
        """The id that the act will have, from now on."""
        self.id = self.id or new_id()
        return self.id

    def touches(self, *, database: int, record: UUID, version: int) -> None:
        """This act concerned that record at that version."""
        self.records.append(Touched(database, record, version))


def action(
    verb: str, *, atomic: bool = True
) -> Callable[[Callable[Concatenate[ActDraft, P], R]], Callable[P, R]]:
    """Make a function a verb of the house. Its keyword `by` is the actor and is required: nobody is never allowed.

    The right asked for is the verb's own name, for the database of the first argument (its `code`, where it has
    one) and the keyword `purpose`. A refusal leaves an act too, written after the rollback.
    atomic: False only for long work that commits step by step and says itself how it goes on after a crash.
    """

    def wrap(function: Callable[Concatenate[ActDraft, P], R]) -> Callable[P, R]:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            by: Actor = kwargs["by"]  # type: ignore[assignment]
            draft = ActDraft(purpose=str(kwargs.get("purpose") or ""))
            code = getattr(args[0], "code", None) if args else None
            started = perf_counter()
            inside = _depth.set(_depth.get() + 1)
            try:
                with transaction.atomic() if atomic else nullcontext():
                    require(
                        by,
                        verb,
                        database=code if isinstance(code, int) else None,
                        purpose=draft.purpose or None,
                    )
                    result = function(draft, *args, **kwargs)
                    if not draft.goes_on:
                        _write(verb, by, draft, started)
                return result
            except ComityError as error:
                if (
                    _depth.get() == 1
                ):  # the outermost verb tells of the refusal, when nothing can roll it back
                    draft.outcome, draft.reason, draft.count = Outcome.REFUSED, error.code, 0
                    with suppress(DatabaseError), transaction.atomic():
                        _write(verb, by, draft, started)
                raise
            finally:
                _depth.reset(inside)

        VERBS[verb] = run
        return run

    return wrap


def require(by: Actor, right: str, *, database: int | None = None, purpose: str | None = None) -> None:
    """Go on only if this actor may. Raises: NotAllowed, with what would open it."""
    decision = by.may(right, database=database, purpose=purpose, now=timezone.now())
    if isinstance(decision, Denied):
        raise NotAllowed(decision.reason, code=decision.code, opens=decision.opens)


def _write(verb: str, by: Actor, draft: ActDraft, started: float) -> None:
    """Append the act. What somebody wrote about records in it is sealed: it ends with them."""
    write(*with_sealed_texts(_act(verb, by, draft, started)))


def _act(verb: str, by: Actor, draft: ActDraft, started: float) -> Act:
    return act_of(
        verb,
        by,
        draft.outcome,
        id=draft.id or new_id(),
        purpose=draft.purpose,
        case=draft.case,
        legal_basis=draft.legal_basis,
        databases=draft.databases or tuple(sorted({each.database for each in draft.records})),
        tag=draft.tag,
        words=draft.words,
        word_key=draft.word_key,
        count=draft.count,
        recipients=draft.recipients,
        about=draft.about,
        reason=draft.reason,
        records=tuple(draft.records),
        elapsed_us=int((perf_counter() - started) * 1_000_000),
    )
