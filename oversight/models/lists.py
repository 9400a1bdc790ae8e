"""Views that an agency keeps, and long lists that are made in the background."""

import uuid

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.files import PRIVATE_FILES
from accounts.models import Agency, User
from oversight.enums import ExportFormat, ExportState, Listing
from oversight.querysets import ExportJobQuerySet, SavedViewQuerySet


class SavedView(models.Model):
    """The filters of a page under a name, for everybody of an agency. Who opens it sees only what they may see."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="saved_views")
    page = models.CharField(max_length=30, choices=Listing)
    name = models.CharField(max_length=80)
    filters = models.CharField(max_length=1000, blank=True, help_text="As in the address, without the question mark.")
    repeats_monthly = models.BooleanField(
        "made every month", default=False, help_text="With what the person who saved it may see then (W11)."
    )
    format = models.CharField(max_length=4, choices=ExportFormat, default=ExportFormat.EXCEL)
    recipient = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="+", help_text="For whom it is made."
    )
    saved_at = models.DateTimeField()
    saved_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    history = HistoricalRecords()

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["agency", "page", "name"], name="saved_view_name_once")]

    def __str__(self) -> str:
        return self.name


#: Where files of lists lie.
FOLDER = "exports"


def _where(instance: models.Model, filename: str) -> str:
    return f"{FOLDER}/{instance.uuid}"  # type: ignore[attr-defined]


class ExportJob(models.Model):
    """A list that somebody asked for as a file. Made with what they may see at that moment; kept for a few days."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    agency = models.ForeignKey(Agency, on_delete=models.CASCADE, related_name="+", help_text="Whose hat they wore.")
    page = models.CharField(max_length=30, choices=Listing)
    filters = models.CharField(max_length=1000, blank=True)
    format = models.CharField(max_length=4, choices=ExportFormat)
    recipient = models.ForeignKey(
        Agency,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="For whom. Of whoever may not be shared with it nothing is in the file.",
    )
    view = models.ForeignKey(SavedView, on_delete=models.SET_NULL, null=True, blank=True, related_name="jobs")
    month = models.DateField(null=True, blank=True, help_text="The first day of the month a repeated list is for.")
    state = models.CharField(max_length=9, choices=ExportState, default=ExportState.WAITING)
    rows = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    left_out = models.PositiveIntegerField(default=0, help_text="Young people about whom nothing may be shared.")
    asked_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0, help_text="How many workers have begun it.")
    started_at = models.DateTimeField(null=True, blank=True)
    alive_at = models.DateTimeField(null=True, blank=True, help_text="When the worker last said that it is at it.")
    ended_at = models.DateTimeField(null=True, blank=True)
    cancel_asked_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=200, blank=True)
    file = models.FileField(storage=PRIVATE_FILES, upload_to=_where, blank=True)
    size = models.PositiveIntegerField(default=0)
    gone_at = models.DateTimeField(null=True, blank=True, help_text="When the file was deleted again.")

    objects = ExportJobQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(rows_done__lte=F("rows")), name="export_done_of_rows"),
            models.UniqueConstraint(fields=["view", "month"], name="export_once_a_month"),
        ]
        indexes = [
            models.Index(fields=["user", "-asked_at"], name="export_of_user"),
            models.Index(fields=["asked_at"], condition=Q(state__in=["waiting", "working"]), name="export_to_do"),
        ]

    def __str__(self) -> str:
        return f"{self.get_page_display()}, {self.asked_at:%Y-%m-%d}"
