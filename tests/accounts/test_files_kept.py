"""`check_files`: a file that a row names is there, byte for byte, or it is said."""

import pytest
from django.core.files.base import ContentFile
from django.core.management import call_command

from accounts.clock import database_now
from accounts.enums import ScanResult
from accounts.files import PRIVATE_FILES
from accounts.selectors import wrong_files
from agreements.enums import DocumentKind
from agreements.models import Document

pytestmark = pytest.mark.django_db


def test_files_that_are_missing_or_altered_are_reported(world):
    document = Document(agreement=world.agreement, agency=world.college, kind=DocumentKind.SCAN, size=6)
    document.name, document.content_type, document.scan = "Page.pdf", "application/pdf", ScanResult.NOT_SCANNED
    document.sha256, document.uploaded_at = "0" * 64, database_now()
    document.file.save("upload", ContentFile(b"signed"), save=False)
    document.save()
    assert [line.split(": ")[1] for line in wrong_files()] == ["its bytes are not those that were kept"]
    PRIVATE_FILES.delete(document.file.name)
    assert [line.split(": ")[1] for line in wrong_files()] == ["its file is missing"]
    with pytest.raises(SystemExit):
        call_command("check_files", verbosity=0)
