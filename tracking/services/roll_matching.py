"""A list of who is on roll, read and matched by the worker (W9).

The whole list is read into tables of the worker’s own, where nobody else sees it; what came of it is written in the last
part, in one transaction. So a worker that dies leaves nothing behind, and the list is read again from its beginning. When it
is over, however it ended, the bytes of the file are deleted: most of whom it names are nobody’s business here.
"""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import islice

from django.db import transaction

from accounts.clock import local_date
from accounts.files import PRIVATE_FILES
from accounts.names import sort_name
from notifications.services.jobs import JobLost, claim, give_up, go_on, hold, mine
from tracking.enums import FileHolds, FileKind, FileState
from tracking.models import ImportFile
from tracking.reading import Row, TableRefused
from tracking.reading.roll import ROLL
from tracking.rules.roll import MOST_SHOWN
from tracking.selectors.roll_memory import decided_marks
from tracking.services import roll_tables
from tracking.services.roll_saving import save_lines

logger = logging.getLogger(__name__)

#: Lines read between two signs of life.
READ_AT_ONCE = 5_000

_WENT_WRONG = "Something went wrong while the list was read. Send it again; if it fails again, tell your operator."
_ANEW = {"lines": 0, "lines_done": 0, "lines_wrong": 0}
_KILLED = {
    "state": FileState.REFUSED,
    "problem": (
        "The list could not be read: the program stopped each time it tried. Save the file anew in your spreadsheet program, "
        "or send it in two parts. If it fails again, tell your operator."
    ),
}
_ENDED = (FileState.DONE, FileState.REFUSED, FileState.CANCELLED)


def match_waiting_lists(*, now_source: Callable[[], datetime]) -> int:
    """Read and match the lists that wait, and those whose worker has died, one after the other; how many."""
    rolls = ImportFile.objects.filter(kind=FileKind.ROLL).order_by("uploaded_at", "pk")
    done = 0
    while (file := claim(rolls, now=now_source(), anew=_ANEW, killed=_KILLED)) is not None:
        _work(file, now_source)
        done += 1
    throw_files_away()
    return done


def throw_files_away() -> int:
    """Delete the bytes of lists that are over; how many."""
    over = ImportFile.objects.filter(kind=FileKind.ROLL, state__in=_ENDED).exclude(file="")
    for file in over:
        PRIVATE_FILES.delete(str(file.file.name))
        file.file = ""
        file.save(update_fields=["file"])
    return len(over)


def _work(file: ImportFile, now_source: Callable[[], datetime]) -> None:
    try:
        roll_tables.make(file, now_source())
        _read(file, now_source)
        _match(file, now_source)
        roll_tables.hold_against(decided_marks(file))
        _settle(file, now_source())
    except JobLost:
        give_up(file, now=now_source())
    except TableRefused as error:
        mine(file).update(state=FileState.REFUSED, problem=str(error)[:300], ended_at=now_source())
    except Exception:
        logger.exception("The list %s could not be matched.", file.uuid)
        mine(file).update(state=FileState.REFUSED, problem=_WENT_WRONG, ended_at=now_source())
    finally:
        roll_tables.drop()


def _read(file: ImportFile, now_source: Callable[[], datetime]) -> None:
    """Every line into the worker’s tables."""
    read = 0
    with PRIVATE_FILES.open(str(file.file.name)) as stored, ROLL.open(stored) as rows:  # type: ignore[arg-type]
        while part := list(islice(rows, READ_AT_ONCE)):
            roll_tables.add(_listed(part))
            read += len(part)
            go_on(file, now=now_source(), lines=read)
    if not read:
        raise TableRefused("The list holds nobody. Fill in the template, one line for each young person.")
    roll_tables.all_are_in()


def _listed(rows: list[Row]) -> Iterator[roll_tables.Listed]:
    for row in rows:
        if row.problems:  # who it is does not matter any more
            yield row.number, *_NOBODY, "\x1f".join(problem.text for problem in row.problems)
        else:
            uln, given, family, born, *rest = row.values.values()
            yield row.number, uln, given, family, sort_name(family, given), born, *rest, None


_NOBODY = (None,) * (len(ROLL.columns) + 1)


def _match(file: ImportFile, now_source: Callable[[], datetime]) -> None:
    settled = roll_tables.match()
    go_on(file, now=now_source(), lines_done=settled)
    for others in roll_tables.look_for_others(FileHolds(file.holds)):
        settled += others
        go_on(file, now=now_source(), lines_done=settled)


@transaction.atomic
def _settle(file: ImportFile, now: datetime) -> None:
    held = hold(file)
    held.lines, held.lines_wrong = save_lines(held, most_shown=MOST_SHOWN, today=local_date(now))
    held.lines_done, held.state, held.ended_at = held.lines, FileState.DONE, now
    held.save()
