"""Agreeing a plan meets its clock and opens the review; each review meets one and opens the next."""

from datetime import UTC, date, datetime, timedelta

import pytest

from deadlines.calendar import end_of_local_day, local_midnight
from deadlines.enums import DeadlineState, Unit
from deadlines.models import Deadline
from deadlines.rules import Limit
from deadlines.selectors import drift
from deadlines.services import find_open, waive
from education_plans.enums import PlanParty, PlanState, SectionCode
from education_plans.models import EducationPlan, PlanAgreement, PlanReview
from education_plans.services import (
    AgreedInFuture,
    AlreadyAgreed,
    EnrolmentHasEnded,
    HeldBeforeAgreed,
    HeldInFuture,
    NameMissing,
    PlanNotAgreed,
    ReviewedThatDay,
    SectionsMissing,
    agree,
    begin_plan,
    record_review,
    save_section,
)
from learners.models import Enrolment
from learners.services import end_enrolment
from tests.education_plans.conftest import Enrol, agree_by_all, written_plan
from tests.factories import AgreementFactory
from tests.people import World


def clocks(enrolment: Enrolment, duty_code: str) -> list[Deadline]:
    return list(Deadline.objects.filter(duty_code=duty_code, subject_uuid=enrolment.uuid).order_by("starts_at"))


def review(plan: EducationPlan, world: World, held_on: date, now: datetime) -> PlanReview:
    return record_review(
        plan=plan,
        held_on=held_on,
        place="Brindley College",
        attendees="Everybody",
        young_person_said="It goes well",
        decisions="Carry on",
        by=world.social_worker.user,
        now=now,
    )


def plan_drift(now: datetime) -> list[drift.Drift]:
    return [found for found in drift.find(now=now) if found.duty_code in ("education_plan", "plan_review")]


def test_the_third_agreement_meets_the_plan_clock_and_opens_the_review(world: World, enrolled: Enrol, now: datetime):
    enrolment = enrolled(date(2026, 9, 15))
    plan = written_plan(enrolment, world, now)
    by = world.social_worker.user
    for day, party in enumerate(PlanParty):
        assert plan.state == PlanState.DRAFT
        at = now - timedelta(days=2 - day)
        plan = agree(plan=plan, party=party, name=party.label, agreed_at=at, by=by, now=now)
    assert (plan.state, plan.agreed_at) == (PlanState.AGREED, now)
    (agreed,) = clocks(enrolment, "education_plan")
    assert (agreed.state, agreed.met_at, agreed.met_by) == (DeadlineState.MET, now, by)
    assert agreed.met_at < agreed.due_at == end_of_local_day(date(2026, 10, 15))
    (opened,) = clocks(enrolment, "plan_review")
    assert (opened.state, opened.starts_at) == (DeadlineState.OPEN, local_midnight(date(2026, 10, 6)))
    assert (opened.due_on, opened.limit) == (date(2027, 4, 6), Limit(6, Unit.MONTHS))
    assert (opened.owner, opened.partner, opened.learner) == (world.social_care, world.college, enrolment.learner)
    assert opened.terms_source == "Agreement between Home Virtual School and Brindley College"
    assert agreed.agreement == opened.agreement == world.agreement
    assert plan_drift(now) == []


def test_a_plan_agreed_before_the_start_counts_and_is_reviewed_from_the_start(world: World, enrolled: Enrol):
    in_june = datetime(2026, 6, 10, 9, 0, tzinfo=UTC)
    enrolment = enrolled(date(2026, 8, 31), in_june)
    agree_by_all(written_plan(enrolment, world, in_june), world, in_june)
    (agreed,) = clocks(enrolment, "education_plan")
    assert (agreed.state, agreed.met_at) == (DeadlineState.MET, in_june)
    (opened,) = clocks(enrolment, "plan_review")
    assert (opened.starts_at, opened.due_on) == (local_midnight(date(2026, 8, 31)), date(2027, 2, 28))
    assert plan_drift(in_june) == []


def test_a_plan_agreed_late_is_late(world: World, enrolled: Enrol):
    late = datetime(2026, 10, 3, 9, 0, tzinfo=UTC)
    enrolment = enrolled(date(2026, 9, 1), late)
    agree_by_all(written_plan(enrolment, world, late), world, late)
    (agreed,) = clocks(enrolment, "education_plan")
    assert agreed.met_at >= agreed.due_at == datetime(2026, 10, 1, 23, 0, tzinfo=UTC)


def test_the_plan_counts_when_the_last_of_the_three_agreed(world: World, enrolled: Enrol, now: datetime):
    enrolment = enrolled(date(2026, 9, 1))
    in_time = datetime(2026, 10, 1, 22, 59, tzinfo=UTC)  # a minute before midnight in London
    agree_by_all(written_plan(enrolment, world, now), world, in_time, now)
    (agreed,) = clocks(enrolment, "education_plan")
    assert agreed.met_at == in_time < agreed.due_at


