"""Restricted records: who is named on one, and who opened one in an emergency."""

import uuid

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import Membership, User
from learners.models.learner import Learner
from learners.querysets import BrokenGlassQuerySet


class RestrictedAccess(models.Model):
    """A person who may see a restricted record, named by someone with a reason."""

    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="named_people")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField()
    given_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    given_at = models.DateTimeField()
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "user"], name="restricted_access_once")]
        verbose_name_plural = "restricted access"

    def __str__(self) -> str:
        return f"{self.user}"


class BrokenGlass(models.Model):
    """Somebody opened a record they do not normally reach, in an emergency, with a reason, for a limited time.

    The record's people are told in the same transaction; the time may be cut short, never made longer.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="broken_glass")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="broken_glass")
    reason = models.TextField()
    opened_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    ended_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, related_name="+", help_text="Who cut the time short, if anybody."
    )
    history = HistoricalRecords()

    objects = BrokenGlassQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "broken glass"
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gte=F("opened_at")), name="broken_glass_ends_after_start"),
            models.CheckConstraint(condition=~Q(reason=""), name="broken_glass_has_reason"),
        ]
        indexes = [models.Index(fields=["membership", "ends_at"], name="broken_glass_of_hat")]

    def __str__(self) -> str:
        return f"{self.membership.user}"
