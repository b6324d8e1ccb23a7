"""What every test client would make again, and is the same each time: made once in a process."""

from typing import Any

from django.core.signals import setting_changed
from django.test.client import ClientHandler

PARTS = ("_view_middleware", "_template_response_middleware", "_exception_middleware", "_middleware_chain")


def share_middleware() -> None:
    """All test clients go through one chain of middleware until a setting changes; each looked at all static files."""
    genuine = ClientHandler.load_middleware
    kept: dict[str, Any] = {}

    def load_once(self: ClientHandler, is_async: bool = False) -> None:
        if kept:
            vars(self).update(kept)
        else:
            genuine(self, is_async)
            kept.update({name: getattr(self, name) for name in PARTS})

    def forget(**_changed: Any) -> None:
        kept.clear()

    ClientHandler.load_middleware = load_once
    setting_changed.connect(forget, weak=False)
