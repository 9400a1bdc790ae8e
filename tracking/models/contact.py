"""Keeping in touch, work, and what is done while somebody is in neither education, employment nor training."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import Agency, User
from learners.models import Learner
from learners.querysets import OfWholeLearnerQuerySet
from tracking.enums import Barrier, ContactHow, ContactReason, DayKind, HealthRoute
from tracking.querysets import OfEpisodeQuerySet, StruckOutQuerySet


class StruckOut(models.Model):
    """What was recorded by mistake stays where it stands, struck out with the reason, and counts for nothing."""

    struck_out_at = models.DateTimeField(null=True, blank=True)
    struck_out_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    why_struck_out = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


#: Whoever strikes something out says so by name, and why.
_STRUCK_OUT_IS_TOLD = Q(struck_out_at__isnull=True, struck_out_by__isnull=True, why_struck_out="") | (
    Q(struck_out_at__isnull=False, struck_out_by__isnull=False) & ~Q(why_struck_out="")
)


class Employment(StruckOut):
    """A job. Who was supported into it is contacted weekly for eight weeks, then as everybody: monthly to six months (K7)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="jobs")
    employer = models.CharField(max_length=160)
    job = models.CharField(max_length=120)
    hours = models.PositiveSmallIntegerField("hours a week", null=True, blank=True)
    was_supported = models.BooleanField("supported into it", default=False)
    starts_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=200, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = StruckOutQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, end_reason="")
                | (Q(ended_on__gte=F("starts_on")) & ~Q(end_reason="")),
                name="job_end_has_reason",
            ),
            models.CheckConstraint(condition=_STRUCK_OUT_IS_TOLD, name="job_struck_out_is_told"),
        ]

    def __str__(self) -> str:
        return f"{self.job} at {self.employer}"


class NeetEpisode(models.Model):
    """A time without education, employment or training: who does what about it, and what if that fails (K6, K11, M2)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="neet_episodes")
    starts_on = models.DateField()
    ended_on = models.DateField(null=True, blank=True)
    how_it_ended = models.CharField(max_length=300, blank=True)
    barrier_themes = ArrayField(
        models.CharField(max_length=16, choices=Barrier),
        default=list,
        blank=True,
        verbose_name="themes of what stands in the way",
    )
    barriers = models.TextField("what stands in the way", blank=True)
    plan = models.TextField("what we do together", blank=True)
    plan_agreed_on = models.DateField(null=True, blank=True)
    contingency = models.TextField("what we do if that does not work", blank=True)
    health_route = models.CharField("health", max_length=12, choices=HealthRoute, default=HealthRoute.NOT_NEEDED)
    health_note = models.CharField(max_length=300, blank=True)
    jobcentre_plan_on = models.DateField("plan agreed with the jobcentre", null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    history = HistoricalRecords()

    objects = OfWholeLearnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["learner"], condition=Q(ended_on__isnull=True), name="neet_episode_one_open"
            ),
            models.CheckConstraint(
                condition=Q(ended_on__isnull=True, how_it_ended="")
                | (Q(ended_on__gte=F("starts_on")) & ~Q(how_it_ended="")),
                name="neet_episode_end_is_told",
            ),
            models.CheckConstraint(
                condition=Q(plan_agreed_on__isnull=True) | ~Q(plan=""), name="neet_plan_agreed_is_there"
            ),
        ]

    def __str__(self) -> str:
        return f"From {self.starts_on}"


class NeetRole(models.Model):
    """Who does what in the plan of an episode (K6)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    episode = models.ForeignKey(NeetEpisode, on_delete=models.CASCADE, related_name="roles")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    who = models.CharField(max_length=120)
    does = models.CharField("what they do", max_length=300)
    by_on = models.DateField("by when", null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords()

    objects = OfEpisodeQuerySet.as_manager()

    def __str__(self) -> str:
        return f"{self.who}: {self.does}"


class NeetDay(models.Model):
    """A taster day or an in-touch day of an episode: planned, then attended or not (K6)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    episode = models.ForeignKey(NeetEpisode, on_delete=models.CASCADE, related_name="days")
    kind = models.CharField(max_length=8, choices=DayKind)
    on = models.DateField()
    where = models.CharField(max_length=160)
    attended = models.BooleanField(null=True, blank=True)
    what_came_of_it = models.CharField(max_length=300, blank=True)
    settled_at = models.DateTimeField("when it was said whether they came", null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = OfEpisodeQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["episode", "kind", "-on"], name="neet_day_of_episode")]
        constraints = [
            models.CheckConstraint(
                condition=Q(attended__isnull=True, settled_at__isnull=True)
                | Q(attended__isnull=False, settled_at__isnull=False),
                name="neet_day_settled_once_known",
            ),
            models.UniqueConstraint(fields=["episode", "kind", "on"], name="neet_day_once"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.on}"


class Contact(StruckOut):
    """A try to be in touch, whether or not it reached them. Only one that reached them restarts a clock (P1, K7)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="contacts_made")
    reason = models.CharField(max_length=12, choices=ContactReason)
    job = models.ForeignKey(Employment, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts")
    how = models.CharField(max_length=12, choices=ContactHow)
    at = models.DateTimeField()
    reached = models.BooleanField("reached them")
    note = models.TextField("what was said", blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = StruckOutQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(at__lte=F("recorded_at")), name="contact_before_entry"),
            models.CheckConstraint(
                condition=Q(reason=ContactReason.WORK, job__isnull=False)
                | (~Q(reason=ContactReason.WORK) & Q(job__isnull=True)),
                name="contact_about_work_names_job",
            ),
            models.CheckConstraint(condition=_STRUCK_OUT_IS_TOLD, name="contact_struck_out_is_told"),
        ]
        indexes = [models.Index(fields=["learner", "-at"], name="contact_of_learner")]

    def __str__(self) -> str:
        return f"{self.get_how_display()} {self.at:%Y-%m-%d}"


class StrengthsScore(models.Model):
    """A total of the strengths and difficulties questionnaire, 0 to 40 (K11)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="strengths_scores")
    on = models.DateField()
    score = models.PositiveSmallIntegerField()
    filled_in_by = models.CharField(max_length=120)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = OfWholeLearnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(score__lte=40), name="strengths_score_of_forty"),
            models.UniqueConstraint(fields=["learner", "on", "filled_in_by"], name="strengths_score_once"),
        ]

    def __str__(self) -> str:
        return f"{self.score} on {self.on}"
