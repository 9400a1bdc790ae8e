"""The pages: an incident is logged on a phone, calls are proven, an emergency is answered."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client

from accounts.form_fields import day_data, moment_data
from accounts.models import User
from deadlines.enums import DeadlineState
from learners.models import KeyWorker
from notifications.services import DeliveryResult, deliver
from tests.factories import AgencyLinkFactory, EnrolmentFactory
from tests.notifications.mail_server import MailServer
from tests.tracking.conftest import Story, clock, slot
from tracking.models import Emergency, Exclusion, Incident, PhoneCall
from tracking.services import decide_exclusion, raise_emergency, report_bounce

SignIn = Callable[[User], Client]


@pytest.fixture
def staff(real_story: Story, client_of: SignIn) -> Client:
    """The designated person's browser."""
    return client_of(real_story.designated_person)


def new_incident_url(story: Story) -> str:
    return f"/learners/{story.learner.uuid}/incidents/new/"


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


# Incidents


def test_the_form_is_nearly_filled_in_and_says_who_will_be_told(real_story: Story, staff: Client):
    page = text_of(staff.get(new_incident_url(real_story)))
    assert real_story.key_worker.name in page
    assert real_story.key_contact.name in page
    assert 'href="tel:' in page
    assert f'value="{real_story.now.astimezone().year}"' in page
    assert 'name="enrolment"' not in page


def test_logging_an_incident_says_who_was_told_and_whom_to_phone(real_story: Story, staff: Client):
    data = {"kind": "suspension", "description": "An argument.", **moment_data("occurred_at", real_story.now)}
    response = staff.post(new_incident_url(real_story), data)
    incident = Incident.objects.get()
    assert response.url == f"/incidents/{incident.uuid}/?logged=1"
    page = text_of(staff.get(response.url))
    assert "Incident logged" in page
    assert f"An e-mail is on its way to {real_story.key_worker} and {real_story.key_contact}." in page
    assert f"Now phone {real_story.key_worker} and {real_story.key_contact}" in page
    assert page.count("Log this call") == 2
    assert page.count("To call") == 2
    assert "left" in page


def test_what_was_typed_stays_when_something_is_wrong(real_story: Story, staff: Client):
    data = {"description": "An argument.", **moment_data("occurred_at", real_story.now + timedelta(days=2))}
    response = staff.post(new_incident_url(real_story), data)
    page = text_of(response)
    assert response.status_code == 200
    assert "Error: " in page
    assert "An argument." in page
    data["kind"] = "suspension"
    page = text_of(staff.post(new_incident_url(real_story), data))
    assert "The time it happened must be in the past" in page
    assert not Incident.objects.exists()


def test_the_place_is_asked_where_there_are_two(real_story: Story, client_of: SignIn):
    world = real_story.world
    second = EnrolmentFactory(learner=real_story.learner, provider=world.other_college, course="Art")
    AgencyLinkFactory(learner=real_story.learner, agency=world.other_college)
    officer = client_of(world.officer.user)
    assert 'name="enrolment"' in text_of(officer.get(new_incident_url(real_story)))
    data = {
        "enrolment": str(second.uuid),
        "kind": "at_risk",
        "description": "x",
        **moment_data("occurred_at", real_story.now),
    }
    officer.post(new_incident_url(real_story), data)
    assert Incident.objects.get().enrolment == second
    # Each provider sees and logs only what concerns its own place.
    own = text_of(client_of(real_story.designated_person).get(new_incident_url(real_story)))
    assert 'name="enrolment"' not in own
    assert client_of(real_story.designated_person).get(f"/incidents/{Incident.objects.get().uuid}/").status_code == 404


def test_without_a_place_there_is_nothing_to_log(real_story: Story, client_of: SignIn):
    learner = real_story.world.learner(enrolled=False)
    page = client_of(real_story.world.officer.user).get(f"/learners/{learner.uuid}/incidents/new/")
    assert "No place to log an incident about" in text_of(page)


