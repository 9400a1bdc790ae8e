"""Lists of who is on roll: which there are, how far they are, what waits for a person, what goes back (W9)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Exists, OuterRef, Prefetch, Q, QuerySet

from accounts.clock import local_date
from accounts.enums import Permission
from accounts.models import User
from accounts.selectors import agency_ids_where
from agreements.models import Agreement
from learners.enums import ConsentPurpose
from learners.models import Enrolment, Learner
from learners.selectors.caseload import search
from learners.selectors.sharing import sharings
from tracking.enums import FileKind, FileState, LineReason, LineState
from tracking.models import ImportFile, RollCandidate, RollDecision, RollLine
from tracking.reading import Problem

COLOURS = {
    FileState.WAITING: "grey", FileState.WORKING: "blue", FileState.DONE: "green", FileState.REFUSED: "red",
    FileState.CANCELLED: "grey",
}  # fmt: skip
MOST_FOUND = 8
_WHOLE = ImportFile.objects.select_related("provider", "virtual_school", "uploaded_by", "returned_by").filter(
    kind=FileKind.ROLL
)


@dataclass(frozen=True)
class RollRow:
    """One list, with how many of its lines wait for a person (None for whoever does not decide)."""

    file: ImportFile
    waiting: int | None
    colour: str


def rolls(user: User | AnonymousUser) -> QuerySet[ImportFile]:
    """The lists of the user’s agencies, the newest first."""
    mine = agency_ids_where(user, Permission.SEND_ROLL)
    ours = Q(provider__in=mine) | Q(virtual_school__in=mine)
    return _WHOLE.all().visible_to(user).filter(ours).order_by("-uploaded_at", "-pk")


def roll_rows(files: Sequence[ImportFile], user: User | AnonymousUser) -> list[RollRow]:
    """These lists as rows of the page. One query for what waits."""
    deciding = set(agency_ids_where(user, Permission.MATCH_ROLL))
    matched = [file.pk for file in files if file.virtual_school_id in deciding and file.state == FileState.DONE]
    counted = lines_of(user).filter(file__in=matched, state=LineState.REVIEW).values_list("file").annotate(Count("pk"))
    waiting = dict(counted) if matched else {}
    return [
        RollRow(file, waiting.get(file.pk, 0) if file.pk in matched else None, COLOURS[FileState(file.state)])
        for file in files
    ]


def to_decide(user: User) -> list[RollRow]:
    """Lists of the user’s Virtual School with lines that wait for a person. Asks nothing of whoever does not decide."""
    deciding = agency_ids_where(user, Permission.MATCH_ROLL)
    if not deciding:
        return []
    waiting = RollLine.objects.filter(file=OuterRef("pk"), state=LineState.REVIEW)
    files = _WHOLE.filter(Exists(waiting), virtual_school__in=deciding, state=FileState.DONE).order_by("uploaded_at")
    return [row for row in roll_rows(list(files), user) if row.waiting]


def lines_of(user: User | AnonymousUser) -> QuerySet[RollLine]:
    """Lines that the user may look at: of lists sent to their Virtual School, and never of a young person whom they may not
    know of.
    """
    seen = Learner.objects.visible_to(user).values("pk")
    return RollLine.objects.visible_to(user).filter(Q(learner__isnull=True) | Q(learner__in=seen))


@dataclass(frozen=True)
class Tally:
    """How many lines of a list stand where, with the address part that lists exactly them."""

    label: str
    count: int
    query: str


def tallies(file: ImportFile, user: User | AnonymousUser) -> list[Tally]:
    """What came of a list, for whoever decides: each number is a link to its lines."""
    counted = lines_of(user).filter(file=file).values_list("state", "reason").annotate(Count("pk")).order_by()
    found = {(state, reason): count for state, reason, count in counted}
    reasons = [
        Tally(str(reason.label), found[LineState.REVIEW, reason], f"state={LineState.REVIEW}&reason={reason}")
        for reason in LineReason
        if (LineState.REVIEW, reason) in found
    ]
    states = (LineState.MATCHED, LineState.NOT_OURS, LineState.WRONG)
    return [*reasons, *(Tally(str(s.label), found.get((s, ""), 0), f"state={s}") for s in states)]


def lines_listed(file: ImportFile, user: User | AnonymousUser, *, state: str, reason: str) -> QuerySet[RollLine]:
    """Lines of one list, in its order."""
    found = lines_of(user).filter(file=file, state=state)
    if reason:
        found = found.filter(reason=reason)
    return found.select_related("learner").order_by("number")


def next_to_decide(line: RollLine, user: User | AnonymousUser) -> RollLine | None:
    """The next line of the list that waits for a person; after the last one the first."""
    waiting = lines_of(user).filter(file=line.file, state=LineState.REVIEW).exclude(pk=line.pk).order_by("number")
    return waiting.filter(number__gt=line.number).first() or waiting.first()


@dataclass(frozen=True)
class Candidate:
    """Somebody a line might mean, with the open places on record."""

    learner: Learner
    fits: str
    score: int | None
    places: tuple[Enrolment, ...]


def candidates_of(
    line: RollLine, user: User | AnonymousUser, remembered: RollDecision | None = None
) -> list[Candidate]:
    """Who the line might mean: first whom the `remembered` decision named, then the likeliest; only young people whom the
    user sees.
    """
    found = (
        RollCandidate.objects.filter(line=line, learner__in=Learner.objects.visible_to(user))
        .select_related("learner")
        .prefetch_related(Prefetch("learner__enrolments", _places(), to_attr="places_now"))
        .order_by("-score", "learner__sort_name", "pk")
    )
    likely = [Candidate(each.learner, each.fits, each.score, tuple(each.learner.places_now)) for each in found]  # type: ignore[attr-defined]
    if remembered is None or remembered.learner is None:
        return likely
    places = tuple(_places().filter(learner=remembered.learner))
    first = Candidate(remembered.learner, in_words(remembered), None, places)
    return [first, *(each for each in likely if each.learner != remembered.learner)]


def in_words(decision: RollDecision) -> str:
    """When it was decided and by whom, and why."""
    on = local_date(decision.at)
    return f"Decided on {on.day} {on:%B %Y} by {decision.by.name}" + (f": {decision.why}" if decision.why else "")


def decisions_on(line: RollLine, user: User | AnonymousUser) -> QuerySet[RollDecision]:
    """What was decided about a line, the newest first; of young people whom the user sees."""
    seen = Q(learner__isnull=True) | Q(learner__in=Learner.objects.visible_to(user))
    return RollDecision.objects.filter(seen, line=line).select_related("learner", "by").order_by("-at", "-pk")


def found_by_name(text: str, user: User | AnonymousUser) -> list[Candidate]:
    """Young people of the user’s own agencies whose name is like `text`."""
    own = Learner.objects.visible_to(user).of_own_agencies(user).open()
    found = search(own, text).order_by("-likeness", "sort_name", "pk")
    learners = found.prefetch_related(Prefetch("enrolments", _places(), to_attr="places_now"))[:MOST_FOUND]
    return [Candidate(learner, "", None, tuple(learner.places_now)) for learner in learners]  # type: ignore[attr-defined]


def _places() -> QuerySet[Enrolment]:
    return Enrolment.objects.open().select_related("provider").order_by("starts_on", "pk")


def problems(file: ImportFile) -> Iterator[Problem]:
    """Everything that is wrong in the lines of a list; whoever sees the list may have it, nobody is named."""
    wrong = RollLine.objects.filter(file=file, state=LineState.WRONG).order_by("number")
    for number, errors in wrong.values_list("number", "errors").iterator():
        for text in errors.splitlines():
            yield Problem(number, "", text)


def people_told(file: ImportFile, now: datetime) -> list[Learner]:
    """Of whom the provider was told that they are the Virtual School’s, and still may be: whoever takes consent back, or is
    restricted since, is named in no answer that is looked at afterwards.
    """
    told = RollLine.objects.filter(file=file, is_told=True).values("learner")
    learners = list(Learner.objects.filter(pk__in=told, is_restricted=False).order_by("pk"))
    found = sharings(learners, [file.provider], ConsentPurpose.EDUCATION, now)
    return [learner for learner in learners if found[learner.pk, file.provider_id].allowed]


def answer(file: ImportFile, told: Sequence[Learner]) -> Iterator[tuple[int, str, bool]]:
    """What the provider is told: of each of its own lines that could be read the number, its own learner reference, and
    whether this is one of the Virtual School’s, as far as it is one of those `told`.
    """
    known = {learner.pk for learner in told}
    lines = RollLine.objects.filter(file=file).exclude(state=LineState.WRONG).order_by("number")
    rows = lines.values_list("number", "reference", "is_told", "learner_id")
    for number, reference, is_told, learner_id in rows.iterator():
        ours = is_told and learner_id in known
        yield number, reference if ours else "", ours


def told_count(file: ImportFile, told: Sequence[Learner]) -> int:
    """How many lines the provider reads are ours."""
    return RollLine.objects.filter(file=file, is_told=True, learner__in=told).count()


def partners(user: User | AnonymousUser, now: datetime) -> list[Agreement]:
    """Between whom the user may send a list: agreements in force of an agency for which they send lists, by name of the
    other side.
    """
    mine = agency_ids_where(user, Permission.SEND_ROLL)
    found = Agreement.objects.in_force(local_date(now)).filter(Q(provider__in=mine) | Q(virtual_school__in=mine))
    return list(
        found.select_related("provider", "virtual_school").order_by(
            "provider__sort_name", "virtual_school__sort_name", "pk"
        )
    )
