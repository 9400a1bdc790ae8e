"""What an agency's administrator does with the people of the agency: roles changed and ended, accounts closed and opened
again, an address corrected.
"""

from datetime import datetime

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from accounts import history
from accounts.enums import Permission, RoleCode
from accounts.models import Agency, Invitation, Membership, User
from accounts.people import may_open_again, not_ended, works_elsewhere
from accounts.roles import ROLES, roles_with
from accounts.services.identities import forget_ways_in
from accounts.services.invitations import withdraw_invitation
from accounts.services.memberships import (
    AlreadyEnded,
    GivenByCommand,
    MembershipError,
    begin_membership,
    end_membership,
)
from accounts.services.people import AddressWrong, PersonError, deactivate_person
from accounts.services.role_news import tell_role_changed, tell_role_ended, tell_role_given, tell_role_kept
from accounts.services.sessions import end_sessions


class LastAdministrator(MembershipError):
    def __init__(self, agency: Agency) -> None:
        super().__init__(
            f"You are the last administrator of {agency}. Somebody has to look after its people: make somebody else "
            "administrator first."
        )


class EndsInThePast(MembershipError):
    field = "last_day"

    def __init__(self) -> None:
        super().__init__("The last day must be today or later. To end the role at once, choose “Now”.")


class NothingChanged(MembershipError):
    def __init__(self) -> None:
        super().__init__("This is the role and the job title already. Change one of them.")


class WorksElsewhere(PersonError):
    def __init__(self, user: User) -> None:
        super().__init__(
            f"{user} also has a role at another agency, so this agency alone cannot do this. End the role here instead."
        )


class NotYourself(PersonError):
    def __init__(self) -> None:
        super().__init__("You cannot do this to your own account. Ask another administrator of the agency.")


class NotClosed(PersonError):
    def __init__(self, user: User) -> None:
        super().__init__(f"The account of {user} is open.")


class AddressNotPossible(PersonError):
    """Says the same whoever has the address, and whether or not anybody has."""

    field = "email"

    def __init__(self) -> None:
        super().__init__("This address cannot be used. Ask the person for another one.")


@transaction.atomic
def change_role(
    *, membership: Membership, role: RoleCode | str, job_title: str, reason: str, by: User | None, now: datetime
) -> Membership:
    """Another role at the same agency from now on: the one ends as the other begins, and a last day that was set stays.
    The same role with another job title stays one membership. Everything they open and close follows at once.

    Raises NothingChanged, AlreadyEnded, RoleNotHeldThere, GivenByCommand, AlreadyHeld, or LastAdministrator.
    """
    code, title = RoleCode(role), job_title.strip()
    if ROLES[code].by_command and code != membership.role:
        raise GivenByCommand(code)
    _lock(membership.agency)
    locked = _in_force(membership, now)
    if code == locked.role:
        if title == locked.job_title:
            raise NothingChanged
        locked.job_title = title
        history.save(locked, by=by, reason=reason, at=now, update_fields=["job_title"])
        tell_role_changed(locked, locked, by=by, now=now)
        return locked
    if Permission.MANAGE_AGENCY in locked.role_definition.permissions and code not in _administers():
        _keep_an_administrator(locked, by=by, now=now)
    last_moment = locked.ends_at
    end_membership(membership=locked, by=by, now=now, reason=reason)
    begun = begin_membership(
        user=locked.user,
        agency=locked.agency,
        role=code,
        job_title=title,
        starts_at=max(now, locked.starts_at),
        by=by,
        now=now,
        reason=reason,
    )
    if last_moment is not None:
        end_membership(membership=begun, at=last_moment, by=by, now=now, reason=reason)
    tell_role_changed(locked, begun, by=by, now=now)
    return begun


@transaction.atomic
def end_role(
    *, membership: Membership, at: datetime | None = None, reason: str, by: User | None, now: datetime
) -> Membership:
    """End the role now, or at a later `at`; whatever is left without anybody stops nothing. The person is told.

    Raises AlreadyEnded, EndsInThePast, EndsBeforeStart, or LastAdministrator.
    """
    if at is not None and at <= now:
        raise EndsInThePast
    _lock(membership.agency)
    if Permission.MANAGE_AGENCY in membership.role_definition.permissions:
        _keep_an_administrator(membership, by=by, now=now)
    ended = end_membership(membership=membership, by=by, now=now, at=at, reason=reason)
    tell_role_ended(ended, by=by, now=now)
    return ended


@transaction.atomic
def keep_role(*, membership: Membership, reason: str, by: User | None, now: datetime) -> Membership:
    """The role that was to end on a later day goes on. Raises AlreadyEnded."""
    locked = _in_force(membership, now)
    locked.ends_at = None
    history.save(locked, by=by, reason=reason, at=now, update_fields=["ends_at"])
    tell_role_kept(locked, by=by, now=now)
    return locked


