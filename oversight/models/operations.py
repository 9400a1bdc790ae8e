"""What operators look at: checks for drift, and alarms that were raised outside of the queue."""

import uuid

from django.db import models
from django.db.models import Q

from accounts.models import User
from oversight.enums import AlarmKind, DriftKind, DriftState


class DriftCheck(models.Model):
    """One check for drift: every night, or because an operator asked. Done by the worker."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=12, choices=DriftKind)
    state = models.CharField(max_length=8, choices=DriftState, default=DriftState.WAITING)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Nobody: every night."
    )
    started_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    found = models.PositiveIntegerField(default=0)
    lines = models.JSONField(default=list, blank=True, help_text="The first findings; UUIDs, and no personal data.")
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(state__in=["waiting", "working"]), name="drift_check_once_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "working"], ended_at__isnull=True)
                | (Q(state__in=["done", "failed"]) & Q(ended_at__isnull=False)),
                name="drift_check_ended_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.asked_at:%Y-%m-%d %H:%M}"


class Alarm(models.Model):
    """Something that operators had to be told of by another road than the queue, because the queue may be what is broken.

    One at a time of each kind: whichever process notices first writes the row, and only the one that takes `claimed_at`
    forward sends the e-mail.
    """

    kind = models.CharField(max_length=20, choices=AlarmKind)
    noticed_at = models.DateTimeField()
    last_alive_at = models.DateTimeField(null=True, blank=True, help_text="When the sweep last showed that it runs.")
    claimed_at = models.DateTimeField(null=True, blank=True, help_text="When a process last set out to tell operators.")
    told = models.PositiveSmallIntegerField(default=0, help_text="How many e-mails the mail server accepted.")
    problem = models.CharField(max_length=300, blank=True, help_text="Why the last e-mail could not be sent.")
    recovered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind"], condition=Q(recovered_at__isnull=True), name="alarm_once_while_open"
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.noticed_at:%Y-%m-%d %H:%M}"
