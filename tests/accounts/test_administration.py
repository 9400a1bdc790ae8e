"""Roles changed and ended, accounts closed and opened again, addresses corrected: by the administrator of the agency."""

import threading
from datetime import UTC, date, datetime, timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client

from accounts import access
from accounts.clock import database_now, end_of_day
from accounts.enums import Permission, RoleCode
from accounts.leaving import left_behind
from accounts.models import Invitation, Membership, User
from accounts.services import (
    AddressNotPossible,
    AddressWrong,
    AlreadyEnded,
    EndsInThePast,
    LastAdministrator,
    NotClosed,
    NothingChanged,
    NotYourself,
    RoleNotHeldThere,
    WorksElsewhere,
    begin_membership,
    change_address,
    change_role,
    close_account,
    deactivate_person,
    end_role,
    keep_role,
    open_account,
)
from learners.models import Learner
from notifications.enums import MessageKind
from notifications.models import Message
from tests.factories import InvitationFactory, UserFactory
from tests.factories.accounts import PASSWORD

pytestmark = pytest.mark.django_db
WHY = "New year, new team"


@pytest.fixture(autouse=True)
def _outbox(settings):
    settings.EMAIL_BACKEND = "notifications.backends.OutboxBackend"


@pytest.fixture
def act(world, real_now):
    return {"by": world.administrator.user, "now": real_now, "reason": WHY}


@pytest.fixture
def second(world, real_now):
    """A second administrator of the college."""
    return begin_membership(
        user=UserFactory(name="Olu Other", email="olu@example.org"), agency=world.college,
        role=RoleCode.AGENCY_ADMINISTRATOR, starts_at=real_now - timedelta(days=1), by=None,
        now=real_now - timedelta(days=1),
    )  # fmt: skip


def told(user):
    return list(Message.objects.filter(kind=MessageKind.ROLE, channel="email", recipient=user).order_by("pk"))


@pytest.mark.parametrize(
    ("day", "over"),
    [
        (date(2026, 1, 15), datetime(2026, 1, 16, tzinfo=UTC)),
        (date(2026, 3, 28), datetime(2026, 3, 29, tzinfo=UTC)),  # the night in which the clocks go forward
        (date(2026, 3, 29), datetime(2026, 3, 29, 23, tzinfo=UTC)),
        (date(2026, 10, 24), datetime(2026, 10, 24, 23, tzinfo=UTC)),  # the night in which they go back
        (date(2026, 10, 25), datetime(2026, 10, 26, tzinfo=UTC)),
        (date(2026, 6, 30), datetime(2026, 6, 30, 23, tzinfo=UTC)),  # end of a month
        (date(2028, 2, 29), datetime(2028, 3, 1, tzinfo=UTC)),  # leap day
        (date(2026, 12, 31), datetime(2027, 1, 1, tzinfo=UTC)),
    ],
)
def test_a_day_is_over_at_the_next_midnight_in_london(day, over):
    assert end_of_day(day) == over


def test_another_role_ends_the_one_as_the_other_begins(world, act, real_now):
    begun = change_role(membership=world.viewer, role=RoleCode.MENTOR, job_title=" Tutor ", **act)
    world.viewer.refresh_from_db()
    assert world.viewer.ends_at == begun.starts_at == real_now
    assert (begun.role, begun.job_title, begun.agency, begun.user) == (
        RoleCode.MENTOR, "Tutor", world.college, world.viewer.user,
    )  # fmt: skip
    for row in (begun.history.latest(), world.viewer.history.latest()):
        assert (row.history_user, row.history_change_reason) == (world.administrator.user, WHY)
    assert "is now “Mentor”. Until now it was “Viewer”" in told(world.viewer.user)[0].body


def test_what_the_old_role_opened_is_closed_at_once(world, act):
    learner = world.learner()
    person = world.viewer.user
    assert access.allows(person, Permission.VIEW_LEARNER, learner)
    change_role(membership=world.viewer, role=RoleCode.MENTOR, job_title="", **act)
    assert not access.allows(person, Permission.VIEW_LEARNER, learner)
    assert learner not in Learner.objects.visible_to(person)


def test_a_job_title_alone_stays_one_role(world, act):
    same = change_role(membership=world.viewer, role=RoleCode.VIEWER, job_title="Bursar", **act)
    assert same == world.viewer
    assert (same.job_title, same.ends_at) == ("Bursar", None)
    with pytest.raises(NothingChanged):
        change_role(membership=world.viewer, role=RoleCode.VIEWER, job_title="Bursar", **act)


