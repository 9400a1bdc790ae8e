"""The demonstration as it is loaded: complete, without drift, and seen by everybody as their hats say."""

import re
from collections import Counter
from collections.abc import Iterator

import pytest
from django.db import transaction
from django.db.models import Count, Q

from accounts import access
from accounts.clock import database_now, local_date
from accounts.enums import Permission, RoleCode
from accounts.models import Agency, Membership, User
from agreements.enums import ChallengeState, EventKind, LiaisonLevel, NoticeKind, Side
from agreements.models import (
    Agreement,
    AgreementReview,
    Challenge,
    Complaint,
    Compliment,
    EmployerPartner,
    JointEvent,
    LiaisonAction,
    LiaisonMeeting,
    LibraryDocument,
    ProjectNotice,
    Promotion,
)
from deadlines.enums import DeadlineState, Outcome
from deadlines.models import Deadline, SweepFault
from deadlines.registry import duties
from deadlines.selectors import drift
from education_plans.enums import (
    Answer,
    Attendance,
    ClaimState,
    EarlyReason,
    FundingState,
    MeetingKind,
    MeetingState,
    PathwayDomain,
    PlanVariant,
    QualityOutcome,
    RecordRequestState,
    SectionState,
    SkillState,
    TargetState,
    ViewResponse,
)
from education_plans.models import (
    AccommodationCheck,
    CircumstanceChange,
    CompletionSnapshot,
    EarlyReview,
    EducationPlan,
    EntitlementClaim,
    FundingRequest,
    GuidanceSession,
    HelpCall,
    Invitee,
    MeetingAction,
    Occasion,
    PathwayPlan,
    PathwayReviewRequest,
    PersonalLink,
    PlanAgreement,
    PlanCopy,
    PlanMeeting,
    PlanSection,
    QualityCheck,
    RecordRequest,
    SectionDraft,
    SectionRequest,
    SkillProof,
    SupportNeed,
    Target,
    View,
)
from education_plans.rules.months import first_of, months_from
from education_plans.services.drafts import clear_drafts
from education_plans.services.early_reviews import propose_early_reviews
from education_plans.services.monitor import freeze_months
from learners.models import InformationRequest, Learner, Release
from notifications.models import Message
from oversight.demo.load import load
from oversight.enums import PanelMeetingState
from oversight.models import (
    AuditCase,
    AuditSample,
    BoardPack,
    MeasureSnapshot,
    PanelAction,
    PanelMeeting,
    RiskJudgement,
    SuccessStory,
)
from oversight.services.measure_snapshots import take_snapshots
from tracking.models import Emergency, Exclusion, Incident

pytestmark = [pytest.mark.django_db, pytest.mark.exhaustive]  # a minute to load


