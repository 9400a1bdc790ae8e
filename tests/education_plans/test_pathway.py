"""The pathway plan: its ten matters by several people, who agrees, when it holds, and its clocks."""

from datetime import date, datetime, timedelta

import pytest

from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.selectors import drift
from education_plans.enums import Answer, PathwayDomain, PlanState, SectionState, Through
from education_plans.models import PathwayPlan
from education_plans.rules.pathway import Standing, standing
from education_plans.services.pathway import (
    AlreadyDone,
    CloseReasonMissing,
    ContingencyApplies,
    DoneInFuture,
    DueInPast,
    HowMissing,
    NothingWritten,
    OwnerMissing,
    PathwayAlreadyBegun,
    StaleMatter,
    WhyNotMissing,
    add_action,
    begin_pathway,
    change_action,
    close_pathway,
    complete_action,
    save_matter,
)
from education_plans.services.pathway_answers import (
    AlreadySigned,
    ContingencyMissing,
    NotAskedReasonMissing,
    WordsMissing,
    answer_pathway,
    sign_pathway,
)
from education_plans.services.pathway_errors import CaseHasEnded, PathwayIsClosed
from education_plans.services.pathway_reviews import (
    ReviewBeforeBegun,
    ReviewHeldInFuture,
    ReviewRecordedThatDay,
    ask_for_review,
    record_pathway_review,
)
from learners.services import close_case, record_death
from notifications.models import Message
from tests.people import World

DAY = timedelta(days=1)


@pytest.fixture
def pathway(world: World, now: datetime) -> PathwayPlan:
    return begin_pathway(learner=world.learner(), by=world.social_worker.user, now=now)


def write(
    pathway: PathwayPlan,
    world: World,
    now: datetime,
    domain: PathwayDomain = PathwayDomain.CONTINGENCY,
    needs: str = "Back to Cora’s spare room.",
    *,
    version: int = 0,
    state: SectionState = SectionState.COMPLETE,
    **more: str,
):
    return save_matter(
        pathway=pathway, domain=domain, needs=needs, says=more.pop("says", ""), state=state, version=version,
        by=world.social_worker.user, now=now, **more,
    )  # fmt: skip


def agrees(pathway: PathwayPlan, now: datetime, answer: Answer = Answer.AGREES, says: str = "") -> PathwayPlan:
    return answer_pathway(pathway=pathway, answer=answer, says=says, through=Through.OWN_PAGE, by=None, now=now)


def in_force(pathway: PathwayPlan, world: World, now: datetime) -> PathwayPlan:
    write(pathway, world, now)
    agrees(pathway, now)
    return sign_pathway(pathway=pathway, by=world.social_worker.user, now=now)


def review(pathway: PathwayPlan, world: World, held_on: date, now: datetime):
    return record_pathway_review(
        pathway=pathway, held_on=held_on, attendees="Sue and Ade", young_person_said="Fine", decisions="Carry on",
        by=world.social_worker.user, now=now,
    )  # fmt: skip


def ask(pathway: PathwayPlan, now: datetime, *, by_young_person: bool = True):
    return ask_for_review(
        pathway=pathway,
        by_young_person=by_young_person,
        why="I want to move",
        through=Through.OWN_PAGE,
        by=None,
        now=now,
    )


def clocks(code: str) -> list[Deadline]:
    return list(Deadline.objects.filter(duty_code=code).order_by("starts_at", "id"))


def pathway_drift(now: datetime) -> list[drift.Drift]:
    return [found for found in drift.find(now=now) if found.duty_code.startswith("pathway")]


def test_a_plan_begins_with_ten_empty_matters_once(world: World, pathway: PathwayPlan, now: datetime):
    assert pathway.sections.count() == len(PathwayDomain) == 10
    assert set(pathway.sections.values_list("state", flat=True)) == {SectionState.NOT_STARTED}
    with pytest.raises(PathwayAlreadyBegun):
        begin_pathway(learner=pathway.learner, by=world.social_worker.user, now=now)


def test_the_second_to_save_a_matter_overwrites_nothing(world: World, pathway: PathwayPlan, now: datetime):
    write(pathway, world, now, PathwayDomain.HEALTH, "A dentist")
    with pytest.raises(StaleMatter) as refused:
        write(pathway, world, now, PathwayDomain.HEALTH, "A doctor")
    assert refused.value.theirs.needs == "A dentist"
    assert refused.value.theirs.version == 1
    write(pathway, world, now, PathwayDomain.HEALTH, "A dentist and a doctor", version=1)
    section = pathway.sections.get(domain=PathwayDomain.HEALTH)
    assert (section.needs, section.version, section.saved_by) == ("A dentist and a doctor", 2, world.social_worker.user)


