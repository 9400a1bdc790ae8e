"""A list as a file: asked for, made in parts, thrown away (W11, P19g).

A long list is a job of the worker (`notifications.services.jobs`); a short one is made at once, in the same way. Every part
is read with what the person may see at that moment. Nothing is disclosed before the
file is whole: its rows in the log, who looked, and the state of the job are written in one transaction.
"""

import logging
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import IO
from uuid import UUID

from django.core.files import File
from django.db import transaction
from django.db.models import QuerySet

from accounts import looks
from accounts.clock import london
from accounts.enums import AgencyKind, LookKind, Permission
from accounts.errors import ServiceError
from accounts.files import PRIVATE_FILES
from accounts.models import Agency, User
from accounts.selectors import agency_ids_where, wearing
from learners.models import Learner
from learners.services.disclosing import Going, disclose_long_list, going
from notifications.enums import MessageKind
from notifications.services import tell, wake
from notifications.services.jobs import JobLost, claim, give_up, go_on, hold, mine
from oversight.enums import ExportFormat, ExportState, Listing
from oversight.models import ExportJob, SavedView
from oversight.models.lists import FOLDER
from oversight.selectors.exports import EXPORT_LOOK, people_in
from oversight.selectors.list_kinds import KINDS, OF_DEADLINES, ListKind, tells_activity
from oversight.services.export_files import ListFile, list_file

logger = logging.getLogger(__name__)

#: The task that looks for lists to be made.
TASK = "oversight.make_lists"
#: A list of more rows than this is made by the worker.
MOST_AT_ONCE = 5_000
#: Rows read and written together: between two parts progress is told, and a stop is obeyed.
PART = 1_000
#: So long after it was woken a worker begins another list.
BEGINS_FOR = timedelta(minutes=5)
KEPT_FOR = timedelta(days=7)
#: A file that no job names belongs to a worker that was killed, unless it is younger than this.
STRAY_AFTER = timedelta(days=1)
MOST_WAITING = 5

_WENT_WRONG = "Something went wrong while the list was made. Ask for it again; if it fails again, tell your operator."
_KILLED = {"state": ExportState.FAILED, "problem": _WENT_WRONG}


class TooManyLists(ServiceError):
    def __init__(self) -> None:
        super().__init__(f"{MOST_WAITING} lists of yours are still being made. Wait until one is ready, or stop one.")


class NotYours(ServiceError):
    def __init__(self, agency: Agency) -> None:
        super().__init__(f"Your role at {agency} does not let you download lists.")


class NotForOthers(ServiceError):
    field = "recipient"

    def __init__(self) -> None:
        super().__init__("Deadlines are listed for your own agency only.")


class NoLongerSo(ServiceError):
    def __init__(self) -> None:
        super().__init__(
            "Somebody in this list may no longer be seen by you, or shared with whom it was made for. Make the list again: "
            "they are left out of it."
        )


class NotForProviders(ServiceError):
    field = "recipient"

    def __init__(self) -> None:
        super().__init__(
            "What young people do is known to their own agencies. No such list is made for a school or college."
        )


def ask_for_list(
    *,
    listing: Listing,
    filters: str,
    format: ExportFormat,
    recipient: Agency,
    agency: Agency,
    by: User,
    now: datetime,
    view: SavedView | None = None,
    month: date | None = None,
) -> ExportJob:
    """Note that `by`, who works for `agency`, wants the list as a file for `recipient`, and count its rows. A long one is
    left to the worker (`is_long`); a short one is made by `make_list` at once. Raises NotYours, NotForOthers,
    NotForProviders, TooManyLists; ValueError if the filters make no sense.
    """
    worn = wearing(by, agency)
    kind = KINDS[listing]
    if agency.pk not in agency_ids_where(worn, Permission.EXPORT):
        raise NotYours(agency)
    check_recipient(listing, filters, recipient=recipient, agency=agency)
    with transaction.atomic():
        User.objects.select_for_update().get(pk=by.pk)  # who asks twice at the same moment is counted twice
        unfinished = ExportJob.objects.filter(user=by, state__in=(ExportState.WAITING, ExportState.WORKING))
        if view is None and unfinished.count() >= MOST_WAITING:
            raise TooManyLists
        job = ExportJob.objects.create(
            user=by, agency=agency, page=listing, filters=filters, format=format, recipient=recipient, view=view,
            month=month, rows=kind.leaving(kind.rows(worn, filters, now), worn).count(), asked_at=now,
        )  # fmt: skip
        if is_long(job):
            wake(TASK)
    return job


