"""Who may do what: one table, right by role, and one pure question over it, `decide`.

Nobody else in the house asks what role somebody has. A right is named as its verb is: "room.verb".
"""

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timezone
from typing import Any, Protocol

from comity.access.denials import (
    NO_ROLE,
    NO_SECOND_FACTOR,
    NOT_THIS_DATABASE,
    NOT_THIS_KIND,
    NOT_THIS_PURPOSE,
    STANDING_CODES,
    TOKEN_WITHOUT_RIGHT,
    UNIT_ENDED,
)
from comity.access.roles import QueryKind, Role
from comity.access.scope import Scope
from comity.bureaus.rules import OPENS, Say, Standing, Verb, standing_allows, why_not
from comity.gate.actor import Allowed, Decision, Denied

GUARD, DESK, HEAD, SECURITY = Role.BORDER_GUARD, Role.DESK_OFFICER, Role.BUREAU_HEAD, Role.SECURITY_OFFICER
REVIEWER, EXAMINER, COMMISSION, OPERATOR = Role.REVIEWER, Role.EXAMINER, Role.COMMISSION, Role.OPERATOR
EVERYONE = frozenset(Role)


@dataclass(frozen=True, slots=True)
class Right:
    """Who holds a right, and what else it depends on.

    verb: what the bureau's standing must allow. waits: where it says that this waits for the centre, the verb
    itself holds back what it makes; without it such a verb is refused.
    kind: the kind of query the unit must be authorised for. token: may a program hold it?
    """

    roles: frozenset[Role]
    verb: Verb = Verb.RUN_OWN_HOUSE
    kind: QueryKind | None = None
    token: bool = False
    waits: bool = False


def _by(
    *roles: Role,
    verb: Verb = Verb.RUN_OWN_HOUSE,
    kind: QueryKind | None = None,
    token: bool = False,
    waits: bool = False,
) -> Right:
    return Right(frozenset(roles), verb, kind, token, waits)


class UnknownRight(LookupError):
    """Code asked for a right that the table does not name: a mistake of ours, never an answer."""


@dataclass(frozen=True, slots=True)
class Held:
    """A role from one day to another, both inclusive, UTC."""

    role: Role
    begins_on: date
    ends_on: date | None = None

    def on(self, today: date) -> bool:
        return self.begins_on <= today and (self.ends_on is None or today <= self.ends_on)


class Holder(Protocol):
    """What `decide` must know of an actor. token_rights: None for a person in a session."""

    @property
    def grants(self) -> Sequence[Held]: ...
    @property
    def token_rights(self) -> frozenset[str] | None: ...
    @property
    def scope(self) -> Scope: ...
    @property
    def second_factor(self) -> bool: ...
    @property
    def is_system(self) -> bool: ...
    def standing(self, today: date) -> Standing: ...


Gate = Callable[[Holder, str, int | None, str | None, datetime], Denied | None]
# Rooms above may close a right further (training, step-up): a gate answers None or why not.
GATES: list[Gate] = []