@pytest.mark.parametrize(
    ("domain", "needs", "state", "reason", "error"),
    [
        ("health", " ", "complete", "", NothingWritten),
        ("health", "", "not_applicable", " ", WhyNotMissing),
        ("contingency", "", "not_applicable", "All is well", ContingencyApplies),
    ],
)
def test_what_a_matter_must_say(world, pathway, now, domain, needs, state, reason, error):
    with pytest.raises(error):
        write(
            pathway, world, now, PathwayDomain(domain), needs, state=SectionState(state), not_applicable_reason=reason
        )


def test_a_reason_is_kept_only_while_the_matter_does_not_apply(world: World, pathway: PathwayPlan, now: datetime):
    saved = write(
        pathway, world, now, PathwayDomain.EMPLOYMENT, "", state=SectionState.NOT_APPLICABLE,
        not_applicable_reason="At college all week",
    )  # fmt: skip
    assert saved.section.not_applicable_reason == "At college all week"
    saved = write(pathway, world, now, PathwayDomain.EMPLOYMENT, "A Saturday job", version=1)
    assert (saved.section.state, saved.section.not_applicable_reason) == ("complete", "")


def test_it_holds_when_both_have_spoken_and_its_review_is_due_in_six_months(
    world: World, pathway: PathwayPlan, now: datetime
):
    write(pathway, world, now)
    assert agrees(pathway, now).in_force_at is None
    assert clocks("pathway_review") == []
    held = sign_pathway(pathway=pathway, by=world.social_worker.user, now=now + DAY)
    assert (held.state, held.agreed_at, held.in_force_at) == (PlanState.AGREED, now + DAY, now + DAY)
    (clock,) = clocks("pathway_review")
    assert (clock.due_on, clock.owner, clock.subject_uuid) == (date(2027, 4, 7), world.social_care, pathway.uuid)
    assert pathway_drift(now + DAY) == []


def test_who_disagrees_is_heard_and_the_plan_holds_without_being_agreed(
    world: World, pathway: PathwayPlan, now: datetime
):
    with pytest.raises(WordsMissing):
        agrees(pathway, now, Answer.DISAGREES, " ")
    agrees(pathway, now, Answer.DISAGREES, "I do not want to share a flat")  # before anything is written
    write(pathway, world, now)
    assert PathwayPlan.objects.get().young_person_answer == "", "the words have changed since"
    agrees(pathway, now, Answer.DISAGREES, "I do not want to share a flat")
    held = sign_pathway(pathway=pathway, by=world.social_worker.user, now=now)
    assert (held.state, held.agreed_at, held.in_force_at) == (PlanState.DRAFT, None, now)
    assert held.young_person_says == "I do not want to share a flat"
    assert len(clocks("pathway_review")) == 1
    agreed = agrees(pathway, now + DAY)
    assert (agreed.state, agreed.agreed_at, agreed.in_force_at) == (PlanState.AGREED, now + DAY, now)
    assert len(clocks("pathway_review")) == 1
    assert pathway_drift(now + DAY) == []


def test_without_an_answer_the_key_worker_says_why(world: World, pathway: PathwayPlan, now: datetime):
    write(pathway, world, now)
    with pytest.raises(NotAskedReasonMissing):
        sign_pathway(pathway=pathway, by=world.social_worker.user, now=now)
    held = sign_pathway(
        pathway=pathway, not_asked_reason="Does not want to be met", by=world.social_worker.user, now=now
    )
    assert (held.in_force_at, held.state) == (now, PlanState.DRAFT)
    with pytest.raises(AlreadySigned, match="Sue Worker"):
        sign_pathway(pathway=pathway, by=world.team_manager.user, now=now)
    assert agrees(pathway, now).not_asked_reason == ""


def test_nobody_agrees_before_it_says_what_happens_if_it_does_not_work_out(
    world: World, pathway: PathwayPlan, now: datetime
):
    for act in (lambda: agrees(pathway, now), lambda: sign_pathway(pathway=pathway, by=world.head.user, now=now)):
        with pytest.raises(ContingencyMissing, match="does not work out"):
            act()


