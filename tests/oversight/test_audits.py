"""Audits: the draw that is kept, who answers by when, answers that nobody overwrites, findings that become actions (K9)."""

import hashlib
from datetime import datetime, timedelta
from unittest.mock import patch

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from accounts.clock import local_date
from accounts.enums import Purpose
from accounts.leaving import left_behind
from accounts.services import end_membership
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.selectors import drift
from deadlines.services import sweep
from learners.models import Learner
from learners.services import restrict
from notifications.models import Message
from oversight.duties import AUDIT_ANSWERS
from oversight.enums import AuditQuestionKind, FindingKind, LeadKind, Listing, RowKind
from oversight.models import AuditAnswer, AuditCase, AuditSample, AuditShare, StrategyRow
from oversight.rules.audits import is_answered, shared_out
from oversight.selectors.audits import answered, cases_of, counted, lines, who_sees
from oversight.services import audit_answers as answers
from oversight.services import audit_shares as shares
from oversight.services import audits as services
from tests.factories import AgencyLinkFactory, LearnerFactory
from tests.oversight.audits import DAY, answer, audit_of, drawn
from tests.oversight.strategies import added, strategy_of
from tests.people import World

pytestmark = pytest.mark.django_db


def drifted(now: datetime) -> list[drift.Drift]:
    """What differs of clocks of audits; the young people of these tests have no clocks of their own."""
    return [found for found in drift.find(now=now) if found.duty_code == AUDIT_ANSWERS]


@pytest.mark.parametrize(
    ("kind", "value", "words", "whole"),
    [
        (AuditQuestionKind.YES_NO, "partly", "", True), (AuditQuestionKind.YES_NO, "", "Hardly", False),
        (AuditQuestionKind.YES_NO, "3", "", False), (AuditQuestionKind.SCALE, "5", "", True),
        (AuditQuestionKind.WORDS, "", " ", False), (AuditQuestionKind.WORDS, "", "A bus pass", True),
    ],
)  # fmt: skip
def test_when_a_question_is_answered(kind: AuditQuestionKind, value: str, words: str, whole: bool):
    assert is_answered(kind, value, words) is whole


@pytest.mark.parametrize(
    ("seen_by", "cases", "places"),
    [
        ([{1, 2, 3, 4}, {1, 2, 3, 4}], [4, 3, 2, 1], [0, 1, 0, 1]),
        ([{1, 2}, {1, 2, 3, 4}], [3, 4, 1, 2], [1, 1, 0, 0]),
        ([{1}], [1, 2], [0, None]),
        ([], [1], [None]),
    ],
)
def test_who_gets_whom(seen_by: list[set[int]], cases: list[int], places: list[int | None]):
    assert shared_out(seen_by, cases) == places


def test_a_sample_is_drawn_by_its_seed_and_kept(world: World, real_now: datetime):
    """From those of the agency whom the drawer sees, and from nobody else; the draw can be done again from its seed."""
    ours = [world.learner() for _ in range(8)]
    world.learner(is_restricted=True)
    elsewhere = LearnerFactory(home_authority=world.other_virtual_school.local_authority)
    AgencyLinkFactory(learner=elsewhere, agency=world.other_virtual_school, purpose=Purpose.HOME_VIRTUAL_SCHOOL)
    audit = audit_of(world, real_now)
    sample = services.draw_sample(audit=audit, size=5, by=world.head.user, now=real_now)
    assert (sample.population, sample.size, sample.number, sample.drawn_by) == (8, 5, 1, world.head.user)
    in_order = sorted(ours, key=lambda one: hashlib.md5(f"{sample.seed}{one.uuid}".encode()).hexdigest())  # noqa: S324
    cases = list(AuditCase.objects.filter(sample=sample).order_by("position"))
    assert [case.learner for case in cases] == in_order[:5]
    assert {case.area for case in cases} == {"out"}, "the college stands in another authority"
    with pytest.raises(services.AuditRefused) as refused:
        services.draw_sample(audit=audit, size=5, by=world.head.user, now=real_now)
    assert refused.value.field == "reason"
    second = services.draw_sample(audit=audit, size=5, reason="Too few", by=world.head.user, now=real_now)
    assert (second.number, second.population, second.cases.count()) == (2, 3, 3), "nobody is drawn twice"
    assert second.seed != sample.seed
    with pytest.raises(services.AuditRefused, match="nobody to draw from"):
        services.draw_sample(audit=audit, size=1, reason="All", by=world.head.user, now=real_now)
    with pytest.raises(IntegrityError), transaction.atomic():
        AuditSample.objects.filter(pk=sample.pk).update(seed="x")
    assert AuditSample.objects.get(pk=sample.pk).seed == sample.seed


