"""What tests do on a centre's node and on one that follows its directory, inside a process of it (federation.py).

hours: so long ago. What a node did then is done now by a clock that is told so; what the story looks at runs by the
clock of the machine.
"""

import base64
from datetime import datetime, timedelta

from django.utils import timezone

from comity.access import actors
from comity.access.models import Alarm
from comity.access.roles import AlarmKind, Role
from comity.bureaus.models import Bureau, SignedEntry
from comity.bureaus.rules import Standing
from comity.bureaus.signed import keeping, publishing, taking
from comity.bureaus.signed.fingerprints import fingerprint
from comity.bureaus.signed.history import head_of
from comity.bureaus.signed.refreshing import refresh
from tests import people
from tests.rooms.bureaus.centres import at
from tests.rooms.bureaus.directories import published, signed_root


def then(hours: float) -> datetime:
    return timezone.now() - timedelta(hours=hours)


def centre_begins(hours: float) -> list[str]:
    """The centre publishes itself and Paris, which lives there; its root, and what people say of it."""
    published(then(hours))
    root = publishing.newest_root()
    assert root is not None
    return [base64.b64encode(root.to_bytes()).decode(), fingerprint(root.signed_bytes)]


def publish(hours: float, standing: str = "NORMAL") -> None:
    """Sign the directory, with this standing of Paris."""
    Bureau.objects.filter(code="FRA").update(standing=int(Standing[standing]))
    publishing.publish(then(hours), by=actors.for_node("CEN"))


def rotate() -> None:
    """Paris gets another signing key."""
    keeping.rotate_key(Bureau.objects.get(code="FRA"), timezone.now(), by=actors.for_node("FRA"))


def home_begins(hours: float) -> list[str]:
    """Rome's own node: its first entry, and what people say of its key."""
    rome = people.bureau("ITA")
    keeping.keep_keys(rome, then(hours), by=actors.for_node("ITA"))
    signed = head_of("ITA").signed
    return [base64.b64encode(signed.content).decode(), fingerprint(signed.entry.signing_key)]


def accept(entry: str, told: str, hours: float) -> None:
    people.bureau("ITA", hosted=False)
    publishing.accept_entry(
        base64.b64decode(entry), then(hours), by=actors.for_node("CEN"), fingerprint_said=told
    )


def trust(root: str, told: str, url: str, hours: float) -> None:
    taking.trust(base64.b64decode(root), url, then(hours), by=actors.for_node("ITA"), fingerprint_said=told)


def refreshed(hours: float) -> int:
    """How many bureaus changed by a refresh at that time."""
    moment = then(hours)
    with at(moment):
        return refresh(moment).changed


def knows() -> list[int]:
    """What Rome knows of Paris: the version of its newest entry, and its standing."""
    return [head_of("FRA").version, int(Bureau.objects.get(code="FRA").standing)]


def entries() -> int:
    return SignedEntry.objects.count()


def alarms() -> list[str]:
    return sorted({code for each in Alarm.objects.filter(kind=AlarmKind.DIRECTORY) for code in each.codes})


def session() -> str:
    """Of Rome's security officer."""
    return people.session(people.officer("sofia", Role.SECURITY_OFFICER, place=people.unit("ITA")))


def publish_first() -> list[str]:
    """A centre that has bureaus and keys already holds its ceremony and publishes; as `centre_begins`."""
    now, chen = timezone.now(), actors.for_node("CEN")
    root = publishing.install_root(signed_root(chen, now), now, by=chen)
    publishing.publish(now, by=chen)
    return [base64.b64encode(root.to_bytes()).decode(), fingerprint(root.signed_bytes)]
