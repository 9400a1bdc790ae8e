"""The work queue and the page of one deadline, as the people who use them."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest
from django.db.models import Q
from django.test import Client
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from accounts.clock import local_date
from accounts.form_fields import day_data, moment_data
from accounts.models import User
from deadlines import registry, services
from deadlines.enums import DeadlineState, Party
from deadlines.models import Deadline, SweepFault
from deadlines.selectors import Filters, listing, timeline
from learners.models import Learner
from tests.deadlines.conftest import EMERGENCY, PLAN, Opener
from tests.people import World

ClientOf = Callable[[User], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def plan_of(world: World, opened: Opener, real_now: datetime) -> Callable[..., Deadline]:
    """A plan owed by the world's social care and college, due so many days from today."""

    def open_plan(days: int = 5, learner: Learner | None = None, **fields: Any) -> Deadline:
        start = local_date(real_now) + timedelta(days=days - 30)
        fields = {"starts_on": start, "now": real_now, "partner": world.college, **fields}
        return opened(PLAN, owner=world.social_care, learner=learner or world.learner(), **fields)

    return open_plan


PlanOf = Callable[..., Deadline]


def listed(client: Client, address: str) -> list[Deadline]:
    response = client.get(address)
    assert response.status_code == 200
    return list(response.context["page_obj"])


def test_the_queue_shows_open_deadlines_the_most_urgent_first(
    world: World, plan_of: PlanOf, client_of: ClientOf, real_now: datetime
) -> None:
    later, late, today = plan_of(9), plan_of(-2), plan_of(0)
    services.meet(deadline=plan_of(3), at=real_now, now=real_now)
    client = client_of(world.key_contact.user)
    assert listed(client, "/deadlines/") == [late, today, later]
    page = client.get("/deadlines/").content.decode()
    for words in ("2 days overdue", "Due today", "Due in 9 days", today.learner.full_name):
        assert words in page


def test_a_stranger_sees_nothing(world: World, plan_of: PlanOf, client_of: ClientOf) -> None:
    deadline = plan_of()
    client = client_of(world.stranger.user)
    assert listed(client, "/deadlines/") == []
    for name in ("detail", "pause", "resume", "move", "waive"):
        assert client.get(reverse(f"deadlines:{name}", args=[deadline.uuid])).status_code == 404


@pytest.mark.parametrize(
    "part", ["key_contact", "head", "team_manager", "social_worker", "designated_person", "signatory"]
)
def test_every_card_opens_the_list_it_counts(world: World, plan_of: PlanOf, client_of: ClientOf, part: str) -> None:
    for days in (-40, -1, 0, 1, 3, 20):
        plan_of(days)
    client = client_of(world.people()[part])
    for card in client.get("/deadlines/").context["cards"]:
        assert len(listed(client, card["url"])) == card["number"], card["label"]


def test_filters_narrow_the_list_and_show_as_removable_chips(
    world: World, plan_of: PlanOf, client_of: ClientOf, real_now: datetime
) -> None:
    late, soon, met = plan_of(-2), plan_of(2), plan_of(4)
    services.meet(deadline=met, at=real_now, now=real_now)
    services.move(
        deadline=soon, due_on=local_date(real_now) + timedelta(days=30), reason="Agreed", by=None, now=real_now
    )
    client = client_of(world.key_contact.user)
    due_on = soon.clock_ending(soon.original_due_at).due_on
    assert due_on
    for filters, expected in [
        (Filters(state="overdue"), [late]),
        (Filters(state="met"), [met]),
        (Filters(state="any"), [late, met, soon]),
        (Filters(outcome="on_time"), [met]),
        (Filters(outcome="missed"), [late]),
        (Filters(flag="moved"), [soon]),
        (Filters(learner=late.learner.uuid), [late]),
        (Filters(duty="test_emergency"), []),
        (Filters(agency=world.college.uuid), [late, soon]),
        (Filters(agency=world.virtual_school.uuid), []),
        (Filters(q=late.learner.family_name), [late]),
        (Filters(due_from=due_on + timedelta(days=1), due_to=due_on + timedelta(days=2)), [soon]),
    ]:
        assert listed(client, filters.address()) == expected, filters
    page = client.get(Filters(state="any", flag="moved").address()).content.decode()
    assert page.count('class="moj-filter__tag"') == 2
    assert "Changes: Moved" in page


@pytest.mark.parametrize(
    "address",
    ["?state=nonsense", "?agency=1&learner=x", "?from=yesterday", "?learner=6f1d7c1e-0000-4000-8000-000000000000"],
)
def test_an_address_that_makes_no_sense_never_shows_more_than_was_asked_for(
    world: World, plan_of: PlanOf, client_of: ClientOf, address: str
) -> None:
    plan_of()
    assert listed(client_of(world.key_contact.user), f"/deadlines/{address}") == []


