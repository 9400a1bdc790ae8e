"""The education plan of an enrolment, its sections as text, who agreed it, and its reviews."""

import uuid

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.models import User
from education_plans.enums import PlanParty, PlanState, SectionCode
from education_plans.querysets import EducationPlanQuerySet
from learners.models import Enrolment


class EducationPlan(models.Model):
    """The plan made by key worker, provider and young person together, before the start or soon after it (A13, A27)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.OneToOneField(Enrolment, on_delete=models.PROTECT, related_name="plan")
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.DRAFT)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    objects = EducationPlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=PlanState.AGREED, agreed_at__isnull=False)
                | Q(state=PlanState.DRAFT, agreed_at__isnull=True),
                name="plan_agreed_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"Plan for {self.enrolment}"


class PlanSection(models.Model):
    """One section, as text. `version` guards against two people overwriting each other."""

    plan = models.ForeignKey(EducationPlan, on_delete=models.CASCADE, related_name="sections")
    code = models.CharField(max_length=20, choices=SectionCode)
    text = models.TextField(blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "code"], name="plan_section_once")]

    def __str__(self) -> str:
        return str(self.get_code_display())


class PlanAgreement(models.Model):
    """One party's agreement to the plan. For the young person somebody records what they said."""

    plan = models.ForeignKey(EducationPlan, on_delete=models.CASCADE, related_name="agreements")
    party = models.CharField(max_length=15, choices=PlanParty)
    name = models.CharField(max_length=120)
    agreed_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "party"], name="plan_agreed_once_per_party")]

    def __str__(self) -> str:
        return f"{self.get_party_display()}: {self.name}"


class PlanReview(models.Model):
    """A review meeting that was held (A14, A28). The next clock starts on the day it was held."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(EducationPlan, on_delete=models.PROTECT, related_name="reviews")
    held_on = models.DateField()
    place = models.CharField(max_length=120, blank=True)
    attendees = models.TextField()
    young_person_said = models.TextField()
    decisions = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "held_on"], name="plan_review_once_a_day")]

    def __str__(self) -> str:
        return f"Review held {self.held_on}"
