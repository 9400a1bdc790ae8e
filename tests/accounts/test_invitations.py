"""Invitations as services: who may be offered what, what the link is worth, and what two at once come to."""

import re
import threading
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connection

from accounts.clock import database_now
from accounts.enums import AgencyKind, RoleCode
from accounts.models import Invitation, Membership, User
from accounts.roles import ROLES
from accounts.services import (
    AlreadyInvited,
    AlreadyThere,
    ClosedHere,
    GivenByCommand,
    HasAccount,
    InvitationForSomebodyElse,
    InvitationGone,
    InviteeAddressWrong,
    InviteeNameMissing,
    MembershipError,
    RoleNotHeldThere,
    TooManyInvitations,
    accept_invitation,
    begin_membership,
    digest_of,
    invite,
    join_by_invitation,
    send_again,
    withdraw_invitation,
)
from accounts.services.invitations import MOST_TO_AN_ADDRESS
from notifications.enums import MessageKind
from notifications.models import Message
from notifications.services import deliver
from tests.factories import AgencyFactory, InvitationFactory, UserFactory

pytestmark = pytest.mark.django_db
PASSWORD = "seven quiet umbrellas"


@pytest.fixture(autouse=True)
def _outbox(settings):
    settings.EMAIL_BACKEND = "notifications.backends.OutboxBackend"


@pytest.fixture
def offer(world, real_now):
    """offer(email=…, role=…): an invitation by the administrator of the college, a minute ago at most."""

    def make(**changes):
        wanted = {
            "agency": world.college, "email": "New.Person@Example.org", "name": " Nia  Newcomer ", "role": RoleCode.MENTOR,
            "job_title": "Tutor", "by": world.administrator.user, "now": real_now, **changes,
        }  # fmt: skip
        return invite(**wanted)

    return make


def mails():
    return list(Message.objects.filter(kind=MessageKind.ACCOUNT).order_by("pk"))


def token_in(message):
    return re.search(rf"^{re.escape(settings.MAINSTAY_BASE_URL)}/invitation/(\S+)/$", message.body, re.MULTILINE)[1]


def test_the_link_goes_to_the_mailbox_and_only_its_digest_is_kept(offer, world, real_now):
    invitation = offer()
    (mail,) = mails()
    token = token_in(mail)
    assert mail.address == invitation.email == "new.person@example.org"
    assert len(token) >= 43  # 256 bits, six to a character
    assert invitation.token_digest == digest_of(token)
    assert token not in str(Invitation.objects.values().get())
    assert token not in str(list(Invitation.history.values()))
    assert invitation.name == "Nia Newcomer"
    assert invitation.expires_at == real_now + settings.MAINSTAY_INVITATION_VALID
    assert (invitation.history.get().history_user, invitation.history.get().history_change_reason) == (
        world.administrator.user,
        "Invitation sent",
    )


def test_the_mail_says_agency_and_role_and_names_nobody(offer, world):
    offer()
    (mail,) = mails()
    assert mail.subject == "Brindley College invites you to Mainstay"
    assert "Mentor" in mail.body
    assert "Nia" not in mail.body.replace(token_in(mail), "")
    assert world.administrator.user.name not in mail.body


def test_the_link_is_erased_once_it_is_sent(offer, real_now):
    offer()
    deliver(now_source=lambda: real_now + timedelta(minutes=1))
    assert [mail.body for mail in mails()] == [""]


def test_an_address_that_has_an_account_gets_the_same(offer, world):
    for address in ("nobody.knows@example.org", world.stranger.user.email):
        offer(email=address)
    first, second = mails()
    assert first.subject == second.subject
    assert first.body.replace(token_in(first), "") == second.body.replace(token_in(second), "")


def test_nothing_tells_that_an_account_elsewhere_is_closed(offer):
    UserFactory(email="closed@example.org", is_active=False)
    assert offer(email="closed@example.org").pk
    assert mails() == []


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"email": "not an address"}, InviteeAddressWrong),
        ({"name": "  "}, InviteeNameMissing),
        ({"role": RoleCode.SOCIAL_WORKER}, RoleNotHeldThere),
        ({"email": "vic.viewer@example.org", "role": RoleCode.VIEWER}, AlreadyThere),
    ],
)
def test_what_is_refused(offer, changes, error):
    with pytest.raises(error):
        offer(**changes)
    assert not Invitation.objects.exists()


