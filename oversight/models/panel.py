"""The panel that looks after who is without a place or may lose one (M1 to M3)."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.models import Agency, Membership, User
from learners.models import Learner
from learners.querysets import OfWholeLearnerQuerySet
from oversight.enums import PanelMeetingState, Risk
from oversight.querysets import OfPanelItemQuerySet, OfPanelMeetingQuerySet, PanelItemQuerySet, PanelQuerySet


class Panel(models.Model):
    """A standing group of partners around one Virtual School. `agencies` may come to its meetings."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    virtual_school = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="panels")
    name = models.CharField(max_length=120)
    agencies = models.ManyToManyField(Agency, related_name="+", blank=True)
    closed_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords()

    objects = PanelQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["virtual_school", "name"], name="panel_name_once")]

    def __str__(self) -> str:
        return self.name


class PanelMeeting(models.Model):
    """One meeting of a panel: its agenda is drawn up by rules, changed by hand, and run young person by young person."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    panel = models.ForeignKey(Panel, on_delete=models.PROTECT, related_name="meetings")
    scheduled_for = models.DateTimeField()
    place = models.CharField(max_length=160, blank=True)
    chair = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=PanelMeetingState, default=PanelMeetingState.PLANNED)
    drawn_up_at = models.DateTimeField("agenda drawn up", null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = OfPanelMeetingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(state=PanelMeetingState.CLOSED) | Q(closed_at__isnull=False),
                name="panel_meeting_closed_has_moment",
            )
        ]
        indexes = [models.Index(fields=["panel", "-scheduled_for"], name="panel_meeting_of_panel")]

    def __str__(self) -> str:
        return f"{self.panel}, {self.scheduled_for:%Y-%m-%d}"


class PanelPerson(models.Model):
    """Somebody who came to a meeting, or sent apologies."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(PanelMeeting, on_delete=models.CASCADE, related_name="people")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120)
    came = models.BooleanField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "membership"], condition=Q(membership__isnull=False), name="panel_person_once"
            )
        ]

    def __str__(self) -> str:
        return self.name


class PanelItem(models.Model):
    """One young person on an agenda: why, what was decided, and when the panel looks again (M1)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(PanelMeeting, on_delete=models.CASCADE, related_name="items")
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="panel_items")
    position = models.PositiveSmallIntegerField()
    reasons = ArrayField(
        models.CharField(max_length=20), default=list, help_text="Codes of the rules that put them there."
    )
    added_by_hand = models.CharField("why they were added", max_length=200, blank=True)
    taken_off = models.CharField("why they were taken off", max_length=200, blank=True)
    risk_then = models.PositiveSmallIntegerField(null=True, blank=True, help_text="Risk when the agenda was drawn up.")
    says = models.TextField("what the young person wants", blank=True)
    decision = models.TextField(blank=True)
    contingency = models.TextField("what we do if that does not work", blank=True)
    return_on = models.DateField("the panel looks again on", null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    history = HistoricalRecords()

    objects = PanelItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["meeting", "learner"], name="panel_item_once"),
            models.CheckConstraint(
                condition=Q(decided_at__isnull=True) | ~Q(decision=""), name="panel_item_decided_says_what"
            ),
        ]
        indexes = [models.Index(fields=["learner", "-id"], name="panel_item_of_learner")]

    def __str__(self) -> str:
        return str(self.learner)


class PanelAction(models.Model):
    """What somebody does for a young person by a day. What is not done stands on the next agenda."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(PanelItem, on_delete=models.CASCADE, related_name="actions")
    what = models.CharField(max_length=300)
    owner = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    owner_name = models.CharField("who, if they do not use Mainstay", max_length=120, blank=True)
    due_on = models.DateField()
    done_on = models.DateField(null=True, blank=True)
    result = models.CharField(max_length=300, blank=True)
    history = HistoricalRecords()

    objects = OfPanelItemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(done_on__isnull=True, result="") | (Q(done_on__isnull=False) & ~Q(result="")),
                name="panel_action_done_with_result",
            ),
            models.CheckConstraint(condition=Q(owner__isnull=False) | ~Q(owner_name=""), name="panel_action_has_owner"),
        ]
        indexes = [
            models.Index(fields=["owner", "due_on"], condition=Q(done_on__isnull=True), name="panel_action_open")
        ]

    def __str__(self) -> str:
        return self.what


class RiskJudgement(models.Model):
    """A person sees a risk differently from the rules, and says why. The newest counts, until its day (M2)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="risk_judgements")
    computed = models.PositiveSmallIntegerField(help_text="What the rules said then.")
    risk = models.CharField(max_length=6, choices=Risk)
    reason = models.TextField()
    until_on = models.DateField(help_text="The last day on which it counts.")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OfWholeLearnerQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(reason=""), name="risk_judgement_has_reason")]
        indexes = [models.Index(fields=["learner", "-at"], name="risk_judgement_newest")]

    def __str__(self) -> str:
        return self.get_risk_display()


class SuccessStory(models.Model):
    """What went well and why; told to others only without the name (M3)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="success_stories")
    virtual_school = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    on = models.DateField()
    what_happened = models.TextField()
    what_worked = models.TextField()
    anonymous = models.TextField("as it may be told", blank=True, help_text="Without anything that says who it is.")
    agreed_by_young_person_on = models.DateField(null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = OfWholeLearnerQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "success stories"
        constraints = [
            models.CheckConstraint(
                condition=Q(anonymous="") | Q(agreed_by_young_person_on__isnull=False),
                name="success_story_told_if_agreed",
            )
        ]

    def __str__(self) -> str:
        return f"{self.on}: {self.what_happened[:60]}"
