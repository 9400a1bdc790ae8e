"""Invitations: an administrator offers a role, whoever reads the mailbox takes it, once.

The link's token is 256 random bits; only its SHA-256 digest is stored, so that nobody who reads the table can use it.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import send_mail
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.template.loader import render_to_string

from accounts import history
from accounts.enums import AgencyKind, RoleCode
from accounts.errors import ServiceError
from accounts.models import Agency, Invitation, Membership, User
from accounts.roles import ROLES
from accounts.services.memberships import GivenByCommand, RoleNotHeldThere, begin_membership
from accounts.services.people import AddressTaken, add_person
from accounts.services.role_news import tell_role_given

TOKEN_BYTES = 32
#: Within an hour, to one address from one agency.
MOST_TO_AN_ADDRESS = 3
#: Within an hour, from one agency.
MOST_FROM_AN_AGENCY = 100

SENT, SENT_AGAIN, WITHDRAWN, REPLACED, ACCEPTED = (
    "Invitation sent", "Invitation sent again", "Invitation withdrawn", "Out of date, a new one was sent",
    "Invitation accepted",
)  # fmt: skip


class InvitationError(ServiceError):
    """The invitation cannot be made, sent or taken; the text says why. `field` names the question it belongs to."""


class InviteeAddressWrong(InvitationError):
    field = "email"

    def __init__(self) -> None:
        super().__init__("Enter an e-mail address in the correct format, like name@example.com.")


class InviteeNameMissing(InvitationError):
    field = "name"

    def __init__(self) -> None:
        super().__init__("Enter the person’s full name.")


class AlreadyInvited(InvitationError):
    field = "email"

    def __init__(self, invitation: Invitation) -> None:
        super().__init__(
            f"This address is already invited to be {invitation.get_role_display()}. Send that invitation again, or "
            "withdraw it."
        )


class AlreadyThere(InvitationError):
    """The agency's own list of people says so too: it tells an administrator nothing new."""

    field = "email"

    def __init__(self, user: User, role: RoleCode) -> None:
        super().__init__(f"{user} already has the role {role.label} at your agency.")


class ClosedHere(InvitationError):
    field = "email"

    def __init__(self, user: User) -> None:
        super().__init__(f"The account of {user} is closed. Open it again from the list of people who left.")


class TooManyInvitations(InvitationError):
    def __init__(self, words: str) -> None:
        super().__init__(f"{words} Wait an hour before you send another.")


class InvitationGone(InvitationError):
    """Used, withdrawn, out of date, or there never was one."""

    def __init__(self) -> None:
        super().__init__("This invitation cannot be used any more.")


class InvitationForSomebodyElse(InvitationError):
    def __init__(self) -> None:
        super().__init__("This invitation was sent to another e-mail address.")


class HasAccount(InvitationError):
    def __init__(self) -> None:
        super().__init__("You already have an account in Mainstay. Sign in to accept the invitation.")


def digest_of(token: str) -> str:
    """What is stored of a link's token. It needs no salt: a token is random and as long as the digest."""
    return hashlib.sha256(token.encode()).hexdigest()


