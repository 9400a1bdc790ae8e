"""Board packs: begun, laid out, given words, made, published, corrected (M10, K4).

The figures of a pack are a job of the worker where the Virtual School looks after many young people, and made at once where it
does not, in the same way (`notifications.services.jobs`). They are written in one transaction with the end of the job; until
then the pack keeps the figures it had.
"""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, QuerySet

from accounts.clock import local_date
from accounts.enums import AgencyKind, Permission
from accounts.errors import ServiceError
from accounts.models import Agency, User
from accounts.selectors import agency_ids_where
from education_plans.rules.months import months_from
from notifications.enums import MessageKind
from notifications.services import tell, wake
from notifications.services.jobs import UNFINISHED, JobLost, claim, give_up, go_on, hold, mine
from oversight.enums import ExportState, PackAudience, PackSection
from oversight.models import BoardMeeting, BoardPack, MeasureSnapshot, Strategy
from oversight.rules.pack_words import mark_of
from oversight.selectors import packs as selectors
from oversight.selectors.pack_page import mark_of_pack, places_to_read
from oversight.selectors.pack_readings import Asked
from oversight.selectors.pack_voices import with_words
from oversight.services.measure_snapshots import take_month

logger = logging.getLogger(__name__)

#: The task that looks for packs to be made.
TASK = "oversight.make_packs"
#: A pack about more young people than this is made by the worker.
MOST_AT_ONCE = 2_000

_WENT_WRONG = "Something went wrong while the figures were counted. Ask again; if it fails again, tell your operator."
_KILLED = {"state": ExportState.FAILED, "problem": _WENT_WRONG}


class PackError(ServiceError):
    """Why a pack was not made, changed, published or corrected."""


class NotYours(PackError):
    def __init__(self) -> None:
        super().__init__("Your role there does not let you make board packs.")


class AlreadyThere(PackError):
    def __init__(self) -> None:
        super().__init__("There is a pack for these months and these readers already. Open it, or correct it.")


class PeriodRuns(PackError):
    field = "until"

    def __init__(self) -> None:
        super().__init__("A pack speaks of months that are over")


class BadPeriod(PackError):
    field = "until"

    def __init__(self) -> None:
        super().__init__(
            f"The last month is not before the first, and at most {selectors.MOST_MONTHS} months go into a pack"
        )


class NotTheirStrategy(PackError):
    field = "strategies"

    def __init__(self) -> None:
        super().__init__("Choose strategies of the agency whose pack it is, or shared with it")


class NotTheirMeeting(PackError):
    field = "meeting"

    def __init__(self) -> None:
        super().__init__("Choose a meeting of a board of the agency whose pack it is")


class IsPublished(PackError):
    def __init__(self) -> None:
        super().__init__("This pack is published and stays as it is. What is wrong is put right by another version.")


class BeingMade(PackError):
    def __init__(self) -> None:
        super().__init__("Its figures are being counted. Wait until they are there, or stop it.")


class ChangedMeanwhile(PackError):
    """`stands`: the words as they are now, which the next saving answers."""

    field = "text"

    def __init__(self, stands: str) -> None:
        self.stands = stands
        super().__init__(
            "Somebody else has changed these words since you opened them. They are shown above: put both together and save again"
        )


class ChangedSinceRead(PackError):
    def __init__(self) -> None:
        super().__init__("Somebody has changed the pack since you opened this page. Read it again, then publish it.")


class NotMade(PackError):
    def __init__(self) -> None:
        super().__init__("Its figures are not there yet.")


class NoSummary(PackError):
    def __init__(self) -> None:
        super().__init__("Write the summary first: a board reads it before the figures.")


class WordsMightTell(PackError):
    field = "is_read"

    def __init__(self) -> None:
        super().__init__("Read the places named above again, and say that they tell of nobody")


class NotPublished(PackError):
    def __init__(self) -> None:
        super().__init__("Only what is published is corrected: this pack can still be changed.")


class AlreadyCorrected(PackError):
    def __init__(self) -> None:
        super().__init__("There is a newer version of this pack already.")


@dataclass(frozen=True, kw_only=True)
class Layout:
    """What a pack is called and made of. `first` and `until` are months; `sections` are in their order."""

    title: str
    first: date
    until: date
    audience: PackAudience
    sections: Sequence[PackSection] = field(default=tuple(PackSection))
    strategies: Sequence[Strategy] = ()
    meeting: BoardMeeting | None = None

    def fields(self) -> dict[str, Any]:
        """The summary stands first, and every pack tells of both areas (M13)."""
        chosen = [section for section in dict.fromkeys(self.sections) if section != PackSection.SUMMARY]
        if PackSection.AREA not in chosen:
            chosen.append(PackSection.AREA)
        return {
            "title": self.title, "starts_on": self.first, "ends_on": selectors.last_day_of(self.until),
            "audience": self.audience, "sections": [section.value for section in (PackSection.SUMMARY, *chosen)],
            "meeting": self.meeting,
        }  # fmt: skip


