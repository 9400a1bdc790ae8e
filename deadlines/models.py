"""A deadline, the steps of its ladder, and everything that ever happened to it."""

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from accounts.clock import local_date
from accounts.models import Agency, User
from deadlines import registry
from deadlines.calendar import Due, last_day_of
from deadlines.enums import DeadlineState, StepState, SweepState, Unit, Verb
from deadlines.querysets import DeadlineQuerySet
from deadlines.rules import Duty, Limit

#: Within how many days a deadline counts as due soon.
SOON_DAYS = 7


class Deadline(models.Model):
    """A duty that falls on an agency, with the moment by which it must be kept.

    `starts_at` is the instant the clock counts from. On time means `met_at < due_at`; overdue means `now >= due_at`.
    For clocks counted in days `due_on` is the last local day and `due_at` the local midnight after it.
    `original_due_at` never changes: adherence is judged on it.

    `learner` and `agreement` are named by string, the only relations that point upwards: without them a deadline could be neither
    permission-checked nor counted for adherence. One that `stands_alone` has neither: the app that opened it has said who
    may know of such a subject (`registry.register_confidential`).
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    duty_code = models.CharField(max_length=40)
    learner = models.ForeignKey(
        "learners.Learner", on_delete=models.PROTECT, null=True, blank=True, related_name="deadlines"
    )
    agreement = models.ForeignKey(
        "agreements.Agreement", on_delete=models.PROTECT, null=True, blank=True, related_name="deadlines"
    )
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="deadlines_owed")
    partner = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="deadlines_shared",
        help_text="The agency that owes the duty together with the owner.",
    )  # fmt: skip
    subject_kind = models.CharField(max_length=30, help_text="What it is about: enrolment, incident, emergency …")
    subject_uuid = models.UUIDField()

    starts_at = models.DateTimeField()
    limit_amount = models.PositiveSmallIntegerField()
    limit_unit = models.CharField(max_length=12, choices=Unit)
    terms_source = models.CharField(
        max_length=120, help_text="Whose terms set the limit, as it was when the clock opened."
    )
    morning_hour = models.PositiveSmallIntegerField(default=8, help_text="Local hour of the steps of the day ladder.")

    opened_at = models.DateTimeField()
    original_due_at = models.DateTimeField()
    due_at = models.DateTimeField()
    due_on = models.DateField(null=True, blank=True)
    state = models.CharField(max_length=10, choices=DeadlineState, default=DeadlineState.OPEN)
    met_at = models.DateTimeField(null=True, blank=True)
    met_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    closed_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was met, waived or stopped applying, by what happened."
    )
    paused_at = models.DateTimeField(null=True, blank=True)
    breach_recorded = models.BooleanField(
        default=False,
        help_text="That `due_at` passed unmet stands among the events. Moving it into the future starts anew.",
    )
    was_moved = models.BooleanField(default=False)
    was_paused = models.BooleanField(default=False)
    is_tracked = models.BooleanField(
        default=True, help_text="False: it was due before Mainstay began to track the agency."
    )
    stands_alone = models.BooleanField(
        default=False,
        db_default=False,
        help_text="About neither a young person nor an agreement: whoever may know of its subject sees it.",
    )

    revision = models.PositiveSmallIntegerField(default=1)
    next_step_at = models.DateTimeField(null=True, blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["duty_code", "subject_uuid"], condition=Q(state=DeadlineState.OPEN), name="deadline_once_while_open"
            ),
            models.CheckConstraint(
                condition=Q(state=DeadlineState.MET, met_at__isnull=False) | (~Q(state=DeadlineState.MET) & Q(met_at__isnull=True)),
                name="deadline_met_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(state=DeadlineState.OPEN, closed_at__isnull=True)
                | (~Q(state=DeadlineState.OPEN) & Q(closed_at__isnull=False)),
                name="deadline_closed_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(state=DeadlineState.OPEN) | Q(paused_at__isnull=True, next_step_at__isnull=True),
                name="deadline_closed_is_at_rest",
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True) | Q(next_step_at__isnull=True), name="deadline_paused_is_at_rest"
            ),
            models.CheckConstraint(
                condition=Q(learner__isnull=False) | Q(agreement__isnull=False) | Q(stands_alone=True),
                name="deadline_has_learner_or_agreement",
            ),
            models.CheckConstraint(
                condition=Q(partner__isnull=True) | ~Q(partner=F("owner")), name="deadline_partner_is_another"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["next_step_at"], condition=Q(next_step_at__isnull=False), name="deadline_next_step"),
            models.Index(fields=["subject_uuid"], name="deadline_of_subject"),
            models.Index(
                fields=["owner", "duty_code", "original_due_at"], condition=Q(is_tracked=True), name="deadline_of_owner"
            ),
            models.Index(
                fields=["partner", "duty_code", "original_due_at"],
                condition=Q(is_tracked=True, partner__isnull=False),
                name="deadline_of_partner",
            ),
            models.Index(fields=["due_at"], condition=Q(state=DeadlineState.OPEN), name="deadline_open_by_due"),
            # They are few. With it each way of seeing a deadline has an index, so that nobody's list reads everybody's.
            models.Index(fields=["subject_kind"], condition=Q(stands_alone=True), name="deadline_standing_alone"),
        ]

    def __str__(self) -> str:
        return f"{self.duty_code} due {self.due_at:%Y-%m-%d %H:%M}"

    def get_absolute_url(self) -> str:
        return reverse("deadlines:detail", args=[self.uuid])

    @property
    def duty(self) -> Duty:
        """The row of the agreement it comes from."""
        return registry.duty(self.duty_code)

    @property
    def limit(self) -> Limit:
        """How long there was, as it stood in the terms when the clock opened."""
        return Limit(self.limit_amount, Unit(self.limit_unit))

    @property
    def clock(self) -> Due:
        """Its start and its end as they are now, moves and pauses counted in."""
        return Due(self.starts_at, self.due_at, self.due_on)

    def clock_ending(self, due_at: datetime) -> Due:
        """Its clock as it was when it ended at `due_at`."""
        last_day = None if self.due_on is None else local_date(due_at - timedelta(microseconds=1))
        return Due(self.starts_at, due_at, last_day)

    @property
    def topic(self) -> str:
        """What its messages are filed under: one topic for each revision, so that the old ones can be called back."""
        return f"deadline:{self.uuid}:{self.revision}"

    @property
    def is_open(self) -> bool:
        return self.state == DeadlineState.OPEN

    @property
    def is_paused(self) -> bool:
        return self.paused_at is not None

    def is_overdue(self, now: datetime) -> bool:
        """Not kept, and the moment has come. A paused clock is never overdue: it stopped before it could be."""
        return self.is_open and not self.is_paused and now >= self.due_at

    def status(self, now: datetime) -> str:
        """One word for how it stands, as the tags of the pages know it."""
        if not self.is_open:
            late = self.met_at is not None and self.met_at >= self.original_due_at
            return "met_late" if late else self.state
        if not self.is_tracked:
            return "before_tracking"
        if self.is_paused:
            return "paused"
        if self.is_overdue(now):
            return "overdue"
        days_left = (last_day_of(self.clock) - local_date(now)).days
        return "due_today" if days_left == 0 else "due_soon" if days_left <= SOON_DAYS else "open"


class DeadlineStep(models.Model):
    """One rung of a deadline's ladder. Rungs of an older revision are never fired."""

    deadline = models.ForeignKey(Deadline, on_delete=models.CASCADE, related_name="steps")
    revision = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=30)
    at = models.DateTimeField()
    audiences = models.JSONField()
    state = models.CharField(max_length=10, choices=StepState, default=StepState.PENDING)
    settled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["deadline", "revision", "key"], name="deadline_step_once_per_revision"),
            models.CheckConstraint(
                condition=Q(state=StepState.PENDING, settled_at__isnull=True)
                | (~Q(state=StepState.PENDING) & Q(settled_at__isnull=False)),
                name="deadline_step_settled_has_moment",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} at {self.at:%Y-%m-%d %H:%M}"


