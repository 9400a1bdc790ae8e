"""A list of who is on roll: taken once, matched for certain or left to a person, returned with its own lines only."""

import io
from collections.abc import Callable
from datetime import date, datetime, timedelta

import pytest
from django.core.files.base import ContentFile

from accounts import history
from accounts.enums import Purpose
from accounts.files import PRIVATE_FILES
from accounts.names import sort_name, trigrams
from accounts.tables import csv_bytes
from accounts.uploads import UploadRefused, check_table
from learners.enums import ConsentPurpose
from learners.models import Disclosure, Learner
from notifications.models import Message
from notifications.services.jobs import SILENT_FOR
from tests.factories import AgencyLinkFactory, AgreementFactory, EnrolmentFactory
from tests.people import World
from tracking.enums import FileHolds, FileState, LineReason, LineState
from tracking.models import ImportFile, RollCandidate, RollDecision, RollLine
from tracking.reading.roll import LIMITS, ROLL
from tracking.services import roll_matching
from tracking.services.roll import (
    NoAgreementForRolls,
    NotForDecision,
    NotOneOfOurs,
    NotOver,
    decide_line,
    return_roll,
    stop_roll,
    take_roll,
)

pytestmark = pytest.mark.django_db
HEADER = [column.title for column in ROLL.columns]
BORN = date(2008, 3, 5)
ULN, OTHER_ULN = "9276308686", "1000000019"


def listed(given: str, family: str, born: date | None = BORN, uln: str = "", **more: object) -> list[object]:
    values = {"uln": uln, "given_name": given, "family_name": family, "date_of_birth": born, **more}
    return [values.get(column.key, "") for column in ROLL.columns]


@pytest.fixture
def person(world: World, now: datetime) -> Callable[..., Learner]:
    """A young person of Home at Brindley College."""

    def make(given: str, family: str, born: date = BORN, **fields: object) -> Learner:
        called = str(fields.get("preferred_name") or given)
        return world.learner(
            given_name=given, family_name=family, date_of_birth=born, sort_name=sort_name(family, called),
            trigrams=trigrams(f"{family} {called}"), **{"preferred_name": "", "uln": "", **fields},
        )  # fmt: skip

    return make


@pytest.fixture
def send(world: World, now: datetime) -> Callable[..., ImportFile]:
    def send_lines(*lines: list[object], holds: FileHolds = FileHolds.DECLARED, **more: object) -> ImportFile:
        upload = ContentFile(csv_bytes([HEADER, *lines]), name="on roll.csv")
        details = {"provider": world.college, "virtual_school": world.virtual_school, **more}
        file, _ = take_roll(
            **details, holds=holds, checked=check_table(upload, megabytes=LIMITS.megabytes),
            by=world.designated_person.user, now=now,
        )  # fmt: skip
        return file

    return send_lines


@pytest.fixture
def match(send: Callable[..., ImportFile], now: datetime) -> Callable[..., list[RollLine]]:
    """Send lines and let the worker match them."""

    def match_lines(*lines: list[object], **more: object) -> list[RollLine]:
        file = send(*lines, **more)
        roll_matching.match_waiting_lists(now_source=lambda: now)
        file.refresh_from_db()
        assert file.state == FileState.DONE, file.problem
        assert (file.lines, file.lines_done) == (len(lines), len(lines))
        return list(file.roll_lines.order_by("number"))

    return match_lines


def told(line: RollLine) -> tuple[str, str]:
    return line.state, line.reason


# --- Matching ---------------------------------------------------------------------------------------------------------


def test_the_number_fits(person, match):
    somebody = person("Siobhan", "Okafor", uln=ULN)
    (line,) = match(listed("Shiv", "Adeyemi", uln=ULN, reference="A12"))
    assert (line.number, line.state, line.learner, line.reference) == (2, LineState.MATCHED, somebody, "A12")
    assert line.enrolment == somebody.enrolments.get()


