"""How good plans are found: the criteria of a Virtual School, the plans it has to look at, and what it said (A40, M4)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.urls import reverse

from accounts.access import allows
from accounts.enums import Permission, Purpose
from accounts.models import Agency, User
from accounts.selectors import agency_ids_where
from education_plans.enums import QualityOutcome, Rag
from education_plans.models import EducationPlan, PlanSection, PlanVersion, QualityCheck, QualityCriterion
from learners.models import AgencyLink

RAG_COLOURS: Mapping[str, str] = {Rag.GREEN: "green", Rag.AMBER: "yellow", Rag.RED: "red"}

#: What a plan waits for, with its words, in the order of the list.
STATES: Mapping[str, str] = {
    "second_look": "Changed since it was returned: look again",
    "to_check": "Agreed, not looked at yet",
    "returned": "Returned, not changed yet",
    "good": "Good enough",
    "writing": "Being written",
}
WAITING = ("second_look", "to_check")


def own_criteria(virtual_school: Agency) -> QuerySet[QualityCriterion]:
    """The list of a Virtual School as it is now; empty if it uses the one that ships."""
    return QualityCriterion.objects.filter(virtual_school=virtual_school, ends_on__isnull=True)


def criteria_for(virtual_school: Agency | None, on: date) -> list[QualityCriterion]:
    """By what a Virtual School judges plans from `on`: its own list, else the one that ships."""
    current = QualityCriterion.objects.filter(starts_on__lte=on, ends_on__isnull=True).order_by("position", "id")
    own = list(current.filter(virtual_school=virtual_school)) if virtual_school else []
    return own or list(current.filter(virtual_school__isnull=True))


def latest_check(plan: EducationPlan) -> QualityCheck | None:
    return plan.quality_checks.select_related("checked_by").order_by("-checked_at", "-id").first()


@dataclass(frozen=True, kw_only=True)
class QualityFilters:
    """What a list of plans holds. Without a state it holds what waits for a look."""

    state: str = ""

    def address(self) -> str:
        query = urlencode({"state": self.state}) if self.state else ""
        return reverse("education_plans:quality") + (f"?{query}" if query else "")


def with_quality(plans: QuerySet[EducationPlan]) -> QuerySet[EducationPlan]:
    """The plans, each with `quality_state` (`STATES`), `quality_rating` and `quality_at` of the latest look."""
    looks = QualityCheck.objects.filter(plan=OuterRef("pk")).order_by("-checked_at", "-id")
    fixed = PlanVersion.objects.filter(plan=OuterRef("pk")).order_by("-number")
    plans = plans.annotate(
        quality_outcome=Subquery(looks.values("outcome")[:1]),
        quality_rating=Subquery(looks.values("rating")[:1]),
        quality_at=Subquery(looks.values("checked_at")[:1]),
        quality_version=Subquery(looks.values("version")[:1]),
        fixed_version=Subquery(fixed.values("number")[:1]),
    )
    rewritten = PlanSection.objects.filter(plan=OuterRef("pk"), saved_at__gt=OuterRef("quality_at"))
    changed = Q(version__gt=F("quality_version")) | Q(Exists(rewritten))
    state = Case(
        When(Q(quality_outcome=QualityOutcome.RETURNED) & changed, then=Value("second_look")),
        When(quality_outcome=QualityOutcome.RETURNED, then=Value("returned")),
        When(Q(agreed_at__isnull=False) & Q(quality_outcome__isnull=True), then=Value("to_check")),
        When(quality_outcome=QualityOutcome.GOOD, fixed_version__gt=F("quality_version"), then=Value("to_check")),
        When(quality_outcome=QualityOutcome.GOOD, then=Value("good")),
        default=Value("writing"),
        output_field=CharField(),
    )
    return plans.annotate(quality_state=state)


def plans_to_check(user: User | AnonymousUser, filters: QualityFilters) -> QuerySet[EducationPlan]:
    """The running plans that the user's Virtual Schools look at, in no order."""
    schools = agency_ids_where(user, Permission.CHECK_PLAN)
    ours = AgencyLink.objects.active().filter(purpose=Purpose.HOME_VIRTUAL_SCHOOL, agency__in=schools)
    running = EducationPlan.objects.visible_to(user).running()
    plans = with_quality(running.filter(learner__in=ours.values("learner")))
    return plans.filter(Q(quality_state__in=[filters.state] if filters.state else WAITING))


def looks_at(plan: EducationPlan) -> list[QualityCheck]:
    """Every look at the plan, the newest first, with its marks."""
    return list(
        plan.quality_checks.select_related("checked_by", "second_look_of")
        .prefetch_related("marks__criterion")
        .order_by("-checked_at", "-id")
    )


def panel(plan: EducationPlan, user: User | AnonymousUser, now: Any) -> dict[str, Any]:
    """What the plan's page shows of its quality."""
    latest = latest_check(plan)
    return {
        "quality_latest": latest,
        "quality_colour": RAG_COLOURS[latest.rating] if latest else "",
        "quality_is_older": bool(latest and latest.version < plan.version),
        "quality_url": reverse("education_plans:quality-history", args=[plan.uuid]),
        "quality_check_url": (
            reverse("education_plans:quality-check", args=[plan.uuid])
            if allows(user, Permission.CHECK_PLAN, plan.learner)
            else ""
        ),
    }
