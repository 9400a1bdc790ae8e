"""Complaints, which are confidential and have clocks (P17), and compliments, which are passed on (P18)."""

import uuid
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.enums import Permission
from accounts.models import Agency, Membership, User
from accounts.selectors import agency_ids_where, current_memberships
from agreements.enums import ComplaintOutcome, SaidBy
from agreements.models.agreement import Agreement

#: The kind of subject of its clocks.
COMPLAINT = "complaint"


class ComplaintQuerySet(models.QuerySet["Complaint"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """The manager to whom it was given, who may handle complaints at the agency it is about, and who recorded it, as
        long as they see its agreement. Nobody else, and never the person it is about.
        """
        hats = [membership.pk for membership in current_memberships(user)]
        agencies = agency_ids_where(user, Permission.HANDLE_COMPLAINT)
        recorded = Q(recorded_by=user.pk, agreement__in=Agreement.objects.visible_to(user))
        may = Q(handler__in=hats) | Q(about__in=agencies) | recorded
        return self.filter(may, Q(about_person__isnull=True) | ~Q(about_person=user.pk))


class Complaint(models.Model):
    """A significant complaint about an agency: given to a manager, acknowledged, answered."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="complaints")
    about = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="complaints")
    about_person = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whose conduct it is about, if it is about one person. They never read it.",
    )
    said_by = models.CharField(max_length=12, choices=SaidBy)
    said_by_name = models.CharField("who complains", max_length=120, blank=True)
    how_to_reach = models.CharField("how to reach them", max_length=160, blank=True)
    received_on = models.DateField()
    summary = models.CharField(max_length=160)
    details = models.TextField()
    handler = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="complaints_handled")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=ComplaintOutcome, blank=True)
    answer = models.TextField(blank=True)
    history = HistoricalRecords()

    objects = ComplaintQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, outcome="") | (Q(answered_at__isnull=False) & ~Q(outcome="")),
                name="complaint_answered_with_outcome",
            )
        ]
        indexes = [models.Index(fields=["about", "answered_at"], name="complaint_about")]

    def __str__(self) -> str:
        return self.summary


class ComplimentQuerySet(models.QuerySet["Compliment"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those about people of one's own agency, those one's own agency passed on, and those about oneself."""
        agencies = agency_ids_where(user, Permission.VIEW_AGREEMENT)
        return self.filter(
            Q(person__agency__in=agencies) | Q(recorded_at_agency__in=agencies) | Q(person__user=user.pk)
        )


class Compliment(models.Model):
    """Good words about somebody's work. They reach that person, and the agency they work for."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="compliments")
    said_by = models.CharField(max_length=12, choices=SaidBy)
    said_by_name = models.CharField("who says it", max_length=120, blank=True)
    text = models.TextField()
    received_on = models.DateField()
    recorded_at_agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="compliments_passed_on")
    recorded_at = models.DateTimeField()
    history = HistoricalRecords()

    objects = ComplimentQuerySet.as_manager()

    def __str__(self) -> str:
        return f"For {self.person.user}"
