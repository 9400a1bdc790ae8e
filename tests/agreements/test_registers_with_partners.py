"""Joint training with invitations and attendance, bids and projects, employers (A33, P14 to P16)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.enums import RoleCode
from accounts.form_fields import day_data
from accounts.models import User
from agreements.enums import AttendanceState, EventKind, NoticeKind, TrainingSubject
from agreements.models import (
    EmployerPartner,
    EventAttendance,
    JointEvent,
    ProjectNotice,
    Training,
)
from agreements.selectors.employers import employers
from agreements.selectors.events import own_attendance
from agreements.services.employers import EmployerRefused, add_employer, change_employer
from agreements.services.events import (
    EventRefused,
    answer_invitation,
    cancel_event,
    hold_event,
    invite_people,
    record_attendance,
)
from agreements.services.notices import NoticeRefused, give_notice
from notifications.models import Message
from tests.factories import MembershipFactory
from tests.people import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
DAY = timedelta(days=1)


def hold(world: World, now: datetime, **other: Any) -> JointEvent:
    details = {
        "organiser": world.virtual_school,
        "agencies": [world.college],
        "roles": [RoleCode.MENTOR, RoleCode.DESIGNATED_PERSON],
        "kind": EventKind.TRAINING,
        "title": "Care and learning",
        "held_on": local_date(now) + DAY,
        "by": world.officer.user,
        "now": now,
    }
    return hold_event(**{**details, **other})


# --- Joint training ---------------------------------------------------------------------------------------------------


def test_everybody_in_those_roles_is_invited_once(world: World, now: datetime):
    MembershipFactory(user=world.mentor.user, agency=world.college, role=RoleCode.DESIGNATED_PERSON)
    event = hold(world, now)
    invited = {one.membership.user for one in event.attendances.all()}
    assert invited == {world.mentor.user, world.designated_person.user, world.cover_person.user}
    assert event.attendances.count() == 3
    told = Message.objects.filter(kind="liaison", channel="email")
    assert {message.recipient for message in told} == invited
    assert "Care and learning" not in "".join(message.body + message.subject for message in told)
    assert JointEvent.objects.visible_to(world.mentor.user).exists(), "who is invited sees it, whatever the role"
    assert not JointEvent.objects.visible_to(world.social_worker.user).exists()


def test_one_that_is_over_is_recorded_silently(world: World, now: datetime):
    event = hold(world, now, held_on=local_date(now) - DAY)
    assert event.attendances.count() == 3
    assert not Message.objects.filter(kind="liaison").exists()


def test_attendance_becomes_training_once(world: World, now: datetime):
    event = hold(world, now, held_on=local_date(now))
    by = world.officer.user
    came = own_attendance(event, world.mentor.user)
    assert came
    states = {came.pk: AttendanceState.ATTENDED}
    args = {"event": event, "states": states, "subject": TrainingSubject.CARE_SYSTEM, "by": by, "now": now}
    assert record_attendance(**args) == 1
    assert record_attendance(**args) == 0
    training = Training.objects.get()
    assert training.membership == world.mentor
    assert training.done_on == event.held_on
    future = hold(world, now)
    with pytest.raises(EventRefused, match="once the event was held"):
        record_attendance(event=future, states={}, subject=None, by=by, now=now)


def test_people_of_other_agencies_are_not_added(world: World, now: datetime):
    event = hold(world, now)
    with pytest.raises(EventRefused):
        invite_people(event=event, people=[world.stranger], by=world.officer.user, now=now)
    assert invite_people(event=event, people=[world.viewer, world.mentor], by=world.officer.user, now=now) == 1


def test_a_cancelled_event_is_told_and_stays(world: World, now: datetime):
    event = hold(world, now)
    cancel_event(event=event, by=world.officer.user, now=now)
    mails = Message.objects.filter(kind="liaison", channel="email").order_by("pk")
    assert [message.state for message in mails] == ["cancelled"] * 3 + ["queued"] * 3
    with pytest.raises(EventRefused, match="cancelled"):
        invite_people(event=event, people=[world.viewer], by=world.officer.user, now=now)


def test_event_pages(world: World, client_of: ClientOf, real_now: datetime):
    client = client_of(world.officer.user)
    today = local_date(real_now)
    data = {
        "kind": "training",
        "title": "Care and learning",
        "agencies": [str(world.college.uuid)],
        "roles": ["mentor"],
        **day_data("held_on", today),
    }
    url = client.post(reverse("agreements:event-new"), data).url
    event = JointEvent.objects.get()
    assert "1 person is on the list" in client.get(url).content.decode()
    mentor = client_of(world.mentor.user)
    assert "You are invited" in mentor.get(url).content.decode()
    assert mentor.get("/partnership/events/?when=coming").status_code == 200
    mentor.post(reverse("agreements:event-answer", args=[event.uuid]), {"comes": "no"})
    assert "You said that you cannot come" in mentor.get(url).content.decode()
    assert client.post(reverse("agreements:event-answer", args=[event.uuid])).status_code == 404
    client.post(reverse("agreements:event-invite", args=[event.uuid]), {"people": [str(world.viewer.uuid)]})
    attendance = reverse("agreements:event-attendance", args=[event.uuid])
    assert "Put it on the training records" in client.get(attendance).content.decode()
    rows = EventAttendance.objects.order_by("pk")
    client.post(attendance, {**{f"person_{row.pk}": "attended" for row in rows}, "subject": "care_system"})
    assert {row.state for row in EventAttendance.objects.all()} == {"attended"}
    assert Training.objects.count() == 2
    assert client_of(world.designated_person.user).get(attendance).status_code == 403
    client.post(reverse("agreements:event-cancel", args=[event.uuid]))
    assert "Cancelled" in client.get(url).content.decode()


def test_a_virtual_school_asks_all_its_partners_at_once(world: World, client_of: ClientOf, real_now: datetime):
    client = client_of(world.officer.user)
    text = client.get(reverse("agreements:notice-new")).content.decode()
    assert "All partners in this list" in text
    data = {"kind": "bid", "title": "A bid", "about": "For mentors"}
    assert "Choose at least one partner" in client.post(reverse("agreements:notice-new"), data).content.decode()
    client.post(reverse("agreements:notice-new"), {**data, "everybody": "on"})
    assert ProjectNotice.objects.get().partners.count() == 4
    few = client_of(world.designated_person.user).get(reverse("agreements:event-new")).content.decode()
    assert "All partners in this list" not in few


def test_saying_that_one_does_not_come_ends_with_the_day(world: World, now: datetime):
    event = hold(world, now)
    own = own_attendance(event, world.mentor.user)
    assert own
    answered = answer_invitation(attendance=own, comes=False, by=world.mentor.user, now=now)
    assert answered.state == AttendanceState.APOLOGIES
    with pytest.raises(EventRefused, match="is over"):
        answer_invitation(attendance=own, comes=True, by=world.mentor.user, now=now + 5 * DAY)


# --- Bids and projects ------------------------------------------------------------------------------------------------


def notify(world: World, now: datetime, **other: Any) -> ProjectNotice:
    details = {
        "agency": world.virtual_school,
        "partners": [world.college, world.host_virtual_school],
        "kind": NoticeKind.PROJECT,
        "title": "A mentor for each campus",
        "about": "Two years of a mentor.",
        "outcomes": "Fewer leave early.",
        "by": world.officer.user,
        "now": now,
    }
    return give_notice(**{**details, **other})


def test_who_speaks_for_each_partner_is_told(world: World, now: datetime):
    notify(world, now)
    told = {message.recipient for message in Message.objects.filter(kind="liaison")}
    assert told == {world.designated_person.user, world.host_key_contact.user}


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("outcomes", {"outcomes": " "}),
        ("partners", {"partners": []}),
        ("answer_by", {"answer_by": "yesterday"}),
    ],
)
def test_what_a_notice_needs(field: str, other: dict[str, Any], world: World, now: datetime):
    if other.get("answer_by"):
        other = {"answer_by": local_date(now) - DAY}
    with pytest.raises(NoticeRefused) as error:
        notify(world, now, **other)
    assert error.value.field == field


def test_notice_pages(world: World, client_of: ClientOf, real_now: datetime):
    client = client_of(world.designated_person.user)
    data = {
        "kind": "bid",
        "title": "A bid",
        "about": "For mentors",
        "partners": [str(world.virtual_school.uuid)],
    }
    url = client.post(reverse("agreements:notice-new"), data).url
    assert "For mentors" in client_of(world.officer.user).get(url).content.decode()
    assert client_of(world.stranger.user).get(url).status_code == 404
    assert "A bid" in client.get("/partnership/notices/?kind=bid").content.decode()


# --- Employers --------------------------------------------------------------------------------------------------------


def test_an_employer_stands_once_on_the_list(world: World, now: datetime):
    today = local_date(now)
    employer = add_employer(provider=world.college, name="Brick and Sons", by=None, now=now)
    with pytest.raises(EmployerRefused, match="already"):
        add_employer(provider=world.college, name="brick and sons", by=None, now=now)
    with pytest.raises(EmployerRefused) as error:
        change_employer(employer=employer, name="Brick", supported_on=today + DAY, by=None, now=now)
    assert error.value.field == "supported_on"
    change_employer(employer=employer, name="Brick and Sons", supported_on=today, ended_on=today, by=None, now=now)
    add_employer(provider=world.college, name="Brick and Sons", by=None, now=now)
    user = world.officer.user
    assert employers(user).count() == 1
    assert employers(user, state="over").count() == 1
    assert employers(user, state="waiting").count() == 1
    assert employers(world.stranger.user).count() == 0
    with pytest.raises(EmployerRefused):
        add_employer(provider=world.virtual_school, name="Brick", by=None, now=now)


def test_employer_pages(world: World, client_of: ClientOf, real_now: datetime):
    for part in ("designated_person", "officer"):
        client = client_of(getattr(world, part).user)
        new = reverse("agreements:employer-new", args=[world.college.uuid])
        back = client.post(new, {"name": f"Employer of {part}"}).url
        assert f"Employer of {part}" in client.get(back).content.decode()
    employer = EmployerPartner.objects.first()
    assert employer
    change = reverse("agreements:employer", args=[employer.uuid])
    data = {"name": employer.name, **day_data("supported_on", local_date(real_now))}
    assert client.post(change, data).url == back
    assert "Confirmed" in client.get(f"{back}&state=confirmed").content.decode()
    assert client_of(world.viewer.user).get(change).status_code == 403
    assert client_of(world.stranger.user).get(change).status_code == 404
    assert client_of(world.host_key_contact.user).get(new).status_code == 403
