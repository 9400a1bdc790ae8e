"""The signed PDF, its public copy, signing on paper, and the check that nothing was altered since."""

import hashlib
import re
import zlib
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import IntegrityError

from accounts.clock import local_date
from accounts.files import PRIVATE_FILES
from accounts.uploads import FileKindRefused
from agreements.enums import AgreementStatus, DocumentKind, Side, SigningMethod
from agreements.models import Agreement, AgreementText, Document, PaperSigning
from agreements.selectors.signing_page import printed
from agreements.services import printing
from agreements.services.signing import (
    AlreadySigned,
    LinkClosed,
    PaperDayWrong,
    PaperDecided,
    PaperWaits,
    RefusalReasonMissing,
    SecondPersonNeeded,
    confirm_paper,
    keep_signed_pdf,
    public_pdf,
    refuse_paper,
    send_out,
    upload_paper,
    withdraw,
)
from tests.agreements.signing_things import ADDRESSES, ready_draft, sign_for, tamper, tamper_with_text, token_for
from tests.people import World

TEMPLATE = "agreements/signing/signed_agreement.typ"
SCAN = b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n"


@pytest.fixture(autouse=True)
def _files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PRIVATE_FILES, "_location", str(tmp_path))
    for cached in ("base_location", "location"):
        PRIVATE_FILES.__dict__.pop(cached, None)


@pytest.fixture
def draft(world: World, now: datetime) -> Agreement:
    return ready_draft(world, now)


@pytest.fixture
def text(world: World, draft: Agreement, now: datetime) -> AgreementText:
    return send_out(agreement=draft, by=world.head.user, now=now)


@pytest.fixture
def signed(draft: Agreement, text: AgreementText, now: datetime) -> Agreement:
    sign_for(Side.PROVIDER, text, now, name="Prof Principal")
    sign_for(Side.VIRTUAL_SCHOOL, text, now + timedelta(hours=1), name="Hana Head")
    return Agreement.objects.get(pk=draft.pk)


def streams(data: bytes) -> bytes:
    """All that is packed in a PDF, unpacked."""
    found = [data]
    for packed in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", data, re.DOTALL):
        try:
            found.append(zlib.decompress(packed))
        except zlib.error:
            found.append(packed)
    return b"\n".join(found)


def checked() -> tuple[int, str]:
    said = StringIO()
    try:
        call_command("check_signatures", stdout=said)
    except SystemExit as ended:
        return int(str(ended.code)), said.getvalue()
    return 0, said.getvalue()


def test_the_pdf_is_kept_once_when_the_second_has_signed(signed: Agreement, now: datetime):
    kept = Document.objects.get(kind=DocumentKind.SIGNED)
    assert kept.agreement == signed
    with kept.file.open("rb") as stored:
        data = stored.read()
    assert (kept.size, kept.sha256) == (len(data), hashlib.sha256(data).hexdigest())
    assert keep_signed_pdf(agreement=signed, now=now) == kept
    assert kept.name == "Agreement Home Virtual School and Brindley College.pdf"


def test_it_is_a_tagged_pdf_ua_in_british_english(signed: Agreement):
    kept = Document.objects.get(kind=DocumentKind.SIGNED)
    with kept.file.open("rb") as stored:
        inside = streams(stored.read())
    assert b"pdfuaid:part>1<" in inside
    assert b"/StructTreeRoot" in inside
    assert b"/Marked true" in inside
    assert re.search(rb"/Lang ?\(en-GB\)", inside)
    assert b"/DisplayDocTitle true" in inside
    for role in (b"/H1", b"/H2", b"/Table", b"/TH", b"/L"):
        assert role in inside, role


def test_there_is_no_pdf_before_both_have_signed(draft: Agreement, text: AgreementText, now: datetime):
    sign_for(Side.PROVIDER, text, now)
    assert keep_signed_pdf(agreement=draft, now=now) is None
    assert public_pdf(Agreement.objects.get(pk=draft.pk)) is None


