"""What is kept as a file, what the scanner says, and how it leaves again (P19g)."""

import io
import os
import socket
import struct
import threading
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from accounts.clock import local_date
from accounts.enums import ScanResult
from accounts.files import PRIVATE_FILES
from accounts.models import Look, User
from accounts.uploads import (
    LARGEST,
    FileEmpty,
    FileInfected,
    FileKindRefused,
    FileTooLarge,
    NotScanned,
    check_file,
    clean_name,
)
from learners.models import Attachment, Consent, Disclosure, Learner
from learners.services.attachments import remove_strays
from learners.services.consent import record_consent
from tests.people import World

ClientOf = Callable[[User], Client]

PDF = b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n<<>>\nendobj\n"
PNG = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\1\0\0\0\1\x08\x06\0\0\0"
JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00"
HTML = b"<!doctype html><script>alert(1)</script>"


def letter(*parts: str) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for part in ("[Content_Types].xml", *parts):
            archive.writestr(zipfile.ZipInfo(part), "<x/>")  # the same bytes whenever the tests run
    return data.getvalue()


DOCX = letter("word/document.xml")


def _by_name(value: object) -> str:
    return value if isinstance(value, str) else ""


# --- What it is ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "data", "kind"),
    [
        ("form.pdf", PDF, "application/pdf"),
        ("FORM.PDF", PDF, "application/pdf"),
        ("photo.jpg", JPEG, "image/jpeg"),
        ("photo.jpeg", JPEG, "image/jpeg"),
        ("scan.png", PNG, "image/png"),
        ("letter.docx", DOCX, "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    ],
    ids=_by_name,
)
def test_what_is_kept(name: str, data: bytes, kind: str):
    checked = check_file(ContentFile(data, name))
    assert (checked.content_type, checked.scan, checked.data) == (kind, ScanResult.NOT_SCANNED, data)


@pytest.mark.parametrize(
    ("name", "data", "error"),
    [
        ("form.pdf", b"", FileEmpty),
        ("form.pdf", PDF + b" " * LARGEST, FileTooLarge),
        ("form.pdf", HTML, FileKindRefused),
        ("form.pdf", PNG, FileKindRefused),
        ("form.png", PDF, FileKindRefused),
        ("form.html", HTML, FileKindRefused),
        ("form.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", FileKindRefused),
        ("form.exe", b"MZ\x90\0", FileKindRefused),
        ("form.pdf.exe", PDF, FileKindRefused),
        ("form", PDF, FileKindRefused),
        (".pdf", PDF, FileKindRefused),
        ("letter.docx", letter("xl/workbook.xml"), FileKindRefused),
        ("letter.docx", letter("word/document.xml", "word/vbaProject.bin"), FileKindRefused),
        ("letter.docx", DOCX[:40], FileKindRefused),
        ("letter.zip", DOCX, FileKindRefused),
        ("letter.docm", DOCX, FileKindRefused),
    ],
    ids=_by_name,
)
def test_what_is_refused(name: str, data: bytes, error: type[Exception]):
    with pytest.raises(error):
        check_file(ContentFile(data, name))


@pytest.mark.parametrize(
    ("given", "cleaned"),
    [
        ("Consent form.PDF", "Consent form.pdf"),
        ("../../etc/passwd.pdf", "passwd.pdf"),
        ("C:\\Users\\me\\form.pdf", "form.pdf"),
        ("a\r\nSet-Cookie: x.pdf", "a Set-Cookie x.pdf"),
        ("\u202efdp.exe.pdf", "fdp.exe.pdf"),
        ('<b>"x"</b>.pdf', "b.pdf"),
        ("  ..  .pdf", "file.pdf"),
        ("x" * 300 + ".pdf", "x" * 100 + ".pdf"),
        ("Zoë’s form.docx", "Zoë’s form.docx"),
    ],
)
def test_a_name_is_harmless(given: str, cleaned: str):
    assert clean_name(given) == cleaned


# --- The scanner --------------------------------------------------------------------------------------------------------


class Scanner(threading.Thread):
    """A small server that speaks INSTREAM as ClamAV does, and finds what contains the word it looks for."""

    def __init__(self, answer: bytes | None = None) -> None:
        super().__init__(daemon=True)
        self.answer, self.received = answer, b""
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"127.0.0.1:{self.listener.getsockname()[1]}"

    def run(self) -> None:
        while True:
            try:
                line, _ = self.listener.accept()
            except OSError:
                return
            with line, line.makefile("rb") as said:
                assert said.read(10) == b"zINSTREAM\0"
                self.received = b""
                while size := struct.unpack(">I", said.read(4))[0]:
                    self.received += said.read(size)
                found = b"stream: Eicar-Test-Signature FOUND\0" if b"EICAR" in self.received else b"stream: OK\0"
                line.sendall(found if self.answer is None else self.answer)


@pytest.fixture
def scanner(settings) -> Iterator[Callable[..., Scanner]]:
    running: list[Scanner] = []

    def begin(answer: bytes | None = None) -> Scanner:
        server = Scanner(answer)
        server.start()
        running.append(server)
        settings.CLAMAV_ADDRESS = server.address
        return server

    yield begin
    for server in running:
        server.listener.shutdown(socket.SHUT_RDWR)
        server.listener.close()
        server.join(timeout=5)


def test_a_clean_file_is_marked_as_scanned(scanner: Callable[..., Scanner]):
    server = scanner()
    data = PDF + bytes(200_000)
    assert check_file(ContentFile(data, "form.pdf")).scan == ScanResult.CLEAN
    assert server.received == data


def test_what_it_finds_is_not_kept(scanner: Callable[..., Scanner]):
    scanner()
    with pytest.raises(FileInfected, match="not kept"):
        check_file(ContentFile(PDF + b"EICAR", "form.pdf"))


@pytest.mark.parametrize("answer", [b"INSTREAM size limit exceeded. ERROR\0", b"", b"nonsense\0"])
def test_an_answer_that_says_nothing_keeps_nothing(scanner: Callable[..., Scanner], answer: bytes):
    scanner(answer)
    with pytest.raises(NotScanned, match="try again"):
        check_file(ContentFile(PDF, "form.pdf"))


@pytest.mark.parametrize("address", ["127.0.0.1:1", "nowhere", "127.0.0.1:port"])
def test_a_scanner_that_is_set_up_and_away_keeps_nothing(settings, address: str):
    settings.CLAMAV_ADDRESS = address
    with pytest.raises(NotScanned):
        check_file(ContentFile(PDF, "form.pdf"))


# --- Strays and downloads -----------------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


def form_of(world: World, learner: Learner, now: datetime, **said: object) -> Attachment:
    given = {
        "purpose": "education", "decision": "given", "decided_on": local_date(now), "how": "signed_form",
        "said_by": "young_person", "by": world.social_worker.user, **said,
    }  # fmt: skip
    consent = record_consent(learner=learner, form=ContentFile(PDF, "My form.pdf"), now=now, **given).consent
    assert consent.form is not None
    return consent.form


def address(attachment: Attachment) -> str:
    return f"/learners/{attachment.learner.uuid}/files/{attachment.uuid}/"


@pytest.mark.parametrize(
    ("name", "age", "goes"),
    [
        ("0a/stray", timedelta(days=2), True),
        ("ff/stray", timedelta(days=1, seconds=1), True),
        ("0a/fresh", timedelta(hours=23), False),  # its row may be on the way
        ("zz/other", timedelta(days=2), False),  # no folder of attachments
        ("0a/deeper/other", timedelta(days=2), False),
        ("rolls/other", timedelta(days=2), False),  # of another app, with a row of its own somewhere else
        ("exports/other", timedelta(days=2), False),
    ],
)
def test_files_without_a_row_go_after_a_day(world: World, now: datetime, name: str, age: timedelta, goes: bool):
    kept = form_of(world, world.learner(), now)
    found, of_row = Path(PRIVATE_FILES.location, name), Path(PRIVATE_FILES.path(kept.file.name))
    found.parent.mkdir(parents=True, exist_ok=True)
    found.touch()
    try:
        for path, at in ((found, now - age), (of_row, now - timedelta(days=400))):
            os.utime(path, (at.timestamp(), at.timestamp()))
        removed = remove_strays(now=now)
        assert (removed >= 1) >= goes
        assert found.exists() is not goes
        assert of_row.exists(), "a row names it"
        assert remove_strays(now=now) == 0, "done again it does nothing"
    finally:
        found.unlink(missing_ok=True)


def test_a_file_leaves_as_an_attachment_that_runs_nothing(world: World, client_of: ClientOf, real_now: datetime):
    form = form_of(world, world.learner(), real_now)
    response = client_of(world.key_contact.user).get(address(form))
    assert response.getvalue() == PDF
    assert response["Content-Disposition"] == 'attachment; filename="My form.pdf"'
    assert response["Content-Type"] == "application/pdf"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in response["Cache-Control"]
    seen = Look.objects.get(user=world.key_contact.user)
    assert (seen.kind, seen.learner_uuids, seen.basis) == ("download", [form.learner.uuid], "")
    assert not Disclosure.objects.filter(kind="file").exists()


def test_a_provider_gets_the_form_it_relies_on_and_no_other(world: World, client_of: ClientOf, real_now: datetime):
    learner = world.learner()
    first = form_of(world, learner, real_now)
    panel = form_of(world, learner, real_now, purpose="panel")
    client = client_of(world.designated_person.user)
    assert client.get(address(first)).getvalue() == PDF
    assert client.get(address(panel)).status_code == 404
    row = Disclosure.objects.get(kind="file")
    assert (row.what, row.basis, row.consent.form) == ("File: My form.pdf", "consent", first)
    assert Look.objects.filter(kind="download").get().basis == "consent"
    form_of(world, learner, real_now, decision="withdrawn")
    assert client.get(address(first)).status_code == 404
    assert client_of(world.stranger.user).get(address(first)).status_code == 404


def test_a_file_of_another_young_person_is_not_found(world: World, client_of: ClientOf, real_now: datetime):
    form, other = form_of(world, world.learner(), real_now), world.learner()
    client = client_of(world.key_contact.user)
    assert client.get(f"/learners/{other.uuid}/files/{form.uuid}/").status_code == 404
    PRIVATE_FILES.delete(form.file.name)
    assert client.get(address(form)).status_code == 404
    assert Consent.objects.filter(form=form).exists()
