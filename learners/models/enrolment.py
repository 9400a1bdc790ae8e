"""Where a young person learns."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import Agency, Membership
from learners.enums import EndReason, Level
from learners.models.learner import Learner
from learners.querysets import EnrolmentQuerySet


class Enrolment(models.Model):
    """A place at a provider, from its start to its end, with the start checklist (A12, A26, A29)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="enrolments")
    provider = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="enrolments")
    course = models.CharField(max_length=120)
    trigrams = ArrayField(
        models.CharField(max_length=3), editable=False, default=list, help_text="Of the name of the course."
    )
    level = models.CharField(max_length=10, choices=Level)
    starts_on = models.DateField()
    planned_end_on = models.DateField(null=True, blank=True)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=25, choices=EndReason, blank=True)
    recorded_at = models.DateTimeField()
    mentor = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="mentored")
    mentor_introduced_on = models.DateField(null=True, blank=True)
    designated_person_knows_key_worker_on = models.DateField(null=True, blank=True)
    provider_knows_contacts_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["trigrams"])

    objects = EnrolmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="") | (Q(ended_on__isnull=False) & ~Q(end_reason="")),
                name="enrolment_end_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(planned_end_on__isnull=True) | Q(planned_end_on__gte=F("starts_on")),
                name="enrolment_planned_end_after_start",
            ),
            models.UniqueConstraint(
                fields=["learner", "provider", "course"],
                condition=Q(ended_on__isnull=True),
                name="enrolment_once_while_open",
            ),
        ]
        indexes = [
            models.Index(fields=["provider", "ended_on"], name="enrolment_of_provider"),
            GinIndex(fields=["trigrams"], condition=Q(ended_on__isnull=True), name="enrolment_by_trigram"),
        ]

    def __str__(self) -> str:
        return f"{self.course} at {self.provider}"
