"""How we speak to the bureau's own provider: code flow with PKCE, state and nonce; the answer's signature checked.

django-allauth finds providers by the name of this file. Source: OpenID Connect Core 1.0, sections 3.1.2 and 3.1.3.
"""

from hashlib import sha256
from typing import Any

import jwt
from allauth.socialaccount.internal import jwtkit
from allauth.socialaccount.models import SocialApp, SocialLogin, SocialToken
from allauth.socialaccount.providers.oauth2.client import OAuth2Client, OAuth2Error
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.http import HttpRequest
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

from comity.access.actions.national import PROVIDER

# Only signatures that the provider alone can make: nothing symmetric, never "none".
ALGORITHMS = {"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}
# What we read of the answer. Names, pictures and addresses stay with the provider.
KEPT = ("iss", "sub", "preferred_username", "acr", "amr")


def nonce_for(state: str) -> str:
    """The nonce of the request that carried this state: only this node can say it, and each state serves once."""
    return salted_hmac("comity.access.nonce", state, algorithm="sha256").hexdigest()


class NationalClient(OAuth2Client):
    """Adds the nonce to where the browser is led."""

    def get_redirect_url(self, authorization_url: str, scope: list[str], extra_params: dict[str, str]) -> str:
        more = {**extra_params, "nonce": nonce_for(str(self.state))}
        return str(super().get_redirect_url(authorization_url, scope, more))


class NationalAdapter(OpenIDConnectOAuth2Adapter):
    """Reads the provider's answer."""

    client_class = NationalClient

    def get_callback_url(self, request: HttpRequest, app: SocialApp) -> str:  # noqa: ARG002
        return request.build_absolute_uri(reverse("national_callback"))

    def complete_login(
        self,
        request: HttpRequest,
        app: SocialApp,
        token: SocialToken,  # noqa: ARG002
        **kwargs: Any,
    ) -> SocialLogin:
        """Raises: OAuth2Error for anything but a fresh, signed answer to our own request."""
        try:
            claims = self._verified(str(kwargs["response"]["id_token"]), app)
            subject = claims["sub"]
        except (KeyError, TypeError, ValueError, jwt.PyJWTError) as error:
            raise OAuth2Error("unreadable answer") from error
        if not constant_time_compare(str(claims.get("nonce")), nonce_for(request.GET.get("state", ""))):
            raise OAuth2Error("nonce of another request")
        if not isinstance(subject, str) or not subject:
            raise OAuth2Error("no subject")
        kept = {name: claims[name] for name in KEPT if name in claims}
        return self.get_provider().sociallogin_from_response(request, kept)

    def _verified(self, id_token: str, app: SocialApp) -> dict[str, Any]:
        if jwt.get_unverified_header(id_token).get("alg") not in ALGORITHMS:
            raise OAuth2Error("algorithm not allowed")
        claims: dict[str, Any] = jwtkit.verify_and_decode(
            credential=id_token,
            keys_url=self.openid_config["jwks_uri"],
            issuer=self.openid_config["issuer"],
            audience=app.client_id,
            lookup_kid=jwtkit.lookup_kid_jwk,
        )
        return claims


class NationalProvider(OpenIDConnectProvider):
    """The one provider of this node; nothing of a request changes what we ask it for."""

    id = PROVIDER
    oauth2_adapter_class = NationalAdapter

    def get_login_url(self, request: HttpRequest, **kwargs: Any) -> str:  # noqa: ARG002
        return reverse("national_login")

    def get_default_scope(self) -> list[str]:
        return ["openid", "profile"]

    def extract_uid(self, data: dict[str, Any]) -> str:
        """Issuer and subject in one digest: another provider behind the same setting is another world."""
        return sha256(f"{data['iss']}\n{data['sub']}".encode()).hexdigest()


provider_classes = [NationalProvider]
