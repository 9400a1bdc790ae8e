"""What needs the key worker within a day."""

import uuid

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import User
from learners.models import Learner
from tracking.querysets import EmergencyQuerySet


class Emergency(models.Model):
    """Something that needs the key worker within 24 elapsed hours of being raised (A18). Only the response meets the
    clock.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="emergencies")
    description = models.TextField("what is the emergency")
    raised_at = models.DateTimeField()
    raised_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    acknowledged_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    responded_at = models.DateTimeField(null=True, blank=True)
    responded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    response = models.TextField("what was done", blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closing_note = models.TextField(blank=True)
    history = HistoricalRecords()

    objects = EmergencyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "emergencies"
        constraints = [
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True)
                | Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False),
                name="emergency_acknowledged_by_someone",
            ),
            models.CheckConstraint(
                condition=Q(responded_at__isnull=True, responded_by__isnull=True, response="")
                | (Q(responded_at__isnull=False, responded_by__isnull=False) & ~Q(response="")),
                name="emergency_response_is_recorded",
            ),
            models.CheckConstraint(
                condition=Q(closed_at__isnull=True, closed_by__isnull=True)
                | Q(closed_at__isnull=False, closed_by__isnull=False, responded_at__isnull=False),
                name="emergency_closed_after_response",
            ),
            models.CheckConstraint(
                condition=(Q(acknowledged_at__isnull=True) | Q(acknowledged_at__gte=F("raised_at")))
                & (Q(responded_at__isnull=True) | Q(responded_at__gte=F("raised_at"))),
                name="emergency_answered_after_it_was_raised",
            ),
        ]
        indexes = [
            models.Index(fields=["learner", "-raised_at"], name="emergency_of_learner"),
            models.Index(fields=["-raised_at"], condition=Q(closed_at__isnull=True), name="emergency_open"),
        ]

    def __str__(self) -> str:
        return f"Emergency raised {self.raised_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return f"/emergencies/{self.uuid}/"

    @property
    def topic(self) -> str:
        """Under which every message about this emergency can be found."""
        return f"emergency:{self.uuid}"