@transaction.atomic
def invite(
    *, agency: Agency, email: str, name: str, role: RoleCode | str, job_title: str = "", by: User, now: datetime
) -> Invitation:
    """Offer somebody a role at `agency`; the link goes to their mailbox and nowhere else.

    What happens is the same whether or not somebody signs in with the address already. Raises RoleNotHeldThere, GivenByCommand,
    InviteeAddressWrong, InviteeNameMissing, AlreadyInvited, AlreadyThere, ClosedHere or TooManyInvitations.
    """
    code = RoleCode(role)
    if AgencyKind(agency.kind) not in ROLES[code].held_at:
        raise RoleNotHeldThere(code, agency)
    if ROLES[code].by_command:
        raise GivenByCommand(code)
    address, tidy_name = email.strip().lower(), " ".join(name.split())
    try:
        validate_email(address)
    except ValidationError as error:
        raise InviteeAddressWrong from error
    if not tidy_name:
        raise InviteeNameMissing
    # Two administrators who invite the same person at once meet at this row.
    agency = Agency.objects.select_for_update(no_key=True).get(pk=agency.pk)
    _refuse_who_is_there(agency, address, code, now)
    _make_room(agency, address, code, by, now)
    _refuse_too_many(agency, address, now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    invitation = Invitation(
        email=address,
        name=tidy_name,
        agency=agency,
        role=code,
        job_title=job_title.strip(),
        token_digest=digest_of(token),
        invited_by=by,
        invited_at=now,
        expires_at=now + settings.MAINSTAY_INVITATION_VALID,
    )
    history.save(invitation, by=by, reason=SENT, at=now)
    _send(invitation, token)
    return invitation


@transaction.atomic
def send_again(*, invitation: Invitation, by: User, now: datetime) -> Invitation:
    """Send a new link, good for its full time; the old one opens nothing any more.

    Raises InvitationGone if it was used or withdrawn, or TooManyInvitations.
    """
    agency = Agency.objects.select_for_update(no_key=True).get(pk=invitation.agency_id)
    locked = _locked_waiting(invitation)
    _refuse_too_many(agency, locked.email, now)
    token = secrets.token_urlsafe(TOKEN_BYTES)
    locked.token_digest = digest_of(token)
    locked.invited_by, locked.invited_at = by, now
    locked.expires_at = now + settings.MAINSTAY_INVITATION_VALID
    history.save(
        locked,
        by=by,
        reason=SENT_AGAIN,
        at=now,
        update_fields=["token_digest", "invited_by", "invited_at", "expires_at"],
    )
    _send(locked, token)
    return locked


@transaction.atomic
def withdraw_invitation(
    *, invitation: Invitation, by: User | None, now: datetime, reason: str = WITHDRAWN
) -> Invitation:
    """Take the offer back; its link opens nothing any more. Raises InvitationGone if it was used or withdrawn."""
    locked = _locked_waiting(invitation)
    locked.withdrawn_at = now
    history.save(locked, by=by, reason=reason, at=now, update_fields=["withdrawn_at"])
    return locked


@transaction.atomic
def accept_invitation(*, token_digest: str, user: User, now: datetime) -> Membership:
    """Somebody who signed in with the invited address takes the role. Of two at once the second finds it gone.

    Raises InvitationGone, InvitationForSomebodyElse, or a MembershipError if they hold the role already.
    """
    invitation = _locked_open(token_digest, now)
    if user.email.lower() != invitation.email.lower():
        raise InvitationForSomebodyElse
    return _accept(invitation, user, now)


@transaction.atomic
def join_by_invitation(
    *, token_digest: str, name: str, phone: str = "", password: str | None, now: datetime
) -> Membership:
    """Somebody without an account opens one and takes the role. Who reads the mailbox is the person.

    Without a password they come in through their agency's own sign-in, or choose one through the reset page. Raises
    InvitationGone, HasAccount, or a PersonError.
    """
    invitation = _locked_open(token_digest, now)
    try:
        with transaction.atomic():
            user = add_person(email=invitation.email, name=name, phone=phone, password=password, by=None, now=now)
    except (AddressTaken, IntegrityError) as error:  # the second: two invitations of one person, taken at once
        raise HasAccount from error
    return _accept(invitation, user, now)


def _accept(invitation: Invitation, user: User, now: datetime) -> Membership:
    membership = begin_membership(
        user=user,
        agency=invitation.agency,
        role=invitation.role,
        job_title=invitation.job_title,
        starts_at=now,
        by=invitation.invited_by,
        now=now,
        reason="Invitation accepted",
    )
    invitation.accepted_at, invitation.membership = now, membership
    history.save(invitation, by=user, reason=ACCEPTED, at=now, update_fields=["accepted_at", "membership"])
    tell_role_given(membership, by=invitation.invited_by, now=now)
    return membership


def _locked_open(token_digest: str, now: datetime) -> Invitation:
    found = Invitation.objects.select_for_update(of=("self",)).select_related("agency", "invited_by")
    invitation = found.open(now).filter(token_digest=token_digest).first()
    if invitation is None:
        raise InvitationGone
    return invitation


def _locked_waiting(invitation: Invitation) -> Invitation:
    """The invitation, out of date or not, if it was neither used nor withdrawn."""
    found = Invitation.objects.select_for_update(of=("self",)).select_related("agency")
    locked = found.get(pk=invitation.pk)
    if locked.accepted_at or locked.withdrawn_at:
        raise InvitationGone
    return locked


def _refuse_who_is_there(agency: Agency, address: str, role: RoleCode, now: datetime) -> None:
    """Only what the agency's own list of people shows is said; about anybody else nothing is."""
    here = Membership.objects.filter(agency=agency, user__email__iexact=address).select_related("user")
    for membership in here:
        if not membership.user.is_active:
            raise ClosedHere(membership.user)
        if membership.role == role and (membership.ends_at is None or membership.ends_at > now):
            raise AlreadyThere(membership.user, role)


def _make_room(agency: Agency, address: str, role: RoleCode, by: User, now: datetime) -> None:
    """One invitation waits for each address and role: one that is out of date gives way to the new one."""
    waiting = Invitation.objects.filter(
        agency=agency, role=role, email__iexact=address, accepted_at__isnull=True, withdrawn_at__isnull=True
    ).first()
    if waiting is None:
        return
    if waiting.expires_at > now:
        raise AlreadyInvited(waiting)
    withdraw_invitation(invitation=waiting, by=by, now=now, reason=REPLACED)


def _refuse_too_many(agency: Agency, address: str, now: datetime) -> None:
    """Nobody fills a mailbox. What other agencies sent there counts in the outbox, which says nothing about it."""
    sent = Invitation.history.filter(
        agency=agency, history_change_reason__in=[SENT, SENT_AGAIN], history_date__gt=now - timedelta(hours=1)
    )
    if sent.filter(email__iexact=address).count() >= MOST_TO_AN_ADDRESS:
        raise TooManyInvitations("Several invitations went to this address within the last hour.")
    if sent.count() >= MOST_FROM_AN_AGENCY:
        raise TooManyInvitations(f"Your agency sent {MOST_FROM_AN_AGENCY} invitations within the last hour.")


def _send(invitation: Invitation, token: str) -> None:
    """Account mail: its text is erased once it is sent. The link begins with our own address, never with the host that a
    request claims.
    """
    page = {
        "base_url": settings.MAINSTAY_BASE_URL,
        "token": token,
        "agency": invitation.agency.name,
        "role": invitation.get_role_display(),
        "expires_at": invitation.expires_at,
    }
    send_mail(
        render_to_string("accounts/email/invitation_subject.txt", page).strip(),
        render_to_string("accounts/email/invitation.txt", page),
        None,
        [invitation.email],
    )
