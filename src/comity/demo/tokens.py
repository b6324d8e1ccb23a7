"""The token with which the first question is asked, and `comity ask` after it: kept in the home, 0600."""

from datetime import datetime, timedelta
from pathlib import Path

from comity.access import actions as access
from comity.access.actions.tokens import TokenDraft
from comity.access.actors import for_node
from comity.access.models import Officer
from comity.access.rules import TOKEN_RIGHTS
from comity.access.tokens import actor_for
from comity.demo.cast import FIRST_ASKER
from comity.kit.errors import ComityError
from comity.store.home import write_atomically

NAME = "client-token"  # the command line looks for it here (cli/settings.py)
KEPT = timedelta(days=30)


def ensure_token(home: Path, now: datetime, sign_in_name: str = FIRST_ASKER) -> None:
    """A token of the officer who asks first, made where the kept one is of no use any more."""
    path = home / NAME
    try:
        actor_for(path.read_text().strip() if path.exists() else "")
    except ComityError:
        officer = Officer.objects.select_related("unit").get(sign_in_name=sign_in_name)
        draft = TokenDraft(label="Demonstration", rights=TOKEN_RIGHTS, expires_at=now + KEPT)
        by = for_node(officer.unit.bureau_id)
        made = access.make_token(draft, unit=officer.unit, officer=officer, by=by)
        write_atomically(path, made.text.encode())
