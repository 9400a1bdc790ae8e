"""What the engine must be told from above: the duties, who an audience is, where a subject lives, how a clock is recomputed.

Apps on higher floors register here in `AppConfig.ready()`; a system check (`deadlines.checks`) fails on a name that nobody registered.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from accounts.models import User
from deadlines.enums import DeadlineState
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
    """What a deadline should be, computed afresh from the records (`check_ledger`)."""

    duty_code: str
    subject_uuid: UUID
    starts_at: datetime
    original_due_at: datetime | None
    state: DeadlineState
    met_at: datetime | None


Recomputer = Callable[[datetime], Iterator[Expected]]

_duties: dict[str, Duty] = {}
_audiences: dict[str, AudienceResolver] = {}
_subjects: dict[str, Subject] = {}
_recomputers: dict[str, Recomputer] = {}


def register_duties(duties: Iterable[Duty]) -> None:
    _duties.update({duty.code: duty for duty in duties})


def register_audience(name: str, resolver: AudienceResolver) -> None:
    _audiences[name] = resolver


def register_subject(subject: Subject) -> None:
    _subjects[subject.kind] = subject


def register_recomputer(duty_code: str, recomputer: Recomputer) -> None:
    _recomputers[duty_code] = recomputer


def duty(code: str) -> Duty:
    """The duty of that code. KeyError names an unregistered one."""
    return _duties[code]


def duties() -> list[Duty]:
    """Every duty, in the order of the agreement."""
    return list(_duties.values())


def audience(name: str) -> AudienceResolver:
    return _audiences[name]


def audiences() -> list[str]:
    return list(_audiences)


def subject(kind: str) -> Subject:
    return _subjects[kind]


def recomputers() -> Mapping[str, Recomputer]:
    return dict(_recomputers)
