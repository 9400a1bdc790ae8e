"""Where somebody wants to go, what they are offered and where they went; the Year 11 group partners agree on (W10, P10)."""

import uuid

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.models import Agency, User
from learners.models import Learner
from learners.querysets import OfWholeLearnerQuerySet
from tracking.enums import CohortState, DestinationKind, Route
from tracking.querysets import CohortQuerySet, OfCohortQuerySet


class Destination(models.Model):
    """Intended, offered or actual, for one academic year. The offer of a place by the end of September is the guarantee."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="destinations")
    year = models.PositiveSmallIntegerField("academic year", help_text="The calendar year in which it begins.")
    kind = models.CharField(max_length=8, choices=DestinationKind)
    route = models.CharField(max_length=15, choices=Route)
    where = models.CharField(max_length=160, blank=True)
    course = models.CharField(max_length=160, blank=True)
    on = models.DateField("day it was said, offered or begun")
    meets_guarantee = models.BooleanField("an offer under the September Guarantee", default=False)
    note = models.CharField(max_length=300, blank=True)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = OfWholeLearnerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "year", "kind"], name="destination_once_a_year"),
            models.CheckConstraint(
                condition=Q(meets_guarantee=False) | Q(kind=DestinationKind.OFFERED),
                name="destination_guarantee_is_offer",
            ),
        ]
        indexes = [models.Index(fields=["year", "kind", "route"], name="destination_by_route")]

    def __str__(self) -> str:
        return f"{self.year}: {self.get_route_display()}"


class ComparisonFigure(models.Model):
    """What everybody did, from a published table, entered by hand beside its source (W10)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    virtual_school = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    year = models.PositiveSmallIntegerField("academic year")
    kind = models.CharField(max_length=8, choices=DestinationKind)
    route = models.CharField(max_length=15, choices=Route)
    percent = models.DecimalField(max_digits=4, decimal_places=1)
    source = models.CharField(max_length=200)
    recorded_at = models.DateTimeField()
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["virtual_school", "year", "kind", "route"], name="comparison_figure_once"),
            models.CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="comparison_figure_percent"),
        ]

    def __str__(self) -> str:
        return f"{self.year}: {self.percent} %"


class Cohort(models.Model):
    """The Year 11 group of a Virtual School in one year, and whether the partners agreed on it (P10)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    virtual_school = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="cohorts")
    year = models.PositiveSmallIntegerField("academic year", help_text="The calendar year in which Year 11 begins.")
    state = models.CharField(max_length=8, choices=CohortState, default=CohortState.DRAFT)
    how_we_keep_up = models.TextField("how progress is kept up", blank=True)
    drawn_up_at = models.DateTimeField()
    drawn_up_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = CohortQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["virtual_school", "year"], name="cohort_once_a_year")]

    def __str__(self) -> str:
        return f"Year 11, {self.year}"


class CohortMember(models.Model):
    """One young person of the group, with what is still to do for them."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="members")
    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="+")
    left_out_because = models.CharField(max_length=200, blank=True, help_text="Why not in the group after all.")
    to_do = models.CharField(max_length=300, blank=True)
    to_do_by = models.CharField("who does it", max_length=120, blank=True)
    to_do_on = models.DateField("by when", null=True, blank=True)
    done_on = models.DateField(null=True, blank=True)
    history = HistoricalRecords()

    objects = OfCohortQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["cohort", "learner"], name="cohort_member_once")]

    def __str__(self) -> str:
        return str(self.learner)


class CohortPartner(models.Model):
    """A partner who is asked to agree to the group, and agreed to it as it was at that moment."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, on_delete=models.CASCADE, related_name="partners")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    asked_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True, blank=True)
    agreed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    members = models.PositiveSmallIntegerField("young people in the group then", null=True, blank=True)
    says = models.TextField("what they say", blank=True)
    history = HistoricalRecords()

    objects = OfCohortQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["cohort", "agency"], name="cohort_partner_once"),
            models.CheckConstraint(
                condition=Q(agreed_at__isnull=True, agreed_by__isnull=True)
                | Q(agreed_at__isnull=False, agreed_by__isnull=False, members__isnull=False),
                name="cohort_partner_agreed_to_a_number",
            ),
        ]

    def __str__(self) -> str:
        return str(self.agency)