def check_recipient(listing: Listing, filters: str, *, recipient: Agency, agency: Agency) -> None:
    """Whether people of `agency` may have such a list made for `recipient`, whoever stands in it. Raises NotForOthers,
    NotForProviders; ValueError if the filters make no sense.
    """
    if recipient == agency:
        return
    if listing in OF_DEADLINES:
        raise NotForOthers
    if recipient.kind == AgencyKind.PROVIDER and tells_activity(listing, filters):
        raise NotForProviders


def is_long(job: ExportJob) -> bool:
    """Whether it is made in the background."""
    return job.rows > MOST_AT_ONCE or job.view is not None


def make_waiting_lists(*, now_source: Callable[[], datetime]) -> int:
    """Make the lists that wait, and those whose worker has died, one after the other; how many. After a while it begins no
    other one, so that what a task may take is not used up in the middle of a list: the next round goes on.
    """
    made, begun = 0, now_source()
    jobs = ExportJob.objects.order_by("asked_at", "pk")
    while now_source() - begun < BEGINS_FOR and (job := _claim(jobs, now_source())) is not None:
        _make(job, now_source)
        made += 1
    return made


def make_list(*, job: ExportJob, now_source: Callable[[], datetime]) -> ExportJob:
    """Make this one now, unless somebody else is at it; the job as it stands then."""
    claimed = _claim(ExportJob.objects.filter(pk=job.pk), now_source())
    if claimed is not None:
        _make(claimed, now_source)
    return ExportJob.objects.get(pk=job.pk)


def check_download(*, job: ExportJob, user: User, now: datetime) -> list[Learner]:
    """The young people in a list that is ready, whom `user` takes along with it now: what ended since it was made, ended for
    the file too. Raises NoLongerSo.
    """
    learners, all_of_them = people_in(job, user)
    if not all_of_them:
        raise NoLongerSo
    if job.recipient_id != job.agency_id:
        for start in range(0, len(learners), PART):
            part = learners[start : start + PART]
            _, refused = going(part, recipient=job.recipient, now=now, only_linked=True)
            if refused or any(learner.is_restricted for learner in part):
                raise NoLongerSo
    return learners


def throw_lists_away(*, now: datetime) -> int:
    """Delete the files of lists made a week ago; the jobs say that there was one. How many. What a worker left that was
    killed goes too.
    """
    _remove_strays(now)
    old = ExportJob.objects.filter(state=ExportState.DONE, gone_at__isnull=True, ended_at__lte=now - KEPT_FOR)
    for job in old:
        job.file.delete(save=False)
        job.gone_at = now
        job.save(update_fields=["file", "gone_at"])
    return len(old)


def _remove_strays(now: datetime) -> None:
    folder = Path(PRIVATE_FILES.location) / FOLDER
    oldest = (now - STRAY_AFTER).timestamp()
    old = {f"{FOLDER}/{path.name}" for path in folder.glob("*") if path.stat().st_mtime < oldest}
    for name in old - set(ExportJob.objects.filter(file__in=old).values_list("file", flat=True)):
        PRIVATE_FILES.delete(name)


def _claim(jobs: QuerySet[ExportJob], now: datetime) -> ExportJob | None:
    return claim(jobs, now=now, anew={"rows_done": 0, "left_out": 0}, killed=_KILLED)


def _make(job: ExportJob, now_source: Callable[[], datetime]) -> None:
    try:
        with tempfile.TemporaryFile() as written:
            worn = wearing(job.user, job.agency)
            if job.agency_id not in agency_ids_where(worn, Permission.EXPORT):
                raise NotYours(job.agency)
            _write_and_settle(job, written, now_source)
    except JobLost:
        give_up(job, now=now_source())
    except ServiceError as error:
        mine(job).update(state=ExportState.FAILED, problem=str(error)[:200], ended_at=now_source())
    except Exception:
        logger.exception("The list %s could not be made.", job.uuid)
        mine(job).update(state=ExportState.FAILED, problem=_WENT_WRONG, ended_at=now_source())