def test_a_vacancy_is_said_on_the_form_and_on_the_incident(real_story: Story, staff: Client):
    KeyWorker.objects.all().delete()
    page = text_of(staff.get(new_incident_url(real_story)))
    assert "there is no key worker. The team manager stands in." in page
    incident = real_story.incident()
    page = text_of(staff.get(incident.get_absolute_url()))
    assert "There was no key worker when this happened: the team manager stands in." in page
    assert "govuk-error-message" in page


# Calls


def test_a_call_is_logged_from_the_link_of_the_person(real_story: Story, staff: Client):
    incident = real_story.incident()
    url = f"/incidents/{incident.uuid}/calls/new/?to={real_story.key_worker.uuid}"
    page = text_of(staff.get(url))
    assert f'value="{real_story.key_worker.uuid}" class="govuk-radios__input" checked' in page or "checked" in page
    data = {
        "reached": str(real_story.key_worker.uuid),
        "outcome": "spoke",
        "caller": str(real_story.designated_person.uuid),
        **moment_data("called_at", incident.occurred_at),
    }
    page = text_of(staff.post(url, data, follow=True))
    assert f"{real_story.key_worker} has been told by phone" in page
    assert slot(incident, "key_worker", "phone").is_proven
    assert PhoneCall.objects.get().called_at == incident.occurred_at  # typed to the minute, never before the incident


def test_no_answer_is_kept_and_the_person_still_has_to_be_told(real_story: Story, staff: Client):
    incident = real_story.incident()
    data = {
        "reached": str(real_story.key_worker.uuid),
        "outcome": "no_answer",
        "caller": str(real_story.designated_person.uuid),
        **moment_data("called_at", incident.occurred_at),
    }
    page = text_of(staff.post(f"/incidents/{incident.uuid}/calls/new/", data, follow=True))
    assert "still has to be told by phone" in page
    assert "No answer" in page
    assert page.count("Log this call") == 2


def test_a_call_before_the_incident_is_refused_beside_the_question(real_story: Story, staff: Client):
    incident = real_story.incident()
    data = {
        "reached": str(real_story.key_worker.uuid),
        "outcome": "spoke",
        "caller": str(real_story.designated_person.uuid),
        "note": "typed before",
        **moment_data("called_at", incident.occurred_at - timedelta(hours=1)),
    }
    page = text_of(staff.post(f"/incidents/{incident.uuid}/calls/new/", data))
    assert "The call must be at or after the time of the incident" in page
    assert "typed before" in page


# E-mails


def test_a_failed_email_is_loud_and_can_go_to_the_cover(
    real_story: Story, staff: Client, mail_server: MailServer, deliver_at: Callable[..., DeliveryResult]
):
    real_story.key_contact.email = "gone@example.org"
    real_story.key_contact.save()
    incident = real_story.incident()
    deliver_at(real_story.now)
    page = text_of(staff.get(incident.get_absolute_url()))
    assert f"The e-mail to {real_story.key_contact} could not be delivered" in page
    assert "No such mailbox" in page
    url = f"/incidents/{incident.uuid}/emails/key_contact/again/"
    assert url in page
    page = text_of(staff.post(url, {"to": str(real_story.world.officer.user.uuid)}, follow=True))
    assert f"The e-mail to {real_story.world.officer.user} is on its way again." in page
    deliver_at(real_story.now + timedelta(minutes=1))
    assert slot(incident, "key_contact", "email").is_proven


def test_an_email_that_came_back(real_story: Story, staff: Client):
    incident = real_story.incident()
    real_story.told(incident)
    url = f"/incidents/{incident.uuid}/emails/key_worker/came-back/"
    assert url in text_of(staff.get(incident.get_absolute_url()))
    assert "Error: " in text_of(staff.post(url, {}))
    page = text_of(staff.post(url, {"reason": "Mailbox closed"}, follow=True))
    assert "no longer counts" in page
    assert "Came back" in page
    assert clock(incident).state == DeadlineState.OPEN
    assert staff.get(f"/incidents/{incident.uuid}/emails/nobody/came-back/").status_code == 404


# Meeting, exclusion, closing


