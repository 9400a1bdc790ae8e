"""What the printed agreement shows: the text, and a signature page with who signed and how to reach whom (A1)."""

from collections.abc import Callable
from typing import Any

from accounts.clock import london
from accounts.models import User
from accounts.wording import written_day
from agreements.enums import Side, SigningMethod
from agreements.models import Agreement, AgreementText, Signature
from agreements.rules.layout import BlockKind, blocks
from agreements.selectors.posts import designated_person_at, key_contact_at
from agreements.selectors.signing import signatures_of

NOBODY = "Nobody at present"
NOT_RECORDED = "Not recorded"


def printed(agreement: Agreement, text: AgreementText, *, is_public: bool = False) -> dict[str, Any]:
    """Everything the print template reads, as plain values. For the public no e-mail address and no telephone number."""
    pieces = blocks(text.text)
    title = pieces.pop(0).text if pieces and pieces[0].kind == BlockKind.TITLE else str(agreement)
    signatures = signatures_of(text)
    at = text.fixed_at
    person = designated_person_at(agreement.provider, at).person
    contact = key_contact_at(agreement.virtual_school, agreement, at).person
    school, provider = signatures[Side.VIRTUAL_SCHOOL], signatures[Side.PROVIDER]
    rows: list[tuple[str, str, bool]] = [
        ("Name of the provider", str(agreement.provider), False),
        ("Name of the signatory of the provider", provider.name, False),
        ("E-mail of the signatory of the provider", provider.email, True),
        ("Role of the signatory of the provider", provider.role, False),
        ("Signature for the provider", _signed(provider), False),
        ("Name of the designated person", _of(person, str), False),
        ("E-mail of the designated person", _of(person, lambda user: user.email), True),
        ("Telephone of the designated person", _of(person, lambda user: user.phone), True),
        ("Name of the Virtual School", str(agreement.virtual_school), False),
        ("Name of the signatory of the Virtual School", school.name, False),
        ("Role of the signatory of the Virtual School", school.role, False),
        ("Signature for the Virtual School", _signed(school), False),
        ("E-mail of the signatory of the Virtual School", school.email, True),
        ("Name of the Virtual School key contact", _of(contact, str), False),
        ("E-mail of the Virtual School key contact", _of(contact, lambda user: user.email), True),
    ]
    return {
        "title": title,
        "blocks": [
            {"kind": block.kind.value, "text": block.text, "items": block.items, "level": max(block.level - 1, 1)}
            for block in pieces
        ],
        "rows": [
            {"label": label, "value": value or NOT_RECORDED}
            for label, value, is_private in rows
            if not (is_public and is_private)
        ],
        "signatures": [_evidence(signature) for signature in (school, provider)],
        "digest": text.sha256,
        "fixed": _moment(text.fixed_at),
        "is_public": is_public,
    }


def _of(user: User | None, say: Callable[[User], str]) -> str:
    return NOBODY if user is None else say(user)


def _signed(signature: Signature) -> str:
    how = "signed on paper" if signature.method == SigningMethod.PAPER else "typed and signed through a personal link"
    return f"{signature.name} ({how})"


def _evidence(signature: Signature) -> dict[str, str]:
    on_paper = signature.method == SigningMethod.PAPER
    return {
        "side": Side(signature.side).label,
        "name": f"{signature.name}, {signature.role}",
        "how": SigningMethod(signature.method).label,
        "when": written_day(london(signature.signed_at)) if on_paper else _moment(signature.signed_at),
        "digest": signature.text_sha256,
    }


def _moment(at: Any) -> str:
    there = london(at)
    return f"{there.day} {there:%B %Y, %H:%M:%S %Z}"
