"""The calendar files of meetings, read by two parsers; and the e-mails that carry them, as a mail server receives them."""

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message as Email

import icalendar
import pytest
import vobject
from django.core import mail

from education_plans.enums import MeetingKind
from education_plans.models import EducationPlan, PlanMeeting
from education_plans.rules.ics import CalendarEntry, Party, write_calendar
from education_plans.services.invitations import calendar_file, invite_somebody, take_off
from education_plans.services.meetings import call_meeting, call_off, move_meeting
from notifications.services import deliver
from tests.education_plans.conftest import Enrol, written_plan
from tests.people import World

MOMENT = datetime(2026, 10, 13, 13, 30, tzinfo=UTC)


def entry(**changes: object) -> CalendarEntry:
    said = {
        "uid": "one@mainstay.example",
        "sequence": 0,
        "is_called_off": False,
        "starts_at": MOMENT,
        "ends_at": MOMENT + timedelta(hours=1),
        "stamped_at": MOMENT - timedelta(days=7),
        "summary": "Meeting about AB",
        "place": "Room 12; Brindley College, Host",
        "description": "One line\nand another: ü, “quoted”",
        "url": "https://mainstay.example/plans/",
        "organiser": Party(name="Mainstay", email="mainstay@mainstay.example"),
        "invitee": Party(name='Sue "Su" Worker; key worker', email="sue.worker@example.org"),
    }
    return CalendarEntry(**(said | changes))


@pytest.mark.parametrize(
    ("changes", "method", "status"),
    [
        ({}, "REQUEST", "CONFIRMED"),
        ({"sequence": 3}, "REQUEST", "CONFIRMED"),
        ({"is_called_off": True, "sequence": 4}, "CANCEL", "CANCELLED"),
        ({"invitee": None}, "PUBLISH", "CONFIRMED"),
    ],
)
def test_both_parsers_read_what_was_meant(changes: dict, method: str, status: str):
    meant = entry(**changes)
    text = write_calendar(meant)
    first = icalendar.Calendar.from_ical(text)
    assert str(first["method"]) == method
    [event] = first.walk("VEVENT")
    second = vobject.readOne(text)
    assert second.method.value == method
    assert (str(event["uid"]), second.vevent.uid.value) == (meant.uid, meant.uid)
    assert (int(event["sequence"]), int(second.vevent.sequence.value)) == (meant.sequence, meant.sequence)
    assert (str(event["status"]), second.vevent.status.value) == (status, status)
    assert (event.decoded("dtstart"), second.vevent.dtstart.value) == (MOMENT, MOMENT)
    assert event.decoded("dtend") == second.vevent.dtend.value == MOMENT + timedelta(hours=1)
    assert (str(event["location"]), second.vevent.location.value) == (meant.place, meant.place)
    assert (str(event["description"]), second.vevent.description.value) == (meant.description, meant.description)
    assert str(event["organizer"]) == second.vevent.organizer.value == "mailto:mainstay@mainstay.example"
    if meant.invitee:
        assert str(event["attendee"]) == second.vevent.attendee.value == "mailto:sue.worker@example.org"
        assert event["attendee"].params["RSVP"] == "FALSE"


def test_its_lines_are_as_long_and_end_as_the_standard_asks():
    text = write_calendar(entry(description="x" * 300))
    assert text.endswith("END:VCALENDAR\r\n")
    assert text.replace("\r\n", "").count("\n") == 0
    assert max(len(line.encode()) for line in text.split("\r\n")) <= 75


@pytest.mark.parametrize(
    ("local", "utc"),
    [
        (datetime(2026, 10, 24, 9, 0, tzinfo=UTC), "20261024T090000Z"),
        (datetime(2026, 10, 26, 9, 0, tzinfo=UTC), "20261026T090000Z"),
    ],
)
def test_a_change_of_the_clocks_moves_no_meeting(local: datetime, utc: str):
    assert f"DTSTART:{utc}" in write_calendar(entry(starts_at=local, ends_at=local + timedelta(hours=1)))


@pytest.fixture
def plan(world: World, enrolled: Enrol, now: datetime) -> EducationPlan:
    return written_plan(enrolled(), world, now)


@pytest.fixture
def meeting(plan: EducationPlan, world: World, now: datetime) -> PlanMeeting:
    return call_meeting(
        plan=plan, kind=MeetingKind.FIRST, starts_at=now + timedelta(days=7), ends_at=now + timedelta(days=7, hours=1),
        place="Brindley College, room 12", link="https://join.example/1", why="How Ade gets on",
        agenda="Something private", people=[world.designated_person], young_person=False,
        by=world.social_worker.user, now=now,
    )  # fmt: skip


def sent(now: datetime) -> list[Email]:
    """What has left since the last time, as bytes on the wire."""
    mail.outbox.clear()
    deliver(now_source=lambda: now, backend="django.core.mail.backends.locmem.EmailBackend")
    found = [message_from_bytes(each.message().as_bytes()) for each in mail.outbox]
    return [each for each in found if "meeting" in str(each["Subject"])]


def file_of(email: Email) -> tuple[Email, icalendar.Event]:
    [part] = [part for part in email.walk() if part.get_content_type() == "text/calendar"]
    text = part.get_payload(decode=True).decode()
    vobject.readOne(text)
    [event] = icalendar.Calendar.from_ical(text).walk("VEVENT")
    return part, event