def test_other_words_take_back_what_was_agreed_until_it_holds(world: World, pathway: PathwayPlan, now: datetime):
    write(pathway, world, now)
    agrees(pathway, now)
    assert write(pathway, world, now, PathwayDomain.HEALTH, "A dentist").asks_again
    assert PathwayPlan.objects.get().young_person_answered_at is None
    agrees(pathway, now)
    same_words = write(
        pathway, world, now, PathwayDomain.HEALTH, "A dentist", version=1, state=SectionState.IN_PROGRESS
    )
    assert not same_words.asks_again
    sign_pathway(pathway=pathway, by=world.social_worker.user, now=now)
    assert not write(pathway, world, now, PathwayDomain.HEALTH, "A doctor", version=2).asks_again
    assert PathwayPlan.objects.get().young_person_answer == Answer.AGREES


def test_from_their_own_page_the_key_worker_is_told_by_initials(world: World, pathway: PathwayPlan, now: datetime):
    write(pathway, world, now)
    agrees(pathway, now)
    message = Message.objects.filter(channel="email").get()
    assert message.recipient == world.social_worker.user
    assert pathway.learner.initials in message.subject
    assert pathway.learner.family_name not in message.subject + message.body


def test_a_review_meets_the_clock_and_starts_the_next(world: World, pathway: PathwayPlan, now: datetime):
    in_force(pathway, world, now)
    later = now + 100 * DAY
    review(pathway, world, date(2027, 1, 12), later)
    first, second = clocks("pathway_review")
    assert (first.state, second.state, second.due_on) == (DeadlineState.MET, DeadlineState.OPEN, date(2027, 7, 12))
    review(pathway, world, date(2026, 12, 1), later)  # entered afterwards: kept, moves no clock
    assert len(clocks("pathway_review")) == 2
    assert pathway_drift(later) == []
    for held_on, error in [
        (date(2027, 1, 12), ReviewRecordedThatDay), (date(2027, 1, 15), ReviewHeldInFuture),
        (date(2026, 10, 5), ReviewBeforeBegun),
    ]:  # fmt: skip
        with pytest.raises(error):
            review(pathway, world, held_on, later)


def test_a_late_review_is_late(world: World, pathway: PathwayPlan, now: datetime):
    in_force(pathway, world, now)
    later = now + 200 * DAY
    review(pathway, world, date(2027, 4, 8), later)
    clock = clocks("pathway_review")[0]
    assert clock.met_at >= clock.due_at
    assert pathway_drift(later) == []


def test_whoever_asks_for_a_review_gets_one(world: World, pathway: PathwayPlan, now: datetime):
    """Before the plan is agreed, twice, by both: each request has its clock and one review meets those made by then."""
    asked = ask(pathway, now)
    again = ask(pathway, now + DAY, by_young_person=False)
    assert [clock.due_on for clock in clocks("pathway_review_asked")] == [date(2026, 11, 3), date(2026, 11, 4)]
    held = review(pathway, world, date(2026, 10, 6), now + 3 * DAY)
    asked.refresh_from_db()
    again.refresh_from_db()
    assert (asked.review, again.review) == (held, None)
    assert [clock.state for clock in clocks("pathway_review_asked")] == [DeadlineState.MET, DeadlineState.OPEN]
    assert clocks("pathway_review") == [], "the plan does not hold yet"
    assert pathway_drift(now + 3 * DAY) == []


def test_a_review_that_was_asked_for_meets_both_clocks(world: World, pathway: PathwayPlan, now: datetime):
    in_force(pathway, world, now)
    ask(pathway, now + DAY)
    review(pathway, world, date(2026, 10, 9), now + 4 * DAY)
    assert [clock.state for clock in clocks("pathway_review_asked")] == [DeadlineState.MET]
    assert [clock.state for clock in clocks("pathway_review")] == [DeadlineState.MET, DeadlineState.OPEN]
    assert pathway_drift(now + 4 * DAY) == []


def test_the_key_worker_hears_that_a_review_is_asked_for_once(world: World, pathway: PathwayPlan, now: datetime):
    ask(pathway, now)
    told = Message.objects.filter(channel="email")
    assert [message.recipient for message in told] == [world.social_worker.user]