# Long: one table of every right of the house, to be read and compared in one place.
# One line a right. Whoever adds a verb adds its line here; `tests/house` compares the two lists.
RIGHTS: dict[str, Right] = {
    # Queries and hits
    "queries.ask": _by(GUARD, DESK, EXAMINER, verb=Verb.ASK, kind=QueryKind.EXACT, token=True),
    "queries.ask_person": _by(GUARD, DESK, EXAMINER, verb=Verb.ASK, kind=QueryKind.PERSON, token=True),
    "queries.ask_batch": _by(DESK, verb=Verb.ASK, kind=QueryKind.BATCH, token=True),
    "queries.ask_partial": _by(DESK, EXAMINER, verb=Verb.ASK, kind=QueryKind.PARTIAL, token=True),
    # The matching endpoint: public lists alone, for programs with this right. Who opens a list to it: its owner
    "queries.screen": _by(DESK, HEAD, EXAMINER, verb=Verb.ASK, kind=QueryKind.PERSON, token=True),
    "queries.declare_public": _by(HEAD, OPERATOR),
    "queries.end_public": _by(HEAD, OPERATOR),
    "queries.submit_list": _by(DESK, verb=Verb.ASK, kind=QueryKind.BATCH, token=True),
    "queries.correct_list": _by(DESK, verb=Verb.ASK, kind=QueryKind.BATCH, token=True),
    "queries.view_list": _by(GUARD, DESK, verb=Verb.READ, token=True),
    "queries.mark_line": _by(GUARD, DESK, token=True),
    "queries.send_list": _by(DESK, verb=Verb.ASK, token=True),
    "queries.end_lists": _by(OPERATOR),
    "queries.view_hit": _by(GUARD, DESK, HEAD, EXAMINER, COMMISSION, verb=Verb.READ, token=True),
    "queries.view_bureau_hits": _by(DESK, HEAD, verb=Verb.READ, token=True),
    "queries.view_all_hits": _by(COMMISSION, verb=Verb.READ),
    "queries.ask_confirmation": _by(GUARD, DESK, EXAMINER, verb=Verb.ASK, token=True),
    "queries.offer_trace": _by(DESK, EXAMINER, verb=Verb.ASK, token=True),
    "queries.disclose": _by(DESK, HEAD, verb=Verb.ASK, token=True),
    "queries.list_reasons": _by(COMMISSION, verb=Verb.READ),
    "queries.open_reason": _by(GUARD, DESK, HEAD, COMMISSION, verb=Verb.READ),
    "queries.send_more": _by(GUARD, DESK, EXAMINER, verb=Verb.SEND_MESSAGE, token=True),
    "queries.take_back": _by(GUARD, DESK, EXAMINER, verb=Verb.ASK, token=True),
    "queries.view_question": _by(DESK, HEAD, EXAMINER, verb=Verb.ANSWER_CONFIRMATION, token=True),
    "queries.answer": _by(DESK, EXAMINER, HEAD, verb=Verb.ANSWER_CONFIRMATION, token=True),
    "queries.record_outcome": _by(GUARD, DESK, EXAMINER, verb=Verb.ANSWER_CONFIRMATION, token=True),
    "queries.attach": _by(GUARD, DESK, EXAMINER, verb=Verb.ANSWER_CONFIRMATION, token=True),
    "queries.detach": _by(GUARD, DESK, EXAMINER, verb=Verb.ANSWER_CONFIRMATION, token=True),
    "queries.refer": _by(GUARD, DESK, EXAMINER, verb=Verb.ANSWER_CONFIRMATION, token=True),
    "queries.make_card": _by(DESK, EXAMINER, verb=Verb.ANSWER_CONFIRMATION, token=True),
    "queries.renew_card": _by(DESK, EXAMINER, verb=Verb.ANSWER_CONFIRMATION, token=True),
    "queries.delete_card": _by(DESK, HEAD, EXAMINER, token=True),
    "queries.list_cards": _by(DESK, HEAD, EXAMINER, verb=Verb.READ, token=True),
    "queries.view_card": _by(GUARD, DESK, HEAD, EXAMINER, verb=Verb.READ, token=True),
    "queries.end_cards": _by(OPERATOR),
    "queries.judge": _by(GUARD, DESK, EXAMINER, verb=Verb.ANSWER_CONFIRMATION, token=True),
    "queries.end_verdicts": _by(OPERATOR),
    "queries.export_verdicts": _by(HEAD, EXAMINER, verb=Verb.READ, token=True),
    "queries.take": _by(GUARD, DESK, HEAD, EXAMINER),
    "queries.give": _by(GUARD, DESK, HEAD, EXAMINER),
    "queries.hand_over": _by(GUARD, DESK, HEAD, EXAMINER),
    "queries.sign_hand_over": _by(GUARD, DESK, HEAD, EXAMINER),
    "queries.lapse": _by(OPERATOR),
    "queries.follow_owner": _by(OPERATOR),
    "queries.inform": _by(OPERATOR),
    "queries.set_answer_time": _by(OPERATOR),
    "queries.open_words": _by(*EVERYONE),
    "queries.set_line": _by(HEAD),
    "queries.view_changes": _by(GUARD, DESK, HEAD, EXAMINER, verb=Verb.READ, token=True),
    "queries.see_changes": _by(GUARD, DESK, HEAD, EXAMINER, token=True),
    "queries.view_quality": _by(HEAD, verb=Verb.READ, token=True),
    # Traces of firearms
    "tracing.view": _by(DESK, HEAD, EXAMINER, verb=Verb.READ, token=True),
    "tracing.draft": _by(DESK, EXAMINER, verb=Verb.ASK, token=True),
    "tracing.change": _by(DESK, EXAMINER, verb=Verb.ASK, token=True),
    "tracing.drop": _by(DESK, EXAMINER, token=True),
    "tracing.send_step": _by(DESK, EXAMINER, verb=Verb.ASK, token=True),
    "tracing.withdraw_step": _by(DESK, EXAMINER, verb=Verb.ASK, token=True),
    "tracing.give_up": _by(DESK, EXAMINER, token=True),
    "tracing.close": _by(DESK, HEAD, EXAMINER, verb=Verb.ASK, token=True),
    "tracing.open_holder": _by(DESK, HEAD, verb=Verb.READ),
    "tracing.view_step": _by(DESK, HEAD, EXAMINER, verb=Verb.ANSWER_CONFIRMATION, token=True),
    "tracing.accept": _by(DESK, HEAD, EXAMINER, verb=Verb.ANSWER_CONFIRMATION, token=True),
    "tracing.answer": _by(DESK, HEAD, EXAMINER, verb=Verb.ANSWER_CONFIRMATION, token=True),
    "tracing.lapse": _by(OPERATOR),
    "tracing.end_traces": _by(OPERATOR),
    "tracing.forget_holders": _by(OPERATOR),
    # Notices and diffusions. No program decides: reviewers are people, and so is whoever says that a recall is obeyed
    "notices.view": _by(GUARD, DESK, HEAD, EXAMINER, REVIEWER, COMMISSION, verb=Verb.READ, token=True),
    "notices.print_paper": _by(GUARD, DESK, HEAD, EXAMINER, REVIEWER, COMMISSION, verb=Verb.READ, token=True),
    "notices.check_paper": _by(OPERATOR),
    "notices.export": _by(GUARD, DESK, HEAD, EXAMINER, REVIEWER, COMMISSION, verb=Verb.READ, token=True),
    "notices.import_requests": _by(DESK, verb=Verb.SUBMIT_NOTICE, token=True, waits=True),
    "notices.draft": _by(DESK, verb=Verb.SUBMIT_NOTICE, token=True, waits=True),
    "notices.save": _by(DESK, verb=Verb.SUBMIT_NOTICE, waits=True),
    "notices.change": _by(DESK, verb=Verb.SUBMIT_NOTICE, token=True, waits=True),
    "notices.attach": _by(DESK, verb=Verb.SUBMIT_NOTICE, token=True, waits=True),
    "notices.detach": _by(DESK, verb=Verb.SUBMIT_NOTICE, token=True, waits=True),
    "notices.correct": _by(DESK, verb=Verb.SUBMIT_NOTICE, token=True, waits=True),
    "notices.drop": _by(DESK, token=True),
    "notices.submit": _by(DESK, HEAD, verb=Verb.SUBMIT_NOTICE, token=True, waits=True),
    "notices.answer": _by(DESK, HEAD, verb=Verb.ANSWER_CONFIRMATION, token=True),
    "notices.withdraw": _by(DESK, HEAD, verb=Verb.WITHDRAW, token=True),
    "notices.extend": _by(DESK, HEAD, verb=Verb.SUBMIT_NOTICE),
    "notices.report_found": _by(DESK, HEAD, verb=Verb.ANSWER_CONFIRMATION),
    "notices.confirm_protection": _by(DESK, HEAD, verb=Verb.ANSWER_CONFIRMATION),
    "notices.acknowledge_correction": _by(DESK, HEAD, verb=Verb.ACKNOWLEDGE_RECALL),
    "notices.acknowledge": _by(DESK, HEAD, verb=Verb.ACKNOWLEDGE_RECALL),
    "notices.obey": _by(DESK, HEAD, verb=Verb.ACKNOWLEDGE_RECALL),
    "notices.put_right": _by(DESK, HEAD, verb=Verb.ACKNOWLEDGE_RECALL),
    "notices.view_all": _by(REVIEWER, COMMISSION),
    "notices.view_recalls": _by(REVIEWER, COMMISSION),
    "notices.compare": _by(REVIEWER, COMMISSION),
    "notices.take": _by(REVIEWER),
    "notices.ask_more": _by(REVIEWER),
    "notices.approve": _by(REVIEWER),
    "notices.refuse": _by(REVIEWER),
    "notices.suspend": _by(REVIEWER, COMMISSION),
    "notices.resume": _by(REVIEWER),
    "notices.cancel": _by(REVIEWER, COMMISSION),
    "notices.record_legal_basis": _by(OPERATOR),
    "notices.ask_list_run": _by(DESK, HEAD),
    "notices.begin_list_run": _by(OPERATOR),
    "notices.note_list_run": _by(OPERATOR),
    "notices.publish_listed": _by(OPERATOR),
    "notices.amend_listed": _by(OPERATOR),
    "notices.cancel_listed": _by(OPERATOR),
    "notices.lapse": _by(OPERATOR),
    "notices.expire": _by(OPERATOR),
    "notices.warn": _by(OPERATOR),
    "notices.drop_correction": _by(OPERATOR),
    "notices.remind": _by(OPERATOR),
    "notices.end": _by(OPERATOR),
    # Records
    "records.read": _by(DESK, HEAD, EXAMINER, verb=Verb.READ, token=True),
    "records.list": _by(DESK, HEAD, EXAMINER, verb=Verb.READ, token=True),
    "records.browse": _by(GUARD, DESK, HEAD, EXAMINER, verb=Verb.READ, token=True),
    # Nobody's account: what anybody on the net may see (records.public)
    "records.search_public": _by(*EVERYONE),
    "records.read_public": _by(*EVERYONE),
    "records.certify_search": _by(*EVERYONE),
    "records.consult": _by(GUARD, DESK, HEAD, EXAMINER, verb=Verb.READ, token=True),
    "records.create": _by(DESK, EXAMINER, verb=Verb.RECORD, token=True, waits=True),
    "records.change": _by(DESK, EXAMINER, verb=Verb.CORRECT, token=True),
    "records.withdraw": _by(DESK, HEAD, verb=Verb.WITHDRAW, token=True),
    "records.mark_error": _by(DESK, HEAD, verb=Verb.WITHDRAW, token=True),
    # What may be destroyed by nobody whose standing is in question: such a bureau withdraws
    "records.delete": _by(DESK, HEAD, verb=Verb.CHANGE, token=True, waits=True),
    "records.delete_asked": _by(OPERATOR),
    "records.recover": _by(DESK, HEAD, verb=Verb.CORRECT, token=True),
    "records.extend": _by(DESK, HEAD, verb=Verb.CHANGE),
    "records.extend_many": _by(DESK, HEAD, verb=Verb.CHANGE),
    "records.list_extensions": _by(COMMISSION),
    "records.note_extension": _by(COMMISSION),
    "records.order_deletion": _by(COMMISSION),
    "records.list_traces": _by(COMMISSION),
    "records.list_reentries": _by(REVIEWER, COMMISSION),
    "records.note_reentry": _by(REVIEWER, COMMISSION),
    "records.attach": _by(DESK, EXAMINER, verb=Verb.CHANGE, token=True, waits=True),
    "records.detach": _by(DESK, EXAMINER, verb=Verb.CORRECT, token=True),
    "records.doubt": _by(OPERATOR),
    # A dispute is words to another bureau, so a standing that sends no messages sends none either
    "records.dispute": _by(GUARD, DESK, HEAD, EXAMINER, verb=Verb.SEND_MESSAGE, token=True),
    "records.answer_dispute": _by(DESK, HEAD, verb=Verb.ANSWER_CONFIRMATION, token=True),
    # Said on another node, of what both nodes keep a row of
    "records.take_dispute": _by(OPERATOR),
    "records.take_find": _by(OPERATOR),
    "records.take_answer": _by(OPERATOR),
    "records.take_return": _by(OPERATOR),
    "records.lapse_disputes": _by(OPERATOR),
    "records.lapse_finds": _by(OPERATOR),
    "records.report_found": _by(GUARD, DESK, HEAD, EXAMINER, verb=Verb.SEND_MESSAGE, token=True),
    "records.answer_found": _by(DESK, HEAD, verb=Verb.ANSWER_CONFIRMATION, token=True),
    "records.list_matters": _by(DESK, HEAD, EXAMINER, verb=Verb.READ, token=True),
    "records.close_to": _by(DESK, HEAD, verb=Verb.CORRECT),
    "records.open_to": _by(DESK, HEAD, verb=Verb.CHANGE),
    "records.expire": _by(OPERATOR),
    "records.erase": _by(OPERATOR),
    "records.warn": _by(OPERATOR),
    "records.match_traces": _by(OPERATOR),
    "records.load": _by(DESK, OPERATOR, verb=Verb.RECORD, token=True, waits=True),
    "records.lower": _by(OPERATOR),
    "records.reindex": _by(OPERATOR),
    "records.upload": _by(DESK, verb=Verb.RECORD, token=True, waits=True),
    "records.check_import": _by(DESK, verb=Verb.RECORD, token=True, waits=True),
    "records.start_import": _by(DESK, verb=Verb.RECORD, token=True, waits=True),
    "records.undo_import": _by(DESK, verb=Verb.WITHDRAW, token=True),
    "records.undo_load": _by(DESK, verb=Verb.WITHDRAW, token=True),
    "records.drop_import": _by(DESK, token=True),
    "records.end_imports": _by(OPERATOR),
    "records.export": _by(HEAD, verb=Verb.READ),
    "records.ask_export": _by(HEAD, verb=Verb.READ),
    "records.decide_export": _by(HEAD, SECURITY, verb=Verb.READ),
    "records.take_export": _by(HEAD, verb=Verb.READ),
    "records.submit": _by(DESK, EXAMINER, verb=Verb.RECORD, token=True, waits=True),
    # Records between two bureaus: made on behalf of another, or handed over to it
    "records.record_for": _by(DESK, verb=Verb.RECORD, token=True),
    "records.view_between": _by(DESK, HEAD, verb=Verb.READ, token=True),
    "records.accept_recorded": _by(DESK, HEAD, verb=Verb.RECORD, token=True, waits=True),
    "records.reject_recorded": _by(DESK, HEAD, verb=Verb.WITHDRAW, token=True),
    "records.settle_recorded": _by(OPERATOR),
    "records.offer": _by(DESK, HEAD, verb=Verb.CHANGE, token=True),
    "records.view_offer": _by(DESK, HEAD, verb=Verb.READ, token=True),
    "records.accept_offer": _by(DESK, HEAD, verb=Verb.RECORD, token=True, waits=True),
    "records.decline_offer": _by(DESK, HEAD, verb=Verb.RECEIVE, token=True),
    "records.take_back_offer": _by(DESK, HEAD, verb=Verb.WITHDRAW, token=True),
    "records.lapse_offers": _by(OPERATOR),
    # What ended here and still stands in other systems
    "records.list_elsewhere": _by(DESK, HEAD, verb=Verb.READ, token=True),
    "records.tick_elsewhere": _by(DESK, HEAD, verb=Verb.WITHDRAW, token=True),
    # The change feed of a bureau's own systems
    "records.follow_changes": _by(DESK, HEAD, verb=Verb.READ, token=True),
    "records.confirm_changes": _by(DESK, HEAD, verb=Verb.READ, token=True),
    "records.view_systems": _by(DESK, HEAD, SECURITY, verb=Verb.READ),
    "records.end_changes": _by(OPERATOR),
    # The quality check of a library: no program decides here
    "records.list_checks": _by(DESK, EXAMINER, verb=Verb.READ),
    "records.check": _by(DESK, EXAMINER, verb=Verb.READ),
    "records.publish": _by(DESK, EXAMINER, verb=Verb.RECORD),
    "records.fail_check": _by(DESK, EXAMINER, verb=Verb.RECORD),
    # What waits for the centre: no program decides here
    "records.list_waiting": _by(REVIEWER),
    "records.review": _by(REVIEWER),
    "records.release": _by(REVIEWER),
    "records.release_load": _by(REVIEWER),
    "records.send_back": _by(REVIEWER),
    # Who watches over records: no program decides here either
    "records.oversee": _by(REVIEWER, COMMISSION),
    "records.view_all": _by(COMMISSION),
    "records.block": _by(REVIEWER, COMMISSION),
    "records.unblock": _by(REVIEWER, COMMISSION),
    # Messages: a query's confirmation travels as a message, so whoever asks may send
    "messages.read": _by(GUARD, DESK, HEAD, EXAMINER, REVIEWER, verb=Verb.RECEIVE, token=True),
    "messages.send": _by(GUARD, DESK, HEAD, EXAMINER, REVIEWER, OPERATOR, verb=Verb.SEND_MESSAGE, token=True),
    # To all bureaus or a region at once: a mistake reaches everybody, so a desk alone does not
    "messages.broadcast": _by(HEAD, REVIEWER, verb=Verb.SEND_MESSAGE, token=True),
    "messages.prove": _by(DESK, HEAD, EXAMINER, REVIEWER, verb=Verb.RECEIVE, token=True),
    "messages.upload": _by(
        GUARD, DESK, HEAD, EXAMINER, REVIEWER, verb=Verb.SEND_MESSAGE, token=True, waits=True
    ),
    "messages.take_off": _by(GUARD, DESK, HEAD, EXAMINER, REVIEWER, token=True),
    "messages.fetch": _by(GUARD, DESK, HEAD, EXAMINER, REVIEWER, verb=Verb.RECEIVE, token=True),
    "messages.save_draft": _by(GUARD, DESK, HEAD, EXAMINER, REVIEWER, verb=Verb.SEND_MESSAGE, waits=True),
    "messages.send_draft": _by(GUARD, DESK, HEAD, EXAMINER, REVIEWER, verb=Verb.SEND_MESSAGE, waits=True),
    "messages.take_back_draft": _by(GUARD, DESK, HEAD, EXAMINER, REVIEWER),
    # Free words of a pre-moderated bureau, at the centre: no program decides here
    "messages.list_waiting": _by(REVIEWER),
    "messages.release": _by(REVIEWER),
    "messages.send_back_draft": _by(REVIEWER),
    "messages.drop_draft": _by(GUARD, DESK, HEAD, EXAMINER, REVIEWER),
    "messages.end_uploads": _by(OPERATOR),
    "messages.end_drafts": _by(OPERATOR),
    "messages.end_words": _by(OPERATOR),
    "messages.ask": _by(GUARD, DESK, HEAD, EXAMINER, verb=Verb.ASK, token=True),
    "messages.answer": _by(DESK, HEAD, EXAMINER, verb=Verb.ANSWER_CONFIRMATION, token=True),
    "messages.expire_due": _by(OPERATOR),
    "messages.index_mail": _by(OPERATOR),
    "messages.choose_mail": _by(GUARD, DESK, HEAD, EXAMINER, REVIEWER, verb=Verb.RECEIVE),
    "messages.begin_mail_notice": _by(OPERATOR),
    "messages.note_mail_notice": _by(OPERATOR),
    "messages.hand_on": _by(OPERATOR),
    # The courier's process and the door for other nodes; nobody's session
    "messages.choose_contributed": _by(HEAD, OPERATOR),
    "messages.contribute": _by(OPERATOR),
    "messages.compare_contributed": _by(HEAD, OPERATOR),
    "messages.take_records": _by(OPERATOR),
    "messages.take_withdrawal": _by(OPERATOR),
    "messages.take_rules": _by(OPERATOR),
    "messages.seal": _by(OPERATOR),
    "messages.take": _by(OPERATOR),
    "messages.take_chunks": _by(OPERATOR),
    "messages.take_handed": _by(OPERATOR),
    "messages.export": _by(OPERATOR),
    "messages.note_sealed": _by(OPERATOR),
    "messages.note_lost_file": _by(OPERATOR),
    "messages.note_gone_file": _by(OPERATOR),
    "messages.take_file": _by(OPERATOR),
    "messages.refuse_file": _by(OPERATOR),
    "messages.begin_file_again": _by(OPERATOR),
    "messages.ask_heads": _by(OPERATOR),
    "messages.leave": _by(OPERATOR),
    "messages.leave_chunks": _by(OPERATOR),
    "messages.hand_out": _by(OPERATOR),
    "messages.open": _by(OPERATOR),
    "messages.sign_receipts": _by(OPERATOR),
    "messages.note_sent": _by(OPERATOR),
    "messages.end_parcels": _by(OPERATOR),
    "messages.compare": _by(OPERATOR),
    "messages.follow_moved": _by(OPERATOR),
    # A bureau moves to a node of its own
    "messages.close_bureau": _by(OPERATOR),
    "messages.reopen_bureau": _by(OPERATOR),
    "messages.hand_bureau_over": _by(OPERATOR),
    "messages.take_bureau_over": _by(OPERATOR),
    "messages.finish_hand_over": _by(OPERATOR),
    "messages.extract_journal": _by(OPERATOR),
    # Bureaus
    "bureaus.admit": _by(OPERATOR),
    "bureaus.change": _by(OPERATOR),
    "bureaus.load_members": _by(OPERATOR),
    "bureaus.set_standing": _by(REVIEWER, OPERATOR),
    "bureaus.end_mandates": _by(OPERATOR),
    "bureaus.set_duty_desk": _by(HEAD, SECURITY, OPERATOR),
    # The signed directory: its clocks and its operator's verbs
    "bureaus.view_directory": _by(SECURITY, HEAD, OPERATOR),
    "bureaus.keep_keys": _by(OPERATOR),
    "bureaus.rotate_key": _by(OPERATOR),
    "bureaus.begin_recovery": _by(OPERATOR),
    "bureaus.end_keys": _by(OPERATOR),
    "bureaus.draft_root": _by(OPERATOR),
    "bureaus.install_root": _by(OPERATOR),
    "bureaus.publish": _by(OPERATOR),
    "bureaus.accept_entry": _by(OPERATOR),
    "bureaus.revoke_key": _by(OPERATOR),
    "bureaus.trust_directory": _by(OPERATOR),
    "bureaus.take_directory": _by(OPERATOR),
    "bureaus.refuse_directory": _by(OPERATOR),
    # Units, officers, tokens
    "access.read_units": _by(*EVERYONE, token=True),
    "access.read_officers": _by(SECURITY, HEAD, OPERATOR),
    "access.read_tokens": _by(SECURITY, HEAD, OPERATOR),
    "access.open_unit": _by(SECURITY, OPERATOR),
    "access.change_unit": _by(SECURITY, OPERATOR),
    "access.close_unit": _by(SECURITY, HEAD, OPERATOR),
    "access.enrol_officer": _by(SECURITY, OPERATOR),
    "access.move_officer": _by(SECURITY, OPERATOR),
    "access.grant_role": _by(SECURITY, OPERATOR),
    "access.revoke_role": _by(SECURITY, HEAD, OPERATOR, COMMISSION),
    "access.grant_bureau_role": _by(SECURITY, OPERATOR),
    "access.revoke_bureau_role": _by(SECURITY, HEAD, OPERATOR),
    "access.view_node": _by(OPERATOR),
    "access.grant_node_role": _by(OPERATOR),
    "access.revoke_node_role": _by(OPERATOR),
    "access.revoke_commission": _by(COMMISSION),
    "access.suspend_officer": _by(SECURITY, HEAD, OPERATOR),
    "access.restore_officer": _by(SECURITY, OPERATOR),
    "access.reset_password": _by(SECURITY, OPERATOR),
    "access.reset_second_factor": _by(SECURITY, OPERATOR),
    "access.set_pin": _by(*EVERYONE),
    "access.make_token": _by(SECURITY, OPERATOR),
    "access.revoke_token": _by(SECURITY, HEAD, OPERATOR),
    "access.open_terminal": _by(SECURITY),
    "access.close_terminal": _by(SECURITY, HEAD),
    "access.open_name": _by(SECURITY, COMMISSION),
    "access.open_any_name": _by(COMMISSION),
    "access.forget_counts": _by(OPERATOR),
    "access.forget_name": _by(OPERATOR),
    "access.watch_queries": _by(OPERATOR),
    "access.set_budget": _by(SECURITY, OPERATOR),
    "access.save_view": _by(*EVERYONE),
    "access.open_view": _by(*EVERYONE),
    "access.change_view": _by(*EVERYONE),
    "access.delete_view": _by(*EVERYONE),
    "access.drop_shared_view": _by(HEAD, SECURITY),
    "access.end_views": _by(OPERATOR),
    "access.read_alarms": _by(SECURITY, COMMISSION, OPERATOR),
    "access.read_all_alarms": _by(COMMISSION, OPERATOR),
    "access.close_alarm": _by(SECURITY, OPERATOR),
    # The journal
    "journal.read_own": _by(*EVERYONE, token=True),
    "journal.read_bureau": _by(SECURITY),
    "journal.read_all": _by(COMMISSION),
    # The demonstration
    "demo.open_account": _by(OPERATOR),
    "demo.load_world": _by(OPERATOR),
    "demo.let_time_pass": _by(OPERATOR),
    "demo.let_trace_time_pass": _by(OPERATOR),
    "demo.age_records": _by(OPERATOR),
}


