"""The pages of a panel: who may open and change what, that nothing typed is lost, and that they stay flat as agendas grow."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts import access
from accounts.clock import local_date
from accounts.enums import AgencyKind, Purpose, RoleCode
from accounts.form_fields import day_data, moment_data
from accounts.models import User
from learners.models import AgencyLink
from oversight.enums import PanelMeetingState
from oversight.models import Panel, PanelMeeting
from oversight.services.panel import close_meeting
from oversight.services.panel_agenda import add_by_hand
from tests.crawling import text_of
from tests.factories import (
    AgencyFactory,
    ConsentFactory,
    MembershipFactory,
)
from tests.oversight.panels import (
    action,
    begin,
    decided,
    incidents,
    item_of,
    meeting_of,
    panel_of,
    spell,
    weeks,
    without_a_place,
)
from tests.people import World

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
DAY = timedelta(days=1)


@pytest.fixture
def panel(world: World, real_now: datetime) -> Panel:
    return panel_of(world, real_now)


def test_a_panel_is_set_up_and_its_first_meeting_planned(world: World, real_now: datetime, client_of: ClientOf):
    learner = without_a_place(world, real_now, 120)
    client = client_of(world.officer.user)
    client.post(
        "/panels/new/",
        {"virtual_school": world.virtual_school.uuid, "name": "EET panel", "agencies": [world.social_care.uuid]},
    )
    panel = Panel.objects.get()
    assert list(panel.agencies.all()) == [world.social_care]
    again = client.post("/panels/new/", {"virtual_school": world.virtual_school.uuid, "name": "eet panel"})
    assert "There is a panel of this name already." in text_of(again)
    response = client.post(
        f"/panels/{panel.uuid}/meetings/new/",
        {**moment_data("scheduled_for", real_now + 7 * DAY), "place": "Room 4", "chair": world.key_contact.uuid},
        follow=True,
    )
    page = text_of(response)
    assert learner.full_name in page
    assert "Likely to stay without a place" in page
    assert "For 120 days" in page
    past = client.post(
        f"/panels/{panel.uuid}/meetings/new/", {**moment_data("scheduled_for", real_now - DAY), "place": "Room 4"}
    )
    assert "The meeting must be later than now." in text_of(past)
    assert "Room 4" in past.content.decode()


def test_the_agenda_is_changed_by_hand(world: World, panel: Panel, real_now: datetime, client_of: ClientOf):
    first, second = without_a_place(world, real_now, 200), without_a_place(world, real_now, 20)
    asked = world.learner(given_name="Oluwaseun", family_name="Wetherby")
    meeting = meeting_of(panel, world, real_now)
    client = client_of(world.officer.user)
    base = f"/panels/meetings/{meeting.uuid}/"
    page = text_of(client.get(f"{base}add/?q=wetherbi"))
    assert "Oluwaseun Wetherby" in page
    refused = client.post(f"{base}add/?q=wetherbi", {"learner": asked.uuid, "why": ""})
    assert "Oluwaseun Wetherby" in text_of(refused)
    assert not meeting.items.filter(learner=asked).exists()
    client.post(f"{base}add/?q=wetherbi", {"learner": asked.uuid, "why": "The carer asked"})
    assert "Nobody fits" in text_of(client.get(f"{base}add/?q=wetherby"))
    client.post(f"/panels/items/{item_of(meeting, asked).uuid}/move/", {"where": "top"})
    client.post(f"/panels/items/{item_of(meeting, first).uuid}/move/", {"where": "down"})
    assert [item.learner for item in meeting.items.on_agenda()] == [asked, second, first]
    client.post(f"/panels/items/{item_of(meeting, second).uuid}/take-off/", {"reason": "Starts on Monday"})
    page = text_of(client.get(base))
    assert "Starts on Monday" in page
    assert "The carer asked" in page
    drawn = client.post(f"{base}draw-up/", follow=True)
    assert "0 young people added" in text_of(drawn)


def test_a_meeting_is_run_on_one_screen_for_each(world: World, panel: Panel, real_now: datetime, client_of: ClientOf):
    first, second = without_a_place(world, real_now, 250), without_a_place(world, real_now, 20)
    incidents(world.learner(), world, real_now, [3])
    meeting = meeting_of(panel, world, real_now)
    client = client_of(world.officer.user)
    base = f"/panels/meetings/{meeting.uuid}/"
    item = item_of(meeting, first)
    here = f"/panels/items/{item.uuid}/"
    assert "The meeting has not begun" in text_of(client.get(here))
    assert client.post(f"{base}begin/").url == here
    page = text_of(client.get(here))
    for words in ("Without a place for a long time", "Risk", "What is known", "Sue Worker", "Seeking work or learning"):
        assert words in page
    due = local_date(real_now) + 5 * DAY
    typed = {
        "says": "A job outdoors", "decision": "A taster day", "contingency": "", "what_1": "Ring the farm",
        "owner_1": world.social_worker.uuid, **day_data("due_on_1", due), "what_2": "Buy boots",
    }  # fmt: skip
    wrong = client.post(here, typed)
    page = wrong.content.decode()
    assert "Choose who does action 2" in page
    assert "Ring the farm" in page
    refused = client.post(here, {**typed, "what_2": ""})
    assert "Enter what happens if that does not work" in text_of(refused)
    assert "A job outdoors" in refused.content.decode()
    done = client.post(
        here, {**typed, "what_2": "Buy boots", "owner_name_2": "The carer", **day_data("due_on_2", due), "contingency": "The farm"}
    )  # fmt: skip
    assert done.url == f"/panels/items/{item_of(meeting, second).uuid}/"
    once_more = {"says": "A job outdoors", "decision": "Two taster days", "contingency": "The farm", "stay": "yes"}
    stays = client.post(here, once_more)
    assert stays.url == here
    assert sorted(item.actions.values_list("what", flat=True)) == ["Buy boots", "Ring the farm"]
    assert "1 young person was not reached" in text_of(client.get(f"{base}close/"))
    client.post(f"{base}close/")
    meeting.refresh_from_db()
    assert meeting.state == PanelMeetingState.CLOSED
    assert "Two taster days" in text_of(client.get(here))
    late = client.post(here, {**typed, "what_2": ""})
    assert "Decisions are written down while the meeting runs." in text_of(late)


def test_the_second_agenda_shows_what_the_first_left_undone(
    world: World, panel: Panel, real_now: datetime, client_of: ClientOf
):
    learner, today = without_a_place(world, real_now, 250), local_date(real_now)
    first = begin(meeting_of(panel, world, real_now - 30 * DAY, in_days=1), world, real_now - 29 * DAY)
    decided(
        item_of(first, learner), world, real_now - 29 * DAY,
        actions=[
            action(world, today - 20 * DAY, "Ring the farm"),
            action(world, today - 10 * DAY, "Buy boots", owner=None, name="The carer"),
        ],
    )  # fmt: skip
    close_meeting(meeting=first, by=world.officer.user, now=real_now - 29 * DAY)
    worker = client_of(world.social_worker.user)
    asked = item_of(first, learner).actions.get(what="Ring the farm")
    assert "Ring the farm" in text_of(worker.get("/"))
    assert "Enter what came of it" not in text_of(worker.get(f"/panels/actions/{asked.uuid}/done/"))
    worker.post(f"/panels/actions/{asked.uuid}/done/", {"result": "They take people on Fridays"})
    assert "Ring the farm" not in text_of(worker.get("/"))
    second = begin(meeting_of(panel, world, real_now), world, real_now)
    client = client_of(world.officer.user)
    page = text_of(client.get(f"/panels/meetings/{second.uuid}/"))
    for words in ("Something from an earlier meeting is not done", "Buy boots", "Late", "They take people on Fridays"):
        assert words in page
    screen = text_of(client.get(f"/panels/items/{item_of(second, learner).uuid}/"))
    for words in ("Decided before", "A taster day at the garden centre", "Buy boots", "They take people on Fridays"):
        assert words in screen
    client.post(
        f"/panels/items/{item_of(second, learner).uuid}/",
        {"says": "", "decision": "Begin on Friday", "contingency": "The farm", "result_0": "They fit"},
    )
    assert "They fit" in text_of(client.get(f"/panels/{panel.uuid}/actions/?state=done"))
    assert "Nothing is open" in text_of(client.get(f"/panels/{panel.uuid}/actions/"))


def test_people_are_put_on_the_list_and_said_to_have_come(
    world: World, panel: Panel, real_now: datetime, client_of: ClientOf
):
    meeting = meeting_of(panel, world, real_now)
    client = client_of(world.officer.user)
    here = f"/panels/meetings/{meeting.uuid}/people/"
    assert "Choose a colleague, or enter a name." in text_of(client.post(here, {"add": "yes"}))
    client.post(here, {"add": "yes", "name": "Sgt Oak, police"})
    client.post(here, {"came_0": "yes", "came_1": "no"})
    assert list(meeting.people.order_by("id").values_list("name", "came")) == [
        ("Kay Contact", True),
        ("Sgt Oak, police", False),
    ]


def test_a_viewer_reads_and_changes_nothing(world: World, panel: Panel, real_now: datetime, client_of: ClientOf):
    learner = without_a_place(world, real_now, 20)
    meeting = begin(meeting_of(panel, world, real_now), world, real_now)
    item = item_of(meeting, learner)
    viewer = MembershipFactory(agency=world.virtual_school, role=RoleCode.VIEWER)
    access.rebuild()
    client = client_of(viewer.user)
    for path in (f"/panels/{panel.uuid}/", f"/panels/meetings/{meeting.uuid}/", f"/panels/items/{item.uuid}/"):
        assert client.get(path).status_code == 200
    assert "Save and go to the next" not in text_of(client.get(f"/panels/items/{item.uuid}/"))
    assert client.post(f"/panels/items/{item.uuid}/", {"decision": "Mine"}).status_code == 403
    assert client.post(f"/panels/items/{item.uuid}/move/", {"where": "up"}).status_code == 403
    item.refresh_from_db()
    assert item.decision == ""
    # The key worker reads what a panel decides for their own young people, and sees no agenda.
    worker = client_of(world.social_worker.user)
    assert worker.get(f"/panels/items/{item.uuid}/").status_code == 200
    assert worker.get(f"/panels/meetings/{meeting.uuid}/").status_code == 404


def test_a_restricted_record_is_on_the_agenda_of_those_who_may_know(
    world: World, panel: Panel, real_now: datetime, client_of: ClientOf
):
    hidden = world.learner(is_restricted=True, given_name="Hidden", family_name="Heron")
    meeting = meeting_of(panel, world, real_now)
    add_by_hand(meeting=meeting, learner=hidden, why="Asked", by=world.head.user, now=real_now)
    client = client_of(world.officer.user)
    page = text_of(client.get(f"/panels/meetings/{meeting.uuid}/"))
    assert "Heron" not in page
    assert "Nobody is on the agenda" in page
    assert client.get(f"/panels/items/{item_of(meeting, hidden).uuid}/").status_code == 404
    assert "Nobody fits" in text_of(client.get(f"/panels/meetings/{meeting.uuid}/add/?q=heron"))


def test_a_record_is_opened_to_a_partner_who_may_see_it(world: World, real_now: datetime, client_of: ClientOf):
    careers = AgencyFactory(kind=AgencyKind.OTHER, name="Careers service")
    partner = MembershipFactory(agency=careers, role=RoleCode.PANEL_PARTNER)
    panel = panel_of(world, real_now, [careers])
    learner = without_a_place(world, real_now, 20)
    meeting = begin(meeting_of(panel, world, real_now), world, real_now)
    here = f"/panels/items/{item_of(meeting, learner).uuid}/"
    head = client_of(world.head.user)
    assert "Nobody has asked the young person yet." in text_of(head.get(here))
    refused = head.post(f"{here}share/", {"agency": careers.uuid}, follow=True)
    assert "may not be shared" in text_of(refused)
    ConsentFactory(learner=learner, purpose="panel")
    assert client_of(world.officer.user).post(f"{here}share/", {"agency": careers.uuid}).status_code == 403
    assert head.post(f"{here}share/", {"agency": "nonsense"}).status_code == 404
    assert head.post(f"{here}share/", {"agency": world.other_college.uuid}).status_code == 404
    head.post(f"{here}share/", {"agency": careers.uuid})
    assert AgencyLink.objects.active().filter(learner=learner, agency=careers, purpose=Purpose.PANEL_PARTNER).exists()
    theirs = client_of(partner.user)
    assert learner.full_name in text_of(theirs.get(f"/panels/meetings/{meeting.uuid}/"))
    screen = text_of(theirs.get(here))
    assert "Without a place" in screen
    assert "points by the rules" not in screen
    assert "Seeking work or learning" not in screen


def queries(client: Client, path: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def filled(world: World, panel: Panel, now: datetime, count: int) -> PanelMeeting:
    """A running meeting with so many more young people, each with something decided before."""
    people = [without_a_place(world, now, 200) for _ in range(count)]
    for _ in range(count):
        weeks(world.learner(), world, now, [10, 10, 10, 10, 7, 7, 7, 7])
    before = begin(meeting_of(panel, world, now - 30 * DAY, in_days=1), world, now - 29 * DAY)
    for learner in people:
        due = local_date(now) - 20 * DAY
        decided(item_of(before, learner), world, now - 29 * DAY, actions=[action(world, due)])
    close_meeting(meeting=before, by=world.officer.user, now=now - 29 * DAY)
    return begin(meeting_of(panel, world, now), world, now)


def test_query_count_does_not_grow_with_rows(world: World, real_now: datetime, client_of: ClientOf):
    client = client_of(world.officer.user)

    def counts(name: str, size: int) -> list[int]:
        panel = panel_of(world, real_now, name=name)
        meeting = filled(world, panel, real_now, size)
        paths = (
            f"/panels/meetings/{meeting.uuid}/",
            f"/panels/{panel.uuid}/",
            f"/panels/{panel.uuid}/actions/",
            "/panels/",
        )
        client.get(paths[0])
        return [queries(client, path) for path in paths]

    few = counts("First", 1)
    many = counts("Second", 4)
    assert many == few
    assert max(few) <= 55


def test_what_was_decided_stands_in_the_story_of_those_who_may_know(
    world: World, panel: Panel, real_now: datetime, client_of: ClientOf
):
    learner = world.learner()
    spell(learner, world, real_now, local_date(real_now) - 19 * DAY)
    decided(item_of(begin(meeting_of(panel, world, real_now), world, real_now), learner), world, real_now)
    path = f"/learners/{learner.uuid}/story/"
    assert "A taster day at the garden centre" in text_of(client_of(world.social_worker.user).get(path))
    assert "A taster day at the garden centre" in text_of(
        client_of(world.social_worker.user).get(f"/learners/{learner.uuid}/")
    )
    provider = client_of(world.designated_person.user).get(f"/learners/{learner.uuid}/")
    assert provider.status_code == 200
    assert "A taster day at the garden centre" not in text_of(provider)
    assert "Risk and panel" not in text_of(provider)
