"""`comity demo_world`: builds the demonstration world where it is not there. `comity demo` calls it.

Prints JSON, one object a line: steps and new accounts while it works, at last what is there.
"""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from comity.access.actors import for_node
from comity.demo import between, ceremony, federated, notices, scenes, stage, traces, world
from comity.demo.actions import Account, is_loaded, note_loaded
from comity.demo.cast import CENTRE
from comity.demo.life import play_life
from comity.demo.tokens import ensure_token
from comity.demo.un_list import file_at_hand, load_edition
from comity.kit.errors import ComityError
from comity.queries.actions import lapse_due
from comity.store.stamp import DEMONSTRATION


class Command(BaseCommand):
    help = "Build the demonstration world in a database that `comity demo` made."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--un-list", type=Path, help="the Security Council's list (XML, plain or gzip)")
        parser.add_argument("--federated", action="store_true", help="others have nodes of their own")

    def handle(self, *_args: Any, **options: Any) -> None:
        refuse_other_databases()
        if is_loaded():
            world.newcomers(timezone.now().date(), self._telling_account)
        else:
            self._load()
        if (path := options["un_list"] or file_at_hand()) is not None:
            self._load_list(path)
        self._play([] if stage.clocks_run() else list(scenes.running()))
        if options["federated"]:
            federated.admit_guests(timezone.now().date())
        ceremony.hold(timezone.now())
        traces.play(timezone.now().date())
        between.play(timezone.now().date())
        notices.play(timezone.now().date())
        play_life()
        ensure_token(settings.HOME, timezone.now())
        self._say(records=world.counts())

    def _load(self) -> None:
        today = timezone.now().date()
        self._say(step=_("Directory"), done=0, of=1)
        world.directory(today)
        world.offices(today, self._telling(_("Units and officers")), self._telling_account)
        world.recorded(self._telling(_("Records")))
        self._play([*scenes.past(timezone.now()), *scenes.running()])
        note_loaded(count=sum(world.counts().values()), by=for_node(CENTRE))

    def _play(self, played: list[scenes.Scene]) -> None:
        tell = self._telling(_("Hits and their owners' answers"))
        for place, _hit in enumerate(stage.play(played), 1):
            tell(place, len(played))
        lapse_due(timezone.now())

    def _load_list(self, path: Path) -> None:
        step = _("List of the Security Council")
        self._say(step=step, done=0, of=1)
        try:
            refused = load_edition(path)
        except (ComityError, OSError) as error:
            message = _("The list %(file)s was not loaded: %(reason)s")
            raise CommandError(message % {"file": path.name, "reason": error}) from None
        if refused:
            message = _("%(refused)s entries of the list were refused. `comity load un-list` names them.")
            self._say(remark=message % {"refused": refused})
        self._say(step=step, done=1, of=1)

    def _telling_account(self, account: Account) -> None:
        self._say(account=asdict(account))

    def _telling(self, step: str) -> world.Tell:
        return lambda done, of: self._say(step=step, done=done, of=of)

    def _say(self, **words: Any) -> None:
        self.stdout.write(json.dumps(words, ensure_ascii=False))
        self.stdout.flush()


def refuse_other_databases() -> None:
    """Only what the demonstration itself made and stamped. Raises: CommandError."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass('public.comity_stamp')")
        found = cursor.fetchone() != (None,)
        if found:
            cursor.execute("SELECT kind FROM comity_stamp")
            found = cursor.fetchone() == (DEMONSTRATION,)
    if not found:
        raise CommandError(_("This is not the database of a demonstration. Start one with `comity demo`."))