def test_a_page_or_an_order_that_does_not_exist_is_the_nearest_that_does(
    world: World, plan_of: PlanOf, client_of: ClientOf
) -> None:
    deadline = plan_of()
    assert listed(client_of(world.key_contact.user), "/deadlines/?page=99&sort=name") == [deadline]


def test_filters_and_address_say_the_same() -> None:
    filters = Filters(agency=uuid4(), duty="a", outcome="late", due_from=date(2026, 1, 2), mine=True, q="Ade & B")
    query = parse_qs(urlsplit(filters.address()).query)
    assert query == {
        "agency": [str(filters.agency)],
        "duty": ["a"],
        "outcome": ["late"],
        "from": ["2026-01-02"],
        "mine": ["1"],
        "q": ["Ade & B"],
    }


def test_mine_is_what_the_apps_above_say(world: World, plan_of: PlanOf, real_now: datetime) -> None:
    mine, other = plan_of(), plan_of()
    registry._parties.clear()
    registry.register_mine(Party.KEY_WORKER, lambda user: Q(learner=mine.learner))
    registry.register_mine(Party.KEY_CONTACT, lambda user: Q())  # owes none of the test duties
    user = world.key_contact.user
    assert list(listing(user, Filters(mine=True), real_now)) == [mine]
    assert other in listing(user, Filters(), real_now)


