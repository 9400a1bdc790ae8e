"""Who somebody is whom an agency's own sign-in vouches for, and ways back for people who lost their second step."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction

from accounts import history
from accounts.identity_providers import IdentityProvider, believed_address, carries_required_claims
from accounts.models import Membership, User
from accounts.services.sessions import end_sessions


class NotRecognised(Exception):
    """The agency's sign-in vouches for nobody who may come in by it. `reason` is for the log; it names nobody."""

    def __init__(self, reason: str) -> None:
        self.reason = reason
        super().__init__(reason)


@transaction.atomic
def recognise(*, provider: IdentityProvider, claims: Mapping[str, Any], now: datetime) -> SocialAccount:
    """The identity that `claims` of a verified token stand for, with its person. Raises NotRecognised.

    An agency vouches only for people who hold a role there now. Nobody gets an account by it. The first time a person
    is found by an e-mail address that the provider may be believed about; from then on by the provider's unchangeable
    subject alone, so that an address that is changed or given to somebody else opens nothing.
    """
    subject = claims.get("sub")
    if not isinstance(subject, str) or not subject:
        raise NotRecognised("no subject")
    if claims.get("iss") != provider.issuer:
        raise NotRecognised("another issuer")
    if not carries_required_claims(provider, claims):
        raise NotRecognised("a required claim is missing")
    known = SocialAccount.objects.select_related("user").filter(provider=provider.slug, uid=subject).first()
    if known is not None:
        _demand_role_there(known.user, provider, now)
        return known
    address = believed_address(provider, claims)
    if address is None:
        raise NotRecognised("no e-mail address that can be believed")
    user = User.objects.select_for_update(no_key=True).filter(email=address).first()
    if user is None:
        raise NotRecognised("no account")
    _demand_role_there(user, provider, now)
    if SocialAccount.objects.filter(provider=provider.slug, user=user).exists():
        raise NotRecognised("the account belongs to another subject")
    return SocialAccount.objects.create(provider=provider.slug, uid=subject, user=user, extra_data={})


@transaction.atomic
def forget_ways_in(*, user: User, by: User | None, now: datetime, reason: str) -> int:
    """Somebody has lost their phone and their recovery codes, or their address at the agency now belongs to somebody
    else: second steps and identities of single sign-on are forgotten, every session ends.

    The password stays; the next sign-in sets a second step up anew where the role asks for one. How many ways were
    forgotten.
    """
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    second_steps, _ = Authenticator.objects.filter(user=locked).delete()
    identities, _ = SocialAccount.objects.filter(user=locked).delete()
    end_sessions(user=locked)
    history.save(locked, by=by, reason=reason, at=now, update_fields=["name"])
    return second_steps + identities


def _demand_role_there(user: User, provider: IdentityProvider, now: datetime) -> None:
    if not user.is_active:
        raise NotRecognised("a closed account")
    if not Membership.objects.active(now).filter(user=user, agency__uuid=provider.agency).exists():
        raise NotRecognised("no role at this agency")
