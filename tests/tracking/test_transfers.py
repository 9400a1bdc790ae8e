"""Records asked of another agency (P4): asked for, sent, received, and what takes long."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import Agency, User
from learners.models import Learner
from learners.services import close_case
from notifications.models import Message
from tests.people import World
from tracking.enums import TransferState
from tracking.models import RecordTransfer
from tracking.rules.transfers import Age, age_of
from tracking.selectors.to_do import my_tasks
from tracking.selectors.transfers import transfers_listed
from tracking.services.transfers import (
    AskedAlready,
    AskedOfItself,
    NobodyAnswers,
    NotPossibleNow,
    RestrictedRecord,
    TransferError,
    ask_for_records,
    mark_not_there,
    mark_received,
    mark_sent,
    remind,
    withdraw,
)

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]
DAY = timedelta(days=1)
TODAY = date(2026, 10, 6)


def asked(
    world: World, now: datetime, learner: Learner | None = None, *, of: Agency | None = None, by: User | None = None
) -> RecordTransfer:
    return ask_for_records(
        learner=learner or world.learner(enrolled=False), from_agency=of, from_name="" if of else "Oakfield School",
        to_agency=world.virtual_school, what="The last plan", by=by or world.officer.user, now=now,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("days", "age"), [(0, Age.NEW), (9, Age.NEW), (10, Age.WAITING), (20, Age.WAITING), (21, Age.LONG)]
)
def test_ages(days: int, age: Age):
    assert age_of(TODAY - days * DAY, TODAY) == age


def test_asked_sent_received(world: World, now: datetime):
    transfer = asked(world, now, of=world.other_college)
    giver, asker = world.stranger.user, world.officer.user
    assert Message.objects.filter(recipient=giver, topic=f"transfer:{transfer.uuid}").exists()
    mark_sent(transfer=transfer, how="Secure e-mail", by=giver, now=now + DAY)
    assert Message.objects.filter(recipient=asker, topic=f"transfer:{transfer.uuid}:sent").exists()
    for act in (
        lambda: mark_sent(transfer=transfer, how="Again", by=giver, now=now),
        lambda: remind(transfer=transfer, by=asker, now=now),
        lambda: mark_not_there(transfer=transfer, note="Gone", by=giver, now=now),
    ):
        with pytest.raises(NotPossibleNow):
            act()
    received = mark_received(transfer=transfer, note="", by=asker, now=now + 2 * DAY)
    assert (received.state, received.received_by) == (TransferState.RECEIVED, asker)
    with pytest.raises(NotPossibleNow):
        withdraw(transfer=transfer, note="Too late", by=asker, now=now)


def test_what_is_refused(world: World, now: datetime):
    with pytest.raises(AskedOfItself):
        asked(world, now, of=world.virtual_school)
    with pytest.raises(RestrictedRecord):
        asked(world, now, world.learner(enrolled=False, is_restricted=True), of=world.other_college)
    with pytest.raises(NobodyAnswers):
        asked(world, now, of=world.other_virtual_school)
    learner, by = world.learner(enrolled=False), world.officer.user
    for name, what in ((" ", "The plan"), ("Oakfield School", " ")):
        with pytest.raises(TransferError):
            ask_for_records(
                learner=learner,
                from_agency=None,
                from_name=name,
                to_agency=world.virtual_school,
                what=what,
                by=by,
                now=now,
            )
    outside = asked(world, now, learner)
    with pytest.raises(TransferError):
        remind(transfer=outside, by=by, now=now)
    with pytest.raises(TransferError):
        mark_sent(transfer=outside, how=" ", by=by, now=now)


def test_somebody_is_asked_once_more_but_not_twice_a_day(world: World, now: datetime):
    transfer, by = asked(world, now, of=world.other_college), world.officer.user
    remind(transfer=transfer, by=by, now=now + 12 * DAY)
    with pytest.raises(AskedAlready):
        remind(transfer=transfer, by=by, now=now + 12 * DAY + timedelta(hours=1))
    remind(transfer=transfer, by=by, now=now + 13 * DAY)


def test_a_closed_case_waits_for_nothing(world: World, now: datetime):
    transfer = asked(world, now, of=world.other_college)
    close_case(learner=transfer.learner, closed_on=TODAY, reason="Moved", by=world.team_manager.user, now=now)
    transfer.refresh_from_db()
    assert transfer.state == TransferState.WITHDRAWN


def test_the_oldest_stand_first_and_what_takes_long_can_be_picked_out(world: World, now: datetime):
    by_days = {days: asked(world, now - days * DAY, of=world.other_college) for days in (2, 30, 12)}
    done = asked(world, now - 40 * DAY)
    mark_received(transfer=done, note="", by=world.officer.user, now=now)

    def listed(state: str = "", side: str = "", user: User = world.officer.user) -> list[RecordTransfer]:
        return list(transfers_listed(user, state=state, side=side, now=now))

    assert listed() == [by_days[30], by_days[12], by_days[2]]
    assert listed("waiting") == [by_days[30], by_days[12]]
    assert listed("long") == [by_days[30]]
    assert listed("done") == [done]
    assert listed(side="theirs") == []
    assert len(listed(side="theirs", user=world.stranger.user)) == 3
    assert listed(user=world.host_key_contact.user) == []


def test_who_is_asked_has_it_on_their_day(world: World, now: datetime):
    transfer = asked(world, now, of=world.other_college)
    assert [task.learner for task in my_tasks(world.stranger.user, now)] == [transfer.learner]
    assert my_tasks(world.officer.user, now) == []
    mark_sent(transfer=transfer, how="By post", by=world.stranger.user, now=now)
    assert my_tasks(world.stranger.user, now) == []
    assert len(my_tasks(world.officer.user, now)) == 1


# --- The pages --------------------------------------------------------------------------------------------------------


def test_from_the_case_file_to_records_that_have_come(world: World, client_of: ClientOf, real_now: datetime):
    learner = world.learner()
    client = client_of(world.designated_person.user)
    hub = client.get(f"/learners/{learner.uuid}/casework/").content.decode()
    address = f"/learners/{learner.uuid}/record-transfers/new/"
    assert address in hub
    bad = client.post(address, {"what": "The last plan", "asked": "somebody_else", "from_name": ""})
    assert "The last plan" in bad.content.decode()
    assert "Say who has it" in bad.content.decode()
    client.post(address, {"what": "The last plan", "asked": str(world.virtual_school.uuid)})
    transfer = RecordTransfer.objects.get()
    assert (transfer.from_agency, transfer.to_agency) == (world.virtual_school, world.college)
    here = f"/record-transfers/{transfer.uuid}/"
    giver = client_of(world.officer.user)
    assert f"{here}sent/" in giver.get(here).content.decode()
    assert client.get(f"{here}sent/").status_code == 403
    giver.post(f"{here}sent/", {"how": "Secure e-mail"})
    assert "Secure e-mail" in client.get(here).content.decode()
    client.post(f"{here}received/", {"note": "The results are missing"})
    assert "The results are missing" in client.get(here).content.decode()


def test_who_is_asked_sees_the_request_and_not_the_record(world: World, client_of: ClientOf, real_now: datetime):
    transfer = asked(world, real_now, of=world.other_college)
    client = client_of(world.stranger.user)
    assert transfer.learner.full_name in client.get("/record-transfers/").content.decode()
    page = client.get(f"/record-transfers/{transfer.uuid}/").content.decode()
    assert "It is sent" in page
    assert "It has come" not in page
    assert client.get(f"/learners/{transfer.learner.uuid}/casework/").status_code == 404
    assert client.post(f"/record-transfers/{transfer.uuid}/withdraw/", {"note": "x"}).status_code == 403
    client.post(f"/record-transfers/{transfer.uuid}/not-there/", {"note": "Elm School has it"})
    transfer.refresh_from_db()
    assert transfer.state == TransferState.NOT_THERE


def test_a_restricted_record_is_hidden_from_who_was_asked_before(world: World, client_of: ClientOf, real_now: datetime):
    transfer = asked(world, real_now, of=world.other_college)
    Learner.objects.filter(pk=transfer.learner.pk).update(is_restricted=True)
    client = client_of(world.stranger.user)
    assert client.get(f"/record-transfers/{transfer.uuid}/").status_code == 404
    assert my_tasks(world.stranger.user, real_now) == []


def test_the_list_costs_the_same_for_few_and_for_many(world: World, client_of: ClientOf, real_now: datetime):
    client = client_of(world.officer.user)

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/record-transfers/?state=waiting&side=ours").status_code == 200
        return len(queries)

    asked(world, real_now - 11 * DAY, of=world.other_college)
    cost()
    few = cost()
    for days in range(10, 40):
        asked(world, real_now - days * DAY, of=world.other_college if days % 2 else None)
    assert cost() == few
    page = client.get("/record-transfers/?page=2").content.decode()
    assert "31 requests" in page
