"""Files of an agreement: how they are stored, and the PDF of what was signed."""

import hashlib
import logging
from datetime import datetime

from django.core.files.base import ContentFile
from django.db import transaction

from accounts.enums import ScanResult
from accounts.files import PRIVATE_FILES
from accounts.models import User
from accounts.uploads import CheckedFile, clean_name
from agreements.enums import BEFORE_SIGNATURE, DocumentKind
from agreements.models import Agreement, AgreementText, Document
from agreements.selectors.signing import is_signed_by_both, signed_document, text_of
from agreements.selectors.signing_page import printed
from agreements.services.printing import PrintingFailed, pdf
from agreements.services.signing.locking import lock

logger = logging.getLogger(__name__)
_TEMPLATE = "agreements/signing/signed_agreement.typ"


def keep_document(
    checked: CheckedFile, *, kind: DocumentKind, agreement: Agreement, by: User | None, now: datetime
) -> Document:
    """Store bytes and row. Called last in a transaction: whatever fails here takes the file with it."""
    document = Document(
        kind=kind,
        agreement=agreement,
        agency=agreement.virtual_school,
        name=checked.name,
        content_type=checked.content_type,
        size=len(checked.data),
        sha256=hashlib.sha256(checked.data).hexdigest(),
        scan=checked.scan,
        uploaded_by=by,
        uploaded_at=now,
    )
    document.file.save("upload", ContentFile(checked.data), save=False)
    try:
        document.save(force_insert=True)
    except BaseException:
        PRIVATE_FILES.delete(str(document.file.name))
        raise
    return document


@transaction.atomic
def keep_signed_pdf(*, agreement: Agreement, now: datetime) -> Document | None:
    """The PDF of the signed agreement, made once and kept (A1). None unless both have signed a text in Mainstay. Raises
    PrintingFailed.
    """
    agreement = lock(agreement)
    text = _signed_text(agreement)
    if text is None:
        return None
    if kept := signed_document(agreement):
        return kept
    data = pdf(_TEMPLATE, printed(agreement, text))
    name = clean_name(f"Agreement {agreement.virtual_school} and {agreement.provider}.pdf")
    checked = CheckedFile(name, "application/pdf", data, ScanResult.CLEAN)
    return keep_document(checked, kind=DocumentKind.SIGNED, agreement=agreement, by=None, now=now)


def try_keep_signed_pdf(*, agreement: Agreement, now: datetime) -> None:
    """The same after a signature: what fails here is told to operators, tried again at the first download, and takes
    nothing back of what was signed.
    """
    try:
        keep_signed_pdf(agreement=agreement, now=now)
    except PrintingFailed:
        logger.exception("The PDF of a signed agreement could not be made")


def public_pdf(agreement: Agreement) -> bytes | None:
    """The same PDF for everybody: without e-mail addresses and telephone numbers, with the same text and digest. None
    unless both have signed a text in Mainstay. Raises PrintingFailed.
    """
    text = _signed_text(agreement)
    return None if text is None else pdf(_TEMPLATE, printed(agreement, text, is_public=True))


def _signed_text(agreement: Agreement) -> AgreementText | None:
    text = text_of(agreement)
    if text is None or agreement.status in BEFORE_SIGNATURE or not is_signed_by_both(text):
        return None
    return text
