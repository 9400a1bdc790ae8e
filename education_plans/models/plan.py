"""The education plan, its sections, who was asked to write them, and what each of them is being written."""

import uuid

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import Agency, Membership, User
from education_plans.enums import PlanState, PlanVariant, SectionCode, SectionState
from education_plans.querysets import EducationPlanQuerySet, OfPlanQuerySet
from learners.models import Enrolment, Learner


class EducationPlan(models.Model):
    """The plan made by key worker, provider and young person together, before the start or soon after it (A13, A27).

    One for each place; who has no place (NEET, custody, work) has one of their own. `version` grows with the first change
    after an agreement; what was agreed stays as it was (`PlanVersion`).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="education_plans")
    enrolment = models.OneToOneField(
        Enrolment,
        on_delete=models.PROTECT,
        related_name="plan",
        null=True,
        blank=True,
        help_text="None without a place.",
    )
    variant = models.CharField(max_length=12, choices=PlanVariant, default=PlanVariant.COURSE)
    aims_for_higher_education = models.BooleanField(default=False)
    previous = models.ForeignKey(
        "self",
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="From which it was prefilled.",
    )
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.DRAFT)
    version = models.PositiveIntegerField(default=1)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True, help_text="When it was agreed for the first time.")
    closed_on = models.DateField(null=True, blank=True, help_text="Of a plan without a place: when it ended.")
    history = HistoricalRecords()

    objects = EducationPlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state=PlanState.AGREED, agreed_at__isnull=False)
                | Q(state=PlanState.DRAFT, agreed_at__isnull=True),
                name="plan_agreed_has_moment",
            ),
            models.UniqueConstraint(
                fields=["learner"],
                condition=Q(enrolment__isnull=True, closed_on__isnull=True),
                name="plan_one_without_a_place",
            ),
        ]

    def __str__(self) -> str:
        return f"Plan for {self.enrolment or self.learner}"

    @property
    def provider(self) -> Agency | None:
        """Where the young person learns; None without a place."""
        return self.enrolment.provider if self.enrolment else None

    @property
    def is_running(self) -> bool:
        """Whether something may still be changed in it: neither the plan nor its place has ended."""
        return self.closed_on is None and (self.enrolment is None or self.enrolment.ended_on is None)


class PlanSection(models.Model):
    """One section: answers to its questions. `version` guards against two people overwriting each other."""

    plan = models.ForeignKey(EducationPlan, on_delete=models.CASCADE, related_name="sections")
    code = models.CharField(max_length=20, choices=SectionCode)
    answers = models.JSONField(default=dict, help_text="By question code (`education_plans.rules.questions`).")
    state = models.CharField(max_length=15, choices=SectionState, default=SectionState.NOT_STARTED)
    not_applicable_reason = models.CharField(max_length=300, blank=True)
    completer = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Who completes it."
    )
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "code"], name="plan_section_once"),
            models.CheckConstraint(
                condition=~Q(state=SectionState.NOT_APPLICABLE) | ~Q(not_applicable_reason=""),
                name="plan_section_not_applicable_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return str(self.get_code_display())


class SectionDraft(models.Model):
    """What somebody is writing, kept every few seconds (autosave). Theirs alone until they save the section.

    Of a section of an education plan, or of a matter of a pathway plan.
    """

    section = models.ForeignKey(PlanSection, on_delete=models.CASCADE, null=True, related_name="drafts")
    matter = models.ForeignKey("PathwaySection", on_delete=models.CASCADE, null=True, related_name="drafts")
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    answers = models.JSONField(default=dict)
    based_on = models.PositiveIntegerField(help_text="The version of the section they began with.")
    serial = models.PositiveBigIntegerField(
        default=0, help_text="Of the last save taken; an older one changes nothing."
    )
    saved_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["section", "user"], name="section_draft_one_per_person"),
            models.UniqueConstraint(fields=["matter", "user"], name="matter_draft_one_per_person"),
            models.CheckConstraint(
                condition=Q(section__isnull=False, matter__isnull=True) | Q(section__isnull=True, matter__isnull=False),
                name="section_draft_of_one_thing",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section or self.matter}, {self.user}"


class SectionRequest(models.Model):
    """A colleague is asked to complete a section, by a day."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    section = models.ForeignKey(PlanSection, on_delete=models.CASCADE, related_name="requests")
    asked = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="sections_asked_of")
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    due_on = models.DateField()
    note = models.CharField(max_length=300, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["section", "asked"],
                condition=Q(done_at__isnull=True, withdrawn_at__isnull=True),
                name="section_request_once_while_open",
            ),
            models.CheckConstraint(
                condition=Q(done_at__isnull=True) | Q(done_at__gte=F("asked_at")), name="section_request_done_after"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.section}: {self.asked}"


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

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["plan", "held_on"], name="plan_review_once_a_day")]

    def __str__(self) -> str:
        return f"Review held {self.held_on}"