def test_only_roles_that_can_be_held_there_can_be_offered(offer):
    for kind in AgencyKind:
        agency = AgencyFactory(kind=kind)
        for role in RoleCode:
            if ROLES[role].by_command:
                with pytest.raises((GivenByCommand, RoleNotHeldThere)):
                    offer(agency=agency, role=role)
            elif kind in ROLES[role].held_at:
                assert offer(agency=agency, role=role, email=f"{role}.{kind}@example.org").role == role
            else:
                with pytest.raises(RoleNotHeldThere):
                    offer(agency=agency, role=role)


def test_a_closed_account_of_the_agency_is_opened_again_instead(offer, world):
    User.objects.filter(pk=world.viewer.user_id).update(is_active=False)
    with pytest.raises(ClosedHere):
        offer(email=world.viewer.user.email, role=RoleCode.MENTOR)


def test_one_invitation_waits_for_an_address_and_a_role(offer, real_now):
    first = offer()
    with pytest.raises(AlreadyInvited):
        offer(email="NEW.person@example.org")
    offer(role=RoleCode.VIEWER)
    again = offer(now=first.expires_at)  # out of date: it gives way
    first.refresh_from_db()
    assert first.withdrawn_at == again.invited_at


def test_nobody_fills_a_mailbox(offer, world, real_now):
    invitation = offer()
    for _ in range(MOST_TO_AN_ADDRESS - 1):
        send_again(invitation=invitation, by=world.administrator.user, now=real_now)
    with pytest.raises(TooManyInvitations):
        send_again(invitation=invitation, by=world.administrator.user, now=real_now)
    with pytest.raises(TooManyInvitations):
        offer(role=RoleCode.VIEWER)
    later = real_now + timedelta(hours=1, seconds=1)
    assert send_again(invitation=invitation, by=world.administrator.user, now=later)


def test_other_agencies_count_in_the_outbox(offer, world):
    for agency in (world.college, world.other_college):
        for role in (RoleCode.MENTOR, RoleCode.VIEWER, RoleCode.SIGNATORY):
            offer(agency=agency, role=role)
    assert Invitation.objects.count() == 6
    assert len(mails()) == 5


def test_sending_again_kills_the_old_link(offer, world, real_now):
    invitation = offer()
    later = real_now + timedelta(days=3)
    sent = send_again(invitation=invitation, by=world.administrator.user, now=later)
    old, new = (token_in(mail) for mail in mails())
    with pytest.raises(InvitationGone):
        join_by_invitation(token_digest=digest_of(old), name="Nia", password=PASSWORD, now=later)
    assert sent.expires_at == later + settings.MAINSTAY_INVITATION_VALID
    assert join_by_invitation(token_digest=digest_of(new), name="Nia", password=PASSWORD, now=later)


def test_a_newcomer_gets_an_account_with_the_role(offer, world, real_now):
    invitation = offer()
    membership = join_by_invitation(
        token_digest=invitation.token_digest, name="Nia  Nwosu", phone="01632 960 123", password=PASSWORD, now=real_now
    )
    user = membership.user
    assert (user.email, user.name, user.phone) == ("new.person@example.org", "Nia Nwosu", "01632 960 123")
    assert user.check_password(PASSWORD)
    assert (membership.agency, membership.role, membership.job_title) == (world.college, RoleCode.MENTOR, "Tutor")
    assert membership.history.get().history_user == world.administrator.user
    invitation.refresh_from_db()
    assert (invitation.accepted_at, invitation.membership) == (real_now, membership)


def test_somebody_with_an_account_signs_in_instead(offer, world, real_now):
    invitation = offer(email=world.stranger.user.email)
    with pytest.raises(HasAccount):
        join_by_invitation(token_digest=invitation.token_digest, name="X", password=PASSWORD, now=real_now)
    membership = accept_invitation(token_digest=invitation.token_digest, user=world.stranger.user, now=real_now)
    assert Membership.objects.active(real_now).filter(user=world.stranger.user).count() == 2
    assert membership.agency == world.college


def test_only_the_invited_address_may_accept(offer, world, real_now):
    invitation = offer(email=world.stranger.user.email)
    with pytest.raises(InvitationForSomebodyElse):
        accept_invitation(token_digest=invitation.token_digest, user=world.viewer.user, now=real_now)


