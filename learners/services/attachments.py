"""Files on a young person’s record (P19g): what is thrown away."""

from datetime import datetime, timedelta
from pathlib import Path

from accounts.files import PRIVATE_FILES
from learners.models import Attachment

_STRAY_AFTER = timedelta(days=1)


def remove_strays(*, now: datetime) -> int:
    """Delete stored files that no row names and that are older than a day: a process was killed between file and row,
    or an outer transaction was taken back. Looks into the folders of attachments alone: what other apps keep lies in
    folders with longer names. Returns how many. Done again it does nothing.
    """
    top = Path(PRIVATE_FILES.location)
    oldest = (now - _STRAY_AFTER).timestamp()
    found = {
        path.relative_to(top).as_posix(): path
        for path in top.glob("[0-9a-f][0-9a-f]/*")
        if path.is_file() and path.stat().st_mtime < oldest
    }
    known = set(Attachment.objects.filter(file__in=found).values_list("file", flat=True))
    strays = [name for name in found if name not in known]
    for name in strays:
        PRIVATE_FILES.delete(name)
    return len(strays)
