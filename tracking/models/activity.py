"""What somebody does: education, employment or training, in spells; the yearly return on care leavers (A41, §5)."""

import uuid

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models
from django.db.models import F, Func, Q
from simple_history.models import HistoricalRecords

from accounts.models import User
from learners.models import Learner
from learners.querysets import OfWholeLearnerQuerySet
from tracking.enums import ActivityGroup, CodeList, EntrySource
from tracking.querysets import ActivityCodeQuerySet


class ActivityCode(models.Model):
    """One code of a national list, with what it counts as, from a day until a day. Data, because lists change and two of
    them differ (domain facts §5).
    """

    code_list = models.CharField(max_length=12, choices=CodeList)
    code = models.CharField(max_length=4)
    name = models.CharField(max_length=120)
    group = models.CharField(max_length=12, choices=ActivityGroup, blank=True)
    counts_as_participating = models.BooleanField(default=False)
    from_on = models.DateField()
    until_on = models.DateField(null=True, blank=True)
    source = models.CharField(max_length=120)

    objects = ActivityCodeQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["code_list", "code", "from_on"], name="activity_code_once")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ActivitySpell(models.Model):
    """What somebody did from one day to another. One at a time; a new one ends the one before it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="spells")
    code = models.ForeignKey(ActivityCode, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The last day of it.")
    hours = models.PositiveSmallIntegerField("hours a week", null=True, blank=True)
    note = models.CharField(max_length=300, blank=True)
    source = models.CharField(max_length=6, choices=EntrySource, default=EntrySource.TYPED)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    history = HistoricalRecords()

    objects = OfWholeLearnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="spell_ends_after_start"
            ),
            ExclusionConstraint(
                name="spell_one_at_a_time",
                index_type="GIST",
                expressions=[
                    (Func(F("learner_id"), F("learner_id"), models.Value("[]"), function="int8range"), "&&"),
                    (Func(F("starts_on"), F("ends_on"), models.Value("[]"), function="daterange"), "&&"),
                ],
            ),
        ]
        indexes = [
            models.Index(fields=["learner", "-starts_on"], name="spell_of_learner"),
            models.Index(fields=["code", "learner"], condition=Q(ends_on__isnull=True), name="spell_now"),
        ]

    def __str__(self) -> str:
        return f"{self.code} from {self.starts_on}"


class CareLeaverReturn(models.Model):
    """The three fields of the yearly return on one care leaver (OC3), as sent or as prepared."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="care_leaver_returns")
    year = models.PositiveSmallIntegerField(help_text="The calendar year in which it ends, on 31 March.")
    child = models.CharField(
        "child’s number", max_length=20, blank=True, help_text="By which the authority names them in its returns."
    )
    in_touch = models.CharField(max_length=4)
    activity = models.CharField(max_length=2)
    accommodation = models.CharField(max_length=2)
    contact_on = models.DateField("day of contact", null=True, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = OfWholeLearnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "year"], name="care_leaver_return_once_a_year"),
            models.CheckConstraint(
                condition=~Q(in_touch="") & ~Q(activity="") & ~Q(accommodation=""),
                name="care_leaver_return_all_three",
            ),
            models.CheckConstraint(
                condition=~Q(in_touch__in=["DIED", "RHOM"]) | Q(activity="0", accommodation="0"),
                name="care_leaver_return_nothing_after",
            ),
            models.CheckConstraint(
                condition=~Q(in_touch="YES") | (~Q(activity="0") & ~Q(accommodation="0")),
                name="care_leaver_return_known_if_in_touch",
            ),
            models.CheckConstraint(
                condition=~Q(accommodation__in=["S1", "X1"]), name="care_leaver_return_never_suitable"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.in_touch} {self.activity} {self.accommodation}"
