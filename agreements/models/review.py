"""The yearly review of an agreement (A6): questions from its own duties, answers of both sides, actions, an outcome."""

import uuid
from typing import Self

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import Agency, User
from agreements.enums import Kept, ReviewOutcome, Side
from agreements.models.actions import Action
from agreements.models.agreement import Agreement


class AgreementReviewQuerySet(models.QuerySet["AgreementReview"]):
    def visible_to(self, user: User | AnonymousUser) -> Self:
        return self.filter(agreement__in=Agreement.objects.visible_to(user))


class AgreementReview(models.Model):
    """A look back on one period. The provider answers first, then the Virtual School, then both agree on the outcome."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="reviews")
    period_from = models.DateField()
    period_to = models.DateField(help_text="Its last day.")
    figures = models.JSONField(help_text="The year's adherence by duty code, as it was when the review was opened.")
    opened_at = models.DateTimeField()
    opened_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    provider_answered_at = models.DateTimeField(null=True, blank=True)
    provider_answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    school_answered_at = models.DateTimeField(null=True, blank=True)
    school_answered_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    outcome = models.CharField(max_length=10, choices=ReviewOutcome, blank=True)
    outcome_reason = models.TextField(blank=True)
    provider_agreed_at = models.DateTimeField(null=True, blank=True)
    provider_agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    school_agreed_at = models.DateTimeField(null=True, blank=True)
    school_agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    completed_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    objects = AgreementReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agreement"], condition=Q(completed_at__isnull=True), name="agreement_review_one_open"
            ),
            models.CheckConstraint(condition=Q(period_to__gte=F("period_from")), name="agreement_review_period"),
            models.CheckConstraint(
                condition=Q(school_answered_at__isnull=True) | Q(provider_answered_at__isnull=False),
                name="agreement_review_provider_first",
            ),
            models.CheckConstraint(
                condition=Q(completed_at__isnull=True)
                | (~Q(outcome="") & Q(provider_agreed_at__isnull=False, school_agreed_at__isnull=False)),
                name="agreement_review_completed_by_both",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.agreement}, review of {self.period_from} to {self.period_to}"


class ReviewAnswer(models.Model):
    """What one side says to one question."""

    review = models.ForeignKey(AgreementReview, on_delete=models.CASCADE, related_name="answers")
    question = models.CharField(max_length=30, help_text="A duty code, or the key of a general question.")
    side = models.CharField(max_length=20, choices=Side)
    kept = models.CharField(max_length=10, choices=Kept, blank=True)
    text = models.TextField(blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "question", "side"], name="review_answer_once_per_side")
        ]

    def __str__(self) -> str:
        return f"{self.question}, {self.get_side_display()}"


class ReviewAction(Action):
    """What the two sides agreed to do, by whom and by when."""

    review = models.ForeignKey(AgreementReview, on_delete=models.CASCADE, related_name="actions")
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="review_actions")
    history = HistoricalRecords()
