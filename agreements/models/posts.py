"""Who holds the posts of an agency (A20, A36, W13)."""

import uuid
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from simple_history.models import HistoricalRecords

from accounts.models import Agency, Membership
from agreements.enums import ANSWERING, ContactKind
from agreements.models.agreement import Agreement


class ContactQuerySet(models.QuerySet["Contact"]):
    def current(self, at: datetime | None = None) -> Self:
        """Posts as they were filled at `at` (the database's now unless given)."""
        moment = at or Now()
        return self.filter(Q(ends_at__isnull=True) | Q(ends_at__gt=moment), starts_at__lte=moment)

    def answering(self) -> Self:
        """Posts whose people answer for their agency: not those that only answer questions."""
        return self.filter(kind__in=ANSWERING)


class Contact(models.Model):
    """Who holds a post of an agency, with the person who covers.

    A key contact may be named for one agreement or for all of the Virtual School's.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="contacts")
    kind = models.CharField(max_length=20, choices=ContactKind)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="contacts")
    holder = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="posts_held")
    cover = models.ForeignKey(Membership, on_delete=models.PROTECT, null=True, blank=True, related_name="posts_covered")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)
    is_public = models.BooleanField(
        "shown on the public pages", default=False, help_text="Name, e-mail address and phone number, for everybody."
    )
    history = HistoricalRecords()

    objects = ContactQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["agency", "kind"],
                condition=Q(ends_at__isnull=True, agreement__isnull=True),
                name="contact_one_current_per_agency",
            ),
            models.UniqueConstraint(
                fields=["agreement", "kind"],
                condition=Q(ends_at__isnull=True, agreement__isnull=False),
                name="contact_one_current_per_agreement",
            ),
            models.CheckConstraint(
                condition=Q(cover__isnull=True) | ~Q(cover=F("holder")), name="contact_cover_is_another"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__isnull=True) | Q(ends_at__gte=F("starts_at")), name="contact_ends_after_start"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.holder.user}"