def test_an_invitation_its_update_and_its_end_are_one_entry_in_a_calendar(
    world: World, meeting: PlanMeeting, now: datetime
):
    by = world.social_worker.user
    [email] = sent(now)
    part, first = file_of(email)
    assert (part.get_param("method"), part.get_filename()) == ("REQUEST", "invite.ics")
    assert (int(first["sequence"]), first.decoded("dtstart")) == (0, meeting.starts_at)
    assert str(first["attendee"]) == f"mailto:{world.designated_person.user.email}"
    later = meeting.starts_at + timedelta(days=2)
    move_meeting(meeting=meeting, starts_at=later, ends_at=later + timedelta(hours=1), place="Room 14", by=by, now=now)
    [email] = sent(now)
    part, second = file_of(email)
    assert part.get_param("method") == "REQUEST"
    assert (str(second["uid"]), int(second["sequence"])) == (str(first["uid"]), 1)
    assert (second.decoded("dtstart"), str(second["location"])) == (later, "Room 14")
    call_off(meeting=meeting, reason="Closed", by=by, now=now)
    [email] = sent(now)
    part, third = file_of(email)
    assert part.get_param("method") == "CANCEL"
    assert (str(third["uid"]), int(third["sequence"]), str(third["status"])) == (str(first["uid"]), 2, "CANCELLED")


def test_whoever_is_taken_off_and_asked_again_has_one_entry_and_nobody_else_hears_of_it(
    world: World, meeting: PlanMeeting, now: datetime
):
    by = world.social_worker.user
    said = {"name": "Aunt Bo", "email": "bo@example.net"}
    aunt = invite_somebody(meeting=meeting, **said, by=by, now=now)
    first = file_of(next(email for email in sent(now) if email["To"] == "bo@example.net"))[1]
    take_off(invitee=aunt, by=by, now=now)
    [email] = sent(now)
    part, second = file_of(email)
    assert (email["To"], part.get_param("method")) == ("bo@example.net", "CANCEL")
    assert (str(second["uid"]), str(second["status"])) == (str(first["uid"]), "CANCELLED")
    assert int(second["sequence"]) > int(first["sequence"])
    invite_somebody(meeting=meeting, **said, by=by, now=now)
    [email] = sent(now)
    part, third = file_of(email)
    assert (email["To"], part.get_param("method")) == ("bo@example.net", "REQUEST")
    assert (str(third["uid"]), str(third["status"])) == (str(first["uid"]), "CONFIRMED")
    assert int(third["sequence"]) > int(second["sequence"])
    call_off(meeting=meeting, reason="Closed", by=by, now=now)
    files = [file_of(email) for email in sent(now)]
    assert {part.get_param("method") for part, _ in files} == {"CANCEL"}
    assert {int(event["sequence"]) for _, event in files} == {int(third["sequence"]) + 1}


def test_a_file_says_initials_and_nothing_else_of_the_young_person(
    world: World, plan: EducationPlan, meeting: PlanMeeting, now: datetime
):
    invite_somebody(meeting=meeting, name="Aunt Bo", email="bo@example.net", by=world.social_worker.user, now=now)
    learner = plan.learner
    whole = []
    for email in sent(now):
        _, event = file_of(email)
        assert len(event.get("attendee", "").splitlines()) == 1
        whole.append(" ".join(str(value) for value in event.values()) + str(email.get_payload()[0]))
    assert len(whole) == 2
    for text in whole:
        for secret in (learner.family_name, learner.given_name, "Something private", "How Ade gets on", "Sue Worker's"):
            assert secret not in text
    _, event = file_of(next(email for email in sent_again(meeting, now) if email["To"] == "bo@example.net"))
    assert learner.initials in str(event["summary"])
    assert "sign in" not in str(event["description"]).lower()
    assert str(event["url"]) == "https://join.example/1"


def sent_again(meeting: PlanMeeting, now: datetime) -> list[Email]:
    call_off(meeting=meeting, reason="x", by=meeting.called_by, now=now)
    return sent(now)


def test_the_young_persons_own_file_is_theirs(world: World, plan: EducationPlan, meeting: PlanMeeting, now: datetime):
    call_meeting(
        plan=plan, kind=MeetingKind.EXTRA, starts_at=now + timedelta(days=3), ends_at=now + timedelta(days=3, hours=1),
        place="Room 1", people=[], young_person=True, young_person_email="ade@example.org", by=world.head.user, now=now,
    )  # fmt: skip
    _, event = file_of(next(email for email in sent(now) if email["To"] == "ade@example.org"))
    assert str(event["summary"]) == "Meeting about your plan"
    assert plan.learner.family_name not in event.to_ical().decode()


def test_a_file_that_cannot_be_made_holds_up_no_other_message(
    world: World, meeting: PlanMeeting, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    def fail(*args: object, **kwargs: object) -> str:
        raise KeyError("whatever")

    monkeypatch.setattr("education_plans.services.invitations.calendar_file", fail)
    assert sent(now) == []
    monkeypatch.undo()
    assert len(sent(now + timedelta(minutes=2))) == 1


def test_a_file_to_keep_asks_nobody(meeting: PlanMeeting, now: datetime):
    [event] = icalendar.Calendar.from_ical(calendar_file(meeting, None, stamped_at=now)).walk("VEVENT")
    assert "attendee" not in event