@transaction.atomic
def close_account(*, user: User, agency: Agency, reason: str, by: User | None, now: datetime) -> User:
    """Close the account of somebody all of whose roles are at `agency`: every role and every session ends at once.

    Raises NotYourself, WorksElsewhere or AlreadyDeactivated.
    """
    if by is not None and by.pk == user.pk:
        raise NotYourself
    _lock(agency)
    _refuse_if_elsewhere(user, agency, now)
    in_force = list(not_ended(now).filter(user=user).select_related("user", "agency"))
    for membership in in_force:
        if Permission.MANAGE_AGENCY in membership.role_definition.permissions:
            _keep_an_administrator(membership, by=by, now=now)
    # Told before it closes, for nothing is sent to a closed account; the agency's administrators are told all the same.
    deactivate_person(user=user, by=by, now=now, reason=reason)
    for membership in in_force:
        membership.ends_at = max(now, membership.starts_at)
        tell_role_ended(membership, by=by, now=now)
    return user


@transaction.atomic
def open_account(
    *,
    user: User,
    agency: Agency,
    role: RoleCode | str,
    job_title: str = "",
    reason: str,
    by: User | None,
    now: datetime,
) -> Membership:
    """Open a closed account again, with one role. The old password opens nothing: the person chooses a new one through
    the reset page.

    Raises NotClosed, WorksElsewhere, RoleNotHeldThere or AlreadyHeld.
    """
    _lock(agency)
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    if locked.is_active:
        raise NotClosed(locked)
    if not may_open_again(locked, agency):
        raise WorksElsewhere(locked)
    locked.is_active = True
    locked.set_unusable_password()
    history.save(locked, by=by, reason=reason, at=now, update_fields=["is_active", "password"])
    user.is_active = True
    membership = begin_membership(
        user=locked,
        agency=agency,
        role=role,
        job_title=job_title.strip(),
        starts_at=now,
        by=by,
        now=now,
        reason=reason,
    )
    tell_role_given(membership, by=by, now=now)
    return membership


@transaction.atomic
def change_address(*, user: User, agency: Agency, email: str, reason: str, by: User | None, now: datetime) -> User:
    """Another e-mail address to sign in with, for somebody all of whose roles are at `agency`. Both addresses are told,
    every session ends, and what `agency` sent to the old address opens nothing any more.

    Raises AddressWrong, AddressNotPossible or WorksElsewhere.
    """
    address = email.strip().lower()
    try:
        validate_email(address)
    except ValidationError as error:
        raise AddressWrong from error
    locked = User.objects.select_for_update(no_key=True).get(pk=user.pk)
    _refuse_if_elsewhere(locked, agency, now)
    if not locked.is_active or User.objects.filter(email__iexact=address).exists():
        raise AddressNotPossible
    old, locked.email = locked.email, address
    try:
        with transaction.atomic():
            history.save(locked, by=by, reason=reason, at=now, update_fields=["email"])
    except IntegrityError as error:
        raise AddressNotPossible from error
    waiting = Invitation.objects.open(now).filter(agency=agency, email__iexact=old)
    for invitation in waiting.order_by("pk"):
        withdraw_invitation(invitation=invitation, by=by, now=now, reason="The person has another address")
    EmailAddress.objects.filter(user=locked).delete()  # a second list of addresses, were it ever filled
    end_sessions(user=locked)
    for told in (old, address):
        send_mail(
            render_to_string("accounts/email/address_changed_subject.txt").strip(),
            render_to_string("accounts/email/address_changed.txt", {"agency": agency.name, "is_new": told == address}),
            None,
            [told],
        )
    user.email = address
    return user


@transaction.atomic
def replace_second_step(*, user: User, agency: Agency, reason: str, by: User, now: datetime) -> None:
    """Somebody all of whose roles are at `agency` lost their second step: what they had is forgotten, they are told,
    and the next sign-in sets up a new one.

    Raises WorksElsewhere, or NotYourself: nobody takes their own second step away.
    """
    if user.pk == by.pk:
        raise NotYourself
    _refuse_if_elsewhere(user, agency, now)
    forget_ways_in(user=user, by=by, now=now, reason=reason)
    send_mail(
        render_to_string("accounts/email/second_step_forgotten_subject.txt").strip(),
        render_to_string("accounts/email/second_step_forgotten.txt", {"agency": agency.name}),
        None,
        [user.email],
    )


def _lock(agency: Agency) -> None:
    """Two administrators who end each other's role at once meet here: one of them stays."""
    Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)


def _in_force(membership: Membership, now: datetime) -> Membership:
    locked = Membership.objects.select_for_update(of=("self",)).select_related("user", "agency").get(pk=membership.pk)
    if locked.ends_at is not None and locked.ends_at <= now:
        raise AlreadyEnded(locked)
    return locked


def _administers() -> frozenset[RoleCode]:
    return roles_with(Permission.MANAGE_AGENCY)


def _keep_an_administrator(leaving: Membership, *, by: User | None, now: datetime) -> None:
    """Somebody else must stay who looks after the agency's people. Who ends their own role needs a successor whose role
    has no end; ending another's is never refused while the one who does it stays.
    """
    if by is None:
        return  # an operator, by command
    others = Membership.objects.active(now).filter(agency=leaving.agency_id, role__in=_administers())
    others = others.exclude(user=leaving.user_id)
    if by.pk == leaving.user_id:
        others = others.filter(ends_at__isnull=True)
    if not others.exists():
        raise LastAdministrator(leaving.agency)


def _refuse_if_elsewhere(user: User, agency: Agency, now: datetime) -> None:
    if works_elsewhere(user, agency, now) or not Membership.objects.filter(user=user, agency=agency).exists():
        raise WorksElsewhere(user)
