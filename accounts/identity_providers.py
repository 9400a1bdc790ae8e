"""Whom an agency lets vouch for its people: the configuration of single sign-on. Pure; the settings pass in the text.

What makes a provider safe to believe is decided here, before anybody signs in:

- Its issuer is one tenant of one agency. OpenID Connect Discovery makes the issuer the discovery address without its
  well-known ending, and each identity token must name exactly that issuer. Addresses that speak for every tenant at
  once (Microsoft's `common`, `organizations` and `consumers`) are refused.
- Google has one issuer for all of the world, so there the claim `hd` must name the agency's own domain.
- An e-mail address proves who somebody is only if the provider says that it was verified, or if its domain is the
  agency's own and listed (`email_domains`). Microsoft Entra ID says nothing of the kind about `email`, and an
  administrator of any tenant may write anything into it.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

WELL_KNOWN = "/.well-known/openid-configuration"
LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_SLUG = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,48}[a-z0-9])?")
_DOMAIN = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z]{2,}")
_MICROSOFT = frozenset({"login.microsoftonline.com", "login.microsoftonline.us", "sts.windows.net"})
_GOOGLE = "accounts.google.com"
_NEEDED = ("slug", "agency", "name", "client_id", "client_secret", "discovery_url")
_KNOWN = frozenset({*_NEEDED, "email_domains", "required_claims"})


class WrongConfiguration(ValueError):
    """The text is no list of providers that may be believed; `reasons` says all that is wrong with it."""

    def __init__(self, reasons: list[str]) -> None:
        self.reasons = reasons
        super().__init__(" ".join(reasons))


@dataclass(frozen=True, kw_only=True)
class IdentityProvider:
    """One agency's own provider. `slug` stands in addresses and beside each identity that was recognised: it is never
    used again for another agency or another tenant.
    """

    slug: str
    agency: UUID
    name: str
    client_id: str
    client_secret: str = field(repr=False)
    discovery_url: str
    #: Domains of which the agency alone gives out addresses; empty: only addresses that the provider calls verified.
    email_domains: tuple[str, ...] = ()
    #: Claims that each identity token must carry, with these values: Google's `hd`, Microsoft's `tid`.
    required_claims: Mapping[str, str] = field(default_factory=dict)

    @property
    def issuer(self) -> str:
        """The one issuer whose tokens count."""
        return self.discovery_url.removesuffix(WELL_KNOWN)


def believed_address(provider: IdentityProvider, claims: Mapping[str, Any]) -> str | None:
    """The e-mail address in `claims` if it proves who somebody is, in lower case; otherwise None.

    `xms_edov` is Microsoft's statement that the domain's owner was checked; it is optional and must be asked for.
    """
    address = claims.get("email")
    if not isinstance(address, str) or address.count("@") != 1:
        return None
    address = address.strip().lower()
    domain = address.partition("@")[2]
    if provider.email_domains and domain not in provider.email_domains:
        return None
    for says_so in ("email_verified", "xms_edov"):
        if says_so in claims:
            return address if claims[says_so] in (True, 1, "1", "true") else None
    return address if provider.email_domains else None


def carries_required_claims(provider: IdentityProvider, claims: Mapping[str, Any]) -> bool:
    return all(claims.get(name) == value for name, value in provider.required_claims.items())


def parse_identity_providers(text: str, *, allow_loopback: bool) -> tuple[IdentityProvider, ...]:
    """Read the JSON list of `MAINSTAY_SINGLE_SIGN_ON`; empty text is no provider. Raises WrongConfiguration.

    `allow_loopback` lets a provider of this machine answer without TLS: one-command mode and tests.
    """
    if not text.strip():
        return ()
    try:
        entries = json.loads(text)
    except ValueError as error:
        raise WrongConfiguration([f"It is not JSON: {error}."]) from error
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise WrongConfiguration(["It must be a list of objects."])
    reasons: list[str] = []
    providers = [
        provider
        for position, entry in enumerate(entries, start=1)
        if (provider := _read(entry, f"Provider {position}", reasons, allow_loopback))
    ]
    slugs = [provider.slug for provider in providers]
    reasons += [f"Two providers are called {slug}." for slug in sorted({s for s in slugs if slugs.count(s) > 1})]
    if reasons:
        raise WrongConfiguration(reasons)
    return tuple(providers)


def _read(entry: dict[str, Any], who: str, reasons: list[str], allow_loopback: bool) -> IdentityProvider | None:
    before = len(reasons)
    reasons += [f"{who}: {name} is not known." for name in sorted(entry.keys() - _KNOWN)]
    for name in _NEEDED:
        if not isinstance(entry.get(name), str) or not entry[name].strip():
            reasons.append(f"{who}: {name} is missing.")
    domains, claims = entry.get("email_domains", []), entry.get("required_claims", {})
    if not isinstance(domains, list) or not all(isinstance(d, str) and _DOMAIN.fullmatch(d) for d in domains):
        reasons.append(f"{who}: email_domains must be a list of domains in lower case.")
    if not isinstance(claims, dict) or not all(isinstance(value, str) and value for value in claims.values()):
        reasons.append(f"{who}: required_claims must name a text for each claim.")
    if len(reasons) > before:
        return None
    if not _SLUG.fullmatch(entry["slug"]) or entry["slug"] == "openid_connect":
        reasons.append(f"{who}: slug may hold lower-case letters, digits and hyphens.")
    reasons += [f"{who}: {reason}" for reason in _wrong_with_address(entry["discovery_url"], claims, allow_loopback)]
    try:
        agency = UUID(entry["agency"])
    except ValueError:
        reasons.append(f"{who}: agency must be the agency’s UUID.")
    if len(reasons) > before:
        return None
    return IdentityProvider(
        slug=entry["slug"],
        agency=agency,
        name=entry["name"].strip(),
        client_id=entry["client_id"].strip(),
        client_secret=entry["client_secret"],
        discovery_url=entry["discovery_url"],
        email_domains=tuple(domains),
        required_claims=dict(claims),
    )


def _wrong_with_address(address: str, claims: Mapping[str, str], allow_loopback: bool) -> list[str]:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ["discovery_url is no address."]
    host = parts.hostname or ""
    wrong = []
    if not (parts.scheme == "https" and host) and not (allow_loopback and parts.scheme == "http" and host in LOOPBACK):
        wrong.append("discovery_url must begin with https://")
    if not parts.path.endswith(WELL_KNOWN) or parts.query or parts.fragment:
        wrong.append(f"discovery_url must end with {WELL_KNOWN}")
    if host in _MICROSOFT and not _is_tenant(parts.path.strip("/").partition("/")[0]):
        wrong.append("discovery_url must name one tenant by its identifier, not every tenant at once.")
    if host == _GOOGLE and not claims.get("hd"):
        wrong.append("Google speaks for everybody: required_claims must name the agency’s domain as hd.")
    return wrong


def _is_tenant(name: str) -> bool:
    try:
        UUID(name)
    except ValueError:
        return False
    return True
