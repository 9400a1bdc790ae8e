"""Files that people hand in, kept together with the rows that name them (P19g)."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypeVar

from django.core.files.base import ContentFile

from accounts.files import PRIVATE_FILES
from accounts.models import StoredFile
from accounts.uploads import CheckedFile

Row = TypeVar("Row", bound=StoredFile)


class Keeper:
    """Stores the bytes of a file and then its row; remembers what it stored."""

    def __init__(self) -> None:
        self.names: list[str] = []

    def __call__(self, row: Row, checked: CheckedFile) -> Row:
        row.name, row.content_type, row.scan = checked.name, checked.content_type, checked.scan
        row.size, row.sha256 = len(checked.data), checked.sha256
        row.file.save("upload", ContentFile(checked.data), save=False)
        self.names.append(str(row.file.name))
        row.save(force_insert=True)
        return row


@contextmanager
def keeping_files() -> Iterator[Keeper]:
    """Stands around a transaction and lends it a `Keeper`. If the block fails every file that was stored is deleted again,
    because the database takes back the rows alone.
    """
    keep = Keeper()
    try:
        yield keep
    except BaseException:
        for name in keep.names:
            PRIVATE_FILES.delete(name)
        raise
