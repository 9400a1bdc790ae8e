"""The board pack: what an agency tells its board of a period, figures by the system beside words by a person (M10, K4)."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import Agency, User
from oversight.enums import ExportState, PackAudience, PackSection
from oversight.models.boards import BoardMeeting
from oversight.models.strategy import Strategy
from oversight.querysets import BoardPackQuerySet


class BoardPack(models.Model):
    """One version of a pack. Until it is published people change its layout and words and have its figures made anew; from then
    on the database refuses to change it, and what was wrong is put right by a version that names the one it corrects.

    `figures`  what stands in it, section by section, as `oversight.selectors.packs.figures_of` wrote it at `ended_at`, with the
               versions of the definitions. Of a pack that leaves the authority no small number is in it (ADR 25).
    `words`    what people wrote, by section
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(
        Agency, on_delete=models.PROTECT, related_name="board_packs", help_text="The Virtual School it is of."
    )
    title = models.CharField(max_length=120)
    starts_on = models.DateField(help_text="The first day of a month.")
    ends_on = models.DateField(help_text="The last day of a month that is over.")
    audience = models.CharField("who reads it", max_length=7, choices=PackAudience)
    sections = ArrayField(models.CharField(max_length=10, choices=PackSection), help_text="In their order.")
    meeting = models.ForeignKey(
        BoardMeeting,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="packs",
        help_text="For which it is made.",
    )
    strategies = models.ManyToManyField(Strategy, related_name="board_packs", blank=True)
    words = models.JSONField(default=dict, blank=True)
    figures = models.JSONField(null=True, blank=True)
    state = models.CharField(max_length=9, choices=ExportState, default=ExportState.WAITING)
    steps_done = models.PositiveSmallIntegerField(default=0, help_text="Sections that are counted.")
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How many workers have begun it.")
    started_at = models.DateTimeField(null=True, blank=True)
    alive_at = models.DateTimeField(null=True, blank=True, help_text="When the worker last said that it is at it.")
    ended_at = models.DateTimeField(null=True, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    version = models.PositiveSmallIntegerField(default=1)
    corrects = models.OneToOneField("self", on_delete=models.PROTECT, null=True, blank=True, related_name="correction")
    reason = models.CharField("why it was corrected", max_length=300, blank=True)
    history = HistoricalRecords(excluded_fields=["figures", "alive_at", "steps_done"])

    objects = BoardPackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_on__day=1, ends_on__gt=F("starts_on")), name="pack_is_of_whole_months"
            ),
            models.UniqueConstraint(
                fields=["agency", "starts_on", "ends_on", "audience"],
                condition=Q(corrects__isnull=True),
                name="pack_once_for_its_readers",
            ),
            models.CheckConstraint(
                condition=Q(corrects__isnull=True, reason="", version=1)
                | (Q(corrects__isnull=False, version__gt=1) & ~Q(reason="")),
                name="pack_corrected_with_reason",
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True, published_by__isnull=True)
                | Q(
                    published_at__isnull=False,
                    published_by__isnull=False,
                    figures__isnull=False,
                    state=ExportState.DONE,
                ),
                name="pack_published_with_figures",
            ),
        ]
        indexes = [
            models.Index(fields=["agency", "-ends_on"], name="pack_of_agency"),
            models.Index(fields=["asked_at"], condition=Q(state__in=["waiting", "working"]), name="pack_to_make"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def leaves(self) -> bool:
        """Whether it leaves the authority."""
        return self.audience == PackAudience.OUTSIDE

    @property
    def is_published(self) -> bool:
        return self.published_at is not None

    @property
    def steps(self) -> int:
        """How many sections are counted in all."""
        return len(self.sections)
