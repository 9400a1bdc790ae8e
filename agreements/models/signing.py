"""What was signed, by whom and how (A1). Texts and signatures are evidence: the database refuses to change or delete them."""

import uuid

from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.files import PRIVATE_FILES
from accounts.models import Agency, StoredFile, User
from agreements.enums import DocumentKind, Side, SigningMethod
from agreements.models.agreement import Agreement
from agreements.models.wording import Wording


def stored_as(document: "Document", filename: str) -> str:
    """Where the bytes lie: by UUID alone, in a folder of their own."""
    return f"agreements/{document.uuid.hex[:2]}/{document.uuid.hex}"


class Document(StoredFile):
    """A file of an agreement or of an agency's work for it: the scan of a signed page, the signed PDF, evidence."""

    kind = models.CharField(max_length=12, choices=DocumentKind)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, null=True, blank=True, related_name="documents")
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="agreement_documents")
    file = models.FileField(storage=PRIVATE_FILES, upload_to=stored_as, max_length=80)
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")


class AgreementText(models.Model):
    """The exact text that was laid before the signatories: wording, parties, terms and contacts, canonical, with its
    digest. Never changed.
    """

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agreement = models.ForeignKey(Agreement, on_delete=models.PROTECT, related_name="texts")
    wording = models.ForeignKey(Wording, on_delete=models.PROTECT, related_name="texts")
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    fixed_at = models.DateTimeField()
    fixed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.agreement}, {self.sha256[:12]}"


class SignatureRequest(models.Model):
    """One signatory's personal link to the text: it expires, and works for one signature. The table holds a digest."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    text = models.ForeignKey(AgreementText, on_delete=models.PROTECT, related_name="requests")
    side = models.CharField(max_length=20, choices=Side)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    email = models.EmailField("e-mail address")
    token_digest = models.CharField(max_length=64, unique=True, editable=False)
    requested_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    sent_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    opened_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    decline_reason = models.TextField(blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)
    history = HistoricalRecords(excluded_fields=["token_digest"])

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["text", "side"], condition=Q(withdrawn_at__isnull=True), name="signature_request_one_per_side"
            ),
            models.CheckConstraint(
                condition=Q(declined_at__isnull=True) | ~Q(decline_reason=""), name="signature_declined_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.role}"


class PaperSigning(models.Model):
    """A page signed by hand, scanned and uploaded by one person; it counts when a second one has confirmed it."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    text = models.ForeignKey(AgreementText, on_delete=models.PROTECT, related_name="paper_signings")
    side = models.CharField(max_length=20, choices=Side)
    name = models.CharField(max_length=120)
    role = models.CharField(max_length=120)
    signed_on = models.DateField()
    scan = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="+")
    uploaded_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    uploaded_at = models.DateTimeField()
    confirmed_by = models.ForeignKey(User, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    refused_at = models.DateTimeField(null=True, blank=True)
    refusal_reason = models.TextField(blank=True)
    history = HistoricalRecords()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True) | ~Q(confirmed_by=models.F("uploaded_by")),
                name="paper_signing_confirmed_by_another",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by__isnull=True, confirmed_at__isnull=True)
                | Q(confirmed_by__isnull=False, confirmed_at__isnull=False),
                name="paper_signing_confirmed_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.role}"


class Signature(models.Model):
    """Somebody signed that very text for one side: their name as they typed it, when, from where. Never changed."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    text = models.ForeignKey(AgreementText, on_delete=models.PROTECT, related_name="signatures")
    side = models.CharField(max_length=20, choices=Side)
    method = models.CharField(max_length=10, choices=SigningMethod)
    name = models.CharField("name as typed", max_length=120)
    role = models.CharField(max_length=120)
    email = models.EmailField("e-mail address", blank=True)
    signed_at = models.DateTimeField()
    address = models.GenericIPAddressField("address it came from", null=True, blank=True)
    text_sha256 = models.CharField(max_length=64)
    request = models.OneToOneField(
        SignatureRequest, on_delete=models.PROTECT, null=True, blank=True, related_name="signature"
    )
    paper = models.OneToOneField(
        PaperSigning, on_delete=models.PROTECT, null=True, blank=True, related_name="signature"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["text", "side"], name="signature_one_per_side"),
            models.CheckConstraint(
                condition=Q(method=SigningMethod.ONLINE, request__isnull=False, paper__isnull=True)
                | Q(method=SigningMethod.PAPER, paper__isnull=False, request__isnull=True),
                name="signature_shows_how",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.role}"
