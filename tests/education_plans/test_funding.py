"""Pupil Premium Plus: asked for with a target, decided by somebody else, spent within what was approved, accounted for."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import User
from education_plans.enums import Domain, FundingState, TargetState
from education_plans.forms.money import MoneyField
from education_plans.models import EducationPlan, FundingRequest, FundingSpend, Target
from education_plans.selectors.funding import (
    FundingFilters,
    requests_listed,
    spent_of,
    to_account_for,
    to_decide,
    totals_of,
)
from education_plans.services.funding import (
    DecidesOwnRequest,
    FundingIncomplete,
    MoreThanAsked,
    NotApproved,
    NotWaiting,
    OverSpent,
    SpentBeforeDecision,
    SpentInFuture,
    TargetNotOpen,
    decide_funding,
    record_impact,
    record_spend,
    request_funding,
    take_back_spend,
    withdraw_funding,
)
from education_plans.services.targets import TargetWords, add_target, close_target
from notifications.models import Message
from tests.education_plans.conftest import enrol_somebody, written_plan
from tests.people import World

ClientOf = Callable[[User], Client]


@pytest.fixture
def plan(world: World, real_now: datetime) -> EducationPlan:
    return written_plan(enrol_somebody(world, local_date(real_now), real_now), world, real_now)


@pytest.fixture
def target(world: World, plan: EducationPlan, real_now: datetime) -> Target:
    return a_target(plan, world, real_now)


def a_target(plan: EducationPlan, world: World, now: datetime) -> Target:
    words = TargetWords(Domain.LEARNING, "Passes maths", local_date(now) + timedelta(days=60), "The slip")
    return add_target(plan=plan, words=words, by=world.social_worker.user, now=now)


def ask(target: Target, by: User, now: datetime, amount: str = "300") -> FundingRequest:
    return request_funding(target=target, what_for="A tutor", amount=Decimal(amount), by=by, now=now)


def approve(request: FundingRequest, world: World, now: datetime, amount: str = "200") -> FundingRequest:
    return decide_funding(
        request=request, approved_amount=Decimal(amount), reason="It helps", by=world.head.user, now=now
    )


def spend(request: FundingRequest, world: World, now: datetime, amount: str, days: int = 0) -> FundingSpend:
    return record_spend(
        request=request, spent_on=local_date(now) + timedelta(days=days), amount=Decimal(amount), what="Two hours",
        by=world.social_worker.user, now=now,
    )  # fmt: skip


def test_from_the_request_to_what_it_brought(world: World, target: Target, real_now: datetime):
    request = ask(target, world.social_worker.user, real_now)
    assert [task.learner for task in to_decide(world.head.user, real_now)] == [target.plan.learner]
    assert to_decide(world.officer.user, real_now) == []
    request = approve(request, world, real_now)
    assert (request.state, request.approved_amount) == (FundingState.APPROVED, Decimal(200))
    told = Message.objects.filter(topic=f"funding:{request.uuid}:decided")
    assert {message.recipient for message in told} == {world.social_worker.user}
    assert all(target.plan.learner.family_name not in message.subject + message.body for message in told)
    spend(request, world, real_now, "150")
    assert to_account_for(world.social_worker.user, real_now) == []
    spend(request, world, real_now, "50")
    assert spent_of(request) == Decimal(200)
    assert len(to_account_for(world.social_worker.user, real_now)) == 1
    record_impact(request=request, impact="He passed", by=world.social_worker.user, now=real_now)
    assert to_account_for(world.social_worker.user, real_now) == []


def test_nobody_decides_on_their_own_request(world: World, target: Target, real_now: datetime):
    request = ask(target, world.head.user, real_now)
    assert to_decide(world.head.user, real_now) == []
    with pytest.raises(DecidesOwnRequest):
        approve(request, world, real_now)
    decided = decide_funding(
        request=request, approved_amount=None, reason="There is another grant", by=world.key_contact.user, now=real_now
    )
    assert (decided.state, decided.approved_amount) == (FundingState.REFUSED, None)
    with pytest.raises(NotWaiting):
        approve(request, world, real_now)
    with pytest.raises(NotApproved):
        spend(request, world, real_now, "1")


def test_a_decision_has_a_reason_and_is_no_more_than_asked(world: World, target: Target, real_now: datetime):
    request = ask(target, world.social_worker.user, real_now)
    with pytest.raises(MoreThanAsked):
        approve(request, world, real_now, "300.01")
    with pytest.raises(FundingIncomplete):
        approve(request, world, real_now, "0")
    with pytest.raises(FundingIncomplete):
        decide_funding(request=request, approved_amount=None, reason=" ", by=world.head.user, now=real_now)


def test_more_than_was_approved_is_never_spent(world: World, target: Target, real_now: datetime):
    request = approve(ask(target, world.social_worker.user, real_now), world, real_now)
    first = spend(request, world, real_now, "150.50")
    with pytest.raises(OverSpent) as refused:
        spend(request, world, real_now, "49.51")
    assert refused.value.left == Decimal("49.50")
    with pytest.raises(SpentInFuture):
        spend(request, world, real_now, "1", days=1)
    with pytest.raises(SpentBeforeDecision):
        spend(request, world, real_now, "1", days=-1)
    with pytest.raises(FundingIncomplete):
        take_back_spend(spend=first, reason="", by=world.social_worker.user, now=real_now)
    take_back_spend(spend=first, reason="The wrong request", by=world.social_worker.user, now=real_now)
    assert spent_of(request) == 0
    assert FundingSpend.history.filter(history_type="-", history_change_reason="The wrong request").exists()
    spend(request, world, real_now, "200")


def test_what_two_take_away_at_once_is_taken_away_once(world: World, target: Target, real_now: datetime):
    request = approve(ask(target, world.social_worker.user, real_now), world, real_now, "200")
    first = spend(request, world, real_now, "80")
    second = FundingSpend.objects.get(pk=first.pk)
    for copy in (first, second):
        take_back_spend(spend=copy, reason="Paid back", by=world.social_worker.user, now=real_now)
    assert FundingSpend.history.filter(history_type="-").count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_spend_at_once_do_not_overspend(world: World, target: Target, real_now: datetime):
    request = approve(ask(target, world.social_worker.user, real_now), world, real_now, "100")
    refused: list[Exception] = []
    start = threading.Barrier(2)

    def spend_at_once() -> None:
        start.wait()
        try:
            spend(request, world, real_now, "60")
        except OverSpent as error:
            refused.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=spend_at_once) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    assert spent_of(request) == Decimal(60)


def test_a_request_is_taken_back_before_the_decision_alone(world: World, target: Target, real_now: datetime):
    request = ask(target, world.social_worker.user, real_now)
    withdrawn = withdraw_funding(request=request, reason="The school pays", by=world.mentor.user, now=real_now)
    assert withdrawn.state == FundingState.WITHDRAWN
    assert withdrawn.history.first().history_change_reason == "Withdrawn: The school pays"
    with pytest.raises(NotWaiting):
        withdraw_funding(request=request, reason="Again", by=world.mentor.user, now=real_now)


def test_money_is_asked_for_with_an_open_target(world: World, target: Target, real_now: datetime):
    close_target(
        target=target, state=TargetState.MET, outcome="Passed", closed_on=local_date(real_now),
        by=world.social_worker.user, now=real_now,
    )  # fmt: skip
    with pytest.raises(TargetNotOpen):
        ask(target, world.social_worker.user, real_now)


@pytest.mark.parametrize(
    ("typed", "read"), [("£1,200", "1200"), ("89.50", "89.50"), (" 1 200.5 ", "1200.5"), ("£0.01", "0.01")]
)
def test_sums_are_read_as_people_type_them(typed: str, read: str):
    assert MoneyField(required=True).clean(typed) == Decimal(read)


@pytest.mark.parametrize("typed", ["", "0", "-5", "much", "1.005", "99999999", "NaN", "Infinity"])
def test_what_is_no_sum_is_refused(typed: str):
    from django.core.exceptions import ValidationError

    with pytest.raises(ValidationError):
        MoneyField(required=True).clean(typed)


def test_the_list_shows_the_requests_of_the_own_virtual_school(
    world: World, target: Target, client_of: ClientOf, real_now: datetime
):
    request = approve(ask(target, world.social_worker.user, real_now), world, real_now)
    spend(request, world, real_now, "50")
    ask(target, world.social_worker.user, real_now, "80")
    found = requests_listed(world.head.user, FundingFilters())
    totals = totals_of(found)
    assert totals.requests == 2
    assert (totals.asked, totals.approved, totals.spent, totals.left) == (380, 200, 50, 150)
    assert [each.amount for each in requests_listed(world.head.user, FundingFilters(state="requested"))] == [80]
    assert not requests_listed(world.host_key_contact.user, FundingFilters()).exists()
    page = client_of(world.head.user).get("/funding/")
    assert page.context["waiting"] == 1
    text = page.content.decode()
    assert "£380" in text
    assert target.plan.learner.full_name in text
    assert client_of(world.social_worker.user).get("/funding/").status_code == 403
    assert client_of(world.head.user).get("/funding/?state=nonsense").status_code == 200


def test_the_list_takes_as_many_queries_with_many_requests(
    world: World, target: Target, client_of: ClientOf, real_now: datetime, django_assert_max_num_queries
):
    client = client_of(world.head.user)
    ask(target, world.social_worker.user, real_now)
    client.get("/funding/")
    with django_assert_max_num_queries(40) as first:
        client.get("/funding/")
    other = written_plan(enrol_somebody(world, local_date(real_now), real_now), world, real_now)
    for each in (target, a_target(other, world, real_now)):
        for _ in range(4):
            approve(ask(each, world.social_worker.user, real_now), world, real_now)
    with django_assert_max_num_queries(len(first)):
        assert len(client.get("/funding/").context["rows"]) == 9


def test_the_whole_way_in_pages(world: World, target: Target, client_of: ClientOf, real_now: datetime):
    plan, today = target.plan, local_date(real_now)
    worker, head = client_of(world.social_worker.user), client_of(world.head.user)
    made = worker.post(
        reverse("education_plans:funding-new", args=[plan.uuid, target.uuid]), {"what_for": "A tutor", "amount": "£300"}
    )
    request = FundingRequest.objects.get()
    address = reverse("education_plans:funding", args=[plan.uuid, request.uuid])
    assert made.headers["Location"] == address
    decide = f"{address}decide/"
    assert worker.get(decide).status_code == 403
    assert "Enter how much you approve" in head.post(decide, {"decision": "approve", "reason": "Yes"}).content.decode()
    assert head.post(decide, {"decision": "approve", "approved_amount": "250", "reason": "Yes"}).status_code == 302
    too_much = {"what": "Hours", "amount": "250.01", **day_data("spent_on", today)}
    assert "You cannot spend more" in worker.post(f"{address}spend/", too_much).content.decode()
    worker.post(f"{address}spend/", too_much | {"amount": "250"})
    worker.post(f"{address}impact/", {"impact": "He passed"})
    text = worker.get(address).content.decode()
    assert "£250 of £250 spent, £0 left" in text
    assert "He passed" in text
    spent = request.spends.get()
    taken = worker.post(f"{address}spend/{spent.uuid}/take-away/", {"reason": "Paid back"})
    assert taken.status_code == 302
    assert worker.post(f"{address}spend/{spent.uuid}/take-away/", {"reason": "Again"}).status_code == 404
