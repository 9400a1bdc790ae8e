"""Where uploaded files lie, outside of everything a web server serves by itself, and how they leave."""

from io import BytesIO

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404
from django.utils.deconstruct import deconstructible


@deconstructible
class PrivateFiles(FileSystemStorage):
    """A folder without an address: files leave it only through a view that asks for permission. The folder is named by
    the setting, so a migration does not hold a path.
    """

    def __init__(self) -> None:
        super().__init__(location=settings.MAINSTAY_FILES, base_url=None, file_permissions_mode=0o600)


PRIVATE_FILES = PrivateFiles()


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
