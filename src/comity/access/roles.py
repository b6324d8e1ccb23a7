"""The closed sets of this room: roles, kinds of unit, kinds of query, measures. Numbers are never reused."""

from enum import IntEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(IntEnum):
    """What an officer may be. Code never asks for a role by name: it asks `may`."""

    BORDER_GUARD = 1
    DESK_OFFICER = 2
    BUREAU_HEAD = 3
    SECURITY_OFFICER = 4
    REVIEWER = 5
    EXAMINER = 6
    COMMISSION = 7
    OPERATOR = 8


class UnitKind(IntEnum):
    """What kind of place a unit is."""

    HEADQUARTERS = 1
    BORDER_POST = 2
    AIRPORT = 3
    STATION = 4
    CUSTOMS = 5
    COAST_GUARD = 6
    MINISTRY = 7
    PRISON = 8
    LABORATORY = 9
    MISSION_TEAM = 10


class QueryKind(IntEnum):
    """How one may ask: by an exact identifier, by a person's name, many subjects at once."""

    EXACT = 1
    PERSON = 2
    BATCH = 3
    PARTIAL = 4


ROLE_LABELS: dict[Role, str | Promise] = {
    Role.BORDER_GUARD: _("Border guard"),
    Role.DESK_OFFICER: _("Desk officer"),
    Role.BUREAU_HEAD: _("Bureau head"),
    Role.SECURITY_OFFICER: _("Security officer"),
    Role.REVIEWER: _("Reviewer"),
    Role.EXAMINER: _("Examiner"),
    Role.COMMISSION: _("Member of the commission"),
    Role.OPERATOR: _("Operator"),
}

UNIT_KIND_LABELS: dict[UnitKind, str | Promise] = {
    UnitKind.HEADQUARTERS: _("Headquarters"),
    UnitKind.BORDER_POST: _("Border post"),
    UnitKind.AIRPORT: _("Airport"),
    UnitKind.STATION: _("Station"),
    UnitKind.CUSTOMS: _("Customs"),
    UnitKind.COAST_GUARD: _("Coast guard"),
    UnitKind.MINISTRY: _("Ministry"),
    UnitKind.PRISON: _("Prison"),
    UnitKind.LABORATORY: _("Laboratory"),
    UnitKind.MISSION_TEAM: _("Mission team"),
}

QUERY_KIND_LABELS: dict[QueryKind, str | Promise] = {
    QueryKind.EXACT: _("By an exact identifier"),
    QueryKind.PERSON: _("By a person's name"),
    QueryKind.BATCH: _("Many subjects at once"),
    QueryKind.PARTIAL: _("By a part of a number"),
}


class AlarmKind(IntEnum):
    """Why a security officer is called. Closed set: numbers are never reused."""

    BUDGET = 1
    LOCKOUT = 2
    SEQUENTIAL_NUMBERS = 3
    OWN_NAME = 4
    SAME_SUBJECT = 5
    OUT_OF_SHIFT = 6
    LARGE_EXPORT = 7
    DIRECTORY = 8


ALARM_LABELS: dict[AlarmKind, str | Promise] = {
    AlarmKind.BUDGET: _("A budget is used up"),
    AlarmKind.LOCKOUT: _("Sign-in is locked after failed attempts"),
    AlarmKind.SEQUENTIAL_NUMBERS: _("Numbers were asked one after the other"),
    AlarmKind.OWN_NAME: _("An officer asked for the own name"),
    AlarmKind.SAME_SUBJECT: _("Many officers asked for the same subject"),
    AlarmKind.OUT_OF_SHIFT: _("Queries outside the hours of the unit"),
    AlarmKind.LARGE_EXPORT: _("Many records of persons are asked for as a file"),
    AlarmKind.DIRECTORY: _("The signed directory holds what must not be in it"),
}