@pytest.mark.parametrize("event", ["closed", "died"])
def test_when_the_case_ends_its_clocks_stop_and_nothing_new_is_written(
    world: World, pathway: PathwayPlan, now: datetime, event: str
):
    in_force(pathway, world, now)
    ask(pathway, now)
    if event == "died":
        record_death(learner=pathway.learner, died_on=date(2026, 10, 6), by=None, now=now)
    else:
        close_case(learner=pathway.learner, closed_on=date(2026, 10, 6), reason="Moved", by=None, now=now)
    states = {clock.state for clock in Deadline.objects.filter(duty_code__startswith="pathway")}
    assert states == {DeadlineState.CANCELLED}
    assert pathway_drift(now) == []
    with pytest.raises(CaseHasEnded):
        ask(pathway, now)


def test_a_closed_plan_is_kept_and_another_can_be_begun(world: World, pathway: PathwayPlan, now: datetime):
    in_force(pathway, world, now)
    ask(pathway, now)
    with pytest.raises(CloseReasonMissing):
        close_pathway(pathway=pathway, reason=" ", by=world.social_worker.user, now=now)
    close_pathway(pathway=pathway, reason="Is 25", by=world.social_worker.user, now=now)
    assert {clock.state for clock in Deadline.objects.filter(duty_code__startswith="pathway")} == {
        DeadlineState.CANCELLED
    }
    assert pathway_drift(now) == []
    with pytest.raises(PathwayIsClosed):
        ask(pathway, now)
    assert begin_pathway(learner=pathway.learner, by=world.social_worker.user, now=now) != pathway


def test_an_action_says_how_by_whom_and_by_when(world: World, pathway: PathwayPlan, now: datetime):
    act = {"pathway": pathway, "domain": PathwayDomain.HEALTH, "by": world.social_worker.user, "now": now}
    due_on = date(2026, 10, 20)
    with pytest.raises(HowMissing):
        add_action(**act, how=" ", owner_name="Ade", due_on=due_on)
    with pytest.raises(OwnerMissing):
        add_action(**act, how="Find a dentist", due_on=due_on)
    with pytest.raises(DueInPast):
        add_action(**act, how="Find a dentist", owner_name="Ade", due_on=date(2026, 10, 5))
    action = add_action(**act, how="Find a dentist", owner=world.social_worker, due_on=due_on)
    assert pathway.sections.get(domain=PathwayDomain.HEALTH).state == SectionState.IN_PROGRESS
    changed = change_action(
        action=action, how="Find a dentist near", owner_name="Ade", due_on=due_on, by=world.social_worker.user, now=now
    )
    assert (changed.owner, changed.owner_name) == (None, "Ade")
    with pytest.raises(DoneInFuture):
        complete_action(action=action, done_on=due_on, result="", by=world.social_worker.user, now=now)
    done = complete_action(
        action=action, done_on=date(2026, 10, 6), result="First visit on Friday", by=world.social_worker.user, now=now
    )
    assert done.done_on == date(2026, 10, 6)
    with pytest.raises(AlreadyDone):
        complete_action(action=action, done_on=date(2026, 10, 6), result="", by=world.social_worker.user, now=now)


def test_another_action_asks_for_agreement_again_until_the_plan_holds(world, pathway, now):
    write(pathway, world, now)
    agrees(pathway, now)
    add_action(
        pathway=pathway, domain=PathwayDomain.HEALTH, how="Find a dentist", owner_name="Ade",
        due_on=date(2026, 10, 20), by=world.social_worker.user, now=now,
    )  # fmt: skip
    assert PathwayPlan.objects.get().young_person_answer == ""


@pytest.mark.parametrize(
    ("answer", "signed", "holds", "closed", "expected"),
    [
        ("", False, False, False, Standing.DRAFT),
        ("agrees", False, False, False, Standing.WAITS_FOR_KEY_WORKER),
        ("disagrees", False, False, False, Standing.WAITS_FOR_KEY_WORKER),
        ("", True, True, False, Standing.NOT_ASKED),
        ("agrees", True, True, False, Standing.AGREED),
        ("disagrees", True, True, False, Standing.DISAGREED),
        ("agrees", True, True, True, Standing.CLOSED),
    ],
)
def test_where_a_plan_stands(now, answer, signed, holds, closed, expected):
    found = standing(
        answer=answer,
        key_worker_agreed_at=now if signed else None,
        in_force_at=now if holds else None,
        is_closed=closed,
    )
    assert found is expected
