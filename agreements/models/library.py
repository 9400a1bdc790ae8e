"""Frameworks and rules of programmes that partners share: documents with versions, and who may see each (P23)."""

import uuid

from django.contrib.auth.models import AnonymousUser
from django.db import models
from django.db.models import Q
from simple_history.models import HistoricalRecords

from accounts.enums import Permission
from accounts.models import Agency, User
from accounts.selectors import agency_ids_where
from agreements.enums import LibraryKind
from agreements.models.signing import Document


class LibraryDocumentQuerySet(models.QuerySet["LibraryDocument"]):
    def visible_to(self, user: User | AnonymousUser) -> "LibraryDocumentQuerySet":
        """One's own agency's, and those that it may read."""
        agencies = agency_ids_where(user, Permission.VIEW_AGREEMENT)
        return self.filter(
            Q(agency__in=agencies)
            | Q(pk__in=LibraryDocument.readers.through.objects.filter(agency__in=agencies).values("librarydocument"))
        )

    def current(self) -> "LibraryDocumentQuerySet":
        """Not taken out of the library."""
        return self.filter(retired_at__isnull=True)


class LibraryDocument(models.Model):
    """What is shared, by whom and with whom. The files are its versions."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    agency = models.ForeignKey(Agency, on_delete=models.PROTECT, related_name="library_documents")
    readers = models.ManyToManyField(Agency, related_name="library_read", blank=True)
    kind = models.CharField(max_length=12, choices=LibraryKind)
    title = models.CharField(max_length=160)
    about = models.TextField(blank=True)
    recorded_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)
    retired_reason = models.TextField(blank=True)
    history = HistoricalRecords(m2m_fields=[readers])

    objects = LibraryDocumentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(retired_at__isnull=True) | ~Q(retired_reason=""), name="library_retired_with_reason"
            ),
        ]

    def __str__(self) -> str:
        return self.title


class LibraryVersion(models.Model):
    """One version of a document. Never changed: the database refuses it."""

    document = models.ForeignKey(LibraryDocument, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    file = models.OneToOneField(Document, on_delete=models.PROTECT, related_name="library_version")
    changes = models.TextField("what changed", blank=True)
    applies_from = models.DateField()
    published_at = models.DateTimeField()
    published_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["document", "number"], name="library_version_number_once"),
            models.CheckConstraint(condition=Q(number=1) | ~Q(changes=""), name="library_version_says_what_changed"),
        ]

    def __str__(self) -> str:
        return f"{self.document}, version {self.number}"
