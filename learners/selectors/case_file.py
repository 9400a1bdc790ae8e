"""This app's part of the case file: the header that is always in sight, and its entries of the story."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from accounts.models import Agency, User
from accounts.timeline import TimelineEntry
from deadlines.models import Deadline
from learners.models import Enrolment, Learner
from learners.selectors.caseload import rows
from learners.selectors.people import KeyWorkerPost, social_care_of, virtual_school_for


@dataclass(frozen=True)
class CaseHeader:
    """Who this is, who is responsible, where they learn, and what is due next."""

    learner: Learner
    key_worker: KeyWorkerPost
    virtual_school: Agency | None
    social_care: Agency | None
    enrolments: list[Enrolment]
    next_deadline: Deadline | None
    flags: list[str]


def case_header(learner: Learner, now: datetime) -> CaseHeader:
    """The header of one case file at `now`. Flags are short words in the order in which they matter."""
    row = rows([learner], now)[0]
    flags = []
    if learner.died_on is not None:
        flags.append("Died")
    elif learner.closed_on is not None:
        flags.append("Closed")
    if learner.is_restricted:
        flags.append("Restricted")
    if row.key_worker.is_vacant and not learner.is_closed:
        flags.append("No key worker")
    if row.deadline is not None and row.deadline.due_at <= now:
        flags.append("Overdue")
    return CaseHeader(
        learner=learner,
        key_worker=row.key_worker,
        virtual_school=virtual_school_for(learner),
        social_care=social_care_of(learner),
        enrolments=row.enrolments,
        next_deadline=row.deadline,
        flags=flags,
    )


def timeline(learner: Learner, user: User) -> list[TimelineEntry]:
    """What happened to the record itself, the people and the places, in no particular order. `user` may see the record."""
    return [*_record(learner), *_key_workers(learner), *_places(learner), *_links(learner)]


def _record(learner: Learner) -> Iterator[TimelineEntry]:
    """The case file opened, changed, restricted, closed: read from its history."""
    previous = None
    for version in learner.history.select_related("history_user").order_by("history_date", "history_id"):
        if previous is None:
            title = "Case file opened"
        elif version.died_on and not previous.died_on:
            title = "Death recorded"
        elif version.closed_on and not previous.closed_on:
            title = "Case closed"
        elif version.is_restricted != previous.is_restricted:
            title = "Record restricted" if version.is_restricted else "Record no longer restricted"
        else:
            title = "Details changed"
        reason = version.history_change_reason or ""
        yield TimelineEntry(
            at=version.history_date,
            title=title,
            text="" if reason in {"Case file opened", "Died"} else reason,
            kind="learner",
            by=version.history_user,
        )
        previous = version


def _key_workers(learner: Learner) -> Iterator[TimelineEntry]:
    link = reverse("learners:key-worker", args=[learner.uuid])
    previous = None
    people = learner.key_workers.select_related("membership__user", "membership__agency", "cover__user", "assigned_by")
    for key_worker in people.order_by("starts_at", "id"):
        person = key_worker.membership.user
        went_on = previous is not None and previous.membership_id == key_worker.membership_id
        title = "Cover for the key worker changed" if went_on else f"Key worker: {person}"
        cover = f"Cover: {key_worker.cover.user}" if key_worker.cover else "No cover named"
        yield TimelineEntry(
            at=key_worker.starts_at,
            title=title,
            text=f"{key_worker.get_kind_display()}. {cover}.",
            kind="key_worker",
            agency=key_worker.membership.agency,
            by=key_worker.assigned_by,
            link=link,
        )
        if previous is not None and previous.ends_at is not None and previous.ends_at < key_worker.starts_at:
            yield _vacancy(previous.ends_at, str(previous.membership.user), link)
        previous = key_worker
    if previous is not None and previous.ends_at is not None:
        yield _vacancy(previous.ends_at, str(previous.membership.user), link)


def _vacancy(at: datetime, person: str, link: str) -> TimelineEntry:
    return TimelineEntry(
        at=at, title="No key worker", text=f"{person} stopped being the key worker.", kind="key_worker", link=link
    )


def _places(learner: Learner) -> Iterator[TimelineEntry]:
    for enrolment in learner.enrolments.select_related("provider").order_by("id"):
        link = reverse("learners:enrolment", args=[enrolment.uuid])
        name = f"{enrolment.course}, {enrolment.provider}"
        yield TimelineEntry(
            at=enrolment.starts_on,
            title=f"Place begins: {name}",
            kind="enrolment",
            agency=enrolment.provider,
            link=link,
        )
        if enrolment.ended_on is not None:
            yield TimelineEntry(
                at=enrolment.ended_on,
                title=f"Place ended: {name}",
                text=enrolment.get_end_reason_display(),
                kind="enrolment",
                agency=enrolment.provider,
                link=link,
            )


def _links(learner: Learner) -> Iterator[TimelineEntry]:
    for link in learner.links.select_related("agency").order_by("id"):
        purpose = link.get_purpose_display().lower()
        yield TimelineEntry(
            at=link.starts_at,
            title=f"{link.agency} can see the record",
            text=f"As {purpose}.",
            kind="link",
            agency=link.agency,
        )
        if link.ends_at is not None:
            yield TimelineEntry(
                at=link.ends_at,
                title=f"{link.agency} can no longer see the record",
                text=f"As {purpose}.",
                kind="link",
                agency=link.agency,
            )
