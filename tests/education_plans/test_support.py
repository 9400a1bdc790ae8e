"""Needs by area of life, what is provided, and telling the provider (A19, K14, P5)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import Agency, User
from education_plans.enums import Domain, PlanParty, PlanVariant
from education_plans.models import EducationPlan, EntitlementClaim, SupportNeed
from education_plans.rules.entitlements import ENTITLEMENTS
from education_plans.selectors.prefill import from_record
from education_plans.selectors.support import areas_of, shared_support
from education_plans.services import agree, begin_plan
from education_plans.services.support import NeedHasEnded, NeedWords, SupportNeedError, add_need, change_need, end_need
from notifications.models import Message
from tests.education_plans.conftest import agree_by_all, enrol_somebody, write_required, written_plan
from tests.people import World

ClientOf = Callable[[User], Client]


@pytest.fixture
def plan(world: World, real_now: datetime) -> EducationPlan:
    return written_plan(enrol_somebody(world, local_date(real_now), real_now), world, real_now)


def words(now: datetime, **changes: object) -> NeedWords:
    given: dict[str, object] = {
        "domain": Domain.TRANSPORT,
        "need": "The way to college",
        "provided": "A bus pass",
        "given_by": "Leaving care team",
        "starts_on": local_date(now),
        "cost": Decimal(60),
    }
    return NeedWords(**(given | changes))  # type: ignore[arg-type]


def record(
    plan: EducationPlan, world: World, now: datetime, provider: Agency | None = None, **changes: object
) -> SupportNeed:
    return add_need(plan=plan, words=words(now, **changes), provider=provider, by=world.social_worker.user, now=now)


def test_needs_stand_under_their_area_and_what_is_missing_stands_out(
    world: World, plan: EducationPlan, real_now: datetime
):
    record(plan, world, real_now)
    laptop = record(plan, world, real_now, domain=Domain.TECHNOLOGY, need="A laptop", provided="", cost=None)
    areas = areas_of(plan.learner, world.social_worker.user, local_date(real_now))
    assert [area.domain for area in areas] == [Domain.TRANSPORT, Domain.TECHNOLOGY]
    assert [need for area in areas for need in area.unmet] == [laptop]


def test_the_designated_person_is_told_of_what_the_provider_is_to_give(
    world: World, plan: EducationPlan, real_now: datetime
):
    need = record(plan, world, real_now, provider=world.college)
    told = Message.objects.filter(topic=f"support-need:{need.uuid}")
    assert {message.recipient for message in told} == {world.designated_person.user}
    assert all("bus" not in message.body and plan.learner.family_name not in message.body for message in told)
    record(plan, world, real_now)
    assert Message.objects.filter(topic__startswith="support-need").count() == told.count()


def test_a_provider_sees_what_it_gives_itself(world: World, plan: EducationPlan, real_now: datetime):
    own = record(plan, world, real_now, provider=world.college)
    record(plan, world, real_now, domain=Domain.HEALTH, need="Counselling")
    today = local_date(real_now)
    seen = [need for area in areas_of(plan.learner, world.designated_person.user, today) for need in area.current]
    assert seen == [own]
    assert len(areas_of(plan.learner, world.social_worker.user, today)) == 2


def test_support_of_the_provider_belongs_to_what_was_agreed(world: World, plan: EducationPlan, real_now: datetime):
    agree_by_all(plan, world, real_now)
    record(plan, world, real_now, domain=Domain.HEALTH, need="Counselling")
    plan.refresh_from_db()
    assert plan.version == 1
    need = record(plan, world, real_now, provider=world.college)
    plan.refresh_from_db()
    assert plan.version == 2
    change_need(plan=plan, need=need, words=words(real_now), by=world.social_worker.user, now=real_now)
    assert need.history.count() == 1, "saved as it was"


def test_support_ends_with_a_reason(world: World, plan: EducationPlan, real_now: datetime):
    need, today = record(plan, world, real_now), local_date(real_now)

    def end(**changes: object) -> SupportNeed:
        given = {"ends_on": today, "reason": "They manage alone"} | changes
        return end_need(plan=plan, need=need, **given, by=world.social_worker.user, now=real_now)  # type: ignore[arg-type]

    with pytest.raises(SupportNeedError):
        end(ends_on=today - timedelta(days=1))
    with pytest.raises(SupportNeedError):
        end(reason="")
    assert end().history.first().history_change_reason == "Ends: They manage alone"
    tomorrow = real_now + timedelta(days=1)
    with pytest.raises(NeedHasEnded):
        change_need(plan=plan, need=need, words=words(real_now), by=world.social_worker.user, now=tomorrow)
    assert [area.ended for area in areas_of(plan.learner, world.social_worker.user, local_date(tomorrow))] == [(need,)]


def test_the_young_person_is_shown_what_is_provided_and_shared(world: World, plan: EducationPlan, real_now: datetime):
    shown = record(plan, world, real_now)
    record(plan, world, real_now, need="A laptop", provided="")
    record(plan, world, real_now, need="Counselling", shared_with_young_person=False)
    assert shared_support(plan.learner, local_date(real_now)) == [shown]


def test_the_whole_way_in_pages(world: World, plan: EducationPlan, client_of: ClientOf, real_now: datetime):
    client, today = client_of(world.social_worker.user), local_date(real_now)
    page = reverse("education_plans:support", args=[plan.uuid])
    assert "No need is recorded" in client.get(page).content.decode()
    given = {"domain": "transport", "need": "The way to college", "provided": "A bus pass", "cost": "60"}
    given |= day_data("starts_on", today)
    assert "Choose who is to provide it" in client.post(f"{page}new/", given).content.decode()
    done = client.post(f"{page}new/", given | {"side": "provider"}, follow=True)
    assert "Brindley College is told" in done.content.decode()
    need = SupportNeed.objects.get()
    assert need.provider == world.college
    provider = client_of(world.designated_person.user)
    assert "The way to college" in provider.get(page).content.decode()
    own = provider.post(f"{page}new/", given | {"need": "Extra time", "side": "others"})
    assert own.status_code == 302
    assert SupportNeed.objects.get(need="Extra time").provider == world.college, "a provider records what it gives"
    client.post(f"{page}{need.uuid}/change/", given | {"provided": "A train pass"})
    client.post(f"{page}{need.uuid}/end/", {"reason": "Moved", **day_data("ends_on", today)})
    need.refresh_from_db()
    assert (need.provided, need.ends_on, need.provider) == ("A train pass", today, world.college)
    hidden = record(plan, world, real_now, need="Counselling")
    assert provider.get(f"{page}{hidden.uuid}/change/").status_code == 404


def test_a_section_that_the_provider_and_the_young_person_read_begins_with_what_both_may_know(
    world: World, plan: EducationPlan, real_now: datetime
):
    record(plan, world, real_now, provider=world.college, need="A quiet place")
    record(plan, world, real_now, need="Kept among ourselves")
    record(plan, world, real_now, provider=world.college, need="Not for them", shared_with_young_person=False)
    begun = from_record(plan, "support", world.social_worker.user, real_now)["needed"]
    assert "A quiet place" in begun
    assert "Kept among ourselves" not in begun
    assert "Not for them" not in begun


def test_a_claim_that_the_provider_does_not_know_of_begins_no_section_it_reads(
    world: World, plan: EducationPlan, real_now: datetime
):
    for code, seen_through in zip(ENTITLEMENTS, (world.college, None), strict=False):
        EntitlementClaim.objects.create(
            learner=plan.learner, provider=seen_through, code=code, year=2026, state="claimed", on=local_date(real_now),
            recorded_at=real_now, recorded_by=world.social_worker.user,
        )  # fmt: skip
    begun = from_record(plan, "finance", world.social_worker.user, real_now)["entitled"]
    known, other = (rule.title for rule in list(ENTITLEMENTS.values())[:2])
    assert known in begun
    assert other not in begun


def test_the_plan_whose_words_change_is_asked_again_whichever_plan_it_is_reached_from(
    world: World, plan: EducationPlan, real_now: datetime
):
    by = world.social_worker.user
    need = record(plan, world, real_now, provider=world.college)
    agree_by_all(plan, world, real_now)
    other = begin_plan(learner=plan.learner, variant=PlanVariant.WORK, by=by, now=real_now)
    change_need(plan=other, need=need, words=words(real_now, provided="A bicycle"), by=by, now=real_now)
    plan.refresh_from_db()
    assert plan.version == 2


def test_a_plan_without_a_place_has_all_support_and_is_asked_again(world: World, real_now: datetime):
    by, learner = world.social_worker.user, world.learner(enrolled=False)
    plan = begin_plan(learner=learner, variant=PlanVariant.SEEKING, by=by, now=real_now)
    write_required(plan, world, real_now)
    for party in (PlanParty.YOUNG_PERSON, PlanParty.KEY_WORKER):
        plan = agree(plan=plan, party=party, name=party.label, agreed_at=real_now, by=by, now=real_now)
    record(plan, world, real_now)
    plan.refresh_from_db()
    assert plan.version == 2