def test_a_waived_plan_clock_stays_waived_and_the_review_still_opens(world: World, enrolled: Enrol, now: datetime):
    enrolment = enrolled()
    running = find_open(duty_code="education_plan", subject_uuid=enrolment.uuid)
    assert running is not None
    waive(deadline=running, reason="Plan made elsewhere", by=world.key_contact.user, now=now)
    agree_by_all(written_plan(enrolment, world, now), world, now)
    assert [clock.state for clock in clocks(enrolment, "education_plan")] == [DeadlineState.WAIVED]
    assert len(clocks(enrolment, "plan_review")) == 1
    assert plan_drift(now) == []


def test_agreeing_needs_the_two_sections(world: World, enrolled: Enrol, now: datetime):
    plan = begin_plan(enrolment=enrolled(), by=world.social_worker.user, now=now)
    with pytest.raises(SectionsMissing, match="“Key contacts” and “Safeguarding”") as refused:
        agree_by_all(plan, world, now)
    assert refused.value.sections == [SectionCode.KEY_CONTACTS, SectionCode.SAFEGUARDING]


@pytest.mark.parametrize(("name", "minutes", "error"), [(" ", 0, NameMissing), ("Ade", 1, AgreedInFuture)])
def test_agreeing_needs_a_name_and_a_moment_that_has_come(
    world: World, enrolled: Enrol, now: datetime, name: str, minutes: int, error: type[Exception]
):
    plan = written_plan(enrolled(), world, now)
    with pytest.raises(error):
        agree(
            plan=plan,
            party=PlanParty.YOUNG_PERSON,
            name=name,
            agreed_at=now + timedelta(minutes=minutes),
            by=world.social_worker.user,
            now=now,
        )


def test_a_party_agrees_once(world: World, enrolled: Enrol, now: datetime):
    plan = written_plan(enrolled(), world, now)
    for refused in (False, True):
        act = {"plan": plan, "party": PlanParty.YOUNG_PERSON, "name": "Ade", "agreed_at": now, "now": now}
        if refused:
            with pytest.raises(AlreadyAgreed, match="Ade"):
                agree(**act, by=world.social_worker.user)
        else:
            agree(**act, by=world.social_worker.user)


