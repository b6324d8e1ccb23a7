"""A small OpenID provider on loopback: discovery, authorize, token, keys. It vouches for whomever the test names."""

import base64
import hashlib
import json
import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from jwt.algorithms import RSAAlgorithm

CLIENT, SECRET = "comity", "a secret of the tests, long enough for a symmetric signature"
Said = dict[str, Any]


@dataclass
class Provider:
    """What it says, and how it lies.

    says: claims of the next answer. lies: claims that replace true ones. signs: "RS256", "none", "HS256", or "stranger"
    for a key that is not its own. down: answers nothing. asked: the last authorization request.
    """

    url: str = ""
    says: Said = field(default_factory=dict)
    lies: Said = field(default_factory=dict)
    signs: str = "RS256"
    down: bool = False
    asked: Said = field(default_factory=dict)
    codes: dict[str, Said] = field(default_factory=dict)
    key: RSAPrivateKey = field(default_factory=lambda: generate_private_key(65537, 2048))

    def settings(self, bureau: str) -> dict[str, str]:
        """The settings of a node that trusts it."""
        return {
            "COMITY_OIDC_SERVER": self.url,
            "COMITY_OIDC_BUREAU": bureau,
            "COMITY_OIDC_CLIENT": CLIENT,
            "COMITY_OIDC_SECRET": SECRET,
            "COMITY_OIDC_NAME": "National police",
            "COMITY_OIDC_SECOND_FACTOR": "mfa urn:example:high",
        }

    def vouch(self, subject: str, name: str, **more: Any) -> None:
        """From now on: this subject, and no lies."""
        self.says = {"sub": subject, "preferred_username": name, "name": "Not To Be Kept", **more}
        self.lies, self.signs, self.down = {}, "RS256", False

    def discovery(self) -> Said:
        return {
            "issuer": self.url,
            "authorization_endpoint": f"{self.url}/authorize",
            "token_endpoint": f"{self.url}/token",
            "jwks_uri": f"{self.url}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def keys(self) -> Said:
        public = RSAAlgorithm.to_jwk(self.key.public_key(), as_dict=True)
        return {"keys": [{**public, "kid": "one", "alg": "RS256", "use": "sig"}]}

    def authorize(self, asked: Said) -> str:
        """Where the browser is led back to."""
        assert (asked["client_id"], asked["response_type"]) == (CLIENT, "code")
        self.asked = asked
        code = secrets.token_urlsafe(16)
        self.codes[code] = {**asked, "claims": dict(self.says)}
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def token(self, sent: Said) -> Said | None:
        """The answer for a code: once, for this client and the holder of the verifier."""
        asked = self.codes.pop(sent.get("code", ""), None)
        digest = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        if asked is None or sent.get("client_secret") != SECRET or challenge != asked["code_challenge"]:
            return None
        now = int(time.time())
        claims = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": asked["nonce"]}
        return {
            "access_token": secrets.token_urlsafe(16),
            "token_type": "Bearer",
            "id_token": self._signed({**claims, **asked["claims"], **self.lies}),
        }

    def _signed(self, claims: Said) -> str:
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.signs in ("none", "HS256"):
            key = None if self.signs == "none" else SECRET
            return jwt.encode(claims, key, algorithm=self.signs, headers={"kid": "one"})
        key = generate_private_key(65537, 2048) if self.signs == "stranger" else self.key
        return jwt.encode(claims, key, algorithm="RS256", headers={"kid": "one"})


@contextmanager
def running() -> Iterator[Provider]:
    """A provider as long as the story lasts."""
    provider = Provider()

    class Door(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path, query = urlsplit(self.path).path, urlsplit(self.path).query
            if path == "/authorize":
                self.send_response(302)
                self.send_header("Location", provider.authorize(_single(query)))
                self.end_headers()
                return
            pages = {"/.well-known/openid-configuration": provider.discovery, "/keys": provider.keys}
            self._answer(None if provider.down or path not in pages else pages[path]())

        def do_POST(self) -> None:
            sent = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(provider.token(_single(sent)))

        def _answer(self, document: Said | None) -> None:
            body = json.dumps(document or {"error": "invalid_grant"}).encode()
            self.send_response(400 if document is None else 200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_words: object) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    provider.url = f"http://127.0.0.1:{server.server_port}"
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield provider
    finally:
        server.shutdown()
        server.server_close()


def _single(text: str) -> Said:
    return {name: values[0] for name, values in parse_qs(text).items()}
