"""What targets, money, support, entitlements and guidance add to a young person’s story, and to somebody’s day."""

from datetime import datetime
from decimal import Decimal

from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from accounts.models import User
from accounts.timeline import TimelineEntry
from education_plans.enums import FundingState, TargetState
from education_plans.models import EntitlementClaim, FundingRequest, GuidanceSession, SupportNeed, Target
from education_plans.rules.entitlements import ENTITLEMENTS
from education_plans.selectors.funding import to_account_for, to_decide
from education_plans.selectors.targets import late_targets
from learners.models import Learner
from tracking.selectors.task import Task

KIND = "plan"


def tasks(user: User, now: datetime) -> list[Task]:
    """Requests for money that wait for the user’s decision, late targets they help with, and money they asked for that was
    spent and not accounted for.
    """
    return [*to_decide(user, now), *late_targets(user, now), *to_account_for(user, now)]


def entries(learner: Learner, user: User | AnonymousUser) -> list[TimelineEntry]:
    """Targets set and closed, decisions on money, support, what became of entitlements, and careers guidance, as far as the
    user may know of them. Five queries.
    """
    targets = list(
        Target.objects.visible_to(user)
        .filter(plan__learner=learner)
        .select_related("plan__enrolment__provider", "set_by")
        .order_by("id")
    )
    return [
        *(entry for target in targets for entry in _of_target(target)),
        *_decisions(targets),
        *_support(learner, user),
        *_claims(learner, user),
        *_guidance(learner, user),
    ]


def _of_target(target: Target) -> list[TimelineEntry]:
    provider = target.plan.provider
    link = reverse("education_plans:targets", args=[target.plan.uuid])
    found = [TimelineEntry(target.set_at, "Target set", target.what, KIND, provider, target.set_by, link)]
    if target.closed_on is not None:
        title = f"Target closed: {TargetState(target.state).label.lower()}"
        found.append(TimelineEntry(target.closed_on, title, target.what, KIND, provider, None, link))
    return found


def _decisions(targets: list[Target]) -> list[TimelineEntry]:
    decided = FundingRequest.objects.filter(target__in=targets, decided_at__isnull=False)
    return [
        TimelineEntry(
            request.decided_at,  # type: ignore[arg-type]  # only decided ones are asked for
            f"Pupil Premium Plus {_sum(request)}",
            request.what_for,
            KIND,
            None,
            request.decided_by,
            reverse("education_plans:funding", args=[request.target.plan.uuid, request.uuid]),
        )
        for request in decided.select_related("target__plan", "decided_by").order_by("id")
    ]


def _sum(request: FundingRequest) -> str:
    approved: Decimal | None = request.approved_amount
    return f"approved: £{approved:,.2f}" if approved is not None else FundingState(request.state).label.lower()


def _support(learner: Learner, user: User | AnonymousUser) -> list[TimelineEntry]:
    needs = SupportNeed.objects.visible_to(user).filter(learner=learner).select_related("provider", "recorded_by")
    return [
        TimelineEntry(
            need.recorded_at,
            f"Need recorded: {need.get_domain_display().lower()}",
            need.need,
            KIND,
            need.provider,
            need.recorded_by,
        )
        for need in needs.order_by("id")
    ]


def _claims(learner: Learner, user: User | AnonymousUser) -> list[TimelineEntry]:
    claims = EntitlementClaim.objects.visible_to(user).filter(learner=learner)
    return [
        TimelineEntry(
            claim.on,
            f"{ENTITLEMENTS[claim.code].title}: {claim.get_state_display().lower()}",
            claim.reason,
            KIND,
            claim.provider,
            claim.recorded_by,
        )
        for claim in claims.select_related("provider", "recorded_by").order_by("id")
    ]


def _guidance(learner: Learner, user: User | AnonymousUser) -> list[TimelineEntry]:
    sessions = GuidanceSession.objects.visible_to(user).filter(learner=learner)
    return [
        TimelineEntry(session.held_on, "Careers guidance", session.adviser, KIND, session.provider, session.recorded_by)
        for session in sessions.select_related("provider", "recorded_by").order_by("id")
    ]
