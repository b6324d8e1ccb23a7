"""A mail server of our own: it speaks enough SMTP to take messages, and keeps them."""

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage


class _Talk(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        self.say("220 mail.example ready")
        while line := self.rfile.readline():
            verb = line.split(b" ")[0].strip().upper().decode()
            if verb == "DATA":
                self.say("354 go on")
                self.server.kept.append(b"".join(iter(self.part, b"")))  # type: ignore[attr-defined]
            if verb == "QUIT":
                self.say("221 bye")
                return
            refused = verb == "RCPT" and self.server.refuses  # type: ignore[attr-defined]
            self.say("550 nobody of that name" if refused else "250 well")

    def part(self) -> bytes:
        line = self.rfile.readline()
        return b"" if line == b".\r\n" else line.removeprefix(b".")

    def say(self, words: str) -> None:
        self.wfile.write(words.encode() + b"\r\n")


class MailServer(socketserver.ThreadingTCPServer):
    """kept: what it took. refuses: whether it says no to every recipient."""

    allow_reuse_address = daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.kept: list[bytes] = []
        self.refuses = False

    @property
    def settings(self) -> dict[str, str]:
        """The environment of a node that sends its mail here."""
        return {
            "COMITY_MAIL_SERVER": f"127.0.0.1:{self.server_address[1]}",
            "COMITY_MAIL_TLS": "none",
            "COMITY_MAIL_FROM": "node@police.example",
            "COMITY_MAIL_TO": "operator@police.example, deputy@police.example",
        }

    def messages(self) -> list[EmailMessage]:
        return [message_from_bytes(each, policy=policy.default) for each in self.kept]  # type: ignore[misc]


@contextmanager
def mail_server() -> Iterator[MailServer]:
    """It listens while the block runs."""
    with MailServer() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        yield server
        server.shutdown()