def test_the_queue_asks_as_many_questions_for_many_rows_as_for_one(
    world: World, plan_of: PlanOf, client_of: ClientOf, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    client = client_of(world.key_contact.user)
    plan_of()
    client.get("/deadlines/")
    with django_assert_max_num_queries(100) as one:
        client.get("/deadlines/")
    for _ in range(12):
        plan_of()
    with django_assert_max_num_queries(100) as many:
        assert len(listed(client, "/deadlines/")) == 13
    assert len(many) == len(one)


def test_many_deadlines_come_in_pages(world: World, plan_of: PlanOf, client_of: ClientOf) -> None:
    for _ in range(26):
        plan_of()
    client = client_of(world.key_contact.user)
    assert len(listed(client, "/deadlines/")) == 25
    assert len(listed(client, "/deadlines/?page=2")) == 1


def test_an_operator_sees_that_a_deadline_could_not_be_handled(
    world: World, plan_of: PlanOf, client_of: ClientOf, real_now: datetime
) -> None:
    SweepFault.objects.create(deadline=plan_of(), since=real_now, last_at=real_now, error="LookupError")
    words = "1 deadline raised an error"
    assert words not in client_of(world.head.user).get("/deadlines/").content.decode()
    assert words in client_of(world.operator.user).get("/deadlines/").content.decode()


# --- One deadline -----------------------------------------------------------------------------------------------------


def test_one_deadline_says_what_who_when_and_what_became_of_it(
    world: World, plan_of: PlanOf, client_of: ClientOf, real_now: datetime
) -> None:
    deadline = plan_of(-2, now=real_now)
    services.sweep(now=real_now)
    page = client_of(world.key_contact.user).get(deadline.get_absolute_url()).content.decode()
    for words in (
        PLAN.title,
        deadline.learner.full_name,
        "Home Social Care and Brindley College",
        "30 calendar days – no agreement: default terms",
        "2 days overdue",
        "This promise has not been kept in time",
        "Sue Worker",
        "E-mail: waiting to be sent",
        "In Mainstay: sent",
        "Missed",
        "Opened",
        f"/tests/{deadline.subject_uuid}/",
    ):
        assert words in page, words


def test_an_empty_audience_is_shown(world: World, opened: Opener, client_of: ClientOf, real_now: datetime) -> None:
    deadline = opened(
        EMERGENCY,
        owner=world.social_care,
        learner=world.learner(),
        starts_at=real_now - timedelta(hours=25),
        now=real_now,
    )
    services.sweep(now=real_now)
    page = client_of(world.key_contact.user).get(deadline.get_absolute_url()).content.decode()
    assert "Nobody to tell" in page


def test_the_page_of_an_old_clock_and_of_a_changed_one(
    world: World, plan_of: PlanOf, client_of: ClientOf, real_now: datetime
) -> None:
    world.social_care.tracked_from = local_date(real_now) + timedelta(days=60)
    old = plan_of()
    world.social_care.tracked_from = date(2024, 1, 1)
    changed = plan_of(6)
    services.sweep(now=real_now)
    new_day = local_date(real_now) + timedelta(days=40)
    services.move(deadline=changed, due_on=new_day, reason="Started late", by=world.head.user, now=real_now)
    client = client_of(world.key_contact.user)
    assert "Before Mainstay" in client.get(old.get_absolute_url()).content.decode()
    page = client.get(changed.get_absolute_url()).content.decode()
    for words in ("First due", "Started late", "Hana Head", "before the clock was changed"):
        assert words in page, words


def test_the_story_for_the_case_file_leaves_out_reminders(world: World, plan_of: PlanOf, real_now: datetime) -> None:
    deadline = plan_of(-2)
    services.sweep(now=real_now)
    entries = timeline(deadline.learner, world.key_contact.user)
    assert {entry.title for entry in entries} == {f"{PLAN.title}: opened", f"{PLAN.title}: missed"}
    assert timeline(deadline.learner, world.stranger.user) == []


# --- Changes ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", ["officer", "social_worker", "designated_person", "signatory", "viewer"])
@pytest.mark.parametrize("name", ["pause", "resume", "move", "waive"])
def test_a_role_that_may_not_change_deadlines_is_refused(
    world: World, plan_of: PlanOf, client_of: ClientOf, part: str, name: str
) -> None:
    deadline = plan_of()
    client = client_of(world.people()[part])
    assert client.post(reverse(f"deadlines:{name}", args=[deadline.uuid]), {"reason": "x"}).status_code == 403
    assert "Pause" not in client.get(deadline.get_absolute_url()).content.decode()


@pytest.mark.parametrize("part", ["head", "key_contact", "team_manager"])
def test_who_may_change_a_deadline_does_so_with_a_reason(
    world: World, plan_of: PlanOf, client_of: ClientOf, real_now: datetime, part: str
) -> None:
    deadline = plan_of()
    user = world.people()[part]
    client = client_of(user)

    def send(name: str, data: dict[str, str]) -> Deadline:
        response = client.post(reverse(f"deadlines:{name}", args=[deadline.uuid]), data)
        assert response.status_code == 302, response.context["form"].errors
        assert response["Location"] == deadline.get_absolute_url()
        deadline.refresh_from_db()
        return deadline

    assert send("pause", {"reason": "In hospital"}).is_paused
    assert not send("resume", {}).is_paused
    new_day = local_date(real_now) + timedelta(days=50)
    assert send("move", {**day_data("due_on", new_day), "reason": "Agreed"}).due_on == new_day
    assert send("waive", {"reason": "Moves away"}).state == DeadlineState.WAIVED
    assert {event.by for event in deadline.events.exclude(verb="opened")} == {user}
    assert deadline.events.get(verb="waived").reason == "Moves away"


def test_a_change_without_a_reason_is_asked_again_and_nothing_typed_is_lost(
    world: World, plan_of: PlanOf, client_of: ClientOf, real_now: datetime
) -> None:
    deadline = plan_of()
    day = local_date(real_now) + timedelta(days=50)
    response = client_of(world.head.user).post(
        reverse("deadlines:move", args=[deadline.uuid]), {**day_data("due_on", day), "reason": ""}
    )
    page = response.content.decode()
    assert response.status_code == 200
    assert "There is a problem" in page
    assert f'value="{day.year}"' in page


def test_a_new_day_in_the_past_is_refused(
    world: World, plan_of: PlanOf, client_of: ClientOf, real_now: datetime
) -> None:
    deadline = plan_of()
    yesterday = local_date(real_now) - timedelta(days=1)
    data = {**day_data("due_on", yesterday), "reason": "Agreed"}
    response = client_of(world.head.user).post(reverse("deadlines:move", args=[deadline.uuid]), data)
    assert "must be today or in the future" in response.content.decode()


def test_what_the_ledger_refuses_is_said_on_the_form(world: World, plan_of: PlanOf, client_of: ClientOf) -> None:
    late = plan_of(-3)
    response = client_of(world.head.user).post(reverse("deadlines:pause", args=[late.uuid]), {"reason": "Holiday"})
    assert "An overdue deadline cannot be paused" in response.content.decode()


def test_a_clock_of_hours_is_moved_to_another_time(
    world: World, opened: Opener, client_of: ClientOf, real_now: datetime
) -> None:
    deadline = opened(EMERGENCY, owner=world.social_care, learner=world.learner(), starts_at=real_now, now=real_now)
    later = (real_now + timedelta(days=3)).replace(second=0, microsecond=0)
    data = {**moment_data("due_at", later), "reason": "Agreed"}
    response = client_of(world.head.user).post(reverse("deadlines:move", args=[deadline.uuid]), data)
    assert response.status_code == 302, response.context["form"].errors
    deadline.refresh_from_db()
    assert deadline.due_at == later


def test_a_deadline_of_an_agreement_is_changed_at_the_agency_that_owes_it(
    world: World, opened: Opener, client_of: ClientOf, real_now: datetime
) -> None:
    deadline = opened(
        PLAN,
        owner=world.virtual_school,
        learner=None,
        agreement=world.agreement,
        starts_on=local_date(real_now),
        now=real_now,
    )
    address = reverse("deadlines:pause", args=[deadline.uuid])
    assert client_of(world.head.user).post(address, {"reason": "Agreed"}).status_code == 302
    assert client_of(world.signatory.user).post(address, {"reason": "Agreed"}).status_code == 403
    assert client_of(world.stranger.user).post(address, {"reason": "Agreed"}).status_code == 404
    assert str(world.agreement) in client_of(world.head.user).get(deadline.get_absolute_url()).content.decode()