def test_its_signature_page_has_every_field_of_the_agreement(world: World, signed: Agreement, text: AgreementText):
    shown = printed(signed, text)
    rows = {row["label"]: row["value"] for row in shown["rows"]}
    assert rows == {
        "Name of the provider": "Brindley College",
        "Name of the signatory of the provider": "Prof Principal",
        "E-mail of the signatory of the provider": ADDRESSES[Side.PROVIDER],
        "Role of the signatory of the provider": "Principal",
        "Signature for the provider": "Prof Principal (typed and signed through a personal link)",
        "Name of the designated person": "Dina Designated",
        "E-mail of the designated person": "dina.designated@example.org",
        "Telephone of the designated person": world.designated_person.user.phone or "Not recorded",
        "Name of the Virtual School": "Home Virtual School",
        "Name of the signatory of the Virtual School": "Hana Head",
        "Role of the signatory of the Virtual School": "Head of the Virtual School",
        "Signature for the Virtual School": "Hana Head (typed and signed through a personal link)",
        "E-mail of the signatory of the Virtual School": ADDRESSES[Side.VIRTUAL_SCHOOL],
        "Name of the Virtual School key contact": "Kay Contact",
        "E-mail of the Virtual School key contact": "kay.contact@example.org",
    }
    assert shown["digest"] == text.sha256
    assert {signature["digest"] for signature in shown["signatures"]} == {text.sha256}


def test_every_word_of_the_text_is_printed(signed: Agreement, text: AgreementText):
    shown = printed(signed, text)
    said = " ".join([shown["title"], *(" ".join([b["text"], *b["items"]]) for b in shown["blocks"])]).split()
    marks = {"#", "##", "###", "-"}
    assert said == [word for word in text.text.split() if word not in marks]


def test_the_public_copy_has_no_address_and_the_same_digest(signed: Agreement, text: AgreementText):
    shown = printed(signed, text, is_public=True)
    assert "@" not in str(shown)
    assert not [row for row in shown["rows"] if "E-mail" in row["label"] or "Telephone" in row["label"]]
    assert shown["digest"] == text.sha256
    data = public_pdf(signed)
    assert data is not None
    assert data.startswith(b"%PDF")


@pytest.mark.parametrize("name", ["Łukasz Ó’Brien", "李雷 😀", "#let x = 1 *bold* $x$ <a>", 'A "quoted" \\ name'])
def test_any_name_is_printed_as_it_is(signed: Agreement, text: AgreementText, name: str):
    data = printed(signed, text) | {"title": name}
    assert printing.pdf(TEMPLATE, data).startswith(b"%PDF")
    assert len(printing.pages(TEMPLATE, data)) >= 2


def test_nothing_was_altered(signed: Agreement):
    assert checked() == (0, "Nothing was altered.\n")


def test_one_altered_character_is_found(signed: Agreement, text: AgreementText):
    tamper_with_text("A key worker", "A key w0rker")
    status, said = checked()
    assert status == 1
    assert f"Text {text.uuid}: it is not the one that was fixed" in said
    assert said.count("is not the one that was signed") == 2


def test_a_text_altered_with_its_digest_is_found_by_the_signatures(signed: Agreement, text: AgreementText):
    other = hashlib.sha256(text.text.replace("A key worker", "No key worker").encode()).hexdigest()
    statement = (
        f"UPDATE agreements_agreementtext SET text = replace(text, 'A key worker', 'No key worker'), sha256 = '{other}'"
    )
    tamper("agreements_agreementtext", "text_append_only", statement)
    status, said = checked()
    assert status == 1
    assert said.count("it names the digest of another text") == 2


