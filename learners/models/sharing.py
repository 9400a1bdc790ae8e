"""What a young person agreed to share, and what was shared with whom on which basis (A11, P8, P19e to P19g)."""

import uuid

from django.db import models
from django.db.models import F, Q
from simple_history.models import HistoricalRecords

from accounts.files import PRIVATE_FILES
from accounts.models import Agency, StoredFile, User
from learners.enums import (
    Basis,
    ConsentDecision,
    ConsentHow,
    ConsentPurpose,
    ConsentSaidBy,
    DisclosureKind,
    OverrideGround,
)
from learners.models.learner import Learner


def stored_as(attachment: "Attachment", filename: str) -> str:
    """Where the bytes lie: by UUID alone, so that neither the name nor its ending can do anything."""
    return f"{attachment.uuid.hex[:2]}/{attachment.uuid.hex}"


class Attachment(StoredFile):
    """A file on a young person's record."""

    learner = models.ForeignKey(Learner, on_delete=models.PROTECT, related_name="attachments")
    file = models.FileField(storage=PRIVATE_FILES, upload_to=stored_as, max_length=80)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")


class Consent(models.Model):
    """What was said about sharing for one purpose: given, refused or withdrawn. A later one replaces it; none is ever
    changed, the database refuses it.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="consents")
    purpose = models.CharField(max_length=20, choices=ConsentPurpose)
    decision = models.CharField(max_length=10, choices=ConsentDecision)
    decided_on = models.DateField()
    how = models.CharField(max_length=15, choices=ConsentHow)
    said_by = models.CharField(max_length=25, choices=ConsentSaidBy)
    said_by_name = models.CharField(max_length=120, blank=True, help_text="Who it was, unless the young person.")
    note = models.TextField(blank=True)
    form = models.OneToOneField(
        Attachment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="consent",
        help_text="The signed form.",
    )
    check_on = models.DateField(null=True, blank=True, help_text="When it is to be asked again (P19e).")
    recorded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(said_by=ConsentSaidBy.YOUNG_PERSON) | ~Q(said_by_name=""), name="consent_says_who"
            ),
            models.CheckConstraint(
                condition=Q(check_on__isnull=True) | Q(check_on__gte=F("decided_on")), name="consent_checked_later"
            ),
        ]
        indexes = [models.Index(fields=["learner", "purpose", "-recorded_at", "-id"], name="consent_latest")]

    def __str__(self) -> str:
        return f"{self.get_purpose_display()}: {self.get_decision_display()}"


class SharingOverride(models.Model):
    """Sharing without consent, on one of the five grounds of P19f, with a reason and an author, for a limited time."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="sharing_overrides")
    recipient = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="+")
    purpose = models.CharField(max_length=20, choices=ConsentPurpose)
    ground = models.CharField(max_length=20, choices=OverrideGround)
    reason = models.TextField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(ends_at__gte=F("starts_at")), name="override_ends_after_start"),
            models.CheckConstraint(condition=~Q(reason=""), name="override_has_reason"),
            models.CheckConstraint(condition=Q(ground__in=OverrideGround.values), name="override_ground_known"),
        ]
        indexes = [models.Index(fields=["learner", "recipient", "purpose"], name="override_of_recipient")]

    def __str__(self) -> str:
        return f"{self.get_ground_display()}: {self.recipient}"


class Disclosure(models.Model):
    """Something of a young person's record went to another agency or person: what, to whom, on which basis, by whom.

    What another agency merely looked at stands in `accounts.models.Look` with its basis. The database refuses to change
    or delete a row.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    learner = models.ForeignKey(Learner, on_delete=models.CASCADE, related_name="disclosures")
    recipient = models.ForeignKey(Agency, on_delete=models.PROTECT, null=True, related_name="+")
    recipient_name = models.CharField(max_length=160, help_text="As it was called then; or who it was, if no agency.")
    kind = models.CharField(max_length=12, choices=DisclosureKind)
    purpose = models.CharField(max_length=20, choices=ConsentPurpose)
    what = models.CharField(max_length=200)
    basis = models.CharField(max_length=20, choices=Basis)
    consent = models.ForeignKey(Consent, on_delete=models.PROTECT, null=True, related_name="+")
    override = models.ForeignKey(SharingOverride, on_delete=models.PROTECT, null=True, related_name="+")
    release = models.OneToOneField(
        "learners.Release", on_delete=models.PROTECT, null=True, related_name="disclosure", help_text="To who asked."
    )
    by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=~Q(basis=Basis.CONSENT) | Q(consent__isnull=False), name="disclosure_names_consent"
            ),
            models.CheckConstraint(
                condition=~Q(basis=Basis.OVERRIDE) | Q(override__isnull=False) | Q(release__isnull=False),
                name="disclosure_names_override",
            ),
            models.CheckConstraint(
                condition=Q(kind=DisclosureKind.RELEASE, release__isnull=False)
                | (~Q(kind=DisclosureKind.RELEASE) & Q(release__isnull=True)),
                name="disclosure_names_release",
            ),
        ]
        indexes = [models.Index(fields=["learner", "-at"], name="disclosure_of_learner")]

    def __str__(self) -> str:
        return f"{self.what}, to {self.recipient_name}"
