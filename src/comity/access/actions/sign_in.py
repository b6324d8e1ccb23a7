"""Signing in and out: counted, locked and written down. No actor is known before it has succeeded."""

from django.contrib.auth.hashers import check_password, make_password
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from comity.access import actors
from comity.access.actions.alarms import raise_alarm
from comity.access.actions.sessions import end_sessions
from comity.access.acts import write_act, write_unknown
from comity.access.locks import Handle, Locked, count_failure, forget_failures, is_locked
from comity.access.models import Officer, Terminal
from comity.access.roles import AlarmKind
from comity.journal.acts import Outcome
from comity.kit.errors import NotAllowed, TooMany

# Checked when no officer has the badge, so that a wrong badge takes as long as a wrong PIN.
_NOBODY = make_password(None)


def refuse_if_locked(name: str, address: str) -> None:
    """Raises: TooMany while too many sign-ins have failed for this name or from this address."""
    by_name = Handle(Locked.NAME, name)
    if is_locked(by_name, Handle(Locked.ADDRESS, address), now=timezone.now()):
        write_unknown("access.sign_in", Outcome.REFUSED, reason="locked", tag=by_name.tag)
        raise _too_many()


def note_failure(name: str, address: str) -> None:
    """Count a failed sign-in against name and address, and write it down without either."""
    now = timezone.now()
    by_name = Handle(Locked.NAME, name)
    locked_name = count_failure(by_name, now=now)
    count_failure(Handle(Locked.ADDRESS, address), now=now)
    officer = Officer.objects.filter(sign_in_name=name.strip().lower(), is_active=True).first()
    _note(officer, by_name, "credentials-wrong", locked=locked_name)


def refuse_factor_if_locked(officer: Officer) -> None:
    """Raises: TooMany while too many second factors of this officer were wrong. Whoever comes here has the password."""
    handle = _of_factor(officer)
    if is_locked(handle, now=timezone.now()):
        _write_failure(officer, handle, Outcome.REFUSED, "locked")
        raise _too_many()


def note_wrong_factor(officer: Officer) -> None:
    """Count a wrong code or passkey against the officer, and write it down."""
    handle = _of_factor(officer)
    _note(officer, handle, "second-factor-wrong", locked=count_failure(handle, now=timezone.now()))


def note_unknown_passkey(address: str) -> None:
    """Count a passkey that opened nothing against its address: whose it claims to be proves nothing."""
    handle = Handle(Locked.ADDRESS, address)
    count_failure(handle, now=timezone.now())
    write_unknown("access.sign_in", Outcome.REFUSED, reason="passkey-wrong", tag=handle.tag)


def note_changed_factor(officer: Officer, verb: str, kind: str) -> None:
    """Write down that a second factor was added or removed. Removed: every session of the officer ends."""
    actor = actors.of_officer(officer.id, second_factor=False)
    if verb == "access.remove_second_factor":
        end_sessions(officer)
    if actor is not None:
        write_act(verb, actor, Outcome.DONE, reason=kind)


def note_suspended(officer: Officer) -> None:
    """Write down that a suspended officer had the right words and was refused."""
    tag = Handle(Locked.NAME, officer.sign_in_name).tag
    write_unknown("access.sign_in", Outcome.REFUSED, reason="suspended", tag=tag)


def note_sign_in(officer: Officer, *, terminal: str = "", reason: str = "") -> None:
    """Write a sign-in down; name and second factor count their failures anew."""
    forget_failures(Handle(Locked.NAME, officer.sign_in_name))
    forget_failures(_of_factor(officer))
    actor = actors.of_officer(officer.id, second_factor=False, terminal=terminal)
    if actor is not None:
        write_act("access.sign_in", actor, Outcome.DONE, reason=reason)


def note_sign_out(officer: Officer, *, reason: str) -> None:
    """Write a sign-out down. reason: "" by the officer, "idle", "shift"."""
    actor = actors.of_officer(officer.id, second_factor=False)
    if actor is not None:
        write_act("access.sign_out", actor, Outcome.DONE, reason=reason)


def note_own_password(officer: Officer) -> None:
    """The officer has chosen a password: the one-time password has done its work."""
    Officer.objects.filter(pk=officer.pk).update(must_change_password=False)
    officer.must_change_password = False
    actor = actors.of_officer(officer.id, second_factor=False)
    if actor is not None:
        write_act("access.change_password", actor, Outcome.DONE)


def officer_at(terminal: Terminal, badge: str, pin: str) -> Officer:
    """Who stands at a shared terminal, by badge number and PIN. Raises: TooMany, NotAllowed.

    The terminal is what one has, the PIN what one knows. Roles that need a second factor need a passkey here.
    """
    now, handle = timezone.now(), Handle(Locked.PIN, f"{terminal.unit.bureau_id}:{badge}")
    here = Handle(Locked.ADDRESS, f"terminal:{terminal.id}")  # one PIN tried on every badge
    if is_locked(handle, here, now=now):
        write_unknown(
            "access.sign_in", Outcome.REFUSED, reason="locked", tag=handle.tag, terminal=terminal.label
        )
        raise _too_many()
    bureau = Officer.objects.filter(unit__bureau=terminal.unit.bureau_id, is_active=True)
    officer = bureau.filter(badge__iexact=badge.strip()).first()
    stored = officer.pin if officer is not None and officer.pin else _NOBODY
    if not check_password(pin, stored) or officer is None:
        count_failure(here, now=now)
        _note(officer, handle, "credentials-wrong", locked=count_failure(handle, now=now))
        raise NotAllowed(_("Badge number and PIN do not fit."), code="pin-wrong")
    if officer.must_have_second_factor or officer.must_change_password:
        raise NotAllowed(
            _("This officer signs in with a passkey, or with password and code."),
            code="second-factor-missing",
            opens=_("Use the sign-in page."),
        )
    forget_failures(handle)
    return officer


def _of_factor(officer: Officer) -> Handle:
    return Handle(Locked.FACTOR, str(officer.id))


def _note(officer: Officer | None, handle: Handle, reason: str, *, locked: bool) -> None:
    """One failure; the one that locks is an alarm, and calls the security officer where the officer is known."""
    if not locked:
        _write_failure(officer, handle, Outcome.REFUSED, reason)
        return
    actor, now = _write_failure(officer, handle, Outcome.ALARM, "locked"), timezone.now()
    if actor is not None:
        about = f"lockout:{handle.what}:{actor.officer}:{now:%Y-%m-%dT%H}"
        raise_alarm(AlarmKind.LOCKOUT, by=actor, about=about, codes=[handle.what.value], now=now)


def _write_failure(
    officer: Officer | None, handle: Handle, outcome: Outcome, reason: str
) -> actors.OfficerActor | None:
    actor = None if officer is None else actors.of_officer(officer.id, second_factor=False)
    if actor is None:
        write_unknown("access.sign_in", outcome, reason=reason, tag=handle.tag)
    else:
        write_act("access.sign_in", actor, outcome, reason=reason, tag=handle.tag)
    return actor


def _too_many() -> TooMany:
    return TooMany(
        _("Too many sign-ins have failed. Wait 15 minutes, or ask your security officer."), code="locked"
    )
