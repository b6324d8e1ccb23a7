"""Errors by meaning. Each knows its HTTP status, a machine code and a sentence for people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class ComityError(Exception):
    """The root: something a person must be told."""

    status: ClassVar[int] = 500
    code: str = "error"

    def __init__(self, message: str | Promise, *, code: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if code is not None:
            self.code = code

    def __str__(self) -> str:
        return str(self.message)

    @property
    def detail_code(self) -> str:
        """What a machine is told of it: of values that do not fit, the first one's."""
        return self.code


class Refused(ComityError):
    """The request is understood and against a rule."""

    status = 409
    code = "refused"


class Stale(Refused):
    """The caller saw an older version of what it wants to change."""

    code = "stale"


class NotAllowed(ComityError):
    """This actor may not. `opens` says what would open it."""

    status = 403
    code = "not-allowed"

    def __init__(self, message: str | Promise, *, code: str | None = None, opens: str | Promise = "") -> None:
        super().__init__(message, code=code)
        self.opens = opens


class NotSignedIn(ComityError):
    """No valid session or token."""

    status = 401
    code = "not-signed-in"


class NotFound(ComityError):
    """It does not exist, or must not exist for this asker: the answer is the same."""

    status = 404
    code = "not-found"

    def __init__(
        self, message: str | Promise = _("Nothing is found here."), *, code: str | None = None
    ) -> None:
        super().__init__(message, code=code)


class Gone(ComityError):
    """It was here and is no longer kept. Whoever asks must begin anew."""

    status = 410
    code = "gone"


class TooMany(ComityError):
    """A limit or budget is used up."""

    status = 429
    code = "too-many"


class NotAnswered(ComityError):
    """We do not know: the store did not reply. Never to be read as "no hit"."""

    status = 503
    code = "not-answered"


class Fault(ComityError):
    """A mistake of ours in the middle of a question. We do not know either: never to be read as "no hit"."""

    code = "fault"


@dataclass(frozen=True, slots=True)
class FieldError:
    """What is wrong with one field: its name (or "" for the whole), a machine code, a sentence."""

    field: str
    code: str
    message: str | Promise


class Invalid(ComityError):
    """The values do not fit; `errors` says which and why."""

    status = 422
    code = "invalid"

    def __init__(self, errors: Sequence[FieldError]) -> None:
        super().__init__(_("Some values do not fit. Correct them and try again."))
        self.errors = tuple(errors)

    def __str__(self) -> str:
        return "; ".join(f"{error.field}: {error.message}" for error in self.errors)

    @property
    def detail_code(self) -> str:
        return self.errors[0].code


def invalid(field: str, code: str, message: str | Promise) -> Invalid:
    """One field error as an exception."""
    return Invalid([FieldError(field, code, message)])
