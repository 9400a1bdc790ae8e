"""The carers’ bulletin: what was written, to which addresses it went, and who wants no more (W13)."""

import uuid

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.models import Agency, User
from notifications.models import Message
from oversight.querysets import OfVirtualSchoolQuerySet


class Bulletin(models.Model):
    """News for carers of one authority’s young people, in plain text. `sent_text` is what was sent, with the coming events,
    opportunities and careers contact of that day; it is never changed afterwards.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    virtual_school = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="bulletins")
    title = models.CharField(max_length=120)
    text = models.TextField()
    lists_events = models.BooleanField("lists coming training and briefings", default=False)
    lists_opportunities = models.BooleanField("lists open opportunities", default=False)
    written_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    sent_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    sent_text = models.TextField(blank=True)
    history = HistoricalRecords()

    objects = OfVirtualSchoolQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="bulletin_says_something"),
            models.CheckConstraint(
                condition=Q(sent_at__isnull=True, sent_by__isnull=True, sent_text="")
                | (Q(sent_at__isnull=False, sent_by__isnull=False) & ~Q(sent_text="")),
                name="bulletin_sent_whole",
            ),
        ]
        indexes = [models.Index(fields=["virtual_school", "-sent_at"], name="bulletin_of_school")]

    def __str__(self) -> str:
        return self.title


class BulletinCopy(models.Model):
    """One address to which a bulletin went, with the e-mail that carries it. The way off the list names this row, signed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    bulletin = models.ForeignKey(Bulletin, on_delete=models.PROTECT, related_name="copies")
    address = models.EmailField(help_text="In small letters.")
    message = models.OneToOneField(Message, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name_plural = "bulletin copies"
        constraints = [models.UniqueConstraint(fields=["bulletin", "address"], name="bulletin_copy_once")]
        indexes = [models.Index(fields=["address"], name="bulletin_copy_to_address")]

    def __str__(self) -> str:
        return f"{self.bulletin} to one address"


class Unsubscription(models.Model):
    """An address that gets no bulletin of this Virtual School, until somebody there takes it back with a reason."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    virtual_school = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="unsubscriptions")
    address = models.EmailField(help_text="In small letters.")
    since = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    ended_reason = models.CharField(max_length=300, blank=True)
    history = HistoricalRecords()

    objects = OfVirtualSchoolQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["virtual_school", "address"], condition=Q(ended_at__isnull=True), name="unsubscribed_once"
            ),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, ended_reason="")
                | (Q(ended_at__gte=F("since")) & ~Q(ended_reason="") & Q(ended_by__isnull=False)),
                name="subscribed_again_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return f"Unsubscribed on {self.since:%d %B %Y}"
