"""How the signing of an agreement stands."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from accounts.enums import Permission
from accounts.models import Agency, User
from accounts.selectors import agency_ids_where
from agreements.enums import BEFORE_SIGNATURE, AgreementStatus, DocumentKind, Side
from agreements.models import Agreement, AgreementText, Document, PaperSigning, Signatory, Signature, SignatureRequest
from agreements.rules import digest


class LinkState(StrEnum):
    """What became of a personal link."""

    OPEN = "open"
    SIGNED = "signed"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


def link_state(request: SignatureRequest, now: datetime) -> LinkState:
    """Whether the link still opens the text, and why not."""
    if hasattr(request, "signature"):
        return LinkState.SIGNED
    if request.declined_at:
        return LinkState.DECLINED
    if request.withdrawn_at:
        return LinkState.WITHDRAWN
    return LinkState.EXPIRED if request.expires_at <= now else LinkState.OPEN


def request_behind(token_digest: str) -> SignatureRequest | None:
    """The request a link belongs to, with all its page shows. One query; changes nothing."""
    return (
        SignatureRequest.objects.select_related(
            "text__agreement__virtual_school", "text__agreement__provider", "signature", "requested_by"
        )
        .filter(token_digest=token_digest)
        .first()
    )


def text_of(agreement: Agreement) -> AgreementText | None:
    """The text that is out for signature, or the one the agreement came into force with; None while there is neither. A
    text that was declined or taken back, also one that both had signed, is neither.
    """
    if agreement.status == AgreementStatus.OUT_FOR_SIGNATURE:
        return agreement.texts.select_related("wording", "fixed_by").order_by("-pk").first()
    if agreement.status == AgreementStatus.DRAFT or agreement.signed_text_id is None:
        return None
    return agreement.texts.select_related("wording", "fixed_by").get(pk=agreement.signed_text_id)


def signatures_of(text: AgreementText) -> dict[Side, Signature]:
    return {Side(signature.side): signature for signature in text.signatures.all()}


def is_signed_by_both(text: AgreementText) -> bool:
    return set(signatures_of(text)) == set(Side)


def signed_text(agreement: Agreement) -> AgreementText | None:
    """The text that both signed in Mainstay; None before, and where it was signed elsewhere."""
    if agreement.status in BEFORE_SIGNATURE:
        return None
    text = text_of(agreement)
    return text if text is not None and is_signed_by_both(text) else None


def is_intact(text: AgreementText) -> bool:
    """Whether the stored text is still the one that was fixed."""
    return digest(text.text) == text.sha256


def signed_document(agreement: Agreement) -> Document | None:
    """The PDF of the signed agreement, once it is made."""
    return agreement.documents.filter(kind=DocumentKind.SIGNED).order_by("pk").first()


@dataclass(frozen=True)
class SideState:
    """How one side stands: who is asked, and what came of it."""

    side: Side
    agency: Agency
    signatory: Signatory | None
    request: SignatureRequest | None
    state: LinkState | None
    signature: Signature | None
    paper: PaperSigning | None

    @property
    def tag(self) -> dict[str, str]:
        """Words and colour."""
        if self.signature:
            return {"text": "Signed", "colour": "green"}
        if self.paper:
            return {"text": "Signed page to be confirmed", "colour": "yellow"}
        if self.state == LinkState.EXPIRED:
            return {"text": "Link out of date", "colour": "red"}
        return {"text": "Waiting", "colour": "blue"}

    @property
    def may_be_reminded(self) -> bool:
        return self.signature is None and self.state == LinkState.OPEN

    @property
    def may_be_sent_again(self) -> bool:
        return self.signature is None and self.state in (LinkState.OPEN, LinkState.EXPIRED)


def side_states(agreement: Agreement, text: AgreementText, now: datetime) -> list[SideState]:
    """Both sides, the Virtual School first. Four queries."""
    signatures = signatures_of(text)
    signatories = {signatory.side: signatory for signatory in agreement.signatories.all()}
    requests = {
        request.side: request for request in text.requests.select_related("signature", "requested_by").order_by("pk")
    }
    waiting = text.paper_signings.select_related("scan", "uploaded_by").filter(
        confirmed_at__isnull=True, refused_at__isnull=True
    )
    papers = {paper.side: paper for paper in waiting.order_by("pk")}
    agencies = {Side.VIRTUAL_SCHOOL: agreement.virtual_school, Side.PROVIDER: agreement.provider}
    return [
        SideState(
            side=side,
            agency=agencies[side],
            signatory=signatories.get(side),
            request=requests.get(side),
            state=link_state(requests[side], now) if side in requests else None,
            signature=signatures.get(side),
            paper=None if side in signatures else papers.get(side),
        )
        for side in Side
    ]


def last_refusal(agreement: Agreement) -> SignatureRequest | None:
    """Who declined the newest text of a draft, and why."""
    newest = agreement.texts.order_by("-pk").first()
    if newest is None or agreement.status != AgreementStatus.DRAFT:
        return None
    return newest.requests.filter(declined_at__isnull=False).order_by("-declined_at").first()


def panel(agreement: Agreement, user: User, now: datetime) -> dict[str, Any]:
    """What templates/agreements/_signing_panel.html shows on the agreement’s page."""
    text = text_of(agreement)
    sides = side_states(agreement, text, now) if text else []
    managed = agency_ids_where(user, Permission.MANAGE_AGREEMENT)
    prepared = agency_ids_where(user, Permission.PREPARE_AGREEMENT)
    both = bool(sides) and all(side.signature for side in sides)
    is_out = agreement.status == AgreementStatus.OUT_FOR_SIGNATURE
    return {
        "text": text,
        "sides": sides,
        "is_draft": agreement.status == AgreementStatus.DRAFT,
        "is_out": is_out,
        "is_signed": both,
        "refusal": last_refusal(agreement),
        "scans": confirmed_scans(text) if text else [],
        "may_manage": agreement.virtual_school_id in managed,
        "may_handle_paper": is_out and agreement.virtual_school_id in prepared,
        "may_send": agreement.status == AgreementStatus.DRAFT and agreement.virtual_school_id in managed,
    }


def confirmed_scans(text: AgreementText) -> list[PaperSigning]:
    """The pages signed by hand that count."""
    return list(
        text.paper_signings.select_related("scan", "uploaded_by", "confirmed_by")
        .filter(confirmed_at__isnull=False)
        .order_by("pk")
    )
