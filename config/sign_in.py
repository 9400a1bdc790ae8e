"""What the environment says about signing in, read strictly."""

from django.core.exceptions import ImproperlyConfigured

from accounts.enums import RoleCode
from accounts.identity_providers import IdentityProvider, WrongConfiguration, parse_identity_providers


def read_two_factor_roles(text: str) -> frozenset[str]:
    """The codes of roles that must have a second step: `all`, `none`, or codes with commas between."""
    words = frozenset(word for word in (part.strip().lower() for part in text.split(",")) if word)
    if words == {"all"}:
        return frozenset(RoleCode.values)
    if words in (frozenset(), {"none"}):
        return frozenset()
    unknown = sorted(words - set(RoleCode.values))
    if unknown:
        raise ImproperlyConfigured(f"MAINSTAY_TWO_FACTOR_ROLES names no role: {', '.join(unknown)}.")
    return words


def read_single_sign_on(text: str, *, production: bool) -> tuple[IdentityProvider, ...]:
    """The agencies' own sign-ins. A mistake stops the start: a provider that is believed wrongly lets strangers in."""
    try:
        return parse_identity_providers(text, allow_loopback=not production)
    except WrongConfiguration as error:
        reasons = "\n- ".join(error.reasons)
        raise ImproperlyConfigured(f"MAINSTAY_SINGLE_SIGN_ON is wrong:\n- {reasons}") from error
