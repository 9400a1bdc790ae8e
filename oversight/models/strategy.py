"""Strategies and work plans: the whole, who is on it, and its rows (K1, W1 to W3). One model for both shapes (ADR 18)."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from accounts.models import Agency, Membership
from agreements.models import ProjectNotice
from education_plans.enums import Rag
from oversight.enums import (
    Direction,
    LeadKind,
    PlanRole,
    Rated,
    RowKind,
    RowStatus,
    StrategyKind,
    StrategyStatus,
)
from oversight.querysets import OfStrategyQuerySet, OfStrategyRowQuerySet, StrategyQuerySet


class Strategy(models.Model):
    """A strategy of one agency, or its work plan. `partners` see it once it is no draft any more."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(max_length=10, choices=StrategyKind)
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="strategies")
    title = models.CharField(max_length=200)
    about = models.TextField("what it is for", blank=True, help_text="Purpose and principles, as in the document.")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True)
    written_on = models.DateField("written", null=True, blank=True)
    review_on = models.DateField("to be reviewed", null=True, blank=True)
    status = models.CharField(max_length=8, choices=StrategyStatus, default=StrategyStatus.DRAFT)
    partners = models.ManyToManyField(Agency, related_name="strategies_shared", blank=True)
    young_text = models.TextField("for young people", blank=True, help_text="What it is about, in plain words (K15).")
    published_at = models.DateTimeField("open to everybody since", null=True, blank=True)
    recorded_at = models.DateTimeField()
    history = HistoricalRecords(m2m_fields=[partners])

    objects = StrategyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "strategies"
        constraints = [
            models.UniqueConstraint("owner", Lower("title"), name="strategy_title_once"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="strategy_ends_after_start"
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | ~Q(young_text=""), name="strategy_published_has_text"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def is_draft(self) -> bool:
        return self.status == StrategyStatus.DRAFT

    @property
    def is_over(self) -> bool:
        return self.status == StrategyStatus.ENDED


class StrategyPerson(models.Model):
    """Somebody on the plan as a whole: lead contact, strategic lead, contributor (W1). With or without Mainstay."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="people")
    role = models.CharField(max_length=14, choices=PlanRole)
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    name = models.CharField(max_length=120)
    job_title = models.CharField(max_length=120, blank=True)
    part = models.CharField("what they do for it", max_length=200, blank=True)
    address = models.TextField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    mobile = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    history = HistoricalRecords()

    objects = OfStrategyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "people on strategies"
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="strategy_person_has_name"),
            models.UniqueConstraint(
                fields=["strategy", "role"], condition=~Q(role=PlanRole.CONTRIBUTOR), name="strategy_one_of_each_lead"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ColourMeaning(models.Model):
    """What a colour means from a day on: in one strategy, or without one in all that say nothing else."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, null=True, blank=True, related_name="meanings")
    which = models.CharField(max_length=8, choices=Rated)
    colour = models.CharField(max_length=5, choices=Rag)
    meaning = models.CharField(max_length=300)
    from_on = models.DateField()
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["strategy", "which", "colour", "from_on"], nulls_distinct=False, name="colour_means_one_thing"
            ),
            models.CheckConstraint(condition=~Q(meaning=""), name="colour_means_something"),
        ]

    def __str__(self) -> str:
        return f"{self.get_colour_display()}: {self.meaning}"


