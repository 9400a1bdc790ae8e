"""What an agency keeps up to date for the other sides: training, registration, and that its people are right."""

import uuid

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import Agency, Membership, User
from agreements.enums import TrainingSubject
from agreements.rules import REGISTRATION_NUMBER


class Training(models.Model):
    """Somebody was trained in a subject, as part of working for an agency (P3). The newest one of a subject counts.

    It is recorded under a hat, and counts for the person as long as they wear any hat of that agency.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="training")
    subject = models.CharField(max_length=20, choices=TrainingSubject)
    note = models.CharField("course and who gave it", max_length=200, blank=True)
    done_on = models.DateField()
    refresh_due_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    history = HistoricalRecords()

    class Meta:
        verbose_name_plural = "training"
        constraints = [
            models.CheckConstraint(condition=Q(subject__in=TrainingSubject.values), name="training_subject_known"),
            models.CheckConstraint(
                condition=~Q(subject=TrainingSubject.OTHER) | ~Q(note=""), name="training_other_is_named"
            ),
            models.CheckConstraint(
                condition=Q(refresh_due_on__isnull=True) | Q(refresh_due_on__gt=F("done_on")),
                name="training_refresh_after_done",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.membership.user}: {self.get_subject_display()}, {self.done_on}"


class Registration(models.Model):
    """An agency's entry in the register of the Information Commissioner's Office, until the day it expires (P13).

    One row for each year it is renewed; the last one to expire counts.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="registrations")
    number = models.CharField("registration number", max_length=8)
    expires_on = models.DateField()
    recorded_at = models.DateTimeField()
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agency", "expires_on"], name="registration_once_per_expiry"),
            models.CheckConstraint(
                condition=Q(number__regex=REGISTRATION_NUMBER), name="registration_number_as_in_register"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} until {self.expires_on}"


class Confirmation(models.Model):
    """An agency's people and posts were looked through and confirmed as right (P12, A20, A36). Never changed."""

    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="confirmations")
    confirmed_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["agency", "confirmed_at"], name="confirmation_of_agency")]

    def __str__(self) -> str:
        return f"{self.agency}, {self.confirmed_at:%Y-%m-%d %H:%M}"