def begin_pack(*, agency: Agency, layout: Layout, by: User, now: datetime) -> BoardPack:
    """Begin a pack and ask for its figures. Raises NotYours, BadPeriod, PeriodRuns, NotTheirStrategy, NotTheirMeeting,
    AlreadyThere.
    """
    _check(agency, layout, by, now)
    try:
        with transaction.atomic():
            pack = BoardPack.objects.create(agency=agency, **layout.fields(), asked_at=now, asked_by=by)
            pack.strategies.set(layout.strategies)
            _wake_for(pack)
    except IntegrityError as error:
        raise AlreadyThere from error
    return pack


def change_layout(*, pack: BoardPack, layout: Layout, by: User, now: datetime) -> BoardPack:
    """Change what the pack is made of, and have its figures counted anew. Of a correction period and readers stay.
    Raises NotYours, BadPeriod, PeriodRuns, NotTheirStrategy, NotTheirMeeting, AlreadyThere, IsPublished, BeingMade.
    """
    _check(pack.agency, layout, by, now)
    fields = layout.fields()
    try:
        with transaction.atomic():
            held = _held(pack)
            if held.corrects_id is not None:
                fields = {name: fields[name] for name in ("title", "sections", "meeting")}
            for name, value in fields.items():
                setattr(held, name, value)
            held.figures = None  # what was counted is of another layout
            held.strategies.set(layout.strategies)
            return _ask(held, by, now)
    except IntegrityError as error:
        raise AlreadyThere from error


@transaction.atomic
def ask_for_figures(*, pack: BoardPack, by: User, now: datetime) -> BoardPack:
    """Have the figures counted, or counted anew. Raises NotYours, IsPublished, BeingMade."""
    _may(pack.agency, by)
    return _ask(_held(pack), by, now)


@transaction.atomic
def write_words(*, pack: BoardPack, section: PackSection, text: str, seen: str, by: User) -> BoardPack:
    """Write the words of a section; `seen` is the `mark_of` what they were when the person opened them. They may be written
    while figures are counted. Raises NotYours, IsPublished, ChangedMeanwhile.
    """
    _may(pack.agency, by)
    held = BoardPack.objects.select_for_update(of=("self",), no_key=True).get(pk=pack.pk)
    if held.is_published:
        raise IsPublished
    before = held.words.get(section.value, "")
    if text != before and mark_of(before) != seen:
        raise ChangedMeanwhile(before)
    held.words = {**held.words, section.value: text}
    held.save(update_fields=["words"])
    return held


@transaction.atomic
def publish_pack(
    *, pack: BoardPack, seen: str, is_read: bool, quotes: Collection[str] = (), by: User, now: datetime
) -> BoardPack:
    """Let the pack be what the board was told. `seen` is the `mark_of_pack` of what the person read; `is_read`: of one that
    leaves the authority they have read the places in its words that might tell of somebody. `quotes` are the keys of the words
    from short forms that they have read and that go into it; the others are left out. Raises NotYours, IsPublished, BeingMade,
    NotMade, ChangedSinceRead, NoSummary, WordsMightTell.
    """
    _may(pack.agency, by)
    held = _held(pack)
    if held.figures is None or held.state != ExportState.DONE:
        raise NotMade
    if mark_of_pack(held) != seen:
        raise ChangedSinceRead
    if not held.words.get(PackSection.SUMMARY.value, "").strip():
        raise NoSummary
    if places_to_read(held) and not is_read:
        raise WordsMightTell
    held.figures = with_words(held.figures, quotes)
    held.published_at, held.published_by = now, by
    held.save(update_fields=["figures", "published_at", "published_by"])
    return held


def correct_pack(*, pack: BoardPack, reason: str, by: User, now: datetime) -> BoardPack:
    """Begin a version that puts a published one right: the same layout and words, its figures counted anew. What was published
    stays. Raises NotYours, NotPublished, AlreadyCorrected.
    """
    _may(pack.agency, by)
    if not pack.is_published:
        raise NotPublished
    try:
        with transaction.atomic():
            same = ("agency_id", "title", "starts_on", "ends_on", "audience", "sections", "words", "meeting_id")
            found = BoardPack.objects.create(
                **{name: getattr(pack, name) for name in same}, version=pack.version + 1, corrects=pack, reason=reason,
                asked_at=now, asked_by=by,
            )  # fmt: skip
            found.strategies.set(pack.strategies.all())
            _wake_for(found)
    except IntegrityError as error:
        raise AlreadyCorrected from error
    return found


