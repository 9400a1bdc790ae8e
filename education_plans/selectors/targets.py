"""Targets as people see them: those of a plan, those that can be carried into it, and whom they wait for."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.urls import reverse

from accounts.access import allows
from accounts.clock import local_date
from accounts.enums import Permission
from accounts.models import Membership, User
from accounts.selectors import current_memberships
from agreements.models import Contact
from education_plans.enums import FundingState, TargetState
from education_plans.models import EducationPlan, FundingRequest, Target
from learners.models import KeyWorker
from learners.selectors.people import virtual_school_for
from tracking.selectors.task import Task

#: More than that are hard to keep in mind for the young person (domain facts §4: “about three”).
ENOUGH_TARGETS = 3

COLOURS = {
    TargetState.OPEN: "blue",
    TargetState.MET: "green",
    TargetState.PARTLY: "yellow",
    TargetState.NOT_MET: "orange",
    TargetState.DROPPED: "grey",
}


@dataclass(frozen=True)
class TargetShown:
    """A target on a page. `is_late`: its day is over and it is still open."""

    target: Target
    who: str
    is_late: bool
    colour: str
    funding: tuple[FundingRequest, ...]

    @property
    def is_open(self) -> bool:
        return self.target.state == TargetState.OPEN

    @property
    def is_carried_on(self) -> bool:
        """A later plan goes on with it."""
        return getattr(self.target, "carried_to", None) is not None

    @property
    def asks(self) -> tuple[FundingRequest, ...]:
        """Requests for money that wait for a decision."""
        return tuple(each for each in self.funding if each.state == FundingState.REQUESTED)


def who_of(target: Target, called: str) -> str:
    """“Ade, with help from Sue Worker”."""
    helper = str(target.helper.user) if target.helper else target.helper_name
    if not target.by_young_person:
        return helper
    return f"{called}, with help from {helper}" if helper else called


def targets_of(plan: EducationPlan, now: datetime) -> list[TargetShown]:
    """The targets of a plan: the open ones by their day, then the closed ones, the newest first. Two queries."""
    today = local_date(now)
    funding = Prefetch("funding", FundingRequest.objects.order_by("requested_at", "id"))
    targets = list(
        plan.targets.select_related("helper__user", "set_by", "carried_to__plan")
        .prefetch_related(funding)
        .order_by("due_on", "id")
    )
    shown = [_shown(target, plan.learner.called, today) for target in targets]
    is_open = [each for each in shown if each.is_open]
    closed = sorted(
        (each for each in shown if not each.is_open),
        key=lambda each: (each.target.closed_on or today, each.target.pk),
        reverse=True,
    )
    return is_open + closed


def _shown(target: Target, called: str, today: date) -> TargetShown:
    is_open = target.state == TargetState.OPEN
    return TargetShown(
        target=target,
        who=who_of(target, called),
        is_late=is_open and target.due_on < today,
        colour=COLOURS[TargetState(target.state)],
        funding=tuple(target.funding.all()),
    )


def may_be_carried(plan: EducationPlan) -> QuerySet[Target]:
    """Targets of the young person's other plans that were not reached, given up or carried on already."""
    carried = Target.objects.filter(carried_from=OuterRef("pk"))
    return Target.objects.filter(
        ~Exists(carried),
        plan__learner=plan.learner_id,
        plan__lt=plan.pk,
        state__in=[TargetState.OPEN, TargetState.PARTLY, TargetState.NOT_MET],
    )


def carried_for(plan: EducationPlan, user: User | AnonymousUser) -> QuerySet[Target]:
    """Those of them that the user may read: a provider knows its own plans alone."""
    seen = EducationPlan.objects.visible_to(user).values("pk")
    return may_be_carried(plan).filter(plan__in=seen).order_by("due_on", "id")


def helpers_for(plan: EducationPlan, now: datetime) -> list[Membership]:
    """Who works with the young person and may be named as helping: key worker and cover, mentor, the designated person of
    the place and the key contact of the Virtual School, with their covers. Each once.
    """
    wanted = Q(pk__in=KeyWorker.objects.active(now).filter(learner=plan.learner_id).values("membership"))
    wanted |= Q(pk__in=KeyWorker.objects.active(now).filter(learner=plan.learner_id).values("cover"))
    agencies = []
    if (school := virtual_school_for(plan.learner)) is not None:
        agencies.append(school.pk)
    if plan.enrolment is not None:
        agencies.append(plan.enrolment.provider_id)
        wanted |= Q(pk=plan.enrolment.mentor_id)
    posts = Contact.objects.answering().filter(
        Q(ends_at__isnull=True) | Q(ends_at__gt=now), agency__in=agencies, starts_at__lte=now
    )
    wanted |= Q(pk__in=posts.values("holder")) | Q(pk__in=posts.values("cover"))
    found = Membership.objects.active(now).filter(wanted).select_related("user", "agency").order_by("user__name", "id")
    return list({hat.user_id: hat for hat in found}.values())


def panel(plan: EducationPlan, user: User | AnonymousUser, now: datetime) -> dict[str, Any]:
    """What `education_plans/_targets_panel.html` shows on the page of a plan."""
    shown = targets_of(plan, now)
    return {
        "targets_plan": plan,
        "targets_open": [each for each in shown if each.is_open],
        "targets_closed": sum(not each.is_open for each in shown),
        "targets_may_edit": plan.is_running and allows(user, Permission.EDIT_PLAN, plan.learner),
        "targets_may_carry": carried_for(plan, user).exists(),
    }


def late_targets(user: User, now: datetime) -> list[Task]:
    """Open targets whose day is over and with which the user helps: say what came of them."""
    hats = [hat.pk for hat in current_memberships(user)]
    late = (
        Target.objects.visible_to(user)
        .filter(helper__in=hats, state=TargetState.OPEN, due_on__lt=local_date(now))
        .select_related("plan__learner")
        .order_by("due_on", "id")
    )
    return [
        Task(
            text=f"Say what came of a target: {target.what}",
            url=reverse("education_plans:target-close", args=[target.plan.uuid, target.uuid]),
            learner=target.plan.learner,
            due_on=target.due_on,
        )
        for target in late
    ]
