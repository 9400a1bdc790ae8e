"""Files on a young person’s record (P19g): how they are stored, and what is thrown away."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

from django.core.files.base import ContentFile

from accounts.files import PRIVATE_FILES
from accounts.models import User
from accounts.uploads import CheckedFile
from learners.models import Attachment, Learner

_STRAY_AFTER = timedelta(days=1)


def keep_file(checked: CheckedFile, *, learner: Learner, by: User, now: datetime) -> Attachment:
    """Store the bytes and the row. Called within a transaction and within `removed_on_failure`."""
    attachment = Attachment(
        learner=learner,
        name=checked.name,
        content_type=checked.content_type,
        size=len(checked.data),
        sha256=hashlib.sha256(checked.data).hexdigest(),
        scan=checked.scan,
        uploaded_by=by,
        uploaded_at=now,
    )
    attachment.file.save("upload", ContentFile(checked.data), save=False)
    attachment.save(force_insert=True)
    return attachment


@contextmanager
def removed_on_failure() -> Iterator[list[Attachment]]:
    """Stands around a transaction. Whatever is put into the list loses its file again if the block fails, because the
    database takes back the row alone.
    """
    kept: list[Attachment] = []
    try:
        yield kept
    except BaseException:
        for attachment in kept:
            PRIVATE_FILES.delete(str(attachment.file.name))
        raise


def remove_strays(*, now: datetime) -> int:
    """Delete stored files that no row names and that are older than a day: a process was killed between file and row,
    or an outer transaction was taken back. Returns how many. Done again it does nothing.
    """
    top = Path(PRIVATE_FILES.location)
    oldest = (now - _STRAY_AFTER).timestamp()
    found = {
        path.relative_to(top).as_posix(): path
        for path in top.glob("*/*")
        if path.is_file() and path.stat().st_mtime < oldest
    }
    known = set(Attachment.objects.filter(file__in=found).values_list("file", flat=True))
    strays = [name for name in found if name not in known]
    for name in strays:
        PRIVATE_FILES.delete(name)
    return len(strays)
