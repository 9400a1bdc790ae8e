"""Courses and results that come in a file: all of it, or nothing with everything that is wrong (A35)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO

from django.db import transaction

from accounts.clock import local_date
from accounts.errors import ServiceError
from accounts.models import Agency, User
from accounts.names import sort_name
from accounts.tables import TableRefused
from accounts.uploads import CheckedFile
from learners.models import Enrolment
from learners.rules import PLACEHOLDER_ULN
from tracking.enums import AimOutcome, Completion, FileKind
from tracking.models import ImportFile, LearningAim
from tracking.reading import ColumnsRefused, Problem, Row, Values
from tracking.reading.results import RESULTS
from tracking.selectors.results_file import places_to_record_for
from tracking.services.import_files import keep_without_bytes, refuse, taken_before
from tracking.services.progress import (
    AimResult,
    AimWords,
    ProgressError,
    change_aim,
    checked_result,
    checked_words,
    record_aim,
    record_result,
)

_TITLES = {column.key: column.title for column in RESULTS.columns}


class ResultsFileRefused(ServiceError):
    """A file that cannot be read at all."""

    field = "file"


class TakenAlready(ResultsFileRefused):
    def __init__(self, file: ImportFile) -> None:
        super().__init__("This file was taken in before, so nothing was changed")
        self.file = file


@dataclass
class _Wanted:
    """What one line asks for: of which place, which course, and the one that is recorded already."""

    line: int
    place: Enrolment
    words: AimWords
    result: AimResult
    known: LearningAim | None = None


@dataclass
class _Judged:
    wanted: list[_Wanted] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def refuse(self, line: int, key: str, text: str) -> None:
        self.problems.append(Problem(line, _TITLES[key], text))


def take_results(
    *, provider: Agency, virtual_school: Agency | None, checked: CheckedFile, by: User, now: datetime
) -> ImportFile:
    """Record every course and result of a file of one provider, or nothing. `virtual_school` is whose person hands it in;
    None for the provider’s own.

    A course that is recorded already, by its place, its name and its first day, is brought up to date; one that
    says the same is left as it is. A file with anything wrong comes back as refused; what it keeps then is not the file
    but the list of what is wrong. The same file once more changes nothing. Raises ResultsFileRefused, TakenAlready.
    """
    lines: Sequence[Row] = ()
    try:
        with RESULTS.open(BytesIO(checked.data)) as rows:
            lines = list(rows)
        judged = _judge(lines, provider, by, local_date(now))
    except ColumnsRefused as error:
        judged = _Judged(problems=list(error.problems))
    except TableRefused as error:
        raise ResultsFileRefused(str(error)) from error
    if not lines and not judged.problems:
        raise ResultsFileRefused("The file holds no course. Fill in the template, one line for each.")
    file = ImportFile(
        kind=FileKind.RESULTS, provider=provider, virtual_school=virtual_school, uploaded_by=by, uploaded_at=now,
        started_at=now, ended_at=now, lines=len(lines), lines_done=len(lines),
    )  # fmt: skip
    return refuse(file, checked, judged.problems) if judged.problems else _record(file, checked, judged, by, now)


@transaction.atomic
def _record(file: ImportFile, checked: CheckedFile, judged: _Judged, by: User, now: datetime) -> ImportFile:
    if (first := taken_before(file, checked)) is not None:
        raise TakenAlready(first)
    keep_without_bytes(file, checked)
    for each in judged.wanted:
        aim = each.known
        if aim is None:
            aim = record_aim(enrolment=each.place, words=each.words, by=by, now=now, file=file)
        elif _words_of(aim) != each.words:
            aim = change_aim(aim=aim, words=each.words, by=by, now=now)
        if _result_of(aim) != each.result:
            record_result(aim=aim, result=each.result, by=by, now=now)
    return file


def _judge(lines: Iterable[Row], provider: Agency, by: User, today: date) -> _Judged:
    """What each line asks for, and all that is wrong. Two queries however many lines there are."""
    places = list(places_to_record_for(by, provider).select_related("learner").order_by("-starts_on", "-pk"))
    by_uln: dict[str, list[Enrolment]] = {}
    by_name: dict[tuple[str, date], list[Enrolment]] = {}
    for place in places:
        learner = place.learner
        if learner.uln not in ("", PLACEHOLDER_ULN):
            by_uln.setdefault(learner.uln, []).append(place)
        name = sort_name(learner.family_name, learner.given_name)
        by_name.setdefault((name, learner.date_of_birth), []).append(place)
    known = {
        (aim.enrolment_id, aim.title, aim.starts_on): aim for aim in LearningAim.objects.filter(enrolment__in=places)
    }
    judged = _Judged()
    seen: dict[tuple[int, str, date], int] = {}
    for line in lines:
        judged.problems += line.problems
        if line.problems:
            continue
        values = line.values
        if values["uln"] not in ("", PLACEHOLDER_ULN):
            found = by_uln.get(values["uln"], [])
        else:
            name = sort_name(values["family_name"], values["given_name"])
            found = by_name.get((name, values["date_of_birth"]), [])
        if not found:
            judged.refuse(line.number, "uln", "Nobody of whom you record courses here fits this line.")
            continue
        if len({place.learner_id for place in found}) > 1:
            judged.refuse(line.number, "uln", "More than one person fits this line: enter the unique learner number.")
            continue
        wanted = _wanted(line.number, values, _place_for(found, values["starts_on"]), judged, today)
        if wanted is None:
            continue
        key = (wanted.place.pk, wanted.words.title, wanted.words.starts_on)
        if key in seen:
            judged.refuse(line.number, "title", f"This course stands in line {seen[key]} already.")
            continue
        seen[key] = line.number
        wanted.known = known.get(key)
        judged.wanted.append(wanted)
    return judged


def _place_for(places: Sequence[Enrolment], starts_on: date) -> Enrolment:
    """The place during which the course began, else the newest."""
    during = (
        place
        for place in places
        if place.starts_on <= starts_on and (place.ended_on is None or starts_on <= place.ended_on)
    )
    return next(during, places[0])


def _wanted(number: int, values: Values, place: Enrolment, judged: _Judged, today: date) -> _Wanted | None:
    words = AimWords(
        title=values["title"],
        level=values["level"],
        starts_on=values["starts_on"],
        planned_end_on=values["planned_end_on"],
        reference=values["reference"],
        expected_points=values["expected_points"],
    )
    result = AimResult(
        completion=Completion(values["completion"]),
        ended_on=values["ended_on"],
        outcome=AimOutcome(values["outcome"]) if values["outcome"] else None,
        grade=values["grade"],
        withdraw_reason=values["withdraw_reason"],
        actual_points=values["actual_points"],
        next_step=values["next_step"],
    )
    try:
        words = checked_words(words)
        result = checked_result(result, starts_on=words.starts_on, today=today)
        if place.learner.died_on is not None:
            raise ProgressError("Nobody of whom you record courses here fits this line", "uln")
    except ProgressError as error:
        judged.refuse(number, error.field or "title", f"{error}.")
        return None
    return _Wanted(number, place, words, result)


def _words_of(aim: LearningAim) -> AimWords:
    return AimWords(aim.title, aim.level, aim.starts_on, aim.planned_end_on, aim.reference, aim.expected_points)


def _result_of(aim: LearningAim) -> AimResult:
    return AimResult(
        completion=Completion(aim.completion),
        ended_on=aim.ended_on,
        outcome=AimOutcome(aim.outcome) if aim.outcome else None,
        grade=aim.grade,
        withdraw_reason=aim.withdraw_reason,
        actual_points=aim.actual_points,
        next_step=aim.next_step,
    )
