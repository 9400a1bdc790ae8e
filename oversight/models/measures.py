"""What a measure was at the end of a month: kept for ever, never computed again (K4)."""

import uuid

from django.db import models
from django.db.models import F, Q

from accounts.clock import local_date
from accounts.models import Agency, User
from deadlines.calendar import add_months
from oversight.enums import Split
from oversight.querysets import MeasureSnapshotQuerySet


class MeasureSnapshot(models.Model):
    """One number of one month, whole or of one part. Append-only: what was wrong is put right by a row that corrects it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField("measure", max_length=40)
    definition = models.PositiveSmallIntegerField(help_text="Version of what the measure meant.")
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="measure_snapshots", help_text="The Virtual School it is of."
    )
    month = models.DateField(help_text="Its first day.")
    split = models.CharField("taken apart by", max_length=10, choices=Split, blank=True)
    key = models.CharField("which part", max_length=40, blank=True)
    numerator = models.PositiveIntegerField("counted")
    denominator = models.PositiveIntegerField("of")
    taken_at = models.DateTimeField()
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="correction")
    reason = models.CharField("why it was corrected", max_length=300, blank=True)
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    objects = MeasureSnapshotQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "month", "code", "split", "key"],
                condition=Q(corrects__isnull=True),
                name="measure_snapshot_once",
            ),
            models.CheckConstraint(condition=Q(numerator__lte=F("denominator")), name="measure_snapshot_part_of_whole"),
            models.CheckConstraint(condition=Q(month__day=1), name="measure_snapshot_names_month"),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, reason="", author__isnull=True)
                | (Q(corrects__isnull=False, author__isnull=False) & ~Q(reason="")),
                name="measure_snapshot_corrected_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(split="", key="") | (~Q(split="") & ~Q(key="")), name="measure_snapshot_part_is_named"
            ),
        ]
        indexes = [models.Index(fields=["agency", "code", "split", "month"], name="measure_snapshot_of_measure")]

    def __str__(self) -> str:
        return f"{self.code}, {self.month:%B %Y}: {self.numerator} of {self.denominator}"

    @property
    def is_late(self) -> bool:
        """Taken after the first day that follows the month: from the record as it was then, not at its end."""
        return local_date(self.taken_at) > add_months(self.month, 1)
