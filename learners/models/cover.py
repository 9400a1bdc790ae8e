"""Work that passes from one colleague to another: for a time, or for good."""

import uuid

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.models import Delegation, Membership, User
from learners.enums import HandOverPart
from learners.models.learner import Learner
from learners.querysets import DelegatedLearnerQuerySet


class DelegatedLearner(models.Model):
    """A young person for whom a deputy stands in while the delegation lasts."""

    delegation = models.ForeignKey(Delegation, on_delete=models.CASCADE, related_name="learners")
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="delegated")

    objects = DelegatedLearnerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["delegation", "learner"], name="delegated_learner_once")]

    def __str__(self) -> str:
        return str(self.learner)


class HandOver(models.Model):
    """Somebody leaves a role: what they do for young people and for their agency passes to others (A10, A21, P12)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="hand_overs")
    leaves_at = models.DateTimeField(help_text="When the role ends.")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    completed_at = models.DateTimeField(null=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership"], condition=Q(completed_at__isnull=True), name="hand_over_once_while_open"
            )
        ]

    def __str__(self) -> str:
        return f"Hand-over of {self.membership}"


class HandOverStep(models.Model):
    """One part of the work, moved: whose, from whom, to whom, with which note. Never changed afterwards."""

    hand_over = models.ForeignKey(HandOver, on_delete=models.CASCADE, related_name="steps")
    part = models.CharField(max_length=20, choices=HandOverPart)
    learner = models.ForeignKey(
        Learner, on_delete=models.CASCADE, null=True, related_name="+", help_text="Empty for a post of the agency."
    )
    successor = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, related_name="+", help_text="Empty: left without anybody."
    )
    note = models.TextField(blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.get_part_display()} to {self.successor}"
