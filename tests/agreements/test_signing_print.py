"""The signed PDF as a reader has it: every word of the text, the signature page, and the digest of what was signed."""

from datetime import datetime
from io import BytesIO

import pytest
from pypdf import PdfReader

from agreements.enums import DocumentKind, Side
from agreements.models import Agreement, AgreementText, Document, Wording
from agreements.selectors.signing_page import printed
from agreements.services import printing
from agreements.services.signing import public_pdf, send_out
from tests.agreements.signing_things import ADDRESSES, ready_draft, sign_for
from tests.people import World

PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture
def text(world: World, now: datetime) -> AgreementText:
    """The default wording, signed by both."""
    default = Wording.objects.filter(virtual_school__isnull=True, published_at__isnull=False).earliest("number")
    draft = ready_draft(world, now, wording=default)
    fixed = send_out(agreement=draft, by=world.head.user, now=now)
    sign_for(Side.PROVIDER, fixed, now, name="Prof Principal")
    sign_for(Side.VIRTUAL_SCHOOL, fixed, now, name="Hana Head")
    return fixed


def words_of(data: bytes) -> str:
    """All that is printed, without white space: lines break where the page ends."""
    pages = PdfReader(BytesIO(data)).pages
    return "".join("".join(page.extract_text().split()) for page in pages)


def packed(said: str) -> str:
    return "".join(said.split())


def kept() -> bytes:
    with Document.objects.get(kind=DocumentKind.SIGNED).file.open("rb") as stored:
        return bytes(stored.read())


def test_the_pdf_prints_every_clause_and_the_digest_of_what_both_read(text: AgreementText):
    found = words_of(kept())
    for line in text.text.split("\n"):
        said = packed(line.lstrip("#- ").strip())
        plain = said[2:] if said[:2].rstrip(".").isdigit() else said
        for part in plain.split("-"):  # a line may break after a hyphen
            assert part in found, line
    assert found.count(text.sha256) == 3
    for said in (
        "Prof Principal (typed and signed",
        "Hana Head (typed and signed",
        *ADDRESSES.values(),
        "Dina Designated",
    ):
        assert packed(said) in found, said


def test_the_public_copy_prints_no_address(text: AgreementText):
    agreement = Agreement.objects.get(pk=text.agreement_id)
    data = public_pdf(agreement)
    assert data is not None
    found = words_of(data)
    assert "@" not in found
    assert text.sha256 in found
    assert packed("left out of this public copy") in found


def test_it_names_its_language_its_title_and_its_parts(text: AgreementText):
    reader = PdfReader(BytesIO(kept()))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "Agreement between Home Virtual School and Brindley College"
    assert "/StructTreeRoot" in root


def test_its_pages_can_be_looked_at(text: AgreementText):
    agreement = Agreement.objects.get(pk=text.agreement_id)
    pictures = printing.pages("agreements/signing/signed_agreement.typ", printed(agreement, text))
    assert len(pictures) == len(PdfReader(BytesIO(kept())).pages)
    assert all(picture.startswith(PNG) for picture in pictures)