def test_a_role_that_is_held_already_is_not_given_twice(world, real_now):
    invitation = InvitationFactory(agency=world.college, role=RoleCode.VIEWER, email=world.viewer.user.email)
    with pytest.raises(MembershipError):
        accept_invitation(token_digest=invitation.token_digest, user=world.viewer.user, now=real_now)
    invitation.refresh_from_db()
    assert invitation.accepted_at is None


def test_a_link_opens_nothing_when_used_withdrawn_or_out_of_date(offer, world, real_now):
    used, withdrawn, late = (offer(role=role) for role in (RoleCode.MENTOR, RoleCode.VIEWER, RoleCode.SIGNATORY))
    join_by_invitation(token_digest=used.token_digest, name="Nia", password=PASSWORD, now=real_now)
    withdraw_invitation(invitation=withdrawn, by=world.administrator.user, now=real_now)
    nia = User.objects.get(email=used.email)
    for invitation, now in ((used, real_now), (withdrawn, real_now), (late, late.expires_at)):
        with pytest.raises(InvitationGone):
            accept_invitation(token_digest=invitation.token_digest, user=nia, now=now)
    assert accept_invitation(token_digest=late.token_digest, user=nia, now=late.expires_at - timedelta(microseconds=1))
    for invitation in (used, withdrawn):
        with pytest.raises(InvitationGone):
            withdraw_invitation(invitation=invitation, by=world.administrator.user, now=real_now)
        with pytest.raises(InvitationGone):
            send_again(invitation=invitation, by=world.administrator.user, now=real_now)


def test_the_person_and_the_other_administrators_are_told(offer, world, real_now):
    second = begin_membership(
        user=UserFactory(name="Olu Other"), agency=world.college, role=RoleCode.AGENCY_ADMINISTRATOR,
        starts_at=real_now, by=None, now=real_now,
    )  # fmt: skip
    invitation = offer()
    membership = join_by_invitation(
        token_digest=invitation.token_digest, name="Nia Newcomer", password=PASSWORD, now=real_now
    )
    told = Message.objects.filter(kind=MessageKind.ROLE, channel="email")
    assert {message.recipient for message in told} == {membership.user, second.user}
    to_second = told.get(recipient=second.user)
    assert "NN now has the role “Mentor”" in to_second.body
    assert "Nia" not in to_second.body + to_second.subject


def test_who_gives_a_role_to_themselves_is_seen_by_the_leaders(offer, world, real_now):
    me = world.administrator.user
    invitation = offer(email=me.email, role=RoleCode.DESIGNATED_PERSON)
    accept_invitation(token_digest=invitation.token_digest, user=me, now=real_now)
    told = set(Message.objects.filter(kind=MessageKind.ROLE, channel="email").values_list("recipient__name", flat=True))
    assert told == {me.name, world.signatory.user.name}


@pytest.mark.django_db(transaction=True)
def test_two_acceptances_at_once_make_one_membership(world):
    invitation = InvitationFactory(agency=world.college, role=RoleCode.MENTOR, email="nia@example.org")
    outcomes, start, now = [], threading.Barrier(2), database_now()

    def accept():
        start.wait()
        try:
            join_by_invitation(token_digest=invitation.token_digest, name="Nia", password=PASSWORD, now=now)
            outcomes.append("in")
        except InvitationGone:
            outcomes.append("gone")
        finally:
            connection.close()

    threads = [threading.Thread(target=accept) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["gone", "in"]
    assert Membership.objects.filter(user__email="nia@example.org").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_invitations_of_one_newcomer_at_once_make_one_account(world):
    invitations = [
        InvitationFactory(agency=agency, role=RoleCode.MENTOR, email="nia@example.org")
        for agency in (world.college, world.other_college)
    ]
    outcomes, start, now = [], threading.Barrier(2), database_now()

    def accept(invitation):
        start.wait()
        try:
            join_by_invitation(token_digest=invitation.token_digest, name="Nia", password=PASSWORD, now=now)
            outcomes.append("in")
        except HasAccount:
            outcomes.append("sign in")
        finally:
            connection.close()

    threads = [threading.Thread(target=accept, args=[invitation]) for invitation in invitations]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", "sign in"]
    assert User.objects.filter(email="nia@example.org").count() == 1
