"""`comity demo_federated CODE`: builds the small world of a bureau's own node. `comity demo --federation` calls it.

Prints JSON, one object a line, as `demo_world` does.
"""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.demo import federated
from comity.demo.management.commands import demo_world
from comity.demo.tokens import ensure_token


class Command(demo_world.Command):
    help = "Build the world of a bureau's own node in a database that `comity demo --federation` made."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("code", choices=sorted(federated.HOUSES))

    def handle(self, *_args: Any, **options: Any) -> None:
        demo_world.refuse_other_databases()
        now, code = timezone.now(), options["code"]
        federated.settle(code, now.date(), self._telling(_("Units and officers")), self._telling_account)
        ensure_token(settings.HOME, now, federated.ASKERS[code])
        self._say(records={})
