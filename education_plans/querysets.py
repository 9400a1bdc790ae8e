"""Domain queries on education plans."""

from typing import TYPE_CHECKING, Self

from django.db import models

from accounts.models import User
from learners.models import Enrolment

if TYPE_CHECKING:
    from education_plans.models import EducationPlan  # noqa: F401  (named as text below)


class EducationPlanQuerySet(models.QuerySet["EducationPlan"]):
    def visible_to(self, user: User) -> Self:
        """Plans of the places that the user sees."""
        return self.filter(enrolment__in=Enrolment.objects.visible_to(user))
