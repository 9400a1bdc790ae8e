"""What became of entitlements: recorded once a year, with a reason where it was refused or does not apply (A23)."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import User
from education_plans.enums import ClaimState, EntitlementFit
from education_plans.models import EducationPlan, EntitlementClaim
from education_plans.selectors.claims import circumstances_of, prompts_for_young_person, prompts_of
from education_plans.services.claims import ClaimIncomplete, KnownElsewhere, record_claim
from learners.enums import CareStatus
from learners.models import Learner
from tests.education_plans.conftest import enrol_somebody, written_plan
from tests.people import World

ClientOf = Callable[[User], Client]


@pytest.fixture
def plan(world: World, real_now: datetime) -> EducationPlan:
    enrolment = enrol_somebody(world, local_date(real_now), real_now)
    today = local_date(real_now)
    Learner.objects.filter(pk=enrolment.learner_id).update(
        care_status=CareStatus.ELIGIBLE, date_of_birth=date(today.year - 18, today.month, 1)
    )
    enrolment.refresh_from_db()
    return written_plan(enrolment, world, real_now)


def claim(plan: EducationPlan, world: World, now: datetime, **changes: object) -> EntitlementClaim:
    given: dict[str, object] = {
        "code": "bursary_16_19",
        "year": circumstances_of(plan, local_date(now)).year,
        "state": ClaimState.CLAIMED,
        "on": local_date(now),
        "seen_through": None,
        "by": world.social_worker.user,
    }
    return record_claim(plan=plan, now=now, **(given | changes))  # type: ignore[arg-type]


def prompt_of(plan: EducationPlan, user: User, now: datetime, code: str = "bursary_16_19"):
    return next(each for each in prompts_of(plan, user, local_date(now)) if each.prompt.rule.code == code)


def test_a_prompt_waits_until_somebody_says_what_became_of_it(world: World, plan: EducationPlan, real_now: datetime):
    before = prompt_of(plan, world.social_worker.user, real_now)
    assert before.is_open
    assert before.prompt.fit in {EntitlementFit.LIKELY, EntitlementFit.FIND_OUT}
    made = claim(plan, world, real_now, amount=Decimal(800))
    after = prompt_of(plan, world.social_worker.user, real_now)
    assert (after.claim, after.is_open) == (made, False)


def test_the_second_record_of_a_year_changes_the_first(world: World, plan: EducationPlan, real_now: datetime):
    claim(plan, world, real_now, amount=Decimal(800))
    refused = claim(plan, world, real_now, state=ClaimState.REFUSED, reason="Not in need")
    assert EntitlementClaim.objects.get() == refused
    assert (refused.amount, refused.reason, refused.history.count()) == (None, "Not in need", 2)


@pytest.mark.parametrize(
    "changes",
    [
        {"state": ClaimState.REFUSED},
        {"state": ClaimState.NOT_APPLICABLE, "reason": "  "},
        {"amount": Decimal(0)},
        {"on": date(2100, 1, 1)},
    ],
)
def test_what_is_incomplete_is_refused(world: World, plan: EducationPlan, real_now: datetime, changes):
    with pytest.raises(ClaimIncomplete):
        claim(plan, world, real_now, **changes)


def test_what_is_had_once_is_not_prompted_in_the_next_year(world: World, plan: EducationPlan, real_now: datetime):
    last_year = circumstances_of(plan, local_date(real_now)).year - 1
    claim(plan, world, real_now, code="junior_isa", year=last_year, state=ClaimState.RECEIVED)
    claim(plan, world, real_now, year=last_year, state=ClaimState.RECEIVED)
    user = world.social_worker.user
    assert prompt_of(plan, user, real_now, "junior_isa").claim is not None
    assert prompt_of(plan, user, real_now).claim is None, "a bursary is asked for every year"


def test_who_knows_what_became_of_it(world: World, plan: EducationPlan, real_now: datetime):
    """What is asked of the provider is the provider's to know; the rest belongs to the young person's own agencies."""
    provider = world.designated_person.user
    claim(plan, world, real_now)
    claim(plan, world, real_now, code="junior_isa", state=ClaimState.RECEIVED, amount=Decimal(500))
    assert prompt_of(plan, provider, real_now).claim is not None
    assert prompt_of(plan, provider, real_now, "junior_isa").claim is None
    with pytest.raises(KnownElsewhere):
        claim(plan, world, real_now, code="junior_isa", seen_through=world.college, by=provider)
    changed = claim(plan, world, real_now, state=ClaimState.RECEIVED, seen_through=world.college, by=provider)
    assert (changed.provider, changed.state) == (world.college, ClaimState.RECEIVED)


def test_the_young_person_is_shown_what_may_be_theirs(world: World, plan: EducationPlan, real_now: datetime):
    today = local_date(real_now)
    shown = prompts_for_young_person(plan, today)
    codes = [each.prompt.rule.code for each in shown]
    assert "bursary_16_19" in codes
    assert "apprenticeship_bursary" not in codes
    claim(plan, world, real_now, state=ClaimState.NOT_APPLICABLE, reason="Goes to work")
    assert "bursary_16_19" not in [each.prompt.rule.code for each in prompts_for_young_person(plan, today)]


def test_the_whole_way_in_pages(world: World, plan: EducationPlan, client_of: ClientOf, real_now: datetime):
    client, today = client_of(world.social_worker.user), local_date(real_now)
    page = reverse("education_plans:entitlements", args=[plan.uuid])
    text = client.get(page).content.decode()
    assert "Bursary for 16 to 19 year olds" in text
    assert "never decisions" in text
    assert f"/partners/support/{world.virtual_school.local_authority.dfe_code}/" in text
    address = reverse("education_plans:claim", args=[plan.uuid, "bursary_16_19"])
    when = day_data("on", today)
    assert "Give the reason" in client.post(address, {"state": "refused", **when}).content.decode()
    client.post(address, {"state": "received", "amount_received": "£900", "amount_claimed": "1200", **when})
    assert "£900" in client.get(page).content.decode()
    assert 'value="900' in client.get(address).content.decode()
    assert client.get(reverse("education_plans:claim", args=[plan.uuid, "nonsense"])).status_code == 404
