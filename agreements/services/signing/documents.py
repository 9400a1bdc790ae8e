"""Files of an agreement, and the PDF of what was signed."""

import logging
from datetime import datetime

from django.db import transaction

from accounts.enums import ScanResult
from accounts.models import User
from accounts.services.files import keeping_files
from accounts.uploads import CheckedFile, clean_name
from agreements.enums import DocumentKind
from agreements.models import Agreement, Document
from agreements.selectors.signing import signed_document, signed_text
from agreements.selectors.signing_page import printed
from agreements.services.printing import PrintingFailed, pdf
from agreements.services.signing.locking import lock

logger = logging.getLogger(__name__)
_TEMPLATE = "agreements/signing/signed_agreement.typ"


def keep_signed_pdf(*, agreement: Agreement, now: datetime) -> Document | None:
    """The PDF of the signed agreement, made once and kept (A1). None unless both have signed a text in Mainstay. Raises
    PrintingFailed.
    """
    with keeping_files() as keep, transaction.atomic():
        agreement = lock(agreement)
        text = signed_text(agreement)
        if text is None:
            return None
        if kept := signed_document(agreement):
            return kept
        data = pdf(_TEMPLATE, printed(agreement, text))
        name = clean_name(f"Agreement {agreement.virtual_school} and {agreement.provider}.pdf")
        checked = CheckedFile(name, "application/pdf", data, ScanResult.CLEAN)
        return keep(document_of(agreement, DocumentKind.SIGNED, by=None, now=now), checked)


def document_of(agreement: Agreement, kind: DocumentKind, *, by: User | None, now: datetime) -> Document:
    """A row for a file of this agreement, at its Virtual School; still without the file."""
    return Document(kind=kind, agreement=agreement, agency=agreement.virtual_school, uploaded_by=by, uploaded_at=now)


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
    text = signed_text(agreement)
    return None if text is None else pdf(_TEMPLATE, printed(agreement, text, is_public=True))
