"""Who looks after a young person day by day: the carers of record (W13)."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from simple_history.models import HistoricalRecords

from learners.enums import CarerKind
from learners.models.learner import Learner
from learners.querysets import CarerQuerySet


class Carer(models.Model):
    """Somebody who looks after a young person, from a day to a day. They need have no account. Known to the young person’s own
    agencies alone: an address may say where somebody lives.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="carers")
    kind = models.CharField(max_length=12, choices=CarerKind)
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=30, blank=True)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True, blank=True, help_text="The last day.")
    history = HistoricalRecords()

    objects = CarerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="carer_has_name"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=F("starts_on")), name="carer_ends_after_start"
            ),
            models.UniqueConstraint(
                "learner",
                Lower("email"),
                condition=Q(ends_on__isnull=True) & ~Q(email=""),
                name="carer_once_while_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.get_kind_display()}"
