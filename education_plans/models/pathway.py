"""The pathway plan: ten matters, what will be done about each, where they live, and what they can do (P2, W6)."""

import uuid

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import Membership, User
from education_plans.enums import Answer, PathwayDomain, PlanState, SectionState, SkillState, Suitability, Through
from education_plans.querysets import OfPathwayQuerySet
from learners.models import Learner
from learners.querysets import OfWholeLearnerQuerySet


class PathwayPlan(models.Model):
    """The plan for the way into adult life, made with the young person; the education plan is a part of it (P2)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="pathway_plans")
    state = models.CharField(max_length=10, choices=PlanState, default=PlanState.DRAFT)
    begun_at = models.DateTimeField()
    begun_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    agreed_at = models.DateTimeField(null=True, blank=True)
    young_person_answer = models.CharField(max_length=10, choices=Answer, blank=True)
    young_person_says = models.TextField(blank=True)
    young_person_through = models.CharField(max_length=10, choices=Through, blank=True)
    young_person_answered_at = models.DateTimeField(null=True, blank=True)
    not_asked_reason = models.CharField(
        max_length=300, blank=True, help_text="Why the plan holds although the young person has not answered."
    )
    key_worker_agreed_at = models.DateTimeField(null=True, blank=True)
    key_worker_agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    in_force_at = models.DateTimeField(
        null=True, blank=True, help_text="From when the plan holds and its reviews are counted."
    )
    closed_on = models.DateField(null=True, blank=True)
    closed_reason = models.CharField(max_length=300, blank=True)
    history = HistoricalRecords()

    objects = OfWholeLearnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner"], condition=Q(closed_on__isnull=True), name="pathway_one_current"
            ),
            models.CheckConstraint(
                condition=Q(state=PlanState.AGREED, agreed_at__isnull=False)
                | Q(state=PlanState.DRAFT, agreed_at__isnull=True),
                name="pathway_agreed_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(young_person_answer="", young_person_answered_at__isnull=True)
                | (~Q(young_person_answer="") & Q(young_person_answered_at__isnull=False)),
                name="pathway_answer_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(key_worker_agreed_at__isnull=True, key_worker_agreed_by__isnull=True)
                | Q(key_worker_agreed_at__isnull=False, key_worker_agreed_by__isnull=False),
                name="pathway_key_worker_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(in_force_at__isnull=True) | Q(key_worker_agreed_at__isnull=False),
                name="pathway_in_force_needs_key_worker",
            ),
            models.CheckConstraint(
                condition=Q(closed_on__isnull=True, closed_reason="")
                | (Q(closed_on__isnull=False) & ~Q(closed_reason="")),
                name="pathway_closed_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Pathway plan of {self.learner}"


class PathwaySection(models.Model):
    """One of the ten matters: what the young person needs and what they say."""

    pathway = models.ForeignKey(PathwayPlan, on_delete=models.CASCADE, related_name="sections")
    domain = models.CharField(max_length=20, choices=PathwayDomain)
    needs = models.TextField("what they need", blank=True)
    says = models.TextField("what they say about it", blank=True)
    state = models.CharField(max_length=15, choices=SectionState, default=SectionState.NOT_STARTED)
    not_applicable_reason = models.CharField(max_length=300, blank=True)
    version = models.PositiveIntegerField(default=0)
    saved_at = models.DateTimeField(null=True, blank=True)
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    actions_changed_at = models.DateTimeField(
        null=True, blank=True, help_text="When what will be done was last added to or changed."
    )
    history = HistoricalRecords()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pathway", "domain"], name="pathway_section_once")]

    def __str__(self) -> str:
        return str(self.get_domain_display())

    @property
    def answers(self) -> dict[str, str]:
        """What is written, by the code of its question (`education_plans.rules.pathway.matter_questions`)."""
        return {code: text for code, text in (("needs", self.needs), ("says", self.says)) if text.strip()}


class PathwayAction(models.Model):
    """How a need is met, by whom and by when, in writing."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    section = models.ForeignKey(PathwaySection, on_delete=models.CASCADE, related_name="actions")
    how = models.CharField(max_length=300)
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner_name = models.CharField(max_length=120, blank=True, help_text="If they do not use Mainstay.")
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=300, blank=True)
    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.how


class AccommodationCheck(models.Model):
    """Whether where they live suits them, on one day, factor by factor."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway = models.ForeignKey(PathwayPlan, on_delete=models.PROTECT, related_name="accommodation_checks")
    on = models.DateField()
    where = models.CharField("what kind of accommodation", max_length=200)
    is_suitable = models.BooleanField("suitable as a whole")
    reason = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = OfPathwayQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.where}, {self.on}"


class AccommodationFactor(models.Model):
    check_of = models.ForeignKey(AccommodationCheck, on_delete=models.CASCADE, related_name="factors")
    factor = models.CharField(max_length=12, choices=Suitability)
    is_suitable = models.BooleanField("suitable")
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["check_of", "factor"], name="accommodation_factor_once")]

    def __str__(self) -> str:
        return str(self.get_factor_display())


class SkillItem(models.Model):
    """One thing to be able to do before living on one's own (W6). The list ships; it has a day from which it is asked."""

    area = models.CharField(max_length=60)
    what = models.CharField("I can …", max_length=160)
    position = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["area", "what"], name="skill_item_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="skill_item_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return self.what


class SkillProof(models.Model):
    """How far a young person is with one item, and what shows it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="skill_proofs")
    item = models.ForeignKey(SkillItem, on_delete=models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=SkillState)
    evidence = models.CharField(max_length=300, blank=True)
    through = models.CharField(max_length=10, choices=Through, default=Through.STAFF)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    history = HistoricalRecords()

    objects = OfWholeLearnerQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["learner", "item"], name="skill_proof_once")]

    def __str__(self) -> str:
        return f"{self.item}: {self.get_state_display()}"


class PathwayReview(models.Model):
    """A review of the pathway plan that was held. The next clock starts on that day."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway = models.ForeignKey(PathwayPlan, on_delete=models.PROTECT, related_name="reviews")
    held_on = models.DateField()
    attendees = models.TextField()
    young_person_said = models.TextField()
    decisions = models.TextField()
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = OfPathwayQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pathway", "held_on"], name="pathway_review_once_a_day")]

    def __str__(self) -> str:
        return f"Pathway review held {self.held_on}"


class PathwayReviewRequest(models.Model):
    """The young person or their adviser asks for a review; it cannot be refused, and has a clock of its own."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    pathway = models.ForeignKey(PathwayPlan, on_delete=models.PROTECT, related_name="review_requests")
    by_young_person = models.BooleanField()
    why = models.TextField(blank=True)
    through = models.CharField(max_length=10, choices=Through)
    asked_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    review = models.ForeignKey(PathwayReview, on_delete=models.PROTECT, null=True, blank=True, related_name="requests")
    history = HistoricalRecords()

    objects = OfPathwayQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.pathway}, asked {self.asked_at:%d %B %Y}"
