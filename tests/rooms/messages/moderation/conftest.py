"""UNM-A has a node of its own and is pre-moderated; the centre is hosted here, or is another node, as a test says."""

import json
from dataclasses import dataclass

import pytest
from django.utils import timezone

from comity.kit.canonical import canonical_json
from comity.kit.ids import new_id


@pytest.fixture
def here(directory: None, settings, tmp_path) -> None:
    """The keys of the hosted bureaus are made and listed; files go to a disk of the test's own."""
    settings.HOME = tmp_path
    from comity.bureaus.models import Bureau  # these files are read before Django is set up
    from comity.bureaus.signed.keeping import keep_keys
    from comity.messages.courier.listed import DIRECTORY
    from tests.rooms.messages.courier.far import NODE

    for code in ("FRA", "ITA"):
        keep_keys(Bureau.objects.get(code=code), timezone.now(), by=NODE)
    DIRECTORY.forget()


@pytest.fixture
def mission(here: None):
    """UNM-A, known to the directory; its words wait for the centre."""
    from comity.bureaus.models import Bureau
    from comity.bureaus.rules import Standing
    from tests.rooms.messages.courier.far import Far

    far = Far("UNM-A").listed()
    Bureau.objects.filter(code="UNM-A").update(standing=int(Standing.PRE_MODERATED))
    return far


@pytest.fixture
def chen(mission):
    """A reviewer of the centre, which is hosted here."""
    from comity.bureaus.models import Bureau
    from comity.bureaus.rules import BureauKind
    from comity.bureaus.signed.keeping import keep_keys
    from comity.messages.courier.listed import DIRECTORY
    from tests.rooms.messages.conftest import Person
    from tests.rooms.messages.courier.far import NODE

    centre = Bureau.objects.create(
        code="CEN", kind=int(BureauKind.CENTRE), names={"en": "Centre"}, hosted=True
    )
    keep_keys(centre, timezone.now(), by=NODE)
    DIRECTORY.forget()
    return Person("CEN", "legal reviewer")


@pytest.fixture
def centre(mission):
    """The centre, on another node."""
    from comity.bureaus.models import Bureau
    from comity.bureaus.rules import BureauKind
    from tests.rooms.messages.courier.far import Far

    far = Far("CEN").listed()
    Bureau.objects.filter(code="CEN").update(kind=int(BureauKind.CENTRE))
    return far


@dataclass
class Words:
    """What UNM-A writes, and how the centre would bring it."""

    body: dict
    around: dict

    @classmethod
    def of(cls, *to: str, **more) -> "Words":
        note = more.pop("message", new_id())
        note_body = {"language": "en", "subject": "A lorry", "text": more.pop("text", "Is it yours?")}
        body = {
            "message": str(note),
            "thread": str(note),
            "reply_to": None,
            "to": sorted(to),
            "version": 1,
            "note": note_body,
            "answer_hours": 0,
            "files": [],
            **more,
        }
        return cls(body, {"case": "UNM-26-7", "function": "duty desk"})

    def written(self, writer, centre: str = "CEN", **more):
        """The envelope from the bureau to the centre."""
        return writer.seals(
            centre,
            kind=more.pop("kind", "words-to-release"),
            body=canonical_json(self.body),
            **{"about": f"message:{self.body['message']}", **self.around, **more},
        )

    def released(self, centre, writer, *to: str, signed=None, **more):
        """The centre's envelope with the bureau's inside."""
        from uuid import UUID

        from comity.messages.moderation.written import write_written

        sealed = signed or self.written(writer)
        reply_to = self.body["reply_to"]
        return centre.seals(
            *(to or self.body["to"]),
            kind=more.pop("kind", "released-words"),
            body=more.pop("body", canonical_json(self.body["note"])),
            **{
                "message": UUID(self.body["message"]),
                "thread": UUID(self.body["thread"]),
                "reply_to": UUID(reply_to) if reply_to else None,
                "written": write_written(sealed.signed, sealed.content),
                **self.around,
                **more,
            },
        )


def body_of(letter) -> dict:
    """What a letter's body says."""
    return json.loads(letter.body)
