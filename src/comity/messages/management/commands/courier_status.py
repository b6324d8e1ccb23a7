"""`python -m comity courier_status`: how this node stands with others, in counts and codes."""

import json
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand
from django.core.serializers.json import DjangoJSONEncoder

from comity.messages.courier.listed import DIRECTORY
from comity.messages.courier.standing import NodeStanding, receipts_due, standings

NO_NODE = "bureaus without keys in the directory"


class Command(BaseCommand):
    help = "Show what waits for other nodes, what is under way and what was refused."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *_args: Any, **options: Any) -> None:
        nodes, due = standings(DIRECTORY), receipts_due()
        if options["json"]:
            document = {"nodes": [asdict(each) for each in nodes], "receipts_due": due}
            self.stdout.write(json.dumps(document, cls=DjangoJSONEncoder))
            return
        for each in nodes:
            self.stdout.write(f"{each.node or NO_NODE}: {'; '.join(_parts(each))}")
        self.stdout.write(f"receipts due: {due}")


def _parts(each: NodeStanding) -> list[str]:
    """Codes and counts, as they stand in docs/spec/courier.md."""
    reached = f"reached {each.reached_at:%Y-%m-%d %H:%M:%S} UTC" if each.reached_at else "never reached"
    parts = [reached, f"under way {each.under_way}"] if each.node else []
    if each.reason:
        again = f", tried again {each.next_at:%H:%M:%S} UTC" if each.next_at else ""
        parts.append(f"now {each.reason}{again}")
    if each.no_room:
        parts.append(f"no room there for {each.no_room}")
    parts += [f"waits {code} {many}" for code, many in sorted(each.unsealed.items())]
    parts += [f"refused {code} {many}" for code, many in sorted(each.refused.items())]
    parts += [f"refused here {code} {many}" for code, many in sorted(each.refused_here.items())]
    return [*parts, f"aside {each.aside}"] if each.aside else parts