@dataclass(frozen=True, slots=True)
class RoleRule:
    """How a role is given and taken, and whether it needs a second factor at sign-in.

    The commission's role is taken only by the commission: no administrator alone removes it (practice 23).
    """

    second_factor: bool = False
    given_under: str = "access.grant_bureau_role"
    taken_under: str = "access.revoke_bureau_role"


ROLES: dict[Role, RoleRule] = {
    GUARD: RoleRule(),
    DESK: RoleRule(),
    HEAD: RoleRule(second_factor=True),
    SECURITY: RoleRule(second_factor=True),
    REVIEWER: RoleRule(True, "access.grant_node_role", "access.revoke_node_role"),
    EXAMINER: RoleRule(),
    COMMISSION: RoleRule(True, "access.grant_node_role", "access.revoke_commission"),
    OPERATOR: RoleRule(True, "access.grant_node_role", "access.revoke_node_role"),
}
TOKEN_RIGHTS = tuple(name for name, right in RIGHTS.items() if right.token)


def right(name: str) -> Right:
    """The row of the table. Raises: UnknownRight."""
    try:
        return RIGHTS[name]
    except KeyError:
        raise UnknownRight(name) from None


def roles_on(grants: Sequence[Held], today: date) -> frozenset[Role]:
    """The roles in force on that day, UTC."""
    return frozenset(held.role for held in grants if held.on(today))


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last of that month where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def is_privileged(grants: Sequence[Held], today: date) -> bool:
    """Is a role held that needs a second factor?"""
    return any(ROLES[role].second_factor for role in roles_on(grants, today))