def is_long(pack: BoardPack) -> bool:
    """Whether it is made in the background."""
    ours = selectors.asked_by(pack, pack.asked_at).scope.everybody
    return ours.order_by()[: MOST_AT_ONCE + 1].count() > MOST_AT_ONCE


def make_waiting_packs(*, now_source: Callable[[], datetime]) -> int:
    """Make the packs that wait, and those whose worker has died; how many."""
    made = 0
    while (pack := _claim(BoardPack.objects.order_by("asked_at", "pk"), now_source())) is not None:
        _make(pack, now_source)
        made += 1
    return made


def make_pack(*, pack: BoardPack, now_source: Callable[[], datetime]) -> BoardPack:
    """Make this one now, unless somebody else is at it; the pack as it stands then."""
    claimed = _claim(BoardPack.objects.filter(pk=pack.pk), now_source())
    if claimed is not None:
        _make(claimed, now_source)
    return BoardPack.objects.get(pk=pack.pk)


def _check(agency: Agency, layout: Layout, by: User, now: datetime) -> None:
    _may(agency, by)
    months = (layout.until.year - layout.first.year) * 12 + layout.until.month - layout.first.month + 1
    if not 1 <= months <= selectors.MOST_MONTHS:
        raise BadPeriod
    if selectors.last_day_of(layout.until) >= local_date(now):
        raise PeriodRuns
    of_agency = selectors.strategies_for(Agency.objects.filter(pk=agency.pk))
    if {one.pk for one in layout.strategies} - set(of_agency.values_list("pk", flat=True)):
        raise NotTheirStrategy
    if layout.meeting is not None and layout.meeting.board.agency_id != agency.pk:
        raise NotTheirMeeting


def _may(agency: Agency, by: User) -> None:
    if agency.kind != AgencyKind.VIRTUAL_SCHOOL or agency.pk not in agency_ids_where(by, Permission.MAKE_PACK):
        raise NotYours


def _held(pack: BoardPack) -> BoardPack:
    """The pack for nobody else to change meanwhile. Raises IsPublished, BeingMade."""
    held = BoardPack.objects.select_for_update(of=("self",), no_key=True).select_related("agency").get(pk=pack.pk)
    if held.is_published:
        raise IsPublished
    if held.state in UNFINISHED:
        raise BeingMade
    return held


def _ask(held: BoardPack, by: User, now: datetime) -> BoardPack:
    held.state, held.problem, held.attempts, held.steps_done = ExportState.WAITING, "", 0, 0
    held.asked_at, held.asked_by, held.ended_at, held.cancel_asked_at = now, by, None, None
    held.save()
    _wake_for(held)
    return held


def _wake_for(pack: BoardPack) -> None:
    if is_long(pack):
        wake(TASK)


def _claim(packs: QuerySet[BoardPack], now: datetime) -> BoardPack | None:
    return claim(packs.select_related("agency"), now=now, anew={"steps_done": 0}, killed=_KILLED)


def _make(pack: BoardPack, now_source: Callable[[], datetime]) -> None:
    try:
        _count(pack, now_source)
    except JobLost:
        give_up(pack, now=now_source())
    except ServiceError as error:
        mine(pack).update(state=ExportState.FAILED, problem=str(error)[:200], ended_at=now_source())
    except Exception:
        logger.exception("The board pack %s could not be made.", pack.uuid)
        mine(pack).update(state=ExportState.FAILED, problem=_WENT_WRONG, ended_at=now_source())


def _count(pack: BoardPack, now_source: Callable[[], datetime]) -> None:
    now = now_source()
    asked = selectors.asked_by(pack, now)
    _keep_months(asked, now)
    figures = selectors.figures_of(pack, asked, lambda done: go_on(pack, now=now_source(), steps_done=done))
    _settle(pack, figures, now_source())


def _keep_months(asked: Asked, now: datetime) -> None:
    """Keep what nobody has kept yet, so that no month is left out that the nightly round would have taken: from the newest kept up
    to the last of the pack. What is kept is read and never counted again.
    """
    kept = MeasureSnapshot.objects.filter(agency=asked.school).aggregate(newest=Max("month"))["newest"]
    month = min(asked.last, months_from(kept, 1)) if kept else asked.last
    while month <= asked.last:
        take_month(school=asked.school, month=month, now=now)
        month = months_from(month, 1)


@transaction.atomic
def _settle(pack: BoardPack, figures: dict[str, Any], now: datetime) -> None:
    held = hold(pack)
    held.figures, held.state, held.ended_at = figures, ExportState.DONE, now
    held.save()
    if is_long(held):
        tell(
            [held.asked_by],
            "oversight/email/pack_ready.txt",
            {},
            kind=MessageKind.LIST_READY,
            link=f"/packs/{held.uuid}/",
            topic=f"pack:{held.uuid}:{held.asked_at.isoformat()}",
            by=None,
            now=now,
        )