def test_a_changed_signature_wording_or_file_is_found(signed: Agreement, text: AgreementText):
    tamper(
        "agreements_signature", "signature_append_only", "UPDATE agreements_signature SET text_sha256 = repeat('0', 64)"
    )
    tamper("agreements_wording", "wording_append_only", "UPDATE agreements_wording SET text = text || 'x'")
    kept = Document.objects.get(kind=DocumentKind.SIGNED)
    path = Path(kept.file.path)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes().replace(b"%PDF", b"%PDE"))
    status, said = checked()
    assert status == 1
    for what in (f"Wording {text.wording.uuid}", "Signature ", f"Document {kept.uuid}: its bytes"):
        assert what in said
    path.unlink()
    assert f"Document {kept.uuid}: its file is missing" in checked()[1]


def upload(world: World, draft: Agreement, now: datetime, **more: object) -> PaperSigning:
    wanted = {
        "agreement": draft, "side": Side.PROVIDER, "name": "Prof Principal", "role": "Principal",
        "signed_on": local_date(now), "file": ContentFile(SCAN, "page.pdf"), "by": world.officer.user, "now": now, **more,
    }  # fmt: skip
    return upload_paper(**wanted)


def test_a_page_counts_when_a_second_person_has_confirmed_it(
    world: World, draft: Agreement, text: AgreementText, now: datetime
):
    sign_for(Side.VIRTUAL_SCHOOL, text, now)
    paper = upload(world, draft, now)
    assert not text.signatures.filter(side=Side.PROVIDER).exists()
    with pytest.raises(SecondPersonNeeded):
        confirm_paper(paper=paper, by=world.officer.user, now=now)
    signature = confirm_paper(paper=paper, by=world.head.user, now=now)
    assert (signature.method, signature.text_sha256, signature.paper) == (SigningMethod.PAPER, text.sha256, paper)
    assert local_date(signature.signed_at) == paper.signed_on
    assert Agreement.objects.get(pk=draft.pk).status == AgreementStatus.IN_FORCE
    assert Document.objects.filter(kind=DocumentKind.SIGNED).exists()
    with pytest.raises(LinkClosed):
        sign_for(Side.PROVIDER, text, now)
    assert checked()[0] == 0


def test_the_database_too_wants_a_second_person(world: World, draft: Agreement, text: AgreementText, now: datetime):
    paper = upload(world, draft, now)
    paper.confirmed_by, paper.confirmed_at = world.officer.user, now
    with pytest.raises(IntegrityError):
        paper.save()


def test_a_refused_page_makes_room_for_another(world: World, draft: Agreement, text: AgreementText, now: datetime):
    paper = upload(world, draft, now)
    with pytest.raises(PaperWaits):
        upload(world, draft, now)
    with pytest.raises(RefusalReasonMissing):
        refuse_paper(paper=paper, reason=" ", by=world.head.user, now=now)
    refuse_paper(paper=paper, reason="Not signed", by=world.head.user, now=now)
    with pytest.raises(PaperDecided):
        confirm_paper(paper=paper, by=world.head.user, now=now)
    upload(world, draft, now)


def test_a_page_must_fit(world: World, draft: Agreement, text: AgreementText, now: datetime):
    for wrong in (timedelta(days=1), timedelta(days=-1)):
        with pytest.raises(PaperDayWrong):
            upload(world, draft, now, signed_on=local_date(now) + wrong)
    with pytest.raises(FileKindRefused):
        upload(world, draft, now, file=ContentFile(b"MZ", "page.exe"))
    sign_for(Side.PROVIDER, text, now)
    with pytest.raises(AlreadySigned):
        upload(world, draft, now)
    assert not Document.objects.exists()


def test_a_page_of_a_text_taken_back_counts_for_nothing(
    world: World, draft: Agreement, text: AgreementText, now: datetime
):
    paper = upload(world, draft, now)
    withdraw(agreement=draft, reason="A wrong day", by=world.head.user, now=now)
    assert PaperSigning.objects.get().refused_at == now
    send_out(agreement=draft, by=world.head.user, now=now)
    assert token_for(Side.PROVIDER)
    with pytest.raises(PaperDecided):
        confirm_paper(paper=paper, by=world.head.user, now=now)