def decide(
    holder: Holder, name: str, *, database: int | None = None, purpose: str | None = None, now: datetime
) -> Decision:
    """May this holder do this, now? The first reason against it is the answer.

    The order goes from the person to the world: right, second factor, unit, bureau, gates.
    Source: RPD Art. 21 (units), 131 (standing); practice 5 and 9. Raises: UnknownRight.
    """
    row, today = right(name), now.astimezone(timezone.utc).date()
    denied = _against_right(holder, name, row, today)
    if denied is None:
        denied = _against_scope(holder.scope, row, database, purpose, today)
    if denied is None:
        denied = _against_standing(holder, row, today)
    for gate in GATES if denied is None else ():
        denied = gate(holder, name, database, purpose, now)
        if denied is not None:
            break
    return Allowed() if denied is None else denied


def _against_right(holder: Holder, name: str, row: Right, today: date) -> Denied | None:
    if holder.token_rights is not None and name not in holder.token_rights:
        return TOKEN_WITHOUT_RIGHT
    if holder.is_system:
        return None
    held = roles_on(holder.grants, today)
    if not held & row.roles:
        return NO_ROLE
    if holder.token_rights is None and not holder.second_factor and is_privileged(holder.grants, today):
        return NO_SECOND_FACTOR
    return None


def _against_scope(
    scope: Scope, row: Right, database: int | None, purpose: str | None, today: date
) -> Denied | None:
    if scope.ended(today):
        return UNIT_ENDED
    if database is not None and scope.databases is not None and database not in scope.databases:
        return NOT_THIS_DATABASE
    if purpose and scope.purposes is not None and purpose not in scope.purposes:
        return NOT_THIS_PURPOSE
    if row.kind is not None and scope.kinds is not None and row.kind not in scope.kinds:
        return NOT_THIS_KIND
    return None


def _against_standing(holder: Holder, row: Right, today: date) -> Denied | None:
    standing = holder.standing(today)
    said = standing_allows(standing, row.verb)
    if said is Say.YES or (said is Say.WAITS and row.waits):
        return None
    return Denied(STANDING_CODES[standing], why_not(standing), OPENS)


def proves_second_factor(claims: Mapping[str, Any], trusted: frozenset[str]) -> bool:
    """Has the bureau's provider asked for more than a password? Only by words that the operator trusts it for.

    Source: RFC 8176 (`amr`), OpenID Connect Core 1.0 section 2 (`acr`).
    """
    said = claims.get("amr")
    methods = said if isinstance(said, list) else []
    return any(isinstance(word, str) and word in trusted for word in [*methods, claims.get("acr")])
