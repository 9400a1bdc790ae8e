"""Partners share copies of the frameworks and rules of their programmes, version by version (P23)."""

from collections.abc import Collection
from datetime import date, datetime
from itertools import chain

from django.core.files.base import File
from django.db import transaction
from django.urls import reverse

from accounts import history
from accounts.models import Agency, User
from accounts.services.files import Keeper, keeping_files
from accounts.uploads import CheckedFile, check_file
from agreements.audiences import spokespeople
from agreements.enums import DocumentKind, LibraryKind
from agreements.models import Document, LibraryDocument, LibraryVersion
from agreements.services.agreements import EntryRefused
from agreements.services.liaison import check_ahead
from notifications.enums import MessageKind
from notifications.services import tell


class LibraryRefused(EntryRefused):
    """It cannot be kept like this; `field` names what is wrong."""


def share_document(
    *,
    agency: Agency,
    readers: Collection[Agency],
    kind: LibraryKind,
    title: str,
    about: str = "",
    file: File,
    applies_from: date,
    by: User,
    now: datetime,
) -> LibraryDocument:
    """Put a document into the library, as its first version, and tell those who speak for each agency that may read it. With
    no readers it is for the own agency alone. Raises LiaisonRefused and what `accounts.uploads.check_file` raises; then no
    file is left behind.
    """
    check_ahead("applies_from", applies_from, now)
    checked = check_file(file)
    with keeping_files() as keep, transaction.atomic():
        document = LibraryDocument(agency=agency, kind=kind, title=title.strip(), about=about.strip(), recorded_at=now)
        history.save(document, by=by, at=now)
        document.readers.set([reader for reader in readers if reader.pk != agency.pk])
        _publish(document, 1, checked, "", applies_from, keep=keep, by=by, now=now)
    return document


def add_version(
    *, document: LibraryDocument, file: File, changes: str, applies_from: date, by: User, now: datetime
) -> LibraryVersion:
    """A newer version stands beside the older ones, and the readers are told. Raises LibraryRefused, LiaisonRefused and what
    `accounts.uploads.check_file` raises.
    """
    if not changes.strip():
        raise LibraryRefused("changes", "Write what changed.")
    check_ahead("applies_from", applies_from, now)
    checked = check_file(file)
    with keeping_files() as keep, transaction.atomic():
        document = _locked(document)
        latest = document.versions.select_related("file").order_by("-number").first()
        if latest is not None and latest.file.sha256 == checked.sha256:
            raise LibraryRefused("file", f"This is the same file as version {latest.number}.")
        number = latest.number + 1 if latest else 1
        return _publish(document, number, checked, changes, applies_from, keep=keep, by=by, now=now)


@transaction.atomic
def change_document(
    *,
    document: LibraryDocument,
    readers: Collection[Agency],
    kind: LibraryKind,
    title: str,
    about: str = "",
    by: User,
    now: datetime,
) -> LibraryDocument:
    """What it is called, and who may see it from now on. Agencies that may read it only now are told. Raises LibraryRefused."""
    document = _locked(document)
    before = set(document.readers.values_list("pk", flat=True))
    document.kind, document.title, document.about = kind, title.strip(), about.strip()
    history.save(document, by=by, reason="Changed", at=now)
    document.readers.set([reader for reader in readers if reader.pk != document.agency_id])
    latest = document.versions.order_by("-number").first()
    new = [reader.pk for reader in document.readers.all() if reader.pk not in before]
    if latest is not None and new:
        _tell(document, latest, new, by=by, now=now)
    return document


@transaction.atomic
def retire_document(*, document: LibraryDocument, reason: str, by: User, now: datetime) -> LibraryDocument:
    """It no longer applies: it stays, marked as such, so that what was done by it can be understood. Raises LibraryRefused."""
    document = _locked(document)
    if not reason.strip():
        raise LibraryRefused("reason", "Write why it no longer applies.")
    document.retired_at, document.retired_reason = now, reason.strip()
    history.save(document, by=by, reason="No longer applies", at=now)
    return document


def _publish(
    document: LibraryDocument,
    number: int,
    checked: CheckedFile,
    changes: str,
    applies_from: date,
    *,
    keep: Keeper,
    by: User,
    now: datetime,
) -> LibraryVersion:
    kept = keep(Document(kind=DocumentKind.LIBRARY, agency=document.agency, uploaded_by=by, uploaded_at=now), checked)
    version = LibraryVersion.objects.create(
        document=document, number=number, file=kept, changes=changes.strip(), applies_from=applies_from, published_at=now,
        published_by=by,
    )  # fmt: skip
    _tell(document, version, document.readers.values_list("pk", flat=True), by=by, now=now)
    return version


def _tell(
    document: LibraryDocument, version: LibraryVersion, reader_ids: Collection[int], *, by: User, now: datetime
) -> None:
    people = spokespeople(list(reader_ids), now)
    tell(
        chain.from_iterable(people.values()),
        "agreements/email/library_shared.txt",
        {"agency": document.agency, "kind": str(document.get_kind_display()).lower()},
        kind=MessageKind.LIAISON,
        link=reverse("agreements:library-document", args=[document.uuid]),
        topic=f"library:{document.uuid}:{version.number}",
        by=by,
        now=now,
    )


def _locked(document: LibraryDocument) -> LibraryDocument:
    """The document while nobody else changes it. Raises LibraryRefused for one that no longer applies."""
    found = LibraryDocument.objects.select_for_update(of=("self",)).select_related("agency").get(pk=document.pk)
    if found.retired_at is not None:
        raise LibraryRefused("", "This document no longer applies, so nothing is changed in it. Share a new one.")
    return found
