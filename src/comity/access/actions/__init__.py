"""The verbs of this room, by subject."""

from comity.access.actions.alarms import close_alarm, raise_alarm
from comity.access.actions.budgets import open_record, set_budget, spend
from comity.access.actions.clocks import forget_counts, watch_queries
from comity.access.actions.names import forget_name, open_name
from comity.access.actions.officers import (
    enrol_officer,
    move_officer,
    reset_password,
    reset_second_factor,
    restore_officer,
    set_pin,
    suspend_officer,
)
from comity.access.actions.roles import grant_role, revoke_role
from comity.access.actions.saved_views import (
    change_view,
    delete_view,
    drop_shared_view,
    end_views,
    open_view,
    save_view,
)
from comity.access.actions.sign_in import (
    note_failure,
    note_own_password,
    note_sign_in,
    note_sign_out,
    officer_at,
    refuse_if_locked,
)
from comity.access.actions.terminals import close_terminal, open_terminal
from comity.access.actions.tokens import make_token, revoke_token
from comity.access.actions.units import change_unit, close_unit, open_unit

__all__ = [
    "change_unit",
    "change_view",
    "close_alarm",
    "close_terminal",
    "close_unit",
    "delete_view",
    "drop_shared_view",
    "end_views",
    "enrol_officer",
    "forget_counts",
    "forget_name",
    "grant_role",
    "make_token",
    "move_officer",
    "note_failure",
    "note_own_password",
    "note_sign_in",
    "note_sign_out",
    "officer_at",
    "open_name",
    "open_record",
    "open_terminal",
    "open_unit",
    "open_view",
    "raise_alarm",
    "refuse_if_locked",
    "reset_password",
    "reset_second_factor",
    "restore_officer",
    "revoke_role",
    "revoke_token",
    "save_view",
    "set_budget",
    "set_pin",
    "spend",
    "suspend_officer",
    "watch_queries",
]
