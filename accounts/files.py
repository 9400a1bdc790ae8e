"""Where uploaded files lie: outside of everything a web server serves by itself."""

from django.conf import settings
from django.core.files.storage import FileSystemStorage
from django.utils.deconstruct import deconstructible


@deconstructible
class PrivateFiles(FileSystemStorage):
    """A folder without an address: files leave it only through a view that asks for permission. The folder is named by
    the setting, so a migration does not hold a path.
    """

    def __init__(self) -> None:
        super().__init__(location=settings.MAINSTAY_FILES, base_url=None, file_permissions_mode=0o600)


PRIVATE_FILES = PrivateFiles()
