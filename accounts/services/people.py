"""People who sign in: added, corrected, and let go."""

from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import Q

from accounts import history
from accounts.errors import ServiceError
from accounts.models import Membership, User
from accounts.services.memberships import end_membership
from accounts.services.sessions import end_sessions


class PersonError(ServiceError):
    """The account cannot be changed like this; the text says why."""


class AddressWrong(PersonError):
    def __init__(self) -> None:
        super().__init__("Enter an e-mail address in the correct format, like name@example.com.")


class AddressTaken(PersonError):
    def __init__(self) -> None:
        super().__init__("Somebody already signs in with this e-mail address.")


class NameMissing(PersonError):
    def __init__(self) -> None:
        super().__init__("Enter the person’s full name.")


class AlreadyDeactivated(PersonError):
    def __init__(self, user: User) -> None:
        super().__init__(f"The account of {user} is already closed.")


@transaction.atomic
def add_person(
    *, email: str, name: str, phone: str = "", password: str | None = None, by: User | None = None, now: datetime
) -> User:
    """Open an account that can do nothing yet: roles are given by `begin_membership`.

    Without a password the person chooses one through the reset page. Raises AddressWrong, AddressTaken or NameMissing.
    """
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise AddressWrong from error
    if User.objects.filter(email__iexact=address).exists():
        raise AddressTaken
    user = User(email=address, name=_name(name), phone=phone.strip(), joined_at=now)
    user.set_password(password)
    history.save(user, by=by, reason="Account opened", at=now)
    return user


@transaction.atomic
def change_details(*, user: User, name: str, phone: str, by: User | None, now: datetime) -> User:
    """Correct a person's name and phone number. Raises NameMissing."""
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    locked.name, locked.phone = _name(name), phone.strip()
    history.save(locked, by=by, reason="Details changed", at=now, update_fields=["name", "phone"])
    user.name, user.phone = locked.name, locked.phone
    return user


@transaction.atomic
def deactivate_person(*, user: User, by: User | None, now: datetime, reason: str = "Account closed") -> User:
    """Close the account: every role ends, nobody can sign in with it, open sessions end at once, nothing more is
    sent to it.

    What the person did stays under their name. Raises AlreadyDeactivated.
    """
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if not locked.is_active:
        raise AlreadyDeactivated(locked)
    in_force = Membership.objects.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=now), user=locked)
    for membership in in_force.order_by("pk"):
        end_membership(membership=membership, by=by, now=now, reason=reason)
    locked.is_active = False
    history.save(locked, by=by, reason=reason, at=now, update_fields=["is_active"])
    end_sessions(user=locked)
    user.is_active = False
    return user


def _name(name: str) -> str:
    tidy = " ".join(name.split())
    if not tidy:
        raise NameMissing
    return tidy
