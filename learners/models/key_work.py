"""The adult who takes the part of best parent, and who was told of a change (A9, A10)."""

import uuid

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import Membership, User
from learners.enums import KeyWorkerKind
from learners.models.learner import Learner
from learners.querysets import KeyWorkerQuerySet
from notifications.models import Message


class KeyWorker(models.Model):
    """The adult who takes the part of best parent for this young person (A9). One at a time."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="key_workers")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="key_work")
    cover = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="key_work_covered"
    )
    kind = models.CharField(max_length=20, choices=KeyWorkerKind)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    assigned_at = models.DateTimeField(help_text="When the change was recorded.")
    assigned_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    history = HistoricalRecords()

    objects = KeyWorkerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner"], condition=Q(ends_at__isnull=True), name="key_worker_one_current"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="key_worker_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(cover__isnull=True) | ~Q(cover=F("membership")), name="key_worker_cover_is_another"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership.user}, {self.get_kind_display()}"


class KeyWorkerNotice(models.Model):
    """An e-mail that tells one person of a change of key worker; the change is told when all of them are accepted
    (A10).
    """

    key_worker = models.ForeignKey(KeyWorker, on_delete=models.CASCADE, related_name="notices")
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return str(self.message)