class DeadlineEvent(models.Model):
    """Something that happened to a deadline. Append-only: the database refuses to change or delete a row.

    `at` is when it was true (a breach is dated when the duty fell due), `recorded_at` when Mainstay noted it.
    """

    deadline = models.ForeignKey(Deadline, on_delete=models.PROTECT, related_name="events")
    verb = models.CharField(max_length=10, choices=Verb)
    at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.TextField(blank=True)
    revision = models.PositiveSmallIntegerField()
    due_before = models.DateTimeField(null=True, blank=True)
    due_after = models.DateTimeField(null=True, blank=True)
    detail = models.JSONField(default=dict, blank=True)

    class Meta:
        indexes = [models.Index(fields=["deadline", "at", "id"], name="deadline_event_in_order")]

    def __str__(self) -> str:
        return f"{self.get_verb_display()} {self.at:%Y-%m-%d %H:%M}"


class SweepFault(models.Model):
    """A deadline the sweep could not handle. It is tried again later, holds up nothing else, and operators see it meanwhile."""

    deadline = models.OneToOneField(Deadline, on_delete=models.CASCADE, related_name="fault")
    since = models.DateTimeField()
    last_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)
    error = models.CharField(max_length=300, help_text="Kind of error and where; no personal data.")

    def __str__(self) -> str:
        return f"{self.error} ×{self.times}"


class SweepRun(models.Model):
    """A round of the sweep, or several in a row in which nothing was due. The newest row is the sweep’s heartbeat.

    `alive_at` is when it last said that it goes on: after each batch, and at its end. A row without `ended_at` whose
    `alive_at` stands still belongs to a worker that was killed. No moment that changes is indexed, so that a heartbeat
    stays a cheap change of one row.
    """

    state = models.CharField(max_length=10, choices=SweepState)
    started_at = models.DateTimeField()
    alive_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    rounds = models.PositiveIntegerField(default=1)
    moved_on = models.PositiveIntegerField(default=0)
    steps = models.PositiveIntegerField(default=0)
    breaches = models.PositiveIntegerField(default=0)
    messages = models.PositiveIntegerField(default=0)
    set_aside = models.PositiveIntegerField(default=0)
    worker = models.CharField(max_length=100, blank=True, help_text="The machine and process that did it last.")
    by_stand_in = models.BooleanField(
        default=False,
        db_default=False,
        help_text="Whether it was done by whoever stands in while the beat’s rounds do not come.",
    )
    error = models.CharField(max_length=300, blank=True, help_text="Kind of error and where; no personal data.")

    class Meta:
        indexes = [models.Index(fields=["-started_at", "-id"], name="sweep_run_newest")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state=SweepState.RUNNING, ended_at__isnull=True)
                | (~Q(state=SweepState.RUNNING) & Q(ended_at__isnull=False)),
                name="sweep_run_ended_has_moment",
            ),
            models.CheckConstraint(
                condition=Q(state=SweepState.FAILED) ^ Q(error=""), name="sweep_run_failed_has_error"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_state_display()} {self.started_at:%Y-%m-%d %H:%M}"