def test_the_placeholder_number_means_nobody(person, match):
    person("Siobhan", "Okafor", uln="9999999999")
    (line,) = match(listed("Marta", "Zielinska", date(2007, 1, 1), uln="9999999999"))
    assert told(line) == (LineState.REVIEW, LineReason.NONE)
    assert not line.candidates.exists()


@pytest.mark.parametrize("given", ["Siobhan", "SIÓBHAN ", "Shiv"])
def test_name_and_date_of_birth_fit_exactly_one(person, match, given: str):
    """Also by the given name of somebody who is called otherwise."""
    somebody = person("Siobhan", "O’Kafor", preferred_name="Shiv")
    person("Siobhan", "O’Kafor", date(2008, 3, 6))
    (line,) = match(listed(given, "O'Kafor"))
    assert (line.state, line.learner) == (LineState.MATCHED, somebody)


def test_name_and_date_of_birth_fit_two(person, match):
    both = {person("Siobhan", "Okafor"), person("Siobhan", "Okafor")}
    (line,) = match(listed("Siobhan", "Okafor"))
    assert told(line) == (LineState.REVIEW, LineReason.SEVERAL)
    assert line.learner is None
    assert {candidate.learner for candidate in line.candidates.all()} == both


@pytest.mark.parametrize(
    "line",
    [
        listed("Siobhan", "Okafor", date(2001, 1, 1), uln=ULN),
        listed("Marta", "Okafor", None, uln=ULN),
        listed("Siobhan", "Okafor", uln=OTHER_ULN),
    ],
)
def test_the_number_says_one_thing_and_the_rest_another(person, match, line):
    somebody = person("Siobhan", "Okafor", uln=ULN)
    (found,) = match(line)
    assert told(found) == (LineState.REVIEW, LineReason.DIFFERS)
    assert [candidate.learner for candidate in found.candidates.all()] == [somebody]


@pytest.mark.parametrize(
    ("line", "score", "fits"),
    [
        (listed("Siobahn", "Okafor"), 96, "Names 93 of 100 alike, the same date of birth"),
        (listed("Okafor", "Siobhan"), 100, "The same name, the same date of birth"),
        (listed("Siobhan", "Okafor", date(2008, 5, 3)), 92, "The same name, day and month of birth swapped"),
        (listed("Siobhan", "Okafor", None, uln=OTHER_ULN), 76, "The same name, no date of birth in the list"),
    ],
)
def test_who_it_might_be(person, match, line, score: int, fits: str):
    somebody = person("Siobhan", "Okafor")
    person("Marta", "Zielinska")
    (found,) = match(line)
    assert told(found) == (LineState.REVIEW, LineReason.NONE)
    (candidate,) = found.candidates.all()
    assert (candidate.learner, candidate.score, candidate.fits) == (somebody, score, fits)


def test_of_a_list_of_everybody_those_who_are_none_of_ours_are_blanked(person, match):
    person("Siobhan", "Okafor")
    like, unlike = match(
        listed("Siobahn", "Okafor"), listed("Marta", "Zielinska", uln=OTHER_ULN, reference="A1", course="Art"),
        holds=FileHolds.EVERYONE,
    )  # fmt: skip
    assert told(like) == (LineState.REVIEW, LineReason.NONE)
    assert told(unlike) == (LineState.NOT_OURS, "")
    assert {unlike.uln, unlike.given_name, unlike.family_name, unlike.sort_name, unlike.reference, unlike.course} == {
        ""
    }
    assert unlike.date_of_birth is None


def test_reasons_of_the_place(world, person, match, now):
    elsewhere, without, left, early, ended = (person(name, "Okafor") for name in ("Ada", "Bea", "Cy", "Dee", "Eve"))
    elsewhere.enrolments.update(provider=world.other_college)
    without.enrolments.all().delete()
    ended.enrolments.update(ended_on=date(2026, 1, 1), end_reason="left")
    start = early.enrolments.get().starts_on
    lines = match(
        listed("Ada", "Okafor"),
        listed("Bea", "Okafor"),
        listed("Cy", "Okafor", completion="3"),
        listed("Dee", "Okafor", starts_on=start + timedelta(days=29)),
        listed("Eve", "Okafor"),
    )
    assert [line.reason for line in lines] == [
        LineReason.PROVIDER, LineReason.NO_PLACE, LineReason.LEFT, LineReason.START, LineReason.NO_PLACE,
    ]  # fmt: skip
    assert {line.state for line in lines} == {LineState.REVIEW}
    assert [line.candidates.get().learner for line in lines] == [elsewhere, without, left, early, ended]