def test_a_last_day_that_was_set_stays_with_the_new_role(world, act, real_now):
    last = real_now + timedelta(days=3)
    end_role(membership=world.viewer, at=last, **act)
    assert change_role(membership=world.viewer, role=RoleCode.MENTOR, job_title="", **act).ends_at == last


def test_a_role_of_another_kind_of_agency_cannot_be_given(world, act):
    with pytest.raises(RoleNotHeldThere):
        change_role(membership=world.viewer, role=RoleCode.SOCIAL_WORKER, job_title="", **act)
    world.viewer.refresh_from_db()
    assert world.viewer.ends_at is None


def test_a_role_ends_now(world, act, real_now):
    learner = world.learner()
    end_role(membership=world.viewer, **act)
    assert not Membership.objects.active(real_now).filter(pk=world.viewer.pk).exists()
    assert not access.allows(world.viewer.user, Permission.VIEW_LEARNER, learner)
    assert world.viewer.history.latest().history_change_reason == WHY
    assert told(world.viewer.user)[0].subject == "Your role at Brindley College has ended"
    with pytest.raises(AlreadyEnded):
        end_role(membership=world.viewer, **act)


def test_a_role_ends_at_the_end_of_a_day_and_may_go_on_after_all(world, act, real_now):
    last = real_now + timedelta(days=2)
    end_role(membership=world.viewer, at=last, **act)
    active = Membership.objects.filter(pk=world.viewer.pk)
    assert active.active(last - timedelta(seconds=1)).exists()
    assert not active.active(last).exists()
    assert told(world.viewer.user)[0].subject == "Your role at Brindley College will end"
    keep_role(membership=world.viewer, **act)
    assert active.active(last).exists()
    assert "It goes on" in told(world.viewer.user)[1].body


def test_a_role_does_not_end_in_the_past(world, act, real_now):
    with pytest.raises(EndsInThePast):
        end_role(membership=world.viewer, at=real_now, **act)


def test_the_last_administrator_stays(world, act):
    with pytest.raises(LastAdministrator, match="last administrator of Brindley College"):
        end_role(membership=world.administrator, **act)
    with pytest.raises(LastAdministrator):
        change_role(membership=world.administrator, role=RoleCode.VIEWER, job_title="", **act)
    world.administrator.refresh_from_db()
    assert world.administrator.ends_at is None


def test_a_successor_whose_role_will_end_is_none(world, act, second, real_now):
    end_role(membership=second, at=real_now + timedelta(days=2), **act)
    with pytest.raises(LastAdministrator):
        end_role(membership=world.administrator, **act)
    keep_role(membership=second, **act)
    assert end_role(membership=world.administrator, **act).ends_at == real_now


def test_ending_anothers_access_at_once_is_always_possible(world, act, second, real_now):
    end_role(membership=world.administrator, at=real_now + timedelta(days=2), **{**act, "by": second.user})
    assert end_role(membership=second, **act).ends_at == real_now


