"""Mail to the operator: what became of backups and upgrades. Sentences, numbers and places, never what is on record."""

import os
import smtplib
import ssl
from dataclasses import dataclass
from email.message import EmailMessage
from email.utils import formatdate, make_msgid

from comity.store.errors import StoreError

PATIENCE_S = 30.0
PORTS = {"starttls": 587, "tls": 465, "none": 25}


@dataclass(frozen=True, slots=True)
class Mailing:
    """host, port: the server. to: addresses. tls: "starttls", "tls", or "none" for a server on this machine."""

    host: str
    port: int
    sender: str
    to: tuple[str, ...]
    tls: str
    user: str
    password: str

    @classmethod
    def from_environment(cls) -> "Mailing | None":
        """As the operator set it; None where no server is named. Raises: StoreError for half of it."""
        server = os.environ.get("COMITY_MAIL_SERVER", "")
        if not server:
            return None
        tls = os.environ.get("COMITY_MAIL_TLS", "") or "starttls"
        host, _colon, port = server.partition(":")
        sender = os.environ.get("COMITY_MAIL_FROM", "")
        to = tuple(filter(None, map(str.strip, os.environ.get("COMITY_MAIL_TO", "").split(","))))
        user, password = os.environ.get("COMITY_MAIL_USER", ""), os.environ.get("COMITY_MAIL_PASSWORD", "")
        if tls not in PORTS or not sender or not to or not (port or "0").isdecimal():
            raise StoreError(
                "Mail needs COMITY_MAIL_SERVER (host:port), COMITY_MAIL_FROM, COMITY_MAIL_TO, and COMITY_MAIL_TLS as "
                "starttls, tls or none.",
                code="mail",
            )
        if tls == "none" and (password or host not in ("localhost", "127.0.0.1", "::1")):
            raise StoreError(
                "Mail leaves this machine with TLS, or not at all. (COMITY_MAIL_TLS)", code="mail"
            )
        return cls(host, int(port or PORTS[tls]), sender, to, tls, user, password)

    def send(self, subject: str, lines: list[str]) -> None:
        """Hand one message to the server. Raises: StoreError when it does not take it."""
        message = EmailMessage()
        message["Subject"], message["From"], message["To"] = subject, self.sender, ", ".join(self.to)
        message["Date"], message["Message-ID"] = (
            formatdate(localtime=True),
            make_msgid(domain="comity.invalid"),
        )
        message["Auto-Submitted"] = "auto-generated"
        message.set_content("\n".join(lines) + "\n")
        try:
            with self._server() as server:
                if self.tls == "starttls":
                    server.starttls(context=ssl.create_default_context())
                if self.password:
                    server.login(self.user, self.password)
                server.send_message(message)
        except (OSError, smtplib.SMTPException) as error:
            raise StoreError(
                f"The mail server {self.host} did not take the message ({type(error).__name__}).", code="mail"
            ) from error

    def _server(self) -> smtplib.SMTP:
        if self.tls == "tls":
            context = ssl.create_default_context()
            return smtplib.SMTP_SSL(self.host, self.port, timeout=PATIENCE_S, context=context)
        return smtplib.SMTP(self.host, self.port, timeout=PATIENCE_S)
