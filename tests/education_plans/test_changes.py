"""Something changes in a young person's life: who is told, who reads it, what follows (A17)."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import User
from education_plans.enums import ChangeKind, EarlyReason
from education_plans.models import CircumstanceChange, EarlyReview, EducationPlan
from education_plans.services import EnrolmentHasEnded
from education_plans.services.changes import record_change
from learners.services import end_enrolment
from notifications.enums import Channel
from notifications.models import Message
from tests.education_plans.conftest import Enrol, written_plan
from tests.people import World

ClientOf = Callable[[User], Client]


@pytest.fixture
def plan(world: World, enrolled: Enrol, now: datetime) -> EducationPlan:
    return written_plan(enrolled(), world, now)


def record(plan: EducationPlan, world: World, now: datetime, **changes: object):
    said = {
        "kind": ChangeKind.CARER, "on": local_date(now), "what": "A new carer", "provider": world.college,
        "by": world.social_worker.user, "now": now,
    }  # fmt: skip
    return record_change(plan=plan, **(said | changes))


def told_of(change: CircumstanceChange) -> set[User]:
    messages = Message.objects.filter(topic=f"change:{change.uuid}", channel=Channel.EMAIL)
    assert not any("carer" in message.subject + message.body for message in messages)
    return {message.recipient for message in messages}


def test_the_designated_person_is_told_and_nothing_is_proposed(world: World, plan: EducationPlan, now: datetime):
    change, proposal = record(plan, world, now)
    assert told_of(change) == {world.designated_person.user}
    assert proposal is None


def test_a_provider_that_is_not_told_never_reads_it(world: World, plan: EducationPlan, now: datetime):
    change, _ = record(plan, world, now, provider=None, by=world.key_contact.user)
    assert told_of(change) == {world.social_worker.user}
    seen = CircumstanceChange.objects.visible_to
    assert not seen(world.designated_person.user).exists()
    assert seen(world.social_worker.user).get() == change
    assert not seen(world.stranger.user).exists()


@pytest.mark.parametrize(
    ("kind", "needed", "proposes"),
    [
        (ChangeKind.ACCOMMODATION, False, True),
        (ChangeKind.HEALTH, True, True),
        (ChangeKind.HEALTH, False, False),
    ],
)
def test_moving_home_proposes_a_review_and_so_does_a_meeting_that_is_needed(
    world: World, plan: EducationPlan, now: datetime, kind: ChangeKind, needed: bool, proposes: bool
):
    change, proposal = record(plan, world, now, kind=kind, meeting_needed=needed)
    assert (proposal is not None) == proposes
    if proposal:
        assert (proposal.reason, proposal.source_uuid) == (EarlyReason.CHANGE, change.uuid)
        assert proposal.words == kind.label


def test_the_proposal_says_nothing_of_what_the_provider_does_not_know(world: World, plan: EducationPlan, now: datetime):
    _, proposal = record(plan, world, now, kind=ChangeKind.FAMILY, meeting_needed=True, provider=None)
    assert proposal.words == ""


def test_nothing_remains_of_a_change_whose_proposal_fails(
    world: World, plan: EducationPlan, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the last write fails")

    monkeypatch.setattr("education_plans.services.changes.propose", fail)
    with pytest.raises(RuntimeError):
        record(plan, world, now, kind=ChangeKind.ACCOMMODATION)
    assert not CircumstanceChange.objects.exists()


def test_after_the_place_has_ended_nothing_is_recorded(world: World, plan: EducationPlan, now: datetime):
    end_enrolment(
        enrolment=plan.enrolment, ended_on=local_date(now), reason="withdrew", by=world.key_contact.user, now=now
    )
    with pytest.raises(EnrolmentHasEnded):
        record(plan, world, now)


def test_a_key_worker_chooses_whether_the_provider_is_told_and_goes_on_to_the_meeting(
    world: World, enrolled: Enrol, real_now: datetime, client_of: ClientOf
):
    plan = written_plan(enrolled(at=real_now), world, real_now)
    client = client_of(world.social_worker.user)
    address = reverse("education_plans:change-new", args=[plan.uuid])
    assert "tells" in client.get(address).context["form"].fields
    on = day_data("on", local_date(real_now) + timedelta(days=3))
    response = client.post(address, {"kind": "accommodation", "what": "Moves to Aunt Bo", "tells": "no", **on})
    proposal = EarlyReview.objects.get()
    assert response.url == f"{reverse('education_plans:meeting-new', args=[plan.uuid])}?early={proposal.uuid}"
    listing = reverse("education_plans:changes", args=[plan.uuid])
    assert "Moves to Aunt Bo" in client.get(listing).content.decode()
    provider = client_of(world.designated_person.user)
    assert "Moves to Aunt Bo" not in provider.get(listing).content.decode()


def test_what_the_provider_records_is_its_own(world: World, enrolled: Enrol, real_now: datetime, client_of: ClientOf):
    plan = written_plan(enrolled(at=real_now), world, real_now)
    client = client_of(world.designated_person.user)
    address = reverse("education_plans:change-new", args=[plan.uuid])
    assert "tells" not in client.get(address).context["form"].fields
    client.post(address, {"kind": "course", "what": "A new timetable", **day_data("on", local_date(real_now))})
    change = CircumstanceChange.objects.get()
    assert change.provider == world.college
    assert told_of(change) == {world.social_worker.user}
