"""A passkey that needs no finger: Chromium's own virtual authenticator."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import CDPSession, Page


@dataclass
class Passkey:
    """One authenticator plugged into one page's browser."""

    session: CDPSession
    id: str

    def verify(self, willing: bool) -> None:
        """Does the holder show a finger or type the PIN when asked?"""
        self._send("setUserVerified", isUserVerified=willing)

    @property
    def credentials(self) -> list[dict[str, Any]]:
        """What it keeps: one entry for each account."""
        found: list[dict[str, Any]] = self._send("getCredentials")["credentials"]
        return found

    def _send(self, command: str, **more: Any) -> dict[str, Any]:
        answer: dict[str, Any] = self.session.send(
            f"WebAuthn.{command}", {"authenticatorId": self.id, **more}
        )
        return answer


@contextmanager
def plugged_in(page: Page) -> Iterator[Passkey]:
    """A passkey in the machine of this page, as long as the story lasts."""
    session = page.context.new_cdp_session(page)
    session.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    answer = session.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    yield Passkey(session, answer["authenticatorId"])
    session.detach()
