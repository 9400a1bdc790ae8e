"""Where uploaded files lie, outside of everything a web server serves by itself, and how they leave."""

from io import BytesIO

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpResponse
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


def attachment(data: bytes | str, *, name: str, content_type: str) -> HttpResponse:
    """What was just made, to be saved and never shown by the browser."""
    response = HttpResponse(data, content_type=content_type)
    response["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    response["X-Content-Type-Options"] = "nosniff"
    return response


def download(file: FieldFile, *, name: str, content_type: str) -> FileResponse:
    """A stored file, to be saved and never shown by the browser. Http404 if it is not there."""
    if not file.storage.exists(str(file.name)):
        raise Http404
    with file.open("rb") as stored:  # at most ten megabytes, and nothing is left open
        data = BytesIO(stored.read())
    response = FileResponse(data, as_attachment=True, filename=name, content_type=content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
