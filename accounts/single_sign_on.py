"""Signing in through an agency's own identity provider (OpenID Connect), by django-allauth.

Configuration comes from the environment alone (`accounts.identity_providers`); who somebody is decides
`accounts.services.recognise`. What is added to django-allauth here: a nonce, PKCE, the token checked in full, nothing of
the answer kept, and no account made or joined by it.
"""

import logging
import secrets
from collections.abc import Sequence
from typing import Any

import jwt
import requests
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialLogin
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import OpenIDConnectProvider
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from accounts import services
from accounts.clock import request_now
from accounts.identity_providers import IdentityProvider

logger = logging.getLogger(__name__)

FORBIDDEN, UNAVAILABLE = 403, 503

#: How an identity token may be signed: by the provider's private key, never by a secret that both sides know.
SIGNATURES = ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"]
CLOCKS_MAY_DIFFER = 60  # seconds


class SingleSignOnAdapter(DefaultSocialAccountAdapter):
    """Mainstay's answers to django-allauth's questions about identities from elsewhere."""

    def list_apps(
        self, request: HttpRequest, provider: str | None = None, client_id: str | None = None
    ) -> list[SocialApp]:
        """The configured providers; rows of the database count for nothing."""
        return [
            _app(configured)
            for configured in settings.MAINSTAY_SINGLE_SIGN_ON
            if provider in (None, OpenIDConnectProvider.id, configured.slug)
            and client_id in (None, configured.client_id)
        ]

    def pre_social_login(self, request: HttpRequest, sociallogin: SocialLogin) -> None:
        """The token is genuine and meant for us. Whose is it, and may they come in by it?"""
        provider = provider_called(sociallogin.provider.app.provider_id)
        claims = sociallogin.account.extra_data.get("id_token") or {}
        # Looking the identity up has stored the claims; none of them is kept.
        SocialAccount.objects.filter(provider=provider.slug, uid=sociallogin.account.uid).update(extra_data={})
        began = sociallogin.state.get("data") or {}
        try:
            if sociallogin.state.get("process") != "login" or not began.get("nonce"):
                raise services.NotRecognised("not begun here")
            if not secrets.compare_digest(str(claims.get("nonce", "")), began["nonce"]):
                raise services.NotRecognised("another nonce")
            identity = services.recognise(provider=provider, claims=claims, now=request_now(request))
        except services.NotRecognised as refusal:
            logger.warning("single sign-on refused: provider %s, %s", provider.slug, refusal.reason)
            raise ImmediateHttpResponse(refused(request, provider)) from refusal
        sociallogin.account, sociallogin.user = identity, identity.user

    def on_authentication_error(
        self,
        request: HttpRequest,
        provider: Any,
        error: Any = None,
        exception: Exception | None = None,
        extra_context: dict[str, Any] | None = None,
    ) -> None:
        """The person went back, the state was not ours, or the provider's answer was no proof."""
        reason = str(exception) if isinstance(exception, TokenRefused) else type(exception).__name__
        logger.warning("single sign-on failed: provider %s, %s", provider.app.provider_id, reason)
        raise ImmediateHttpResponse(refused(request, provider_called(provider.app.provider_id)))

    def is_open_for_signup(self, request: HttpRequest, sociallogin: SocialLogin) -> bool:
        return False


class TokenRefused(OAuth2Error):
    """The identity token proves nothing. The text names nobody: it is logged."""


class CheckedTokens(OpenIDConnectOAuth2Adapter):
    """Believes the identity token alone: what its neighbour, the user-info address, says is neither signed nor meant
    for us. The signature is checked although the token came straight from the provider.
    """

    def complete_login(self, request: HttpRequest, app: SocialApp, token: Any, **kwargs: Any) -> SocialLogin:
        claims = self.verified_claims(str(kwargs["response"].get("id_token", "")))
        return self.get_provider().sociallogin_from_response(request, {"id_token": claims})

    def verified_claims(self, id_token: str) -> dict[str, Any]:
        """What the token says, once it is known to be signed by the provider, in force, and meant for us. Raises
        TokenRefused.
        """
        provider = provider_called(self.provider_id)
        try:
            header = jwt.get_unverified_header(id_token)
            claims: dict[str, Any] = jwt.decode(
                id_token,
                key=self._key(header.get("kid")),
                algorithms=SIGNATURES,
                audience=provider.client_id,
                issuer=provider.issuer,
                leeway=CLOCKS_MAY_DIFFER,
                options={"require": ["exp", "iat", "iss", "aud", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise TokenRefused(type(error).__name__) from error
        if claims.get("azp", provider.client_id) != provider.client_id:
            raise TokenRefused("for somebody else")
        return claims

    def _key(self, kid: str | None) -> jwt.PyJWK:
        """The provider's published key with this name; without a name, its only one."""
        with self.get_provider_session() as session:
            answer = session.get(self.openid_config["jwks_uri"])
            answer.raise_for_status()
            keys = jwt.PyJWKSet.from_dict(answer.json()).keys
        fitting = [key for key in keys if kid in (None, key.key_id)]
        if len(fitting) != 1:
            raise TokenRefused("signed with an unknown key")
        return fitting[0]

    def get_provider_session(self) -> requests.Session:
        return SingleSignOnAdapter(self.request).get_requests_session()


def offered_providers() -> Sequence[IdentityProvider]:
    """The agencies' own sign-ins, in the order of the configuration."""
    return settings.MAINSTAY_SINGLE_SIGN_ON


def provider_called(slug: str) -> IdentityProvider:
    """Raises Http404."""
    for provider in offered_providers():
        if provider.slug == slug:
            return provider
    raise Http404


def begin(request: HttpRequest, slug: str, *, following: str) -> HttpResponse:
    """Send the person to the agency's own sign-in; afterwards they go on to `following`."""
    provider = provider_called(slug)
    nonce = secrets.token_urlsafe(24)
    way = OpenIDConnectProvider(request, app=_app(provider))
    try:
        return way.redirect(
            request, process="login", next_url=following, data={"nonce": nonce}, auth_params={"nonce": nonce}
        )
    except (requests.RequestException, KeyError, ValueError) as trouble:
        logger.warning("single sign-on cannot be reached: provider %s, %s", slug, type(trouble).__name__)
        return refused(request, provider, status=UNAVAILABLE)


def finish(request: HttpRequest, slug: str) -> HttpResponse:
    """The person comes back from the agency's own sign-in."""
    provider = provider_called(slug)
    try:
        return OAuth2CallbackView.adapter_view(CheckedTokens(request, slug))(request)
    except (
        KeyError,
        ValueError,
        TypeError,
        ImproperlyConfigured,
    ) as trouble:  # an answer in a shape that no provider should give
        logger.warning("single sign-on failed: provider %s, %s", slug, type(trouble).__name__)
        return refused(request, provider)


def refused(request: HttpRequest, provider: IdentityProvider, *, status: int = FORBIDDEN) -> HttpResponse:
    """One answer for all reasons: it does not say who has an account here."""
    page = {"provider": provider, "unavailable": status == UNAVAILABLE}
    return render(request, "accounts/single_sign_on_refused.html", page, status=status)


def _app(provider: IdentityProvider) -> SocialApp:
    return SocialApp(
        provider=OpenIDConnectProvider.id,
        provider_id=provider.slug,
        name=provider.name[:40],
        client_id=provider.client_id,
        secret=provider.client_secret,
        settings={
            "server_url": provider.discovery_url,
            "agency": str(provider.agency),
            "oauth_pkce_enabled": True,
            "scope": ["openid", "profile", "email"],
        },
    )
