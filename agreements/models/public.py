"""What is published, and what comes in by the table."""

import uuid

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import Agency, User


class Entitlement(models.Model):
    """A support that young people can claim (W5, A23): of one authority, or without one of all England."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    virtual_school = models.ForeignKey(
        Agency, on_delete=models.PROTECT, null=True, blank=True, related_name="entitlements"
    )
    title = models.CharField(max_length=120)
    who_for = models.TextField("who can have it")
    what = models.TextField("what it is")
    how = models.TextField("how to get it")
    link = models.URLField(blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    starts_on = models.DateField("shown from")
    ends_on = models.DateField("shown until", null=True, blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="entitlement_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return self.title


class ProviderImport(models.Model):
    """A table of providers and their contacts, read and checked, before it is carried out in one act (P9)."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    virtual_school = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="provider_imports")
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    rows = models.JSONField(help_text="What was read of each line.")
    problems = models.JSONField(help_text="What is wrong, by line.")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    applied_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["rows", "problems"])

    def __str__(self) -> str:
        return f"{self.file_name}, {self.virtual_school}"
