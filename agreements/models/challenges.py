"""One agency challenges another until an issue is resolved (A7, A38)."""

import uuid
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.enums import Permission
from accounts.models import Agency, User
from accounts.selectors import agency_ids_where
from agreements.enums import ChallengeEntryKind, ChallengeState
from agreements.models.agreement import Agreement
from deadlines.models import Deadline


class ChallengeQuerySet(models.QuerySet["Challenge"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        """Those of an agency of the user, raised by it or against it; about a deadline only for who sees the deadline."""
        return self.of_agencies_of(user).filter(
            Q(deadline__isnull=True) | Q(deadline__in=Deadline.objects.visible_to(user))
        )

    def of_agencies_of(self, user: User | AnonymousUser) -> Self:
        """Those raised by or against an agency for which the user may challenge: who knows of their clocks."""
        agencies = agency_ids_where(user, Permission.CHALLENGE)
        return self.filter(Q(raised_by__in=agencies) | Q(raised_against__in=agencies))


class Challenge(models.Model):
    """An issue under an agreement: in general, about one clause, or about one deadline."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="challenges")
    raised_by = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="challenges_raised")
    raised_against = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="challenges_received")
    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, null=True, blank=True, related_name="challenges")
    duty_code = models.CharField("about the clause", max_length=40, blank=True)
    title = models.CharField(max_length=160)
    state = models.CharField(max_length=10, choices=ChallengeState, default=ChallengeState.OPEN)
    raised_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True, blank=True)
    escalated_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    outcome = models.TextField(blank=True)
    history = HistoricalRecords()

    objects = ChallengeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(raised_by=F("raised_against")), name="challenge_between_two_agencies"),
            models.CheckConstraint(
                condition=Q(state__in=["resolved", "withdrawn"], closed_at__isnull=False)
                | (~Q(state__in=["resolved", "withdrawn"]) & Q(closed_at__isnull=True)),
                name="challenge_closed_with_moment",
            ),
            models.CheckConstraint(
                condition=~Q(state="resolved") | ~Q(outcome=""), name="challenge_resolved_with_outcome"
            ),
        ]
        indexes = [models.Index(fields=["raised_against", "state", "raised_at"], name="challenge_against")]

    def __str__(self) -> str:
        return self.title


class ChallengeEntry(models.Model):
    """What was said in a challenge, one after the other. Never changed."""

    challenge = models.ForeignKey(Challenge, on_delete=models.PROTECT, related_name="entries")
    kind = models.CharField(max_length=10, choices=ChallengeEntryKind)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "challenge entries"

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.agency}"
