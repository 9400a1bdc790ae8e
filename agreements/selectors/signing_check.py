"""Is everything that was signed still what was signed? Every digest is worked out again (A2)."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from agreements.enums import Side
from agreements.models import Agreement, AgreementText, Document, Signature, Wording
from agreements.rules import canonical, digest, is_canonical

_AT_ONCE = 200


@dataclass(frozen=True)
class Altered:
    """One thing that is not what it was."""

    what: str
    uuid: object
    why: str

    def __str__(self) -> str:
        return f"{self.what} {self.uuid}: {self.why}"


def altered() -> Iterator[Altered]:
    """Whatever differs from its digest. Reads a few hundred rows, and one file, at a time; changes nothing."""
    yield from _wordings()
    yield from _texts()
    yield from _signatures()
    yield from _agreements()
    yield from _documents()


def _wordings() -> Iterator[Altered]:
    for wording in Wording.objects.filter(published_at__isnull=False).order_by("pk").iterator(_AT_ONCE):
        if digest(wording.text) != wording.sha256 or not is_canonical(wording.text):
            yield Altered("Wording", wording.uuid, "its text is not the one that was published")


def _texts() -> Iterator[Altered]:
    for text in AgreementText.objects.select_related("wording").order_by("pk").iterator(_AT_ONCE):
        if digest(text.text) != text.sha256 or not is_canonical(text.text):
            yield Altered("Text", text.uuid, "it is not the one that was fixed")
        elif canonical(text.wording.text).strip() not in text.text:
            yield Altered("Text", text.uuid, "its wording is not the one it was composed with")


def _signatures() -> Iterator[Altered]:
    for signature in Signature.objects.select_related("text", "request", "paper").order_by("pk").iterator(_AT_ONCE):
        if signature.text_sha256 not in (signature.text.sha256, digest(signature.text.text)):
            yield Altered("Signature", signature.uuid, "it names the digest of another text")
        elif not signature.text_sha256 == signature.text.sha256 == digest(signature.text.text):
            yield Altered("Signature", signature.uuid, "the text it stands under is not the one that was signed")
        proof = signature.request or signature.paper
        if proof is None or proof.text_id != signature.text_id or proof.side != signature.side:
            yield Altered("Signature", signature.uuid, "it does not belong to its link or signed page")


def _agreements() -> Iterator[Altered]:
    """Those that name the text they came into force with: it is theirs, and both have signed it."""
    named = Agreement.objects.filter(signed_text__isnull=False).select_related("signed_text").order_by("pk")
    for agreement in named.prefetch_related("signed_text__signatures").iterator(_AT_ONCE):
        text = agreement.signed_text
        assert text is not None
        if text.agreement_id != agreement.pk or {signature.side for signature in text.signatures.all()} != set(Side):
            yield Altered("Agreement", agreement.uuid, "both sides have not signed the text it came into force with")


def _documents() -> Iterator[Altered]:
    for document in Document.objects.order_by("pk").iterator(_AT_ONCE):
        if not document.file.storage.exists(str(document.file.name)):
            yield Altered("Document", document.uuid, "its file is missing")
            continue
        with document.file.open("rb") as stored:
            found = hashlib.file_digest(stored.file, "sha256").hexdigest()
        if found != document.sha256 or document.file.size != document.size:
            yield Altered("Document", document.uuid, "its bytes are not those that were kept")