class StrategyRow(models.Model):
    """One row of the tree: theme, objective, KPI, expectation or action. `number` is as the document has it: 1.4.1, 6k.

    `measure_code` names a measure (`oversight.measures`) by which a KPI is rated; without one it is rated by hand.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="rows")
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="children")
    kind = models.CharField(max_length=11, choices=RowKind)
    number = models.CharField(max_length=20, blank=True)
    position = models.PositiveIntegerField(help_text="Order in which rows were added: that of rows without a number.")
    text = models.TextField()
    note = models.TextField(blank=True, help_text="What the document says beside it.")
    young_text = models.TextField("for young people", blank=True)
    status = models.CharField(max_length=10, choices=RowStatus, default=RowStatus.OPEN)
    status_on = models.DateField(null=True, blank=True, help_text="Since when it is done, met, withdrawn, superseded.")
    status_reason = models.CharField(max_length=500, blank=True)
    superseded_by = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="replaces")
    timescale = models.CharField(max_length=60, blank=True, help_text="In words, as in the document.")
    due_on = models.DateField(null=True, blank=True)
    measure_code = models.CharField(max_length=60, blank=True)
    target = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    green_from = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    amber_from = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    direction = models.CharField(max_length=6, choices=Direction, default=Direction.HIGHER)
    first_rating_on = models.DateField(
        null=True, blank=True, help_text="By when a KPI is rated by hand for the first time."
    )
    notice = models.ForeignKey(
        ProjectNotice, on_delete=models.PROTECT, null=True, blank=True, related_name="+",
        help_text="The bid or joint project that it is, of which partners were told (P14, P15).",
    )  # fmt: skip
    history = HistoricalRecords()

    objects = OfStrategyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="strategy_row_has_text"),
            models.UniqueConstraint("strategy", Lower("number"), condition=~Q(number=""), name="strategy_number_once"),
            models.CheckConstraint(
                condition=Q(parent__isnull=False) | Q(kind__in=[RowKind.THEME, RowKind.OBJECTIVE]),
                name="strategy_row_hangs_somewhere",
            ),
            models.CheckConstraint(
                condition=Q(status=RowStatus.SUPERSEDED, superseded_by__isnull=False)
                | (~Q(status=RowStatus.SUPERSEDED) & Q(superseded_by__isnull=True)),
                name="strategy_row_superseded_by",
            ),
            models.CheckConstraint(
                condition=Q(status__in=[RowStatus.OPEN, RowStatus.WORKING_TOWARDS]) | Q(status_on__isnull=False),
                name="strategy_row_settled_on",
            ),
            models.CheckConstraint(
                condition=Q(green_from__isnull=True, amber_from__isnull=True)
                | Q(green_from__isnull=False, amber_from__isnull=False),
                name="strategy_row_both_thresholds",
            ),
        ]
        indexes = [models.Index(fields=["strategy", "position"], name="strategy_row_in_order")]

    def __str__(self) -> str:
        return f"{self.number} {self.text}".strip()

    @property
    def is_kpi(self) -> bool:
        return self.kind == RowKind.KPI

    @property
    def is_heading(self) -> bool:
        """A theme or an objective: under it stand the rows that are worked on."""
        return self.kind in (RowKind.THEME, RowKind.OBJECTIVE)

    @property
    def is_dropped(self) -> bool:
        return self.status in (RowStatus.WITHDRAWN, RowStatus.SUPERSEDED)

    @property
    def short(self) -> str:
        """Its number and the beginning of its text, for links."""
        text = self.text if len(self.text) <= 90 else f"{self.text[:87].rstrip()} …"
        return f"{self.number} {text}".strip()


class StrategyLead(models.Model):
    """An agency or a person that leads a row or contributes to it. Of leads one is the main one (W3).

    Whoever does not use Mainstay stands here by name; an agency may carry a word beside its own name.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    row = models.ForeignKey(StrategyRow, on_delete=models.CASCADE, related_name="leads")
    kind = models.CharField(max_length=11, choices=LeadKind)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="strategy_rows_led"
    )
    name = models.CharField(max_length=160, help_text="As it stands in the document.")
    is_main = models.BooleanField(default=False)
    history = HistoricalRecords()

    objects = OfStrategyRowQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="strategy_lead_has_name"),
            models.CheckConstraint(
                condition=Q(kind=LeadKind.AGENCY, membership__isnull=True)
                | (~Q(kind=LeadKind.AGENCY) & Q(agency__isnull=True)),
                name="strategy_lead_is_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(is_main=False) | ~Q(kind=LeadKind.CONTRIBUTOR), name="strategy_main_lead_leads"
            ),
            models.UniqueConstraint(fields=["row", "kind"], condition=Q(is_main=True), name="strategy_one_main_lead"),
            models.UniqueConstraint(
                fields=["row", "kind", "membership"], condition=Q(membership__isnull=False), name="strategy_lead_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name