def test_nothing_remains_of_an_agreement_that_fails(
    world: World, enrolled: Enrol, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the last write fails")

    enrolment = enrolled()
    plan = written_plan(enrolment, world, now)
    monkeypatch.setattr("education_plans.services.agreeing.open_review", fail)
    with pytest.raises(RuntimeError):
        agree_by_all(plan, world, now)
    plan.refresh_from_db()
    assert plan.state == PlanState.DRAFT
    assert PlanAgreement.objects.count() == 2  # those recorded before the act that failed
    assert [clock.state for clock in clocks(enrolment, "education_plan")] == [DeadlineState.OPEN]


def test_a_review_meets_its_clock_and_opens_the_next_from_the_day_it_was_held(
    world: World, enrolled: Enrol, now: datetime
):
    enrolment = enrolled()
    plan = agree_by_all(written_plan(enrolment, world, now), world, now)
    later = datetime(2027, 3, 3, 9, 0, tzinfo=UTC)
    review(plan, world, date(2027, 2, 26), later)
    first, second = clocks(enrolment, "plan_review")
    assert (first.state, first.met_at) == (DeadlineState.MET, datetime(2027, 2, 26, 12, 0, tzinfo=UTC))
    assert (second.state, second.due_on) == (DeadlineState.OPEN, date(2027, 8, 26))
    assert plan_drift(later) == []


def test_a_review_held_on_its_last_day_is_in_time_and_a_day_later_is_late(world: World, enrolled: Enrol, now: datetime):
    for day, in_time in ((date(2027, 4, 6), True), (date(2027, 4, 7), False)):
        enrolment = enrolled()
        plan = agree_by_all(written_plan(enrolment, world, now), world, now)
        review(plan, world, day, datetime(2027, 4, 8, 9, 0, tzinfo=UTC))
        first, _ = clocks(enrolment, "plan_review")
        assert (first.met_at < first.due_at) == in_time


def test_reviews_recorded_out_of_order_keep_one_clock_from_the_latest(world: World, enrolled: Enrol, now: datetime):
    enrolment = enrolled()
    plan = agree_by_all(written_plan(enrolment, world, now), world, now)
    later = datetime(2027, 3, 3, 9, 0, tzinfo=UTC)
    review(plan, world, date(2027, 2, 26), later)
    review(plan, world, date(2026, 12, 1), later + timedelta(minutes=1))
    assert [clock.starts_at for clock in clocks(enrolment, "plan_review")] == [
        local_midnight(date(2026, 10, 6)),
        local_midnight(date(2027, 2, 26)),
    ]
    assert plan.reviews.count() == 2
    assert plan_drift(later) == []


def test_the_next_review_follows_the_terms_of_its_own_start(world: World, enrolled: Enrol, now: datetime):
    enrolment = enrolled()
    plan = agree_by_all(written_plan(enrolment, world, now), world, now)
    world.agreement.terms.create(
        key="plan_review", amount=3, unit=Unit.MONTHS, effective_on=date(2027, 1, 1), reason="A test"
    )
    later = datetime(2027, 3, 3, 9, 0, tzinfo=UTC)
    review(plan, world, date(2027, 2, 26), later)
    first, second = clocks(enrolment, "plan_review")
    assert (first.limit, second.limit) == (Limit(6, Unit.MONTHS), Limit(3, Unit.MONTHS))
    assert second.due_on == date(2027, 5, 26)
    assert plan_drift(later) == []


def test_without_an_agreement_the_default_terms_are_named(world: World, enrolled: Enrol, now: datetime):
    world.agreement.delete()
    AgreementFactory(virtual_school=world.other_virtual_school, provider=world.college)
    enrolment = enrolled()
    agree_by_all(written_plan(enrolment, world, now), world, now)
    assert {clock.terms_source for clock in Deadline.objects.filter(subject_uuid=enrolment.uuid)} == {
        "no agreement: default terms"
    }


@pytest.mark.parametrize(
    ("held_on", "error"),
    [
        (date(2026, 10, 5), HeldBeforeAgreed),
        (date(2026, 12, 2), HeldInFuture),
        (date(2026, 11, 1), ReviewedThatDay),
    ],
)
def test_a_review_was_held_after_agreeing_and_before_today_and_once(
    world: World, enrolled: Enrol, now: datetime, held_on: date, error: type[Exception]
):
    plan = agree_by_all(written_plan(enrolled(), world, now), world, now)
    later = datetime(2026, 12, 1, 9, 0, tzinfo=UTC)
    review(plan, world, date(2026, 11, 1), later)
    with pytest.raises(error):
        review(plan, world, held_on, later)


def test_a_plan_that_is_not_agreed_cannot_be_reviewed(world: World, enrolled: Enrol, now: datetime):
    with pytest.raises(PlanNotAgreed):
        review(written_plan(enrolled(), world, now), world, date(2026, 10, 6), now)


def test_nothing_remains_of_a_review_that_fails(
    world: World, enrolled: Enrol, now: datetime, monkeypatch: pytest.MonkeyPatch
):
    def fail(*args: object, **kwargs: object) -> None:
        raise RuntimeError("the last write fails")

    enrolment = enrolled()
    plan = agree_by_all(written_plan(enrolment, world, now), world, now)
    monkeypatch.setattr("education_plans.services.reviewing.open_review", fail)
    with pytest.raises(RuntimeError):
        review(plan, world, date(2026, 11, 1), now + timedelta(days=60))
    assert not PlanReview.objects.exists()
    assert [clock.state for clock in clocks(enrolment, "plan_review")] == [DeadlineState.OPEN]


def test_when_the_place_has_ended_nothing_opens(world: World, enrolled: Enrol, now: datetime):
    agreed, draft = enrolled(), enrolled()
    agreed_plan = agree_by_all(written_plan(agreed, world, now), world, now)
    draft_plan = written_plan(draft, world, now)
    later = now + timedelta(days=30)
    for enrolment in (agreed, draft):
        end_enrolment(
            enrolment=enrolment, ended_on=date(2026, 11, 1), reason="withdrew", by=world.key_contact.user, now=later
        )
    with pytest.raises(EnrolmentHasEnded):
        review(agreed_plan, world, date(2026, 10, 20), later)
    with pytest.raises(EnrolmentHasEnded):
        agree_by_all(draft_plan, world, later)
    assert not Deadline.objects.open().filter(subject_uuid__in=[agreed.uuid, draft.uuid]).exists()
    assert plan_drift(later) == []


def test_drift_is_found(world: World, enrolled: Enrol, now: datetime):
    enrolment = enrolled()
    plan = agree_by_all(written_plan(enrolment, world, now), world, now)
    assert plan_drift(now) == []
    Deadline.objects.filter(duty_code="plan_review").update(starts_at=now)
    EducationPlan.objects.filter(pk=plan.pk).update(agreed_at=now - timedelta(days=1))
    assert {found.duty_code for found in plan_drift(now)} == {"education_plan", "plan_review"}


def test_a_plan_agreed_again_moves_no_clock(world: World, enrolled: Enrol, now: datetime):
    plan = agree_by_all(written_plan(enrolled(), world, now), world, now)
    before = list(Deadline.objects.filter(subject_uuid=plan.enrolment.uuid).order_by("id").values())
    later = now + timedelta(days=20)
    section = plan.sections.get(code="key_contacts")
    save_section(
        plan=plan, code="key_contacts", answers={"notes": "Anew"}, version=section.version, by=world.social_worker.user,
        now=later,
    )  # fmt: skip
    agree_by_all(plan, world, later)
    assert list(Deadline.objects.filter(subject_uuid=plan.enrolment.uuid).order_by("id").values()) == before
    assert plan_drift(later) == []