@pytest.mark.django_db(transaction=True)
def test_two_administrators_who_end_each_others_role_at_once(world):
    now = database_now()
    other = begin_membership(
        user=UserFactory(), agency=world.college, role=RoleCode.AGENCY_ADMINISTRATOR, starts_at=now, by=None, now=now
    )
    outcomes, start, later = [], threading.Barrier(2), now + timedelta(seconds=1)

    def end(membership, by):
        start.wait()
        try:
            end_role(membership=membership, reason=WHY, by=by, now=later)
            outcomes.append("ended")
        except LastAdministrator:
            outcomes.append("refused")
        finally:
            connection.close()

    pairs = [(other, world.administrator.user), (world.administrator, other.user)]
    threads = [threading.Thread(target=end, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["ended", "refused"]


def test_the_other_administrators_are_told_of_every_change(world, act, second):
    end_role(membership=world.viewer, **act)
    change_role(membership=world.mentor, role=RoleCode.VIEWER, job_title="", **act)
    ended, changed = told(second.user)
    assert "VV no longer has the role “Viewer”" in ended.body
    assert "MM now has the role “Viewer” instead of “Mentor”" in changed.body
    assert told(world.administrator.user) == []


def signed_in(user):
    """By the sign-in page, which notes the session as one of the person's."""
    client = Client()
    assert client.post("/sign-in/", {"username": user.email, "password": PASSWORD}).status_code == 302
    assert client.get("/account/").status_code == 200
    return client


def test_closing_an_account_ends_roles_and_sessions(world, act, real_now):
    client = signed_in(world.viewer.user)
    key = client.session.session_key
    close_account(user=world.viewer.user, agency=world.college, **act)
    assert client.get("/account/").status_code == 302
    assert not Session.objects.filter(session_key=key).exists()
    assert not UserSession.objects.filter(user=world.viewer.user).exists()
    person = User.objects.get(pk=world.viewer.user_id)
    assert not person.is_active
    assert person.history.get(history_change_reason=WHY).history_user == act["by"]
    assert not Membership.objects.active(real_now).filter(user=person).exists()


def test_who_works_elsewhere_too_keeps_account_and_address(world, act, real_now):
    begin_membership(
        user=world.viewer.user, agency=world.other_college, role=RoleCode.MENTOR,
        starts_at=real_now + timedelta(days=9), by=None, now=real_now,
    )  # fmt: skip
    with pytest.raises(WorksElsewhere):
        close_account(user=world.viewer.user, agency=world.college, **act)
    with pytest.raises(WorksElsewhere):
        change_address(user=world.viewer.user, agency=world.college, email="vic@example.com", **act)
    with pytest.raises(WorksElsewhere):  # somebody else's people
        close_account(user=world.stranger.user, agency=world.college, **act)


def test_nobody_closes_their_own_account(world, act, second):
    with pytest.raises(NotYourself):
        close_account(user=world.administrator.user, agency=world.college, **act)


def test_a_closed_account_is_opened_again_with_a_role_and_without_its_password(world, act, real_now):
    person = world.viewer.user
    with pytest.raises(NotClosed):
        open_account(user=person, agency=world.college, role=RoleCode.MENTOR, **act)
    close_account(user=person, agency=world.college, **act)
    membership = open_account(user=person, agency=world.college, role=RoleCode.MENTOR, job_title="Tutor", **act)
    person.refresh_from_db()
    assert person.is_active
    assert not person.has_usable_password()
    assert list(Membership.objects.active(real_now).filter(user=person)) == [membership]
    assert told(person)[-1].subject == "You have a role at Brindley College"


def test_only_the_agency_that_it_belonged_to_last_opens_an_account(world, act, real_now):
    person = world.viewer.user
    begin_membership(
        user=person, agency=world.other_college, role=RoleCode.MENTOR, starts_at=real_now, by=None, now=real_now
    )
    deactivate_person(user=person, by=None, now=real_now + timedelta(seconds=1))
    for agency in (world.college, world.other_college, world.virtual_school):
        with pytest.raises(WorksElsewhere):
            open_account(user=person, agency=agency, role=RoleCode.VIEWER, **act)


def test_another_address_is_told_to_both_and_ends_every_session(world, act):
    person = world.viewer.user
    client = signed_in(person)
    waiting = InvitationFactory(agency=world.college, role=RoleCode.MENTOR, email=person.email)
    elsewhere = InvitationFactory(agency=world.other_college, role=RoleCode.MENTOR, email=person.email)
    change_address(user=person, agency=world.college, email=" Vic@Example.COM ", **act)
    person.refresh_from_db()
    assert person.email == "vic@example.com"
    assert client.get("/account/").status_code == 302
    mails = Message.objects.filter(kind=MessageKind.ACCOUNT)
    assert {mail.address for mail in mails} == {"vic.viewer@example.org", "vic@example.com"}
    assert "vic@" not in " ".join(mail.body for mail in mails)
    assert person.history.get(history_change_reason=WHY).history_user == act["by"]
    assert list(Invitation.objects.filter(withdrawn_at__isnull=True)) == [elsewhere]
    assert waiting not in Invitation.objects.filter(withdrawn_at__isnull=True)


@pytest.mark.parametrize("taken", ["STAN.stranger@example.org", "closed@example.org"])
def test_an_address_that_somebody_has_gets_a_neutral_answer(world, act, taken):
    UserFactory(email="closed@example.org", is_active=False)
    with pytest.raises(AddressNotPossible, match="cannot be used"):
        change_address(user=world.viewer.user, agency=world.college, email=taken, **act)
    with pytest.raises(AddressWrong):
        change_address(user=world.viewer.user, agency=world.college, email="no address", **act)


def test_what_is_left_behind_is_asked_of_those_above(world, second):
    assert left_behind(second) == []
    for number in range(2):
        InvitationFactory(agency=world.college, invited_by=second.user)
        InvitationFactory(agency=world.other_college, invited_by=second.user)
        assert left_behind(second)[0].startswith(f"{number + 1} invitation")
    assert left_behind(world.designated_person)  # the post, said by a higher floor


def test_an_operator_closes_an_account_that_belongs_to_several_agencies(world, capsys):
    call_command("close_account", "VIC.viewer@example.org", reason=WHY)
    assert not User.objects.get(pk=world.viewer.user_id).is_active
    assert "vic" not in capsys.readouterr().out.lower()
    for address in ("vic.viewer@example.org", "nobody@example.org"):
        with pytest.raises(CommandError):
            call_command("close_account", address, reason=WHY)
