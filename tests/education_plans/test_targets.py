"""Targets: set, changed, closed with an outcome, carried into the next plan, ticked by the young person."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import local_date
from accounts.form_fields import day_data
from accounts.models import User
from education_plans.enums import Domain, PlanState, PlanVariant, TargetState
from education_plans.models import EducationPlan, Target
from education_plans.selectors.targets import helpers_for, late_targets, panel, targets_of
from education_plans.services import begin_plan
from education_plans.services.targets import (
    ClosedBeforeSet,
    ClosedInFuture,
    DueInPast,
    NobodyDoesIt,
    NothingToCarry,
    TargetIncomplete,
    TargetIsClosed,
    TargetWords,
    add_target,
    carry_forward,
    change_target,
    close_target,
    tick_target,
)
from learners.enums import EndReason
from learners.services import end_enrolment, enrol
from tests.education_plans.conftest import agree_by_all, enrol_somebody, written_plan
from tests.people import World

ClientOf = Callable[[User], Client]


@pytest.fixture
def plan(world: World, now: datetime) -> EducationPlan:
    return written_plan(enrol_somebody(world, date(2026, 9, 1), now), world, now)


def words(due_on: date = date(2026, 12, 18), **changes: object) -> TargetWords:
    given: dict[str, object] = {
        "domain": Domain.LEARNING,
        "what": "Passes the maths resit",
        "due_on": due_on,
        "evidence": "The result slip",
    }
    return TargetWords(**(given | changes))  # type: ignore[arg-type]


def set_target(plan: EducationPlan, world: World, now: datetime, **changes: object) -> Target:
    return add_target(plan=plan, words=words(**changes), by=world.social_worker.user, now=now)


def test_a_target_says_what_who_by_when_and_how_we_shall_know(world: World, plan: EducationPlan, now: datetime):
    target = set_target(plan, world, now, helper=world.mentor)
    (shown,) = targets_of(plan, now)
    assert shown.target == target
    assert shown.who == f"{plan.learner.called}, with help from Mo Mentor"
    assert (shown.is_open, shown.is_late) == (True, False)
    (shown,) = targets_of(plan, now + timedelta(days=90))
    assert shown.is_late


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"what": "  "}, TargetIncomplete),
        ({"evidence": ""}, TargetIncomplete),
        ({"by_young_person": False}, NobodyDoesIt),
        ({"due_on": date(2026, 10, 5)}, DueInPast),
    ],
)
def test_a_target_that_is_not_specific_is_refused(world: World, plan: EducationPlan, now: datetime, changes, error):
    with pytest.raises(error):
        set_target(plan, world, now, **changes)


def test_a_new_target_asks_again_those_who_agreed(world: World, plan: EducationPlan, now: datetime):
    agree_by_all(plan, world, now)
    set_target(plan, world, now)
    plan.refresh_from_db()
    assert (plan.state, plan.version) == (PlanState.AGREED, 2)
    set_target(plan, world, now, what="Comes every Monday")
    plan.refresh_from_db()
    assert plan.version == 2


def test_a_target_saved_as_it_was_changes_nothing(world: World, plan: EducationPlan, now: datetime):
    target = set_target(plan, world, now)
    agree_by_all(plan, world, now)
    change_target(target=target, words=words(), by=world.social_worker.user, now=now)
    plan.refresh_from_db()
    assert plan.version == 1
    assert target.history.count() == 1
    changed = change_target(target=target, words=words(evidence="His word"), by=world.social_worker.user, now=now)
    plan.refresh_from_db()
    assert (changed.evidence, plan.version, target.history.count()) == ("His word", 2, 2)


def test_a_late_target_can_be_put_right_without_a_new_day(world: World, plan: EducationPlan, now: datetime):
    target = set_target(plan, world, now)
    later = now + timedelta(days=100)
    change_target(target=target, words=words(evidence="A letter"), by=world.social_worker.user, now=later)
    with pytest.raises(DueInPast):
        change_target(target=target, words=words(date(2026, 12, 19)), by=world.social_worker.user, now=later)


def test_closing_says_what_came_of_it(world: World, plan: EducationPlan, now: datetime):
    target = set_target(plan, world, now)
    agree_by_all(plan, world, now)

    def close(**changes: object) -> Target:
        given = {"state": TargetState.PARTLY, "outcome": "One of two", "closed_on": local_date(now)}
        return close_target(target=target, **(given | changes), by=world.mentor.user, now=now)  # type: ignore[arg-type]

    with pytest.raises(TargetIncomplete):
        close(outcome=" ")
    with pytest.raises(TargetIncomplete):
        close(state=TargetState.OPEN)
    with pytest.raises(ClosedInFuture):
        close(closed_on=local_date(now) + timedelta(days=1))
    with pytest.raises(ClosedBeforeSet):
        close(closed_on=local_date(now) - timedelta(days=1))
    closed = close()
    assert (closed.state, closed.outcome) == (TargetState.PARTLY, "One of two")
    plan.refresh_from_db()
    assert plan.version == 1, "an outcome is no change of what was agreed"
    with pytest.raises(TargetIsClosed):
        close()
    with pytest.raises(TargetIsClosed):
        change_target(target=target, words=words(), by=world.mentor.user, now=now)


def test_giving_a_target_up_is_a_change_of_the_plan(world: World, plan: EducationPlan, now: datetime):
    target = set_target(plan, world, now)
    agree_by_all(plan, world, now)
    close_target(
        target=target, state=TargetState.DROPPED, outcome="Another course", closed_on=local_date(now),
        by=world.social_worker.user, now=now,
    )  # fmt: skip
    plan.refresh_from_db()
    assert plan.version == 2


def test_a_target_is_closed_also_after_the_place_has_ended(world: World, plan: EducationPlan, now: datetime):
    target = set_target(plan, world, now)
    end(plan, world, now)
    closed = close_target(
        target=target, state=TargetState.MET, outcome="Passed", closed_on=local_date(now),
        by=world.social_worker.user, now=now,
    )  # fmt: skip
    assert closed.state == TargetState.MET


def end(plan: EducationPlan, world: World, now: datetime) -> None:
    assert plan.enrolment is not None
    end_enrolment(
        enrolment=plan.enrolment,
        ended_on=local_date(now),
        reason=EndReason.WITHDREW,
        by=world.key_contact.user,
        now=now,
    )


def next_plan(plan: EducationPlan, world: World, now: datetime) -> EducationPlan:
    end(plan, world, now)
    place = enrol(
        learner=plan.learner, provider=world.other_college, course="Catering", level="2",
        starts_on=local_date(now) + timedelta(days=1), by=world.key_contact.user, now=now,
    )  # fmt: skip
    return begin_plan(enrolment=place, by=world.social_worker.user, now=now)


def test_targets_are_carried_into_the_next_plan_once(world: World, plan: EducationPlan, now: datetime):
    stays = set_target(plan, world, now, helper=world.mentor)
    met = set_target(plan, world, now, what="Opens a bank account")
    close_target(
        target=met, state=TargetState.MET, outcome="Done", closed_on=local_date(now),
        by=world.social_worker.user, now=now,
    )  # fmt: skip
    later = now + timedelta(days=1)
    second = next_plan(plan, world, later)
    by = world.social_worker.user
    with pytest.raises(NothingToCarry):
        carry_forward(plan=second, targets=[met], due_on=date(2027, 3, 1), by=by, now=later)
    with pytest.raises(DueInPast):
        carry_forward(plan=second, targets=[stays], due_on=date(2026, 3, 1), by=by, now=later)
    (carried,) = carry_forward(plan=second, targets=[stays, met], due_on=date(2027, 3, 1), by=by, now=later)
    assert (carried.what, carried.evidence, carried.helper, carried.due_on) == (
        stays.what, stays.evidence, world.mentor, date(2027, 3, 1),
    )  # fmt: skip
    stays.refresh_from_db()
    assert (stays.state, stays.carried_to) == (TargetState.OPEN, carried)
    with pytest.raises(NothingToCarry):
        carry_forward(plan=second, targets=[stays], due_on=date(2027, 3, 1), by=by, now=later)


def test_nobody_carries_another_young_persons_target(world: World, plan: EducationPlan, now: datetime):
    other = written_plan(enrol_somebody(world, date(2026, 9, 1), now), world, now)
    target = set_target(other, world, now)
    with pytest.raises(NothingToCarry):
        carry_forward(plan=plan, targets=[target], due_on=date(2027, 3, 1), by=world.social_worker.user, now=now)


def test_a_provider_does_not_see_the_targets_of_another_one(world: World, client_of: ClientOf, real_now: datetime):
    first = written_plan(enrol_somebody(world, local_date(real_now), real_now), world, real_now)
    set_target(first, world, real_now, due_on=local_date(real_now) + timedelta(days=9))
    second = next_plan(first, world, real_now)
    stranger = client_of(world.stranger.user)  # designated person of the second provider
    page = stranger.get(reverse("education_plans:targets", args=[second.uuid]))
    assert page.status_code == 200
    assert not page.context["may_carry"]
    assert stranger.get(reverse("education_plans:targets", args=[first.uuid])).status_code == 404
    own = client_of(world.social_worker.user)
    assert own.get(reverse("education_plans:targets", args=[second.uuid])).context["may_carry"]


def test_the_young_person_ticks_and_takes_the_tick_away(world: World, plan: EducationPlan, now: datetime):
    target = set_target(plan, world, now)
    assert tick_target(target=target, ticked=True, now=now).ticked_at == now
    assert tick_target(target=target, ticked=True, now=now + timedelta(hours=1)).ticked_at == now
    assert tick_target(target=target, ticked=False, now=now).ticked_at is None
    assert target.history.count() == 3
    assert target.history.first().history_user is None


def test_those_around_the_young_person_may_help(world: World, plan: EducationPlan, now: datetime):
    names = {hat.user.name for hat in helpers_for(plan, now)}
    assert {"Sue Worker", "Dina Designated", "Kay Contact"} <= names
    assert "Stan Stranger" not in names


def test_whoever_helps_is_asked_what_came_of_a_late_target(world: World, plan: EducationPlan, now: datetime):
    set_target(plan, world, now, helper=world.designated_person)
    assert late_targets(world.designated_person.user, now) == []
    (task,) = late_targets(world.designated_person.user, now + timedelta(days=90))
    assert task.learner == plan.learner
    assert late_targets(world.social_worker.user, now + timedelta(days=90)) == []


def test_the_panel_shows_what_is_open(world: World, plan: EducationPlan, now: datetime):
    target = set_target(plan, world, now)
    shown = panel(plan, world.social_worker.user, now)
    assert [each.target for each in shown["targets_open"]] == [target]
    assert shown["targets_may_edit"]
    assert not panel(plan, world.viewer.user, now)["targets_may_edit"]


def test_the_whole_way_in_pages(world: World, client_of: ClientOf, real_now: datetime):
    plan = written_plan(enrol_somebody(world, local_date(real_now), real_now), world, real_now)
    client, today = client_of(world.social_worker.user), local_date(real_now)
    page = reverse("education_plans:targets", args=[plan.uuid])
    assert "No target yet" in client.get(page).content.decode()
    address = reverse("education_plans:target-new", args=[plan.uuid])
    refused = client.post(address, {"domain": "learning", "what": "Passes", **day_data("due_on", today)})
    assert "Say how you shall know" in refused.content.decode()
    given = {"domain": "learning", "what": "Passes maths", "evidence": "The slip", "helper": str(world.mentor.uuid)}
    assert client.post(address, given | day_data("due_on", today)).status_code == 200, "a mentor of somebody else"
    given["helper"] = str(world.designated_person.uuid)
    assert client.post(address, given | day_data("due_on", today)).status_code == 302
    target = plan.targets.get()
    assert target.helper == world.designated_person
    assert not target.by_young_person
    change = reverse("education_plans:target-change", args=[plan.uuid, target.uuid])
    assert 'value="Passes maths"' in client.get(change).content.decode()
    client.post(change, given | {"what": "Passes maths in June"} | day_data("due_on", today))
    close = reverse("education_plans:target-close", args=[plan.uuid, target.uuid])
    client.post(close, {"state": "met", "outcome": "A pass", **day_data("closed_on", today)})
    text = client.get(page).content.decode()
    assert "Passes maths in June" in text
    assert "A pass" in text


def test_a_target_of_another_plan_is_not_found(world: World, client_of: ClientOf, real_now: datetime):
    plan, other = (
        written_plan(enrol_somebody(world, local_date(real_now), real_now), world, real_now) for _ in range(2)
    )
    target = set_target(other, world, real_now, due_on=local_date(real_now))
    client = client_of(world.social_worker.user)
    for name in ("target-change", "target-close", "funding-new"):
        assert client.get(reverse(f"education_plans:{name}", args=[plan.uuid, target.uuid])).status_code == 404


def test_who_has_no_place_has_targets_support_and_entitlements_too(
    world: World, client_of: ClientOf, real_now: datetime
):
    learner = world.learner(enrolled=False)
    plan = begin_plan(learner=learner, variant=PlanVariant.SEEKING, by=world.social_worker.user, now=real_now)
    client, day = client_of(world.social_worker.user), day_data("due_on", local_date(real_now))
    given = {"domain": "employment", "what": "A taster day", "evidence": "Was there", "by_young_person": "on", **day}
    assert client.post(reverse("education_plans:target-new", args=[plan.uuid]), given).status_code == 302
    assert plan.targets.get().what == "A taster day"
    need = {"domain": "child_care", "need": "A nursery", "provided": ""} | day_data("starts_on", local_date(real_now))
    assert client.post(reverse("education_plans:need-new", args=[plan.uuid]), need).status_code == 302
    for name in ("targets", "support", "entitlements", "guidance"):
        assert client.get(reverse(f"education_plans:{name}", args=[plan.uuid])).status_code == 200
    claim = {"state": "not_applicable", "reason_not_applicable": "On no course"} | day_data("on", local_date(real_now))
    address = reverse("education_plans:claim", args=[plan.uuid, "bursary_16_19"])
    assert client.post(address, claim).status_code == 302
