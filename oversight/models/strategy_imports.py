"""Documents from which a strategy or work plan is brought in (K8, W3)."""

import uuid

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.models import Agency, User
from oversight.models.strategy import Strategy
from oversight.querysets import StrategyImportQuerySet


class StrategyImport(models.Model):
    """What was read in a document, and what its columns are said to hold. The file itself is not kept."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    file_name = models.CharField(max_length=120)
    sha256 = models.CharField(max_length=64)
    source = models.JSONField(help_text="As `oversight.rules.plan_tables.source.as_data` writes it.")
    columns = models.JSONField(help_text="What each column holds, a list for each group of tables.")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    strategy = models.ForeignKey(Strategy, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    applied_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["source"])

    objects = StrategyImportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(applied_at__isnull=True, strategy__isnull=True)
                | Q(applied_at__isnull=False, strategy__isnull=False),
                name="strategy_import_applied_or_not",
            )
        ]

    def __str__(self) -> str:
        return self.file_name
