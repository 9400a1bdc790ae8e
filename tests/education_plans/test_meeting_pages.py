"""The pages of meetings: what is asked, who is refused, how many questions a list asks the database."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.clock import local_date
from accounts.form_fields import day_data, moment_data
from accounts.models import User
from education_plans.enums import MeetingState
from education_plans.models import EducationPlan, MeetingAction, PlanMeeting
from education_plans.selectors.meetings import proposed_people
from education_plans.services.meeting_actions import add_action
from tests.education_plans.conftest import Enrol, written_plan
from tests.education_plans.test_meetings import call
from tests.people import World

ClientOf = Callable[[User], Client]


def url(plan: EducationPlan, name: str, *args: object) -> str:
    return reverse(f"education_plans:{name}", args=[plan.uuid, *args])


def test_a_meeting_is_called_on_the_page(world: World, enrolled: Enrol, real_now: datetime, client_of: ClientOf):
    plan = written_plan(enrolled(at=real_now), world, real_now)
    client = client_of(world.designated_person.user)
    starts = (real_now + timedelta(days=20)).replace(second=0, microsecond=0)
    people = proposed_people(plan, real_now)
    data = {
        "kind": "first", **moment_data("starts_at", starts), "minutes": "90", "place": "Room 12",
        "people": [str(people[0].uuid)], "agenda": "One\nTwo",
    }  # fmt: skip
    response = client.post(url(plan, "meeting-new"), data)
    meeting = PlanMeeting.objects.get()
    assert response.url == url(plan, "meeting", meeting.uuid)
    assert (meeting.starts_at, meeting.ends_at - meeting.starts_at) == (starts, timedelta(minutes=90))
    assert [one.membership for one in meeting.invitees.all()] == [people[0]]
    page = client.get(response.url)
    assert "Room 12" in page.content.decode()
    calendar = client.get(url(plan, "meeting-calendar", meeting.uuid))
    assert calendar["Content-Type"] == "text/calendar; charset=utf-8"
    assert "METHOD:PUBLISH" in calendar.content.decode()


def test_the_errors_stand_beside_their_questions(
    world: World, enrolled: Enrol, real_now: datetime, client_of: ClientOf
):
    plan = written_plan(enrolled(at=real_now), world, real_now)
    data = {"kind": "first", **moment_data("starts_at", real_now - timedelta(days=1)), "minutes": "60", "place": "x"}
    page = client_of(world.social_worker.user).post(url(plan, "meeting-new"), data)
    assert page.context["form"].errors["starts_at"]
    assert not PlanMeeting.objects.exists()


def test_somebody_is_taken_off_the_list(world: World, enrolled: Enrol, real_now: datetime, client_of: ClientOf):
    plan = written_plan(enrolled(at=real_now), world, real_now)
    meeting = call(plan, world, real_now)
    client = client_of(world.social_worker.user)
    guest = meeting.invitees.get(membership=world.key_contact)
    address = url(plan, "meeting-take-off", meeting.uuid, guest.uuid)
    page = url(plan, "meeting", meeting.uuid)
    assert f'href="{address}"' in client.get(page).content.decode()
    assert client.get(address).status_code == 200
    assert client.post(address).url == page
    assert "No longer invited: Kay Contact" in client.get(page).content.decode()
    other = call(plan, world, real_now)
    wrong = url(plan, "meeting-take-off", meeting.uuid, other.invitees.earliest("id").uuid)
    assert client.get(wrong).status_code == 404


def test_recording_asks_of_everybody_whether_they_came(
    world: World, enrolled: Enrol, real_now: datetime, client_of: ClientOf
):
    plan = written_plan(enrolled(at=real_now), world, real_now)
    meeting = call(plan, world, real_now, people=[world.social_worker])
    PlanMeeting.objects.update(starts_at=real_now - timedelta(hours=2), ends_at=real_now - timedelta(hours=1))
    client = client_of(world.social_worker.user)
    assert set(client.post(url(plan, "meeting-record", meeting.uuid), {}).context["form"].errors) == {
        "came_0", "came_1", "young_person_said", "decisions",
    }  # fmt: skip
    data = {
        "came_0": "present", "came_1": "apologies", "young_person_said": "x", "decisions": "y",
        **day_data("next_on", local_date(real_now) + timedelta(days=30)),
    }  # fmt: skip
    response = client.post(url(plan, "meeting-record", meeting.uuid), data)
    assert response.status_code == 302
    meeting.refresh_from_db()
    assert meeting.state == MeetingState.HELD
    again = client.get(f"{url(plan, 'meeting-new')}?after={meeting.uuid}")
    assert local_date(again.context["form"].initial["starts_at"]) == meeting.next_on


def test_an_action_is_finished_by_whoever_promised_it_and_by_nobody_who_only_reads(
    world: World, enrolled: Enrol, real_now: datetime, client_of: ClientOf
):
    plan = written_plan(enrolled(at=real_now), world, real_now)
    meeting = call(plan, world, real_now)
    client = client_of(world.social_worker.user)
    data = {"what": "Ring", "owner": str(world.designated_person.uuid), **day_data("due_on", local_date(real_now))}
    client.post(url(plan, "meeting-action-new", meeting.uuid), data)
    action = MeetingAction.objects.get()
    address = url(plan, "meeting-action-done", action.uuid)
    assert client_of(world.viewer.user).get(address).status_code == 404
    client_of(world.designated_person.user).post(address, {"result": "Done"})
    action.refresh_from_db()
    assert action.result == "Done"


def test_the_list_asks_the_same_number_of_questions_however_long_it_is(
    world: World,
    enrolled: Enrol,
    real_now: datetime,
    client_of: ClientOf,
    django_assert_max_num_queries: DjangoAssertNumQueries,
):
    plan = written_plan(enrolled(at=real_now), world, real_now)
    client = client_of(world.social_worker.user)
    call(plan, world, real_now)
    counts = []
    for _ in range(2):
        with django_assert_max_num_queries(60) as asked:
            assert client.get(url(plan, "meetings")).status_code == 200
        counts.append(len(asked))
        for meeting in [call(plan, world, real_now) for _ in range(4)]:
            add_action(
                meeting=meeting, what="x", owner=world.head, due_on=local_date(real_now), by=world.head.user,
                now=real_now,
            )  # fmt: skip
    assert counts[0] == counts[1]
