"""Domain queries: whoever may see the place sees its plan, and whoever knows the young person whole the rest."""

from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q

from accounts.models import User
from accounts.selectors import provider_ids_worked_at
from learners.models import Enrolment, Learner

if TYPE_CHECKING:
    from education_plans.models import EducationPlan, PlanMeeting  # noqa: F401  (named as text below)


class EducationPlanQuerySet(models.QuerySet["EducationPlan"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Plans of the places that the user sees. A plan without a place belongs to the young person's own agencies."""
        places = Enrolment.objects.visible_to(user).values("pk")
        own = Learner.objects.visible_to(user).of_own_agencies(user).values("pk")
        return self.filter(Q(enrolment__in=places) | Q(enrolment__isnull=True, learner__in=own))

    def running(self) -> Self:
        """Those in which something may still be changed: neither the plan nor its place has ended."""
        return self.filter(closed_on__isnull=True, enrolment__ended_on__isnull=True)


class OfPlanQuerySet(models.QuerySet[Any]):
    """Rows of a plan: seen by whoever sees the plan."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        from education_plans.models import EducationPlan

        return self.filter(plan__in=EducationPlan.objects.visible_to(user))


class OfPlaceQuerySet(models.QuerySet[Any]):
    """Rows of a place: seen by whoever sees the place."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))


class OfLearnerQuerySet(models.QuerySet[Any]):
    """Rows about a young person that belong to their own agencies, and of which a provider sees its own (`provider`)."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        own = Q(provider__in=provider_ids_worked_at(user)) | Q(learner__in=Learner.objects.of_own_agencies(user))
        return self.filter(own, learner__in=Learner.objects.visible_to(user))


class OfPathwayQuerySet(models.QuerySet[Any]):
    """Rows of a pathway plan: seen by whoever sees the pathway plan."""

    def visible_to(self, user: User | AnonymousUser) -> Self:
        from education_plans.models import PathwayPlan

        return self.filter(pathway__in=PathwayPlan.objects.visible_to(user))


class PlanMeetingQuerySet(models.QuerySet["PlanMeeting"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Meetings of the plans that the user sees."""
        from education_plans.models import EducationPlan, PathwayPlan

        plans = EducationPlan.objects.visible_to(user).values("pk")
        pathways = PathwayPlan.objects.visible_to(user).values("pk")
        return self.filter(Q(plan__in=plans) | Q(pathway__in=pathways))
