"""Where uploaded files lie, outside of everything a web server serves by itself, and how they leave."""

from collections.abc import Iterable
from io import BytesIO
from typing import BinaryIO

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.utils.deconstruct import deconstructible
from django.utils.http import content_disposition_header


@deconstructible
class PrivateFiles(FileSystemStorage):
    """A folder without an address: files leave it only through a view that asks for permission. The folder is named by
    the setting, so a migration does not hold a path.
    """

    def __init__(self) -> None:
        super().__init__(location=settings.MAINSTAY_FILES, base_url=None, file_permissions_mode=0o600)


PRIVATE_FILES = PrivateFiles()

_NEVER_SHOWN = {"X-Content-Type-Options": "nosniff", "Content-Security-Policy": "sandbox; default-src 'none'"}


def attachment(data: bytes | str, *, name: str, content_type: str) -> HttpResponse:
    """What was just made, to be saved and never shown by the browser."""
    return HttpResponse(data, content_type=content_type, headers=_to_be_saved(name))


def attachment_in_parts(parts: Iterable[str], *, name: str, content_type: str) -> StreamingHttpResponse:
    """The same while it is being made."""
    return StreamingHttpResponse(parts, content_type=content_type, headers=_to_be_saved(name))


def download(file: FieldFile, *, name: str, content_type: str) -> FileResponse:
    """A stored file, to be saved and never shown by the browser. Http404 if it is not there."""
    with _opened(file) as stored:  # at most ten megabytes, and nothing is left open
        data = BytesIO(stored.read())
    return _file(data, name, content_type)


def large_download(file: FieldFile, *, name: str, content_type: str) -> FileResponse:
    """The same for a file that may be too large to be held: the response closes it. Http404 if it is not there."""
    return _file(_opened(file), name, content_type)


def _opened(file: FieldFile) -> BinaryIO:
    if not file or not file.storage.exists(str(file.name)):
        raise Http404
    return file.open("rb")


def _file(data: BinaryIO, name: str, content_type: str) -> FileResponse:
    return FileResponse(data, as_attachment=True, filename=name, content_type=content_type, headers=_NEVER_SHOWN)


def _to_be_saved(name: str) -> dict[str, str]:
    disposition = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return {"Content-Disposition": disposition, **_NEVER_SHOWN}
