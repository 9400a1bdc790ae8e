"""What happens to a strategy: entries, ratings, evidence, budget and versions (K2, K5, W3, W15). Nothing here is rewritten."""

import uuid

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.files import PRIVATE_FILES
from accounts.models import StoredFile, User
from education_plans.enums import Rag
from oversight.enums import BudgetKind, EntryKind, Rated
from oversight.models.strategy import Strategy, StrategyRow
from oversight.querysets import OfStrategyQuerySet, OfStrategyRowQuerySet


class StrategyEntry(models.Model):
    """What was achieved, or what comes next (W3). `on` is empty where the document names no day."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    row = models.ForeignKey(StrategyRow, on_delete=models.CASCADE, related_name="entries")
    kind = models.CharField(max_length=11, choices=EntryKind)
    on = models.DateField(null=True, blank=True)
    text = models.TextField()
    fulfils = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="fulfilled_by",
        help_text="The next step that was taken with it.",
    )  # fmt: skip
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OfStrategyRowQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "strategy entries"
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="strategy_entry_says_something"),
            models.CheckConstraint(
                condition=Q(fulfils__isnull=True) | Q(kind=EntryKind.ACHIEVEMENT), name="strategy_entry_fulfils"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class StrategyRating(models.Model):
    """A colour that somebody gave, with the reason (K2). The newest counts; none is ever changed.

    `proposed_colour` and `proposed_value` are what the measure said, where there was one.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    row = models.ForeignKey(StrategyRow, on_delete=models.CASCADE, related_name="ratings")
    which = models.CharField(max_length=8, choices=Rated)
    colour = models.CharField(max_length=5, choices=Rag)
    rationale = models.TextField()
    on = models.DateField(help_text="The day of which it speaks.")
    proposed_colour = models.CharField(max_length=5, choices=Rag, blank=True)
    proposed_value = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OfStrategyRowQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(rationale=""), name="strategy_rating_has_reason")]
        indexes = [models.Index(fields=["row", "which", "-on", "-id"], name="strategy_rating_newest")]

    def __str__(self) -> str:
        return f"{self.get_which_display()}: {self.get_colour_display()}"


class RatingRound(models.Model):
    """A KPI waits to be rated by hand: since `starts_at`, by `due_on` as it was first set. Its clock is a deadline.

    It ends with the rating that met it, or without one (`ended_at`) when nobody need rate any more.
    """

    row = models.ForeignKey(StrategyRow, on_delete=models.CASCADE, related_name="rounds")
    starts_at = models.DateTimeField()
    due_on = models.DateField()
    rating = models.OneToOneField(StrategyRating, on_delete=models.PROTECT, null=True, blank=True, related_name="round")
    ended_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["row"], condition=Q(rating__isnull=True, ended_at__isnull=True), name="rating_round_one_open"
            ),
            models.CheckConstraint(
                condition=Q(rating__isnull=True) | Q(ended_at__isnull=True), name="rating_round_met_or_ended"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.row}: by {self.due_on}"


def _where(instance: models.Model, filename: str) -> str:
    return f"strategies/{instance.uuid}"  # type: ignore[attr-defined]


class StrategyEvidence(StoredFile):
    """A file that shows how a row stands (W2)."""

    row = models.ForeignKey(StrategyRow, on_delete=models.PROTECT, related_name="evidence")
    file = models.FileField(storage=PRIVATE_FILES, upload_to=_where, max_length=80)
    note = models.CharField(max_length=200, blank=True)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OfStrategyRowQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "strategy evidence"


class BudgetLine(models.Model):
    """Money that is there, promised or spent (W15), in pounds. A line below nought takes back an earlier one."""

    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="budget_lines")
    row = models.ForeignKey(StrategyRow, on_delete=models.PROTECT, null=True, blank=True, related_name="budget_lines")
    kind = models.CharField(max_length=9, choices=BudgetKind)
    amount = models.DecimalField(max_digits=12, decimal_places=2)
    what = models.CharField(max_length=200)
    on = models.DateField()
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OfStrategyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(amount=0), name="budget_line_is_money"),
            models.CheckConstraint(condition=~Q(what=""), name="budget_line_says_what"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.what}"


class StrategyVersion(models.Model):
    """The whole as it stood when it was kept, with what had changed and why (K5)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    strategy = models.ForeignKey(Strategy, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveSmallIntegerField()
    changed = models.TextField("what changed")
    why = models.TextField("why")
    content = models.JSONField(help_text="As `oversight.selectors.strategy_content.content_of` writes it.")
    at = models.DateTimeField()
    by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    objects = OfStrategyQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["strategy", "number"], name="strategy_version_once"),
            models.CheckConstraint(condition=~Q(changed="") & ~Q(why=""), name="strategy_version_says_why"),
        ]

    def __str__(self) -> str:
        return f"Version {self.number}"
