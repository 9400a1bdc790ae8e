"""The words of the agreement, in numbered versions (A2)."""

import uuid

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.models import Agency, User


class Wording(models.Model):
    """One version of the wording: of a Virtual School, or without one the wording that Mainstay brings.

    `text` is canonical (`agreements.canonical`): UTF-8, NFC, lines ending with LF; `sha256` is the digest of its bytes.
    Once published it is never changed, the database refuses it; a change is a new version.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    virtual_school = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="agreement_wordings"
    )
    number = models.PositiveSmallIntegerField("version")
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    note = models.CharField("what changed, and why", max_length=500, blank=True)
    created_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["virtual_school", "number"], name="wording_number_once_per_school"),
            models.UniqueConstraint(
                fields=["number"], condition=Q(virtual_school__isnull=True), name="wording_default_number_once"
            ),
            models.UniqueConstraint(
                fields=["virtual_school"], condition=Q(published_at__isnull=True), name="wording_one_draft_per_school"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.virtual_school or 'Default wording'}, version {self.number}"