def test_a_start_within_the_tolerance_is_no_question(person, match):
    somebody = person("Dee", "Okafor")
    start = somebody.enrolments.get().starts_on
    (line,) = match(listed("Dee", "Okafor", starts_on=start - timedelta(days=28)))
    assert line.state == LineState.MATCHED


def test_the_same_young_person_twice(person, match):
    person("Dee", "Okafor")
    first, again, other_aim = match(
        listed("Dee", "Okafor", aim_reference="60000001"),
        listed("Dee", "Okafor", aim_reference="60000001"),
        listed("Dee", "Okafor", aim_reference="60000002"),
    )
    assert [told(line) for line in (first, again, other_aim)] == [
        (LineState.MATCHED, ""), (LineState.REVIEW, LineReason.TWICE), (LineState.MATCHED, ""),
    ]  # fmt: skip


def test_of_several_places_the_one_of_the_course_is_meant(world, person, match):
    somebody = person("Dee", "Okafor")
    other = EnrolmentFactory(learner=somebody, provider=world.college, course="Welding")
    (line,) = match(listed("Dee", "Okafor", course="welding"))
    assert line.enrolment == other


def test_restricted_closed_and_other_peoples_young_people_are_not_there(world, person, match):
    person("Ada", "Okafor", is_restricted=True)
    person("Bea", "Okafor", closed_on=date(2026, 1, 1))
    elses = person("Cy", "Okafor", uln=ULN)
    elses.links.filter(purpose=Purpose.HOME_VIRTUAL_SCHOOL).update(agency=world.other_virtual_school)
    AgencyLinkFactory(learner=elses, agency=world.virtual_school, purpose=Purpose.HOST_VIRTUAL_SCHOOL)
    lines = match(listed("Ada", "Okafor"), listed("Bea", "Okafor"), listed("Cy", "Okafor", uln=ULN))
    assert {told(line) for line in lines} == {(LineState.REVIEW, LineReason.NONE)}
    assert not RollCandidate.objects.exists()


def test_wrong_lines_say_everything_and_keep_nobody(match):
    wrong, right = match(
        listed("", "Okafor", None, uln="123"), listed("Dee", "Okafor", date(2008, 3, 5)),
    )  # fmt: skip
    assert wrong.state == LineState.WRONG
    assert wrong.errors.splitlines() == [
        "ULN is not a unique learner number: ten digits, the last of which is a check digit.",
        "Given name is missing.",
        "Date of birth or a unique learner number must be there: a name alone says too little.",
    ]
    assert wrong.family_name == ""
    assert wrong.file.lines_wrong == 1
    assert right.state == LineState.REVIEW


def test_backslashes_and_odd_letters_come_through(match):
    (line,) = match(listed(r"Da\tve \N", "O’Neil\\", course="Caf\u0085é \\. 'x'"))
    assert (line.given_name, line.family_name, line.course) == (r"Da\tve \N", "O’Neil\\", "Caf é \\. 'x'")


# --- The job ----------------------------------------------------------------------------------------------------------


def test_the_same_file_again_changes_nothing(person, send, match, now):
    person("Dee", "Okafor")
    (line,) = match(listed("Dee", "Okafor"))
    again = send(listed("Dee", "Okafor"))
    assert again == line.file
    assert roll_matching.match_waiting_lists(now_source=lambda: now) == 0
    assert ImportFile.objects.count() == 1
    assert RollLine.objects.get().pk == line.pk


