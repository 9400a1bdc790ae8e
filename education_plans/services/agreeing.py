"""What each party says to a plan: the young person, the key worker and the provider (A13, A27)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import uuid5

from django.db import transaction
from django.urls import reverse

from accounts import history
from accounts.clock import local_date
from accounts.models import User
from deadlines.services import lock_open, meet
from education_plans.enums import Answer, EarlyReason, PlanParty, PlanState, SectionCode, Through
from education_plans.models import EducationPlan, PlanAgreement
from education_plans.rules import first_review_anchor, missing_sections
from education_plans.rules.parties import required_parties
from education_plans.selectors.agreeing import people_of
from education_plans.selectors.versions import texts_of, words_of
from education_plans.services.clocks import EDUCATION_PLAN, open_review
from education_plans.services.early_reviews import propose
from education_plans.services.errors import ChangedMeanwhile, PlanError, lock_plan
from education_plans.services.versions import fix_version, is_agreed
from learners.services.notices import tell
from notifications.enums import MessageKind


class SectionsMissing(PlanError):
    """`sections` are those that must be written first."""

    def __init__(self, sections: Sequence[SectionCode]) -> None:
        names = " and ".join(f"“{code.label}”" for code in sections)
        super().__init__(f"The plan cannot be agreed yet. Write {names} first.")
        self.sections = list(sections)


class AlreadyAgreed(PlanError):
    def __init__(self, agreement: PlanAgreement) -> None:
        super().__init__(f"{agreement.get_party_display()} has agreed already ({agreement.name}).")


class NameMissing(PlanError):
    def __init__(self) -> None:
        super().__init__("Enter the name of the person who said so.")


class ReasonMissing(PlanError):
    def __init__(self) -> None:
        super().__init__("Say what they do not agree with.")


class AgreedInFuture(PlanError):
    def __init__(self) -> None:
        super().__init__("Nobody can have agreed in the future.")


class NotAParty(PlanError):
    def __init__(self) -> None:
        super().__init__("This plan has no place, so there is no provider who agrees it.")


class VersionIsFixed(PlanError):
    def __init__(self) -> None:
        super().__init__(
            "Everybody has agreed this version, and it is kept as it was. To change something, change the plan or ask for a review."
        )


@dataclass(frozen=True)
class Answered:
    """What was said, and what it made of the plan. `is_agreed`: with it everybody has agreed this version."""

    agreement: PlanAgreement
    plan: EducationPlan
    is_agreed: bool


@transaction.atomic
def answer_plan(
    *,
    plan: EducationPlan,
    party: PlanParty,
    answer: Answer,
    says: str = "",
    name: str,
    at: datetime,
    through: Through = Through.STAFF,
    seen: str = "",
    by: User | None,
    now: datetime,
) -> Answered:
    """One party says, at the moment `at`, that it agrees to the plan as it is now, or what it does not agree with (`says`).

    Who did not agree may do so later, and until everybody has agreed the other way round. When all who must have agreed to
    the same version, it is kept as it is for ever. The first time that meets the 30-day clock, also before the place
    starts, and opens the clock of the first review. `by` is None from the young person's own page. `seen` says which words
    were read (`selectors.versions.words_of`): nobody answers others.

    Raises ChangedMeanwhile, SectionsMissing, AlreadyAgreed, VersionIsFixed, NameMissing, ReasonMissing, AgreedInFuture, NotAParty,
    EnrolmentHasEnded, PlanIsClosed.
    """
    plan = lock_plan(plan)
    if seen and seen != (words := words_of(plan, local_date(now))):
        raise ChangedMeanwhile(words)
    _check(plan, party, answer, says=says, name=name, at=at, now=now)
    agreement = plan.agreements.filter(version=plan.version, party=party).first()
    if agreement is not None and agreement.answer == answer == Answer.AGREES:
        raise AlreadyAgreed(agreement)
    if is_agreed(plan):
        raise VersionIsFixed
    if agreement is None:
        agreement = PlanAgreement(plan=plan, version=plan.version, party=party)
    agreement.answer, agreement.says, agreement.name = answer, says.strip(), name.strip()
    agreement.through, agreement.agreed_at = through, at
    agreement.recorded_at, agreement.recorded_by = now, by
    history.save(agreement, by=by, at=now)
    if answer == Answer.DISAGREES:
        _tell_of_disagreement(agreement, by=by, now=now)
    if not is_agreed(plan):
        return Answered(agreement, plan, is_agreed=False)
    last = max(plan.agreements.filter(version=plan.version).values_list("agreed_at", flat=True))
    fix_version(plan=plan, agreed_at=last, now=now)
    if plan.state != PlanState.AGREED:
        _agreed_for_the_first_time(plan, last, by=by, now=now)
    return Answered(agreement, plan, is_agreed=True)


def agree(
    *, plan: EducationPlan, party: PlanParty, name: str, agreed_at: datetime, by: User, now: datetime
) -> EducationPlan:
    """Record that one party agreed, at `agreed_at`. Raises what `answer_plan` does."""
    return answer_plan(plan=plan, party=party, answer=Answer.AGREES, name=name, at=agreed_at, by=by, now=now).plan


def _check(
    plan: EducationPlan, party: PlanParty, answer: Answer, *, says: str, name: str, at: datetime, now: datetime
) -> None:
    if party not in required_parties(has_place=plan.enrolment_id is not None):
        raise NotAParty
    if not name.strip():
        raise NameMissing
    if answer == Answer.DISAGREES and not says.strip():
        raise ReasonMissing
    if at > now:
        raise AgreedInFuture
    if answer == Answer.AGREES and (missing := missing_sections(texts_of(plan))):
        raise SectionsMissing(missing)


def _tell_of_disagreement(agreement: PlanAgreement, *, by: User | None, now: datetime) -> None:
    """Key worker and designated person hear of it. About a plan that had been agreed it proposes a review, which tells them."""
    plan = agreement.plan
    if plan.agreed_at is not None:
        source = uuid5(plan.uuid, f"{agreement.version}:{agreement.party}")
        propose(plan=plan, reason=EarlyReason.DISAGREES, source_uuid=source, words=agreement.says, by=by, now=now)
        return
    tell(
        people_of(plan, now),
        learner=plan.learner,
        kind=MessageKind.PLAN,
        template="education_plans/email/plan_not_agreed.txt",
        context={},
        topic=f"plan-agreement:{agreement.pk}:{agreement.history.count()}",
        by=by,
        now=now,
        link=reverse("education_plans:versions", args=[plan.uuid]),
    )


def _agreed_for_the_first_time(plan: EducationPlan, at: datetime, *, by: User | None, now: datetime) -> None:
    plan.state, plan.agreed_at = PlanState.AGREED, at
    history.save(plan, by=by, reason="Agreed by everybody who must", at=now)
    enrolment = plan.enrolment
    if enrolment is None:
        return
    running = lock_open(duty_code=EDUCATION_PLAN, subject_uuid=enrolment.uuid)
    if running is not None:
        meet(deadline=running, at=at, by=by, now=now)
    anchor = first_review_anchor(agreed_on=local_date(at), starts_on=enrolment.starts_on)
    open_review(enrolment, starts_on=anchor, by=by, now=now)
