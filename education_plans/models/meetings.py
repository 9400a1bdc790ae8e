"""Meetings about a plan, who is invited, what is to be done after them; and what makes one necessary early."""

import uuid

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import Membership, User
from education_plans.enums import Attendance, ChangeKind, EarlyReason, EventKind, MeetingKind, MeetingState
from education_plans.models.pathway import PathwayPlan, PathwayReview
from education_plans.models.plan import EducationPlan, PlanReview
from education_plans.querysets import OfLearnerQuerySet, OfPlaceQuerySet, OfPlanQuerySet, PlanMeetingQuerySet
from learners.models import Enrolment, Learner

#: What a meeting can be about.
Planned = EducationPlan | PathwayPlan


class PlanMeeting(models.Model):
    """A meeting about an education plan, mostly at the provider (A14, A28), or about a pathway plan (P2)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(EducationPlan, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings")
    pathway = models.ForeignKey(PathwayPlan, on_delete=models.PROTECT, null=True, blank=True, related_name="meetings")
    kind = models.CharField(max_length=10, choices=MeetingKind)
    state = models.CharField(max_length=10, choices=MeetingState, default=MeetingState.CALLED)
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=200)
    link = models.URLField("link to join", blank=True)
    why = models.CharField("what it is about", max_length=300, blank=True)
    agenda = models.TextField(blank=True)
    sequence = models.PositiveIntegerField(default=0, help_text="Of the invitation in calendars (RFC 5545 SEQUENCE).")
    young_person_said = models.TextField(blank=True)
    decisions = models.TextField(blank=True)
    next_on = models.DateField("day of the next meeting", null=True, blank=True)
    cancel_reason = models.CharField(max_length=300, blank=True)
    review = models.OneToOneField(PlanReview, on_delete=models.PROTECT, null=True, blank=True, related_name="meeting")
    pathway_review = models.OneToOneField(
        PathwayReview, on_delete=models.PROTECT, null=True, blank=True, related_name="meeting"
    )
    called_at = models.DateTimeField()
    called_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    objects = PlanMeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gt=F("starts_at")), name="plan_meeting_ends_after_start"),
            models.CheckConstraint(
                condition=Q(plan__isnull=False, pathway__isnull=True) | Q(plan__isnull=True, pathway__isnull=False),
                name="plan_meeting_of_one_plan",
            ),
            models.CheckConstraint(
                condition=Q(plan__isnull=False) & ~Q(kind=MeetingKind.PATHWAY)
                | Q(pathway__isnull=False, kind__in=[MeetingKind.PATHWAY, MeetingKind.EXTRA]),
                name="plan_meeting_kind_fits_plan",
            ),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.CANCELLED) | ~Q(cancel_reason=""),
                name="plan_meeting_cancelled_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(state=MeetingState.HELD) | Q(recorded_at__isnull=False),
                name="plan_meeting_held_is_recorded",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.starts_at:%d %B %Y}"

    @property
    def about(self) -> Planned:
        """The plan it is about; one of the two always stands."""
        plan = self.plan or self.pathway
        assert plan is not None
        return plan


class Invitee(models.Model):
    """Somebody invited: with an account, from outside by e-mail, or the young person themselves."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(PlanMeeting, on_delete=models.CASCADE, related_name="invitees")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_young_person = models.BooleanField(default=False)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120, blank=True)
    email = models.EmailField("e-mail address", blank=True)
    attendance = models.CharField(max_length=10, choices=Attendance, default=Attendance.INVITED)
    told_sequence = models.IntegerField(default=-1, help_text="Of the last invitation sent to them.")
    taken_off_at = models.DateTimeField(null=True, blank=True, help_text="Since when they are no longer invited.")
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "membership"], condition=Q(membership__isnull=False), name="invitee_once"
            ),
            models.UniqueConstraint(
                fields=["meeting"], condition=Q(is_young_person=True), name="invitee_young_person_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class MeetingAction(models.Model):
    """What somebody will do after a meeting: a task of theirs until it is done."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(PlanMeeting, on_delete=models.CASCADE, related_name="actions")
    what = models.CharField(max_length=300)
    owner = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="meeting_actions"
    )
    owner_name = models.CharField(max_length=120, blank=True, help_text="If they do not use Mainstay.")
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=300, blank=True)
    history = HistoricalRecords()

    def __str__(self) -> str:
        return self.what


class CircumstanceChange(models.Model):
    """Something that changed in a young person's life, of which the provider is told (A17, W14)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="circumstance_changes")
    provider = models.ForeignKey(
        "accounts.Agency", on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="Who was told."
    )
    kind = models.CharField(max_length=15, choices=ChangeKind)
    on = models.DateField("when it changes")
    what = models.TextField("what changes")
    effect = models.TextField("what it does to education", blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = OfLearnerQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.on}"


class EarlyReview(models.Model):
    """A review proposed before its time; somebody calls the meeting, or says why not."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    plan = models.ForeignKey(EducationPlan, on_delete=models.PROTECT, related_name="early_reviews")
    reason = models.CharField(max_length=15, choices=EarlyReason)
    source_uuid = models.UUIDField(help_text="Of the incident, the change or the young person’s words.")
    words = models.CharField(max_length=300, blank=True)
    proposed_at = models.DateTimeField()
    meeting = models.ForeignKey(
        PlanMeeting, on_delete=models.PROTECT, null=True, blank=True, related_name="early_reviews"
    )
    declined_reason = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    history = HistoricalRecords()

    objects = OfPlanQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["plan", "source_uuid"], name="early_review_once_per_source"),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True, meeting__isnull=True, declined_reason="")
                | Q(settled_at__isnull=False, meeting__isnull=False, declined_reason="")
                | (Q(settled_at__isnull=False, meeting__isnull=True) & ~Q(declined_reason="")),
                name="early_review_settled_by_meeting_or_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.plan}: {self.get_reason_display()}"


class Occasion(models.Model):
    """A visit, a parents' evening or a consultation at the provider, and who came (A16, A22)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    enrolment = models.ForeignKey(Enrolment, on_delete=models.PROTECT, related_name="occasions")
    kind = models.CharField(max_length=20, choices=EventKind)
    on = models.DateField()
    what = models.CharField(max_length=200, blank=True)
    key_worker_invited = models.BooleanField(default=True)
    key_worker_came = models.BooleanField(null=True, blank=True, help_text="Empty until it is known.")
    young_person_came = models.BooleanField(null=True, blank=True)
    note = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = OfPlaceQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.on}"
