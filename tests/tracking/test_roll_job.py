"""A list of who is on roll as work of the worker: taken once, stopped, begun anew, refused with a sentence."""

from datetime import datetime, timedelta

import pytest
from django.core.files.base import ContentFile

from accounts.files import PRIVATE_FILES
from accounts.uploads import UploadRefused, check_table
from notifications.services.jobs import MOST_ATTEMPTS, SILENT_FOR
from tests.factories import AgreementFactory
from tests.tracking.roll_story import listed, match, person, send
from tracking.enums import FileHolds, FileState
from tracking.models import ImportFile, RollLine
from tracking.services import roll_matching
from tracking.services.roll import (
    NoAgreementForRolls,
    stop_roll,
    take_roll,
)

pytestmark = pytest.mark.django_db
__all__ = ["match", "person", "send"]  # fixtures


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


class Killed(BaseException):
    """As nothing catches it, the worker is gone in the middle of its work."""


def test_a_list_that_kills_its_workers_is_given_up_with_a_sentence(person, send, now, monkeypatch, caplog):
    deadly = send(listed("Dee", "Okafor"))
    good = send(listed("Cy", "Okafor"))
    read = roll_matching._read

    def read_or_die(file: ImportFile, source) -> int:
        if file == deadly:
            raise Killed
        return read(file, source)

    monkeypatch.setattr(roll_matching, "_read", read_or_die)
    for attempt in range(MOST_ATTEMPTS):
        at = now + attempt * (SILENT_FOR + timedelta(seconds=1))
        with pytest.raises(Killed):
            roll_matching.match_waiting_lists(now_source=lambda at=at: at)
        deadly.refresh_from_db()
        assert (deadly.state, deadly.attempts) == (FileState.WORKING, attempt + 1)
    over = now + MOST_ATTEMPTS * (SILENT_FOR + timedelta(seconds=1))
    assert roll_matching.match_waiting_lists(now_source=lambda: over) == 1
    deadly.refresh_from_db()
    good.refresh_from_db()
    assert (deadly.state, deadly.ended_at, bool(deadly.file)) == (FileState.REFUSED, over, False)
    assert deadly.problem.startswith("The list could not be read: the program stopped each time it tried.")
    assert good.state == FileState.DONE


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
