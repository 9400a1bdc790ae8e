"""Texts, requests, signatures and documents."""

import hashlib
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile

from accounts.clock import local_date
from accounts.enums import ScanResult
from agreements.enums import DocumentKind, Side, SigningMethod
from agreements.models import AgreementText, Document, PaperSigning, Signature, SignatureRequest, Wording
from agreements.rules import canonical, digest
from agreements.services.signing import token_digest_of
from tests.people import World

SCAN = b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n"


def build(world: World, now: datetime) -> dict[str, Any]:
    """The agreement in force as both have signed it: the provider through a link, the Virtual School on paper."""
    words = canonical("# The agreement\n\n- We keep our promises.")
    wording = world.agreement.wording or Wording.objects.filter(published_at__isnull=False).first()
    if wording is None:
        wording = Wording.objects.create(number=900, text=words, sha256=digest(words), created_at=now, published_at=now)
    text = AgreementText.objects.create(
        agreement=world.agreement, wording=wording, text=words, sha256=digest(words), fixed_at=now - timedelta(days=9)
    )
    request = SignatureRequest.objects.create(
        text=text, side=Side.PROVIDER, name="Sid Signatory", role="Principal", email="sid.signatory@example.org",
        token_digest=token_digest_of(f"token-of-{world.college.pk}"), requested_by=world.head.user,
        sent_at=now - timedelta(days=9), expires_at=now + timedelta(days=21),
    )  # fmt: skip
    scan = Document(
        kind=DocumentKind.SCAN, agreement=world.agreement, agency=world.virtual_school, name="page.pdf",
        content_type="application/pdf", size=len(SCAN), sha256=hashlib.sha256(SCAN).hexdigest(),
        scan=ScanResult.NOT_SCANNED, uploaded_by=world.officer.user, uploaded_at=now - timedelta(days=8),
    )  # fmt: skip
    scan.file.save("page", ContentFile(SCAN), save=False)
    scan.save()
    paper = PaperSigning.objects.create(
        text=text, side=Side.VIRTUAL_SCHOOL, name="Hana Head", role="Head", signed_on=local_date(now), scan=scan,
        uploaded_by=world.officer.user, uploaded_at=now - timedelta(days=8), confirmed_by=world.head.user, confirmed_at=now,
    )  # fmt: skip
    for side, method, proof in (
        (Side.PROVIDER, SigningMethod.ONLINE, {"request": request}),
        (Side.VIRTUAL_SCHOOL, SigningMethod.PAPER, {"paper": paper}),
    ):
        Signature.objects.create(
            text=text, side=side, method=method, name="Name", role="Role", email="name@example.org", signed_at=now,
            text_sha256=text.sha256, **proof,
        )  # fmt: skip
    world.agreement.signed_text = text
    world.agreement.save(update_fields=["signed_text"])
    return {"request_uuid": request.uuid, "paper_uuid": paper.uuid, "document_uuid": scan.uuid}