@pytest.fixture(scope="module", autouse=True)
def demonstration(django_db_setup: None, django_db_blocker: pytest.FixtureRequest) -> Iterator[str]:
    """Loaded once for all tests of this module, and taken back at the end."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load(now=database_now(), report=lambda line: None)
        transaction.set_rollback(True)


def test_it_is_of_the_size_it_promises(demonstration: str):
    assert 140 <= Learner.objects.count() <= 170
    assert Agency.objects.filter(kind="provider").count() == 5
    assert Agency.objects.filter(kind="virtual_school").count() == 3
    outside = Agency.objects.filter(kind="provider").exclude(local_authority__region="West Midlands")
    assert outside.count() == 1


def test_there_is_somebody_in_every_role():
    assert set(Membership.objects.active().values_list("role", flat=True)) == set(RoleCode.values)


def test_the_ledger_says_what_the_records_say():
    assert list(drift.find(now=database_now())) == []
    assert not SweepFault.objects.exists()


def test_access_is_what_memberships_and_links_say():
    found = access.rebuild(check=True)
    assert not found.missing
    assert not found.surplus


def test_list_and_single_check_agree_for_everybody():
    learners = list(Learner.objects.all())
    wrong = []
    for user in User.objects.all():
        seen = set(Learner.objects.visible_to(user).values_list("pk", flat=True))
        wrong += [
            f"{user} and {learner}"
            for learner in learners
            if access.allows(user, Permission.VIEW_LEARNER, learner) != (learner.pk in seen)
        ]
    assert wrong == []


def test_every_clock_is_in_every_state_that_matters():
    now = database_now()
    for duty in duties():
        outcomes = set(Deadline.objects.filter(duty_code=duty.code).with_outcome(now).values_list("outcome", flat=True))
        assert Outcome.ON_TIME in outcomes, duty.code
    plans = Deadline.objects.filter(duty_code="education_plan")
    assert set(plans.with_outcome(now).values_list("outcome", flat=True)) == set(Outcome.values)
    assert {DeadlineState.OPEN, DeadlineState.MET} <= set(plans.values_list("state", flat=True))
    for code in ("same_day_notice", "emergency_response", "plan_review", "key_worker_named"):
        outcomes = set(Deadline.objects.filter(duty_code=code).with_outcome(now).values_list("outcome", flat=True))
        assert {Outcome.ON_TIME, Outcome.MISSED} <= outcomes, code
    assert plans.filter(paused_at__isnull=False).exists()
    assert Deadline.objects.filter(was_moved=True).exists()
    assert Incident.objects.open().unproven().exists()
    assert Emergency.objects.unanswered().exists()
    assert Exclusion.objects.count() == 2


def test_agreements_stand_at_every_point_of_their_life():
    states = Counter(Agreement.objects.values_list("status", flat=True))
    assert states == {"in_force": 7, "draft": 2, "out_for_signature": 1, "ended": 1}
    sent = Agreement.objects.get(status="out_for_signature")
    assert [signature.side for signature in sent.texts.get().signatures.all()] == [Side.VIRTUAL_SCHOOL]
    assert Agreement.objects.get(status="draft", predecessor__isnull=False).starts_on > local_date(database_now())
    reviews = AgreementReview.objects.all()
    waiting = reviews.filter(completed_at__isnull=True)
    answered = waiting.filter(provider_answered_at__isnull=False, school_answered_at__isnull=True)
    assert (reviews.count(), waiting.count(), answered.count()) == (3, 2, 1)


def test_the_registers_are_in_use():
    today = local_date(database_now())
    assert set(LiaisonMeeting.objects.values_list("level", flat=True)) == set(LiaisonLevel.values)
    actions = LiaisonAction.objects.all()
    assert actions.filter(done_on__isnull=False).exists()
    assert actions.filter(done_on__isnull=True, due_on__lt=today).exists()
    assert actions.filter(done_on__isnull=True, due_on__gte=today).exists()
    past, coming, shadowing = JointEvent.objects.order_by("held_on")
    assert shadowing.kind == EventKind.SHADOWING
    assert LiaisonMeeting.objects.filter(purpose="service_plan").exclude(what_changed="").exists()
    assert set(LibraryDocument.objects.values_list("versions__number", flat=True)) == {1, 2}
    assert past.held_on < today < coming.held_on
    assert set(past.attendances.values_list("state", flat=True)) == {"attended", "absent", "apologies"}
    assert set(coming.attendances.values_list("state", flat=True)) == {"invited"}
    assert set(ProjectNotice.objects.values_list("kind", flat=True)) == set(NoticeKind.values)
    assert Promotion.objects.count() == 4
    assert Promotion.objects.filter(agreement__isnull=False).count() == 2
    assert EmployerPartner.objects.filter(supported_on__isnull=False).count() == 4
    assert EmployerPartner.objects.filter(supported_on__isnull=True).count() == 1
    complaints = Complaint.objects.order_by("recorded_at")
    assert [complaint.answered_at is not None for complaint in complaints] == [True, False]
    assert all(complaint.acknowledged_at for complaint in complaints)
    assert Compliment.objects.count() == 2
    assert set(ChallengeState.values) >= set(Challenge.objects.values_list("state", flat=True)) >= {"open", "resolved"}


def test_it_harms_nobody_real():
    assert all(email.endswith("demo.example") for email in User.objects.values_list("email", flat=True))
    assert all(re.fullmatch(r"01632 960\d{3}", phone) for phone in User.objects.values_list("phone", flat=True))


def test_nothing_was_said_of_the_one_who_died_afterwards():
    learner = Learner.objects.get(died_on__isnull=False)
    deaths = learner.history.filter(died_on__isnull=False).order_by("history_date").first()
    assert not Message.objects.filter(about=learner.uuid, queued_at__gt=deaths.history_date).exists()
    assert not Message.objects.filter(about=learner.uuid, state__in=["queued", "held"]).exists()


# --- Plans -------------------------------------------------------------------------------------------------------------


def test_there_are_plans_of_every_kind_but_work_and_each_says_something_of_its_own():
    assert set(EducationPlan.objects.values_list("variant", flat=True)) == set(PlanVariant) - {PlanVariant.WORK}
    assert EducationPlan.objects.filter(aims_for_higher_education=True).count() >= 2
    assert EducationPlan.objects.filter(previous__isnull=False).exists()
    states = set(PlanSection.objects.values_list("state", flat=True))
    assert {SectionState.NOT_STARTED, SectionState.IN_PROGRESS, SectionState.COMPLETE} <= states
    said = Counter(
        PlanSection.objects.filter(code="views").exclude(answers={}).values_list("answers__going", flat=True)
    )
    assert len(said) >= 5
    assert max(said.values()) < sum(said.values()) / 2
    texts = PlanSection.objects.exclude(answers={}).values_list("answers", flat=True)
    assert not any("{" in str(text) for answers in texts for text in answers.values())


def test_one_section_is_half_typed_and_colleagues_were_asked():
    assert SectionDraft.objects.count() >= 1
    assert clear_drafts(now=database_now()) == 0
    today = local_date(database_now())
    waiting = SectionRequest.objects.filter(done_at__isnull=True)
    assert waiting.filter(due_on__lt=today).exists()
    assert waiting.filter(due_on__gte=today).exists()


def test_plans_are_agreed_doubted_and_changed_since():
    counted = EducationPlan.objects.annotate(fixed=Count("versions"))
    assert counted.filter(fixed__gte=2).exists()
    doubted = PlanAgreement.objects.filter(answer=Answer.DISAGREES)
    assert {"young_person", "provider"} <= set(doubted.values_list("party", flat=True))
    assert any(
        not plan.versions.filter(number=plan.version).exists() for plan in counted.filter(fixed__gte=1, version__gte=2)
    )
    assert PlanCopy.objects.count() >= 4


def test_targets_and_money_stand_in_every_state():
    assert set(Target.objects.values_list("state", flat=True)) == set(TargetState)
    assert Target.objects.filter(carried_from__isnull=False).exists()
    assert Target.objects.filter(ticked_at__isnull=False).exists()
    requests = FundingRequest.objects.annotate(spent=Count("spends"))
    assert set(requests.values_list("state", flat=True)) == set(FundingState)
    assert requests.filter(spent=0, state=FundingState.APPROVED).exists()
    assert requests.filter(spent__gte=1, impact="").exists()
    assert requests.filter(spent__gte=1).exclude(impact="").exists()
    assert set(EntitlementClaim.objects.values_list("state", flat=True)) == set(ClaimState)
    assert SupportNeed.objects.values("domain").distinct().count() >= 4
    assert SupportNeed.objects.filter(provider__isnull=True).exists()
    assert set(GuidanceSession.objects.values_list("is_impartial", flat=True)) == {True, False}


def test_meetings_are_planned_held_and_called_off():
    assert set(PlanMeeting.objects.values_list("state", flat=True)) == set(MeetingState)
    assert set(PlanMeeting.objects.values_list("kind", flat=True)) == set(MeetingKind)
    assert PlanMeeting.objects.filter(sequence__gte=2, state=MeetingState.CANCELLED).exists()
    assert Invitee.objects.filter(meeting__state=MeetingState.CALLED, membership=None, is_young_person=False).exists()
    assert set(Attendance) - {Attendance.ABSENT} <= set(Invitee.objects.values_list("attendance", flat=True))
    actions = MeetingAction.objects.all()
    assert actions.filter(done_on__isnull=False).exists()
    assert actions.filter(done_on__isnull=True, owner__isnull=False).exists()
    assert Occasion.objects.filter(on__gt=local_date(database_now())).exists()
    assert CircumstanceChange.objects.exists()
    proposed = EarlyReview.objects.filter(settled_at__isnull=True)
    assert {EarlyReason.INCIDENT, EarlyReason.CHANGE, EarlyReason.YOUNG_PERSON} <= set(
        proposed.values_list("reason", flat=True)
    )
    assert EarlyReview.objects.filter(meeting__isnull=False).exists()
    assert EarlyReview.objects.exclude(declined_reason="").exists()
    assert propose_early_reviews(now=database_now()) == 0


def test_the_virtual_schools_have_looked_and_months_are_frozen():
    checks = QualityCheck.objects.all()
    assert set(checks.values_list("outcome", flat=True)) == set(QualityOutcome)
    assert checks.filter(second_look_of__isnull=False, outcome=QualityOutcome.GOOD).exists()
    last = months_from(first_of(local_date(database_now())), -1)
    months = set(CompletionSnapshot.objects.values_list("month", flat=True))
    assert {months_from(last, -back) for back in range(12)} <= months
    assert freeze_months(now=database_now()) == 0


def test_a_year_of_measures_is_kept_in_time():
    last = months_from(first_of(local_date(database_now())), -1)
    kept = MeasureSnapshot.objects.filter(split="")
    assert {months_from(last, -back) for back in range(12)} <= set(kept.values_list("month", flat=True))
    assert not any(row.is_late for row in kept.filter(code="missing_education"))
    assert kept.filter(numerator__gt=0).values("code").distinct().count() > 10
    assert take_snapshots(now=database_now()) == 0


def test_pathway_plans_stand_at_every_point():
    plans = PathwayPlan.objects.annotate(written=Count("sections", filter=~Q(sections__state=SectionState.NOT_STARTED)))
    assert plans.count() == 6
    assert plans.filter(young_person_answer=Answer.AGREES, in_force_at__isnull=False).count() == 2
    assert plans.filter(young_person_answer=Answer.AGREES, in_force_at__isnull=True).count() == 1
    assert plans.filter(young_person_answer=Answer.DISAGREES, in_force_at__isnull=False).count() == 1
    assert plans.filter(in_force_at__isnull=False).exclude(not_asked_reason="").count() == 1
    assert plans.filter(written__lt=len(PathwayDomain)).count() == 1
    assert set(AccommodationCheck.objects.values_list("is_suitable", flat=True)) == {True, False}
    asked = PathwayReviewRequest.objects.filter(by_young_person=True)
    assert (asked.filter(review__isnull=False).count(), asked.filter(review__isnull=True).count()) == (1, 1)
    proofs = SkillProof.objects.all()
    assert {SkillState.CAN_DO, SkillState.LEARNING} <= set(proofs.values_list("state", flat=True))
    assert set(proofs.values_list("through", flat=True)) == {"staff", "own_page"}


def test_young_people_have_a_page_and_are_answered():
    links = PersonalLink.objects.filter(ended_at__isnull=True)
    assert links.filter(bound_at__isnull=False).exists()
    assert links.filter(bound_at__isnull=True).exists()
    views = View.objects.all()
    assert set(views.values_list("response", flat=True)) == {"", *ViewResponse}
    assert views.filter(response_seen_at__isnull=False).exists()
    calls = HelpCall.objects.all()
    assert calls.filter(answered_at__isnull=False, emergency_uuid__isnull=True).exists()
    assert calls.filter(emergency_uuid__isnull=False).exists()
    assert calls.filter(answered_at__isnull=True).exists()
    requests = RecordRequest.objects.all()
    assert set(requests.values_list("state", flat=True)) == set(RecordRequestState)
    assert requests.exclude(extended_reason="").exists()


def test_somebody_outside_asks():
    requests = InformationRequest.objects.all()
    assert set(requests.values_list("state", flat=True)) == {"open", "released", "refused"}
    assert requests.open().filter(call_backs__isnull=True).exists()
    assert Release.objects.exclude(file="").count() == 1
    assert set(Release.objects.values_list("basis", flat=True)) == {"consent", "not_refused"}


def test_a_panel_has_met_and_will_meet_again():
    held, coming = PanelMeeting.objects.order_by("scheduled_for")
    assert (held.state, coming.state) == (PanelMeetingState.CLOSED, PanelMeetingState.PLANNED)
    assert held.items.filter(decided_at__isnull=False).count() >= 4
    assert coming.items.filter(reasons__contains=["unfinished"]).exists()
    assert PanelAction.objects.filter(done_on__isnull=False).exists()
    assert PanelAction.objects.filter(done_on__isnull=True).exists()
    assert set(RiskJudgement.objects.values_list("risk", flat=True)) == {"low", "high"}
    assert (SuccessStory.objects.count(), SuccessStory.objects.exclude(anonymous="").count()) == (3, 2)


def test_an_audit_is_half_answered_and_acted_on():
    sample = AuditSample.objects.get()
    cases = AuditCase.objects.filter(sample=sample)
    assert cases.count() == sample.taken == sample.size
    assert cases.filter(finished_at__isnull=False).count() >= sample.size / 2
    assert cases.waiting().filter(revision__gt=0).exists(), "one is begun"
    assert cases.exclude(set_aside="").count() == 1
    clocks = Deadline.objects.filter(duty_code="audit_answers")
    assert set(clocks.values_list("state", flat=True)) == {DeadlineState.MET, DeadlineState.OPEN}
    assert sample.audit.findings.filter(kind="needs_work", action__isnull=False).count() == 1
    assert sample.audit.findings.filter(kind="strength").count() == 1


def test_a_board_pack_is_published_and_one_that_leaves_waits_for_words():
    packs = {pack.audience: pack for pack in BoardPack.objects.all()}
    assert {name: (pack.state, pack.is_published) for name, pack in packs.items()} == {
        "inside": ("done", True), "outside": ("done", False),
    }  # fmt: skip
    assert packs["inside"].words["summary"]
