"""The signed PDF as a reader has it: every word of the text, the signature page, and the digest of what was signed."""

import re
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from itertools import pairwise
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, BooleanObject, DictionaryObject

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


def roles_in(node: Any, parents: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every element of the structure tree as its path of roles from the root."""
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, ArrayObject):
        for kid in node:
            yield from roles_in(kid, parents)
    elif isinstance(node, DictionaryObject):
        path = (*parents, str(node["/S"])) if "/S" in node else parents
        if "/S" in node:
            yield path
        yield from roles_in(node.get("/K"), path)


def fonts_in(reader: PdfReader) -> list[DictionaryObject]:
    found = []
    for page in reader.pages:
        for font in page["/Resources"].get("/Font", {}).values():
            inner = font.get_object().get("/DescendantFonts", [font])
            found += [each.get_object() for each in inner]
    return found


@pytest.mark.parametrize("is_public", [False, True])
def test_it_is_tagged_as_pdf_ua_asks(text: AgreementText, is_public: bool):
    """What ISO 14289-1 asks and a reader of PDF can see: a tree of roles in which nothing stands outside its parent, a
    language, a title that is shown, fonts that are inside, pages that are read in the order of the tree.
    """
    data = public_pdf(Agreement.objects.get(pk=text.agreement_id)) if is_public else kept()
    assert data is not None
    reader = PdfReader(BytesIO(data))
    root = reader.trailer["/Root"]
    assert root["/Lang"] == "en-GB"
    # A boolean of pypdf is an object, and as such always true: its value is asked.
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/MarkInfo"].get("/Suspects", BooleanObject(value=False)).value is False
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    title = "Agreement between Home Virtual School and Brindley College"
    assert reader.metadata is not None
    assert reader.metadata.title == title
    assert reader.xmp_metadata is not None
    assert title in reader.xmp_metadata.dc_title.values()
    assert re.search(rb"pdfuaid:part(>|=.)1", root["/Metadata"].get_data())
    paths = list(roles_in(root["/StructTreeRoot"]))
    roles = {path[-1] for path in paths}
    assert {"/Document", "/H1", "/H2", "/P", "/L", "/LI", "/LBody", "/Table", "/TR", "/TH", "/TD"} <= roles
    inside = {"/LI": {"/L"}, "/LBody": {"/LI"}, "/Lbl": {"/LI"}, "/TD": {"/TR"}, "/TH": {"/TR"}}
    inside["/TR"] = {"/Table", "/THead", "/TBody"}
    for path in paths:
        assert path[-2] in inside.get(path[-1], {path[-2]}) if len(path) > 1 else path == ("/Document",), path
    levels = [int(path[-1][2:]) for path in paths if re.fullmatch("/H[1-6]", path[-1])]
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels)), "no level is left out"
    assert "/Figure" not in roles
    for page in reader.pages:
        assert page["/Tabs"] == "/S" or "/Annots" not in page
        assert "/StructParents" in page
    fonts = fonts_in(reader)
    assert fonts
    for font in fonts:
        kept_inside = font["/FontDescriptor"].get_object()
        assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(kept_inside), font["/BaseFont"]


def test_its_pages_can_be_looked_at(text: AgreementText):
    agreement = Agreement.objects.get(pk=text.agreement_id)
    pictures = printing.pages("agreements/signing/signed_agreement.typ", printed(agreement, text))
    assert len(pictures) == len(PdfReader(BytesIO(kept())).pages)
    assert all(picture.startswith(PNG) for picture in pictures)