def test_a_sample_of_a_list_comes_from_that_list(world: World, real_now: datetime):
    placed = world.learner()
    world.learner(enrolled=False)
    audit = audit_of(world, real_now, listing=Listing.YOUNG_PEOPLE, filters="area=out")
    assert services.draw_sample(audit=audit, size=9, by=world.head.user, now=real_now).population == 1
    assert AuditCase.objects.get().learner == placed


def test_nothing_is_drawn_where_the_last_write_fails(world: World, real_now: datetime):
    world.learner()
    audit = audit_of(world, real_now)
    with (
        patch("oversight.services.audits.history.create_all", side_effect=DatabaseError),
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        services.draw_sample(audit=audit, size=5, by=world.head.user, now=real_now)
    assert not AuditSample.objects.exists()
    assert not AuditCase.objects.exists()


def test_questions_stand_once_a_sample_is_drawn(world: World, real_now: datetime):
    world.learner()
    audit = audit_of(world, real_now, questions=False)
    act = {"by": world.head.user, "now": real_now}
    with pytest.raises(services.NothingToAsk):
        services.draw_sample(audit=audit, size=1, **act)
    question = services.add_question(audit=audit, text="Did it help?", kind=AuditQuestionKind.YES_NO, **act)
    other = services.add_question(audit=audit, text="Who says so?", kind=AuditQuestionKind.WORDS, **act)
    services.remove_question(question=other, **act)
    services.change_question(question=question, text="Did it help them?", kind=AuditQuestionKind.SCALE, **act)
    services.draw_sample(audit=audit, size=1, **act)
    with pytest.raises(services.SampleIsDrawn):
        services.change_question(question=question, text="Really?", kind=AuditQuestionKind.SCALE, **act)
    with pytest.raises(services.SampleIsDrawn):
        services.add_question(audit=audit, text="More?", kind=AuditQuestionKind.SCALE, **act)
    assert list(audit.questions.values_list("text", "kind")) == [("Did it help them?", "scale")]


def test_each_auditor_has_a_clock_that_their_answers_meet(world: World, real_now: datetime):
    for _ in range(3):
        world.learner()
    audit = audit_of(world, real_now)
    services.draw_sample(audit=audit, size=3, by=world.head.user, now=real_now)
    due_on = local_date(real_now) + 10 * DAY
    act = {"by": world.head.user, "now": real_now}
    left = shares.share_out(audit=audit, auditors=[world.officer, world.key_contact], due_on=due_on, **act)
    assert left == []
    assert [share.cases.count() for share in AuditShare.objects.order_by("pk")] == [2, 1]
    share = AuditShare.objects.get(auditor=world.officer)
    deadline = Deadline.objects.get(subject_uuid=share.uuid)
    assert (deadline.owner, deadline.due_on, deadline.stands_alone) == (world.virtual_school, due_on, True)
    for person, seen in ((world.officer, 2), (world.team_manager, 0), (world.stranger, 0), (world.social_worker, 0)):
        assert Deadline.objects.visible_to(person.user).filter(duty_code=AUDIT_ANSWERS).count() == seen
    first, second = share.cases.order_by("position")
    answer(first, world, real_now + DAY)
    deadline.refresh_from_db()
    assert deadline.state == DeadlineState.OPEN
    answer(second, world, real_now + 2 * DAY)
    deadline.refresh_from_db()
    assert (deadline.state, deadline.met_at) == (DeadlineState.MET, real_now + 2 * DAY)
    other = Deadline.objects.get(subject_uuid=AuditShare.objects.get(auditor=world.key_contact).uuid)
    sweep(now=other.due_at + timedelta(days=1))
    told = Message.objects.filter(topic=other.topic)
    assert set(told.values_list("recipient__name", flat=True)) == {"Kay Contact", "Hana Head"}
    assert not any(case.learner.family_name in message.body for case in audit.cases.all() for message in told)
    assert drifted(real_now + 3 * DAY) == []


def test_a_clock_that_cannot_begin_leaves_nobody_with_an_auditor(world: World, real_now: datetime):
    world.learner()
    audit = audit_of(world, real_now)
    services.draw_sample(audit=audit, size=3, by=world.head.user, now=real_now)
    with (
        patch("oversight.services.audit_shares.history.change_all", side_effect=DatabaseError),
        pytest.raises(DatabaseError),
        transaction.atomic(),
    ):
        shares.share_out(
            audit=audit, auditors=[world.officer], due_on=local_date(real_now), by=world.head.user, now=real_now
        )
    assert not AuditShare.objects.exists()
    assert not Deadline.objects.filter(duty_code=AUDIT_ANSWERS).exists()
    assert AuditCase.objects.get().share is None


def test_nobody_answers_for_whom_they_may_not_see(world: World, real_now: datetime):
    learner = world.learner()
    audit = audit_of(world, real_now)
    services.draw_sample(audit=audit, size=1, by=world.head.user, now=real_now)
    act = {"due_on": local_date(real_now), "by": world.head.user, "now": real_now}
    with pytest.raises(shares.ShareRefused, match="Choose colleagues"):
        shares.share_out(audit=audit, auditors=[world.team_manager], **act)
    restrict(learner=learner, reason="Safety", people=[world.head.user], by=world.head.user, now=real_now)
    with pytest.raises(shares.ShareRefused, match="None of them"):
        shares.share_out(audit=audit, auditors=[world.officer], **act)
    case = AuditCase.objects.get()
    with pytest.raises(shares.ShareRefused) as refused:
        shares.give_case(case=case, auditor=world.officer, **act)
    assert refused.value.field == "auditor"
    (line,) = lines([case], world.officer.user)
    assert line.case is None, "no longer open to them"
    assert [one.case for one in lines([case], world.head.user)] == [case]


def test_who_is_set_aside_or_given_to_another_settles_the_clocks(world: World, real_now: datetime):
    world.learner(), world.learner()
    audit = drawn(world, real_now)
    first, second = AuditCase.objects.order_by("position")
    act = {"by": world.head.user, "now": real_now}
    due_on = local_date(real_now) + 5 * DAY
    shares.give_case(case=first, auditor=world.key_contact, due_on=due_on, **act)
    share = AuditShare.objects.get(auditor=world.officer)
    assert share.is_open
    shares.set_aside(case=second, reason="Moved away", **act)
    share.refresh_from_db()
    states = dict(Deadline.objects.filter(duty_code=AUDIT_ANSWERS).values_list("subject_uuid", "state"))
    assert (share.ended_at, states[share.uuid]) == (real_now, DeadlineState.CANCELLED)
    services.close_audit(audit=audit, conclusion="Too few to say", **act)
    assert set(Deadline.objects.filter(duty_code=AUDIT_ANSWERS).values_list("state", flat=True)) == {"cancelled"}
    first.refresh_from_db()
    with pytest.raises(services.AuditIsOver):
        answer(first, world, real_now)
    assert drifted(real_now + DAY) == []


def test_half_an_answer_is_kept_and_nobody_overwrites_a_colleague(world: World, real_now: datetime):
    world.learner()
    audit = drawn(world, real_now)
    case = AuditCase.objects.get()
    first, second, third = audit.questions.order_by("position")
    act = {"by": world.officer.user, "now": real_now}
    half = {first.uuid: ("", "Not sure yet")}
    answers.save_answers(case=case, answers=half, revision=0, finish=False, **act)
    with pytest.raises(answers.AnsweredMeanwhile):
        answers.save_answers(case=case, answers={first.uuid: ("no", "")}, revision=0, finish=False, **act)
    with pytest.raises(services.AuditRefused) as refused:
        answers.save_answers(case=case, answers=half, revision=1, finish=True, **act)
    assert refused.value.field == f"value_{first.uuid}"
    assert AuditAnswer.objects.get(question=first).words == "Not sure yet"
    assert not AuditAnswer.objects.exclude(question=first).exists()
    whole = {first.uuid: ("partly", "Now and then"), second.uuid: ("2", ""), third.uuid: ("", "")}
    with pytest.raises(services.AuditRefused) as refused:
        answers.save_answers(case=case, answers=whole, revision=1, finish=True, **act)
    assert refused.value.field == f"words_{third.uuid}"
    answers.save_answers(case=case, answers=whole | {third.uuid: ("", "A mentor")}, revision=1, finish=True, **act)
    case.refresh_from_db()
    assert (case.revision, case.finished_at) == (2, real_now)
    assert AuditAnswer.history.filter(question=first).count() == 2


def test_answers_are_counted_as_their_list(world: World, real_now: datetime):
    for _ in range(4):
        world.learner()
    audit = drawn(world, real_now)
    cases = list(AuditCase.objects.order_by("position"))
    for case, value in zip(cases, ("yes", "yes", "no"), strict=False):
        answer(case, world, real_now, value)
    answer(cases[3], world, real_now, "yes", finish=False)
    found = counted(audit)
    for one in found:
        for value in ("", *one.values):
            for area in ("", "in", "out", "none"):
                assert one.number(value, area) == answered(audit, one.question, value, area).count()
    assert [found[0].number(value) for value in ("", "yes", "partly", "no")] == [3, 2, 0, 1]


def test_a_finding_becomes_an_action_of_a_strategy(world: World, real_now: datetime):
    audit = audit_of(world, real_now)
    act = {"by": world.head.user, "now": real_now}
    finding = answers.write_finding(
        audit=audit, kind=FindingKind.NEEDS_WORK, theme="Hearing them", text="Seldom asked", **act
    )
    theme = added(strategy_of(world, real_now), world, real_now, RowKind.THEME, "Voice")
    kpi = added(theme.strategy, world, real_now, RowKind.KPI, "Everybody is asked", theme)
    asked = {"text": "Ask before each review", "due_on": local_date(real_now) + 30 * DAY, "lead": world.key_contact}
    row = answers.act_on_finding(finding=finding, parent=kpi, **asked, **act)
    finding.refresh_from_db()
    assert (finding.action, row.kind, row.parent) == (row, RowKind.ACTION, kpi)
    assert row.leads.get(kind=LeadKind.LEAD).membership == world.key_contact
    with pytest.raises(answers.IsAnAction):
        answers.act_on_finding(finding=finding, parent=kpi, **asked, **act)
    assert StrategyRow.objects.filter(kind=RowKind.ACTION).count() == 1


def test_who_only_supports_does_not_answer(world: World, real_now: datetime):
    """Their page of the young person would not be found."""
    learner = LearnerFactory(home_authority=world.other_virtual_school.local_authority)
    AgencyLinkFactory(learner=learner, agency=world.virtual_school, purpose=Purpose.HOST_VIRTUAL_SCHOOL)
    assert Learner.objects.visible_to(world.officer.user).filter(pk=learner.pk).exists()
    assert who_sees([learner.pk], world.officer) == set()


def test_whom_somebody_who_left_answered_for_goes_to_others_in_one_act(world: World, real_now: datetime):
    for _ in range(3):
        world.learner()
    audit = drawn(world, real_now)
    first, *rest = AuditCase.objects.order_by("position")
    answer(first, world, real_now)
    share = AuditShare.objects.get()
    end_membership(membership=world.officer, by=None, now=real_now)
    shown = lines(list(cases_of(audit)), world.head.user)
    assert {line.auditor for line in shown} == {"Ola Officer (role ended)"}
    act = {"due_on": local_date(real_now) + 20 * DAY, "by": world.head.user, "now": real_now}
    assert shares.share_out(audit=audit, auditors=[world.key_contact], **act) == []
    assert set(AuditCase.objects.filter(share__auditor=world.key_contact)) == set(rest)
    share.refresh_from_db()
    assert share.done_at == real_now, "what was answered stays theirs, the rest is asked of another"
    assert list(Deadline.objects.filter(duty_code=AUDIT_ANSWERS).order_by("pk").values_list("state", flat=True)) == [
        DeadlineState.MET, DeadlineState.OPEN,
    ]  # fmt: skip
    assert drifted(real_now) == []
    with pytest.raises(shares.ShareRefused, match="Everybody drawn has an auditor"):
        shares.share_out(audit=audit, auditors=[world.key_contact], **act)


def test_before_a_role_ends_its_page_says_whom_they_answer_for(world: World, real_now: datetime):
    world.learner(), world.learner()
    drawn(world, real_now)
    assert "2 young people of an audit would need another auditor." in left_behind(world.officer)
    for case in AuditCase.objects.all():
        answer(case, world, real_now)
    assert not any("audit" in sentence for sentence in left_behind(world.officer))


def test_no_other_agency_finds_an_audit(world: World, real_now: datetime):
    learner = world.learner()
    audit = drawn(world, real_now)
    for person in world.people().values():
        ours = person in {hat.user for hat in (world.head, world.key_contact, world.officer)}
        assert type(audit).objects.visible_to(person).exists() == ours
        assert AuditCase.objects.visible_to(person).exists() == ours
    Learner.objects.filter(pk=learner.pk).update(is_restricted=True)
    assert not AuditCase.objects.visible_to(world.officer.user).exists()