def test_the_bytes_do_not_stay(send, now):
    file = send(listed("Dee", "Okafor"))
    name = file.file.name
    assert PRIVATE_FILES.exists(name)
    roll_matching.match_waiting_lists(now_source=lambda: now)
    file.refresh_from_db()
    assert not file.file
    assert not PRIVATE_FILES.exists(name)


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"Surname,First name\n", "holds nobody"),
        (b"Surname,First name,Religion\nA,B,C\n", "“Religion” is no column"),
        (b"Surname,First name\nA,B,C\n", "more cells"),
        (b"PK\x03\x04nonsense", "damaged"),
        ("Surname,First name\nŻółć,B\n".encode("utf-16-le"), "letters"),
    ],
)
def test_what_is_no_list_is_refused_with_a_sentence(world, now, data: bytes, said: str):
    checked = check_table(ContentFile(data, name="x.csv"), megabytes=1)
    file, _ = take_roll(
        provider=world.college, virtual_school=world.virtual_school, holds=FileHolds.DECLARED, checked=checked,
        by=world.designated_person.user, now=now,
    )  # fmt: skip
    roll_matching.match_waiting_lists(now_source=lambda: now)
    file.refresh_from_db()
    assert (file.state, file.ended_at, bool(file.file)) == (FileState.REFUSED, now, False)
    assert said in file.problem
    again, is_new = take_roll(
        provider=world.college, virtual_school=world.virtual_school, holds=FileHolds.DECLARED, checked=checked,
        by=world.designated_person.user, now=now,
    )  # fmt: skip
    assert is_new
    assert again != file


@pytest.mark.parametrize("name", ["x.pdf", "x.xls", "x"])
def test_other_kinds_of_file_are_not_taken(name: str):
    with pytest.raises(UploadRefused, match="CSV file"):
        check_table(ContentFile(b"x", name=name), megabytes=1)


def test_stopped_before_it_began(send, now):
    file = stop_roll(file=send(listed("Dee", "Okafor")), now=now)
    assert file.state == FileState.CANCELLED
    assert roll_matching.match_waiting_lists(now_source=lambda: now) == 0
    file.refresh_from_db()
    assert not file.file
    assert not file.roll_lines.exists()


def test_stopped_while_it_is_read(send, now, monkeypatch):
    file = send(*(listed("Dee", f"Okafor{number}") for number in range(30)))
    monkeypatch.setattr(roll_matching, "READ_AT_ONCE", 10)
    seen: list[int] = []
    add = roll_matching.roll_tables.add

    def add_and_stop(lines):
        add(lines)
        seen.append(ImportFile.objects.get(pk=file.pk).lines)
        if len(seen) == 2:
            stop_roll(file=file, now=now)

    monkeypatch.setattr(roll_matching.roll_tables, "add", add_and_stop)
    roll_matching.match_waiting_lists(now_source=lambda: now)
    file.refresh_from_db()
    assert seen == [0, 10]
    assert (file.state, file.ended_at) == (FileState.CANCELLED, now)
    assert not file.roll_lines.exists()


def test_a_worker_that_died_is_followed_by_another_and_the_first_changes_nothing(person, send, now, monkeypatch):
    somebody = person("Dee", "Okafor")
    file = send(listed("Dee", "Okafor"))
    settle = roll_matching._settle
    later = now + SILENT_FOR + timedelta(seconds=1)

    def sleep_and_settle(mine: ImportFile, at: datetime) -> None:
        monkeypatch.setattr(roll_matching, "_settle", settle)
        roll_matching.match_waiting_lists(now_source=lambda: now + SILENT_FOR)
        assert ImportFile.objects.get(pk=file.pk).started_at == now  # not silent for long enough
        assert roll_matching.match_waiting_lists(now_source=lambda: later) == 1
        roll_matching.roll_tables.make(mine, now)
        settle(mine, at)

    monkeypatch.setattr(roll_matching, "_settle", sleep_and_settle)
    roll_matching.match_waiting_lists(now_source=lambda: now)
    file.refresh_from_db()
    assert (file.state, file.ended_at, file.lines) == (FileState.DONE, later, 1)
    assert file.roll_lines.get().learner == somebody