def test_the_whole_procedure_on_pages(real_story: Story, staff: Client):
    incident = real_story.incident()
    url = f"/incidents/{incident.uuid}"
    page = text_of(staff.get(f"{url}/exclusion/"))
    assert "The place cannot be ended yet" in page
    assert "no professionals’ meeting has been called" in page
    assert "no professionals’ meeting has been called" in text_of(staff.get(f"{url}/"))
    real_story.told(incident)
    staff.post(f"{url}/meetings/new/", {"place": "Room 1", **moment_data("scheduled_for", real_story.now)})
    meeting = incident.meetings.get()
    assert f"/meetings/{meeting.uuid}/record/" in text_of(staff.get(f"{url}/"))
    record = {
        "attendees": "All",
        "alternatives": "Part-time",
        "safeguarding": "Taxi",
        **moment_data("held_at", real_story.now),
    }
    assert "Error: " in text_of(staff.post(f"/meetings/{meeting.uuid}/record/", record))
    staff.post(f"/meetings/{meeting.uuid}/record/", {**record, "outcome": "None found"})
    assert "End the place for good" in text_of(staff.get(f"{url}/"))
    decision = {
        "kind": "termination",
        "reason": "Attendance",
        **day_data("effective_on", real_story.now.astimezone().date()),
    }
    page = text_of(staff.post(f"{url}/exclusion/", decision, follow=True))
    assert "The place has been ended." in page
    assert Exclusion.objects.get().incident == incident


def test_closing(real_story: Story, staff: Client):
    incident = real_story.incident()
    url = f"/incidents/{incident.uuid}/close/"
    assert "have still to be told" in text_of(staff.post(url, {"outcome": "Back."}))
    real_story.told(incident)
    page = text_of(staff.post(url, {"outcome": "Back."}, follow=True))
    assert "The incident is closed." in page
    assert "Log this call" not in page


def test_a_place_that_has_ended_is_said_and_a_bounce_can_still_be_mended(real_story: Story, client_of: SignIn):
    incident = real_story.incident()
    real_story.told(incident)
    real_story.meeting(incident)
    decide_exclusion(
        incident=incident,
        kind="termination",
        effective_on=real_story.now.astimezone().date(),
        reason="x",
        by=real_story.designated_person,
        now=real_story.now,
    )
    moment = real_story.now + timedelta(seconds=1)
    report_bounce(slot=slot(incident, "key_worker", "email"), reason="x", by=real_story.key_contact, now=moment)
    page = text_of(client_of(real_story.key_contact).get(incident.get_absolute_url()))
    assert "Course ended by the provider" in page
    assert "Send it again" in page


# Emergencies


def test_an_emergency_from_raised_to_closed(real_story: Story, staff: Client, client_of: SignIn):
    url = f"/learners/{real_story.learner.uuid}/emergencies/new/"
    assert real_story.key_worker.name in text_of(staff.get(url))
    page = text_of(staff.post(url, {"description": "No bed tonight."}, follow=True))
    assert "Emergency raised" in page
    assert "hours" in page
    emergency = Emergency.objects.get()
    assert "Record your response" not in page
    worker = client_of(real_story.key_worker)
    address = emergency.get_absolute_url()
    page = text_of(worker.post(f"{address}acknowledge/", follow=True))
    assert "You have acknowledged this emergency" in page
    assert "Somebody has already acknowledged" in text_of(worker.post(f"{address}acknowledge/", follow=True))
    response = {"response": "Found a bed.", **moment_data("responded_at", emergency.raised_at)}
    page = text_of(worker.post(f"{address}respond/", response, follow=True))
    assert "Your response is recorded." in page
    assert "Done in time" in page
    page = text_of(worker.post(f"{address}close/", {"note": ""}, follow=True))
    assert "The emergency is closed." in page


def test_an_emergency_email_that_fails_is_loud(
    real_story: Story, staff: Client, mail_server: MailServer, deliver_at: Callable[..., DeliveryResult]
):
    real_story.key_worker.email = "gone@example.org"
    real_story.key_worker.save()
    emergency = raise_emergency(
        learner=real_story.learner, description="x", by=real_story.designated_person, now=real_story.now
    )
    deliver_at(real_story.now)
    assert "did not arrive. Phone them now." in text_of(staff.get(emergency.get_absolute_url()))


# Access


