"""Words for rights that a token can hold, and for the parts of a scope."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from comity.access.catalogue import databases
from comity.access.roles import QUERY_KIND_LABELS
from comity.access.rules import TOKEN_RIGHTS
from comity.access.scope import Scope
from comity.bureaus.purposes import AUTHORISED

RIGHT_LABELS: dict[str, str | Promise] = {
    "access.read_units": _("Read the units of the bureau"),
    "queries.ask": _("Ask by an exact identifier"),
    "queries.ask_person": _("Ask by a person's name"),
    "queries.ask_batch": _("Ask for many subjects at once"),
    "queries.ask_partial": _("Ask by a part of a number or name, or wide"),
    "queries.submit_list": _("Ask about lists of passengers"),
    "queries.correct_list": _("Correct lists of passengers"),
    "queries.view_list": _("Read the unit's lists of passengers"),
    "queries.mark_line": _("Mark travellers of a list"),
    "queries.send_list": _("Send lists of passengers, and learn nothing of the answers (for carriers)"),
    "queries.screen": _("Screen against public lists (for screening tools)"),
    "queries.view_hit": _("Read hits"),
    "queries.view_quality": _("Read the quality of the bureau's data"),
    "queries.ask_confirmation": _("Ask the owner to confirm a hit"),
    "queries.attach": _("Put pictures on hits"),
    "queries.detach": _("Take pictures off hits"),
    "queries.make_card": _("Make cards of persons often mistaken for a record"),
    "queries.renew_card": _("Keep cards longer"),
    "queries.delete_card": _("Delete cards"),
    "queries.list_cards": _("List the bureau's cards"),
    "queries.view_card": _("Read cards beside hits"),
    "queries.export_verdicts": _("Take verdicts as training data"),
    "queries.judge": _("Say of a hit whether it is the same"),
    "queries.refer": _("Note where else a hit is recorded"),
    "queries.record_outcome": _("Say what was done after a hit"),
    "records.read": _("Read own records"),
    "records.browse": _("Look through reference libraries"),
    "records.consult": _("Read reference libraries"),
    "records.create": _("Create records"),
    "records.change": _("Change records"),
    "records.withdraw": _("Withdraw records"),
    "records.mark_error": _("Say that records were entered in error"),
    "records.recover": _("Mark records as found"),
    "records.dispute": _("Dispute records of others"),
    "records.answer_dispute": _("Answer disputes about own records"),
    "records.report_found": _("Report that something recorded by others was found"),
    "records.answer_found": _("Answer reports of finds"),
    "records.list_matters": _("Read disputes and reports of finds"),
    "records.submit": _("Hand in entries of libraries for their check"),
    "records.attach": _("Put pictures on records"),
    "records.detach": _("Take pictures off records"),
    "records.follow_changes": _("Follow what changes: own records, and those found by hits"),
    "records.confirm_changes": _("Say which changes were applied"),
    "records.list_elsewhere": _("Read what must still be withdrawn in other systems"),
    "records.tick_elsewhere": _("Say that something is withdrawn in another system"),
    "records.load": _("Load files of records"),
    "records.upload": _("Upload files of records"),
    "records.check_import": _("Check uploaded files"),
    "records.start_import": _("Start imports"),
    "records.undo_import": _("Undo imports"),
    "records.undo_load": _("Take back what a load recorded"),
    "records.drop_import": _("Delete uploaded files"),
    "records.record_for": _("Record on behalf of another bureau"),
    "records.view_between": _("Read what waits between two bureaus"),
    "records.accept_recorded": _("Accept records made on one's behalf"),
    "records.reject_recorded": _("Reject records made on one's behalf"),
    "records.offer": _("Offer records to another bureau"),
    "records.view_offer": _("Read what is offered"),
    "records.accept_offer": _("Accept records that another bureau offers"),
    "records.decline_offer": _("Decline records that another bureau offers"),
    "records.take_back_offer": _("Take offers of records back"),
    "messages.read": _("Read messages"),
    "messages.send": _("Send messages"),
    "messages.broadcast": _("Send messages to all bureaus or a region"),
    "messages.prove": _("Export conversations with proof"),
    "messages.upload": _("Upload files for messages"),
    "messages.take_off": _("Take off files that were not sent"),
    "messages.fetch": _("Download files of messages"),
    "messages.ask": _("Send coded questions"),
    "messages.answer": _("Answer messages"),
    "journal.read_own": _("Read its own acts"),
}


def token_rights() -> list[tuple[str, str | Promise]]:
    """The rights a token can hold, with words; a right without words stands by its own name."""
    return [(right, RIGHT_LABELS.get(right, right)) for right in TOKEN_RIGHTS]


def purposes() -> list[tuple[str, str | Promise]]:
    """Purposes by slug, with words."""
    return list(AUTHORISED.items())


def query_kinds() -> list[tuple[int, str | Promise]]:
    """Kinds of query, with words."""
    return [(int(kind), label) for kind, label in QUERY_KIND_LABELS.items()]


def scope_words(scope: Scope) -> list[tuple[str | Promise, list[str | Promise] | None]]:
    """A scope for people: (part, its words); None is all."""
    names, whys = dict(databases()), dict(purposes())
    by_code = (
        None if scope.databases is None else [names.get(code, str(code)) for code in sorted(scope.databases)]
    )
    by_slug = None if scope.purposes is None else [whys.get(slug, slug) for slug in sorted(scope.purposes)]
    by_kind = None if scope.kinds is None else [QUERY_KIND_LABELS[kind] for kind in sorted(scope.kinds)]
    return [(_("Databases"), by_code), (_("Purposes"), by_slug), (_("Kinds of query"), by_kind)]
