"""Files that people hand in: what may be kept, judged by its bytes before anything is stored (P19g)."""

import hashlib
import re
import unicodedata
import zipfile
from dataclasses import dataclass
from io import BytesIO
from pathlib import PurePosixPath

import puremagic
from django.core.files.base import File

from accounts import scanner
from accounts.enums import ScanResult
from accounts.errors import ServiceError

#: A photograph of a signed form is four or five megabytes, a scan less.
LARGEST = 10 * 1024 * 1024

_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
#: What may be kept, by the ending of its name. Nothing else is: a form is a document or a picture of one.
KINDS = {
    ".pdf": "application/pdf",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".png": "image/png",
    ".docx": _DOCX,
}
#: Tables are read strictly when they are read; here only what they call themselves is asked.
TABLES = {
    ".csv": "text/csv",
    ".txt": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
}
_LONGEST_STEM = 100


class UploadRefused(ServiceError):
    """A file that is not kept. The text says why and what to do."""

    field = "form"


class FileEmpty(UploadRefused):
    def __init__(self) -> None:
        super().__init__("The file is empty. Choose another one.")


class FileTooLarge(UploadRefused):
    def __init__(self) -> None:
        super().__init__("The file must be smaller than 10 MB. Scan it again at a lower quality.")


class FileKindRefused(UploadRefused):
    def __init__(self) -> None:
        super().__init__("The file must be a PDF, a JPEG or PNG picture, or a Word document (DOCX) without macros.")


class TableTooLarge(UploadRefused):
    field = "file"

    def __init__(self, megabytes: int) -> None:
        super().__init__(f"The file must be smaller than {megabytes} MB.")


class TableKindRefused(UploadRefused):
    field = "file"

    def __init__(self) -> None:
        super().__init__("The file must be a CSV file, an Excel workbook (.xlsx) or an OpenDocument table (.ods).")


class FileInfected(UploadRefused):
    def __init__(self) -> None:
        super().__init__(
            "The virus scanner found something harmful in this file, so it was not kept. Tell your IT support."
        )


class NotScanned(UploadRefused):
    def __init__(self) -> None:
        super().__init__(
            "The file could not be checked for viruses just now, so it was not kept. Nothing was recorded: try again in "
            "a few minutes."
        )


@dataclass(frozen=True)
class CheckedFile:
    """Bytes that may be kept, and what is known of them."""

    name: str
    content_type: str
    data: bytes
    scan: ScanResult

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.data).hexdigest()


def check_file(upload: File) -> CheckedFile:
    """Read `upload` and judge it by size, by what it really is, and by the virus scanner. Ask before a transaction
    begins: the scanner takes its time.

    Raises FileEmpty, FileTooLarge, FileKindRefused, FileInfected, NotScanned.
    """
    upload.seek(0)
    data = upload.read(LARGEST + 1)
    if not data:
        raise FileEmpty
    if len(data) > LARGEST:
        raise FileTooLarge
    ending = PurePosixPath(_base_name(upload.name or "")).suffix.lower()
    content_type = KINDS.get(ending)
    if content_type is None or not _is(data, content_type):
        raise FileKindRefused
    return CheckedFile(clean_name(upload.name or ""), content_type, data, _scan(data))


def check_table(upload: File, *, megabytes: int) -> CheckedFile:
    """The same for a table of at most so many megabytes, which `accounts.tables` reads afterwards.

    Raises FileEmpty, TableTooLarge, TableKindRefused, FileInfected, NotScanned.
    """
    upload.seek(0)
    data = upload.read(megabytes * 1024 * 1024 + 1)
    if not data:
        raise FileEmpty
    if len(data) > megabytes * 1024 * 1024:
        raise TableTooLarge(megabytes)
    content_type = TABLES.get(PurePosixPath(_base_name(upload.name or "")).suffix.lower())
    if content_type is None:
        raise TableKindRefused
    return CheckedFile(clean_name(upload.name or ""), content_type, data, _scan(data))


def clean_name(name: str) -> str:
    """A name to download it under: no folders, nothing that a file system or a terminal would act on, a length that
    every system takes, the ending in small letters.
    """
    path = PurePosixPath(unicodedata.normalize("NFC", _base_name(name)))
    stem = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in path.stem)
    stem = re.sub(r"\s+", " ", re.sub(r'[<>:"/\\|?*%]', "", stem)).strip(" .")
    return f"{stem[:_LONGEST_STEM].strip() or 'file'}{path.suffix.lower()}"


def _base_name(name: str) -> str:
    return re.split(r"[/\\]", name)[-1]


def _is(data: bytes, content_type: str) -> bool:
    """Whether the bytes are what the ending says. What Word writes is an archive, so it is opened and looked into."""
    try:
        found = {match.mime_type for match in puremagic.magic_string(data)}
    except (puremagic.PureError, ValueError):
        return False
    return content_type in found and (content_type != _DOCX or _is_letter(data))


def _is_letter(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.namelist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False
    has_macros = any(part.lower().endswith(".bin") and "vba" in part.lower() for part in parts)
    return {"[Content_Types].xml", "word/document.xml"} <= set(parts) and not has_macros


def _scan(data: bytes) -> ScanResult:
    if not scanner.is_set_up():
        return ScanResult.NOT_SCANNED
    try:
        virus = scanner.virus_in(data)
    except scanner.ScannerUnreachable as error:
        raise NotScanned from error
    if virus:
        raise FileInfected
    return ScanResult.CLEAN
