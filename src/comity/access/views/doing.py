"""One verb behind one form: run it when the form was sent and fits, and hang its refusals on the form."""

from collections.abc import Callable
from typing import TypeVar

from django.forms import BaseForm
from django.http import HttpRequest

from comity.kit.errors import Invalid, NotAllowed, Refused
from comity.web.forms import show_errors

T = TypeVar("T")


def done(request: HttpRequest, form: BaseForm, verb: Callable[[], T]) -> T | None:
    """The result of the verb; None when it has not run or was refused, and the form says why."""
    if request.method != "POST" or not form.is_valid():
        return None
    try:
        return verb()
    except Invalid as refusal:
        show_errors(form, refusal)
    except (Refused, NotAllowed) as refusal:
        form.add_error(None, str(refusal.message))
    return None


def status_of(form: BaseForm) -> int:
    """422 where the form has errors to show."""
    return 422 if form.errors else 200