def test_what_breaks_is_said_and_does_not_stop_the_next_list(person, send, now, monkeypatch, caplog):
    broken = send(listed("Dee", "Okafor"))
    good = send(listed("Cy", "Okafor"))
    read = roll_matching._read
    monkeypatch.setattr(
        roll_matching, "_read", lambda file, source: read(file, source) if file == good else {}["nothing"]
    )
    roll_matching.match_waiting_lists(now_source=lambda: now)
    broken.refresh_from_db()
    good.refresh_from_db()
    assert broken.state == FileState.REFUSED
    assert broken.problem.startswith("Something went wrong")
    assert good.state == FileState.DONE


def test_only_with_an_agreement(world, send):
    with pytest.raises(NoAgreementForRolls):
        send(listed("Dee", "Okafor"), virtual_school=world.other_virtual_school)
    AgreementFactory(provider=world.college, virtual_school=world.other_virtual_school)
    assert send(listed("Dee", "Okafor"), virtual_school=world.other_virtual_school).state == FileState.WAITING


# --- Decisions and the answer -----------------------------------------------------------------------------------------


def test_a_person_decides(world, person, match, now):
    somebody = person("Siobhan", "Okafor")
    (line,) = match(listed("Siobahn", "Okafor", course="Art"))
    decided = decide_line(line=line, learner=somebody, why="Spelt wrongly.", by=world.officer.user, now=now)
    assert (decided.state, decided.learner, decided.enrolment) == (
        LineState.MATCHED,
        somebody,
        somebody.enrolments.get(),
    )
    assert (decided.decided_by, decided.decided_at, decided.reason) == (world.officer.user, now, "")
    blanked = decide_line(line=line, learner=None, by=world.officer.user, now=now)
    assert (blanked.state, blanked.learner, blanked.given_name, blanked.course) == (LineState.NOT_OURS, None, "", "")
    assert not blanked.candidates.exists()
    assert [decision.learner for decision in RollDecision.objects.order_by("pk")] == [somebody, None]
    with pytest.raises(NotForDecision):
        decide_line(line=line, learner=somebody, by=world.officer.user, now=now)


def test_only_for_ones_own_young_people(world, person, match, now):
    elses = person("Siobhan", "Okafor")
    elses.links.filter(purpose=Purpose.HOME_VIRTUAL_SCHOOL).update(agency=world.other_virtual_school)
    (line,) = match(listed("Siobahn", "Okafor"))
    with pytest.raises(NotOneOfOurs):
        decide_line(line=line, learner=elses, by=world.officer.user, now=now)


def test_the_provider_learns_what_may_be_shared_and_no_more(world, person, match, now):
    yes = person("Ada", "Okafor")
    no = person("Bea", "Okafor", agreed=())
    restricted = person("Cy", "Okafor")
    lines = match(*(listed(learner.given_name, "Okafor") for learner in (yes, no, restricted)), listed("X", "Y"))
    restricted.is_restricted = True
    history.save(restricted, by=world.head.user, reason="x", at=now)
    file, count = return_roll(file=lines[0].file, by=world.officer.user, now=now)
    assert count == 1
    assert [line.is_told for line in file.roll_lines.order_by("number")] == [True, False, False, False]
    (logged,) = Disclosure.objects.filter(recipient=world.college)
    assert (logged.learner, logged.purpose) == (yes, ConsentPurpose.EDUCATION)
    messages = Message.objects.filter(topic=f"roll:{file.uuid}")
    assert {message.recipient for message in messages} >= {world.designated_person.user}
    assert "Okafor" not in "".join(message.body for message in messages)
    return_roll(file=file, by=world.officer.user, now=now + timedelta(hours=1))
    assert Disclosure.objects.filter(recipient=world.college).count() == 1


def test_the_answer_waits_for_the_match(world, send, now):
    with pytest.raises(NotOver):
        return_roll(file=send(listed("Dee", "Okafor")), by=world.officer.user, now=now)


# --- Real programs ----------------------------------------------------------------------------------------------------


def test_templates_are_lists(world, match):
    with ROLL.open(io.BytesIO(ROLL.workbook_template())) as rows:
        assert list(rows) == []