def all_addresses(story: Story) -> dict[str, str]:
    incident = story.incident()
    emergency = raise_emergency(learner=story.learner, description="x", by=story.designated_person, now=story.now)
    meeting = story.meeting(incident)
    return {
        "incident-new": new_incident_url(story),
        "incident": f"/incidents/{incident.uuid}/",
        "close": f"/incidents/{incident.uuid}/close/",
        "call": f"/incidents/{incident.uuid}/calls/new/",
        "came-back": f"/incidents/{incident.uuid}/emails/key_worker/came-back/",
        "again": f"/incidents/{incident.uuid}/emails/key_worker/again/",
        "meeting": f"/incidents/{incident.uuid}/meetings/new/",
        "record": f"/meetings/{meeting.uuid}/record/",
        "exclusion": f"/incidents/{incident.uuid}/exclusion/",
        "emergency-new": f"/learners/{story.learner.uuid}/emergencies/new/",
        "emergency": f"/emergencies/{emergency.uuid}/",
        "respond": f"/emergencies/{emergency.uuid}/respond/",
        "emergency-close": f"/emergencies/{emergency.uuid}/close/",
    }


def test_a_stranger_finds_nothing(real_story: Story, client_of: SignIn):
    stranger = client_of(real_story.world.stranger.user)
    for address in all_addresses(real_story).values():
        assert stranger.get(address).status_code == 404, address
        assert stranger.post(address, {}).status_code in {404, 405}, address


def test_a_reader_reads_and_changes_nothing(real_story: Story, client_of: SignIn):
    viewer = client_of(real_story.world.viewer.user)
    for name, address in all_addresses(real_story).items():
        expected = 200 if name in {"incident", "emergency"} else 403
        assert viewer.get(address).status_code == expected, address
    page = text_of(viewer.get(f"/incidents/{Incident.objects.get().uuid}/"))
    for forbidden in ("Log this call", "Call a meeting", "Close this incident", "came-back", "Record it"):
        assert forbidden not in page


@pytest.mark.parametrize(
    ("who", "status"), [("designated_person", 200), ("signatory", 200), ("head", 403), ("social_worker", 403)]
)
def test_only_the_provider_decides(real_story: Story, client_of: SignIn, who: str, status: int):
    incident = real_story.incident()
    person = real_story.world.people()[who]
    assert client_of(person).get(f"/incidents/{incident.uuid}/exclusion/").status_code == status


# Lists and the number of queries


def test_the_lists_narrow_by_state_and_agency(real_story: Story, staff: Client):
    open_one = real_story.incident()
    told = real_story.incident()
    real_story.told(told)

    def rows(address: str) -> int:
        return staff.get(address).content.decode().count("data-row=")

    assert rows("/incidents/") == rows("/incidents/?state=open") == 2
    assert rows("/incidents/?state=to_tell") == 1
    assert rows("/incidents/?state=closed") == 0
    assert rows(f"/incidents/?agency={real_story.world.college.uuid}") == 2
    assert rows(f"/incidents/?agency={real_story.world.virtual_school.uuid}&state=to_tell") == 1
    assert rows(f"/incidents/?agency={real_story.world.other_college.uuid}") == 0
    assert rows("/incidents/?agency=nonsense&state=nonsense") == 2
    assert rows("/emergencies/") == 0
    raise_emergency(learner=real_story.learner, description="x", by=real_story.designated_person, now=real_story.now)
    assert rows("/emergencies/?state=unanswered") == rows("/emergencies/?state=open") == 1
    assert open_one.pk


def test_queries_do_not_grow_with_rows(real_story: Story, staff: Client, django_assert_max_num_queries):
    incident = real_story.incident()
    deliver(now_source=lambda: real_story.now)

    def count(address: str) -> int:
        with django_assert_max_num_queries(60) as captured:
            assert staff.get(address).status_code == 200
        return len(captured)

    real_story.call(incident, real_story.key_worker, outcome="no_answer")
    real_story.meeting(incident)
    before = {address: count(address) for address in ("/incidents/", f"/incidents/{incident.uuid}/")}
    for _ in range(4):
        real_story.incident()
        real_story.call(incident, real_story.key_worker, outcome="no_answer")
        real_story.meeting(incident)
    assert {address: count(address) for address in before} == before