def _write_and_settle(job: ExportJob, written: IO[bytes], now_source: Callable[[], datetime]) -> None:
    begun = now_source()
    kind = KINDS[Listing(job.page)]
    worn = wearing(job.user, job.agency)
    ids = list(kind.leaving(kind.rows(worn, job.filters, begun), worn).values_list("pk", flat=True))
    go_on(job, now=begun, rows=len(ids))
    file = list_file(
        job.format, written, title=str(kind.listing.label), about=list(_about(job, begun)), headings=kind.headings
    )
    people: dict[UUID, str] = {}
    log: list[Going] = []
    done = left_out = 0
    for part in _parts(ids):
        now = now_source()
        refused = _write_part(job, kind, part, file, people, log, now)
        done, left_out = done + len(part), left_out + refused
        go_on(job, now=now, rows_done=done, left_out=left_out)
    file.end()
    _settle(job, kind, written, people, log, now_source())


def _parts(ids: list[int]) -> Iterator[tuple[int, ...]]:
    remaining = iter(ids)
    while part := tuple(islice(remaining, PART)):
        yield part


def _write_part(
    job: ExportJob,
    kind: ListKind,
    ids: tuple[int, ...],
    file: ListFile,
    people: dict[UUID, str],
    log: list[Going],
    now: datetime,
) -> int:
    """Write those of the part who are still seen and may be shared with the recipient; how many may not."""
    worn = wearing(job.user, job.agency)  # afresh: what ends while a list is made ends for its rest
    rows = kind.leaving(kind.rows(worn, job.filters, now), worn).in_bulk(ids)
    facts = kind.read([rows[pk] for pk in ids if pk in rows], worn, now)
    about = {learner.pk: learner for fact in facts if (learner := kind.learner(fact)) is not None}
    is_for_others = job.recipient_id != job.agency_id
    disclosed, refused = going(list(about.values()), recipient=job.recipient, now=now, only_linked=is_for_others)
    if is_for_others:
        refused |= {pk for pk, learner in about.items() if learner.is_restricted}
        facts = kind.narrowed(facts, job.recipient, {row.learner_id for row in disclosed}, now)
    else:
        refused = set()  # who sees them takes them along; the log says so
    log += [row for row in disclosed if row.learner_id not in refused]
    people.update({learner.uuid: str(learner) for pk, learner in about.items() if pk not in refused})
    file.add(kind.cells(fact) for fact in facts if not _is_of(kind.learner(fact), refused))
    return len(refused)


def _is_of(learner: Learner | None, ids: set[int]) -> bool:
    return learner is not None and learner.pk in ids


@transaction.atomic
def _settle(
    job: ExportJob, kind: ListKind, written: IO[bytes], people: dict[UUID, str], log: list[Going], now: datetime
) -> None:
    held = hold(job)
    what = f"{kind.listing.label}, as a list"
    once = {row.learner_id: row for row in log}
    disclose_long_list(once.values(), recipient=job.recipient, what=what, by=job.user, now=now)
    worn = wearing(job.user, job.agency)
    looks.write_made(worn, kind=LookKind.EXPORT, what=EXPORT_LOOK, people=people, now=now)
    held.size = written.tell()
    written.seek(0)
    held.file.save(str(held.uuid), File(written), save=False)
    held.state, held.ended_at = ExportState.DONE, now
    held.save()
    if is_long(held):
        tell(
            [job.user],
            "oversight/email/list_ready.txt",
            {"kind": str(kind.listing.label), "agency": held.recipient.name, "number": held.rows_done},
            kind=MessageKind.LIST_READY,
            link=f"/exports/{held.uuid}/",
            topic=f"list:{held.uuid}",
            by=None,
            now=now,
        )


def _about(job: ExportJob, now: datetime) -> Iterator[str]:
    yield f"{job.get_page_display()}, made {london(now):%d %B %Y at %H:%M} by {job.user} of {job.agency}"
    yield f"For {job.recipient}"
