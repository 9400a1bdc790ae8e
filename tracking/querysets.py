"""Domain queries on incidents and emergencies."""

from typing import TYPE_CHECKING, Self

from django.db import models

from accounts.models import User
from learners.models import Learner

if TYPE_CHECKING:
    from tracking.models import Emergency, Incident


class IncidentQuerySet(models.QuerySet["Incident"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(learner__in=Learner.objects.visible_to(user))

    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)


class EmergencyQuerySet(models.QuerySet["Emergency"]):
    def visible_to(self, user: User) -> Self:
        return self.filter(learner__in=Learner.objects.visible_to(user))

    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def unanswered(self) -> Self:
        return self.filter(responded_at__isnull=True)
