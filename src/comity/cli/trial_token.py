"""A token on a throw-away copy, for the one question of a self-test. A process of its own, with that copy's settings.

Prints one line of JSON: token, a purpose that it may ask for, an issuer; or `{}` where no bureau lives here.
"""

import json
import os
import sys
from datetime import timedelta
from typing import Any

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "comity.settings")
django.setup()

from django.conf import settings  # noqa: E402  # Django must be set up first
from django.utils import timezone  # noqa: E402

from comity.access import actions  # noqa: E402
from comity.access.actions.tokens import TokenDraft  # noqa: E402
from comity.access.actors import for_node  # noqa: E402
from comity.access.models import Unit  # noqa: E402
from comity.access.rules import TOKEN_RIGHTS  # noqa: E402
from comity.access.tokens import actor_for  # noqa: E402
from comity.bureaus.models import Bureau  # noqa: E402
from comity.bureaus.purposes import SLUGS  # noqa: E402
from comity.store.scratch import MARK  # noqa: E402

KEPT = timedelta(hours=1)


def token_on_copy() -> dict[str, Any]:
    """A token with which somebody here may ask. Raises: SystemExit on anything but a copy."""
    if not (settings.HOME / MARK).exists():
        sys.exit("Only a throw-away copy gives a token for a self-test.")
    hosted = Bureau.objects.filter(hosted=True).order_by("code")
    for unit in Unit.objects.filter(bureau__in=hosted).order_by("bureau", "pk"):
        draft = TokenDraft(label="self-test", rights=TOKEN_RIGHTS, expires_at=timezone.now() + KEPT)
        made = actions.make_token(draft, unit=unit, by=for_node(unit.bureau_id))
        actor = actor_for(made.text, acting="self-test")
        for purpose in SLUGS:
            if actor.may("queries.ask", purpose=purpose, now=timezone.now()):
                return {"token": made.text, "purpose": purpose, "issuer": "FRA"}
    return {}


if __name__ == "__main__":
    sys.stdout.write(json.dumps(token_on_copy()) + "\n")
