"""What the engine must be told from above: the duties, who an audience is, where a subject lives, how a clock is recomputed.

Apps on higher floors register here in `AppConfig.ready()`; a system check (`deadlines.checks`) fails on a name that nobody registered.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q

from accounts.models import User
from deadlines.enums import DeadlineState, Party
from deadlines.rules import Duty

if TYPE_CHECKING:
    from deadlines.models import Deadline

#: People to tell, by deadline id. Asked for a whole batch at once.
AudienceResolver = Callable[[Sequence["Deadline"], datetime], Mapping[int, Sequence[User]]]


@dataclass(frozen=True)
class Subject:
    """What a deadline can be about: its name for a person, and the path of its page."""

    kind: str
    name: str
    url: Callable[[UUID], str]


@dataclass(frozen=True)
class Expected:
    """What a deadline should be, computed afresh from the records (`check_ledger`).

    `original_due_at` is None where it follows from the start and the limit: the terms were copied when the clock
    opened, and the check of the ledger itself counts them out again.
    """

    duty_code: str
    subject_uuid: UUID
    learner_id: int | None
    starts_at: datetime
    original_due_at: datetime | None
    state: DeadlineState
    met_at: datetime | None


Recomputer = Callable[[datetime], Iterator[Expected]]

#: Which deadlines a person owes as one of the parties: a condition on Deadline.
Mine = Callable[[User], Q]

#: Which clocks about confidential subjects a person may know of: a condition on Deadline.
ShownTo = Callable[[User | AnonymousUser], Q]

#: What else a person may do about a deadline: words and address of a link on its page; None if nothing.
PageLink = Callable[["Deadline", User | AnonymousUser], tuple[str, str] | None]

_duties: dict[str, Duty] = {}
_audiences: dict[str, AudienceResolver] = {}
_subjects: dict[str, Subject] = {}
_recomputers: dict[str, Recomputer] = {}
_parties: dict[Party, Mine] = {}
_confidential: dict[str, ShownTo] = {}
_page_links: list[PageLink] = []


def register_duties(duties: Iterable[Duty]) -> None:
    _duties.update({duty.code: duty for duty in duties})


def register_audience(name: str, resolver: AudienceResolver) -> None:
    _audiences[name] = resolver


def register_subject(subject: Subject) -> None:
    _subjects[subject.kind] = subject


def register_mine(party: Party, belongs_to: Mine) -> None:
    """Say which deadlines are a person's own as `party`. Only duties owed by, or shared with, that party are asked about."""
    _parties[party] = belongs_to


def register_recomputer(duty_code: str, recomputer: Recomputer) -> None:
    _recomputers[duty_code] = recomputer


def register_confidential(subject_kind: str, shown_to: ShownTo) -> None:
    """Say that even the clocks of this kind of subject are for those alone who may know of the subject. Kinds with the same
    rule are judged by it once.
    """
    _confidential[subject_kind] = shown_to


def register_page_link(link: PageLink) -> None:
    """Offer something of an app above on the page of a deadline."""
    if link not in _page_links:
        _page_links.append(link)


def page_links(deadline: "Deadline", user: User | AnonymousUser) -> list[tuple[str, str]]:
    return [found for link in _page_links if (found := link(deadline, user)) is not None]


def confidential_kinds() -> list[str]:
    """Kinds of subjects of which not everybody may know: `confidential` says who may."""
    return list(_confidential)


def confidential() -> Mapping[ShownTo, list[str]]:
    """The kinds of subjects that each rule is about."""
    kinds: dict[ShownTo, list[str]] = {}
    for kind, shown_to in _confidential.items():
        kinds.setdefault(shown_to, []).append(kind)
    return kinds


def duty(code: str) -> Duty:
    """The duty of that code. KeyError names an unregistered one."""
    return _duties[code]


def duties() -> list[Duty]:
    """Every duty, in the order of the agreement."""
    return list(_duties.values())


def audience(name: str) -> AudienceResolver:
    """Who that name means. KeyError names an unregistered one."""
    return _audiences[name]


def audiences() -> list[str]:
    return list(_audiences)


def subject(kind: str) -> Subject:
    return _subjects[kind]


def subjects() -> list[str]:
    return list(_subjects)


def parties() -> Mapping[Party, Mine]:
    return dict(_parties)


def recomputers() -> Mapping[str, Recomputer]:
    return dict(_recomputers)
