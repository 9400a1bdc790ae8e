"""Attendance that comes in a table: all of it, or nothing with everything that is wrong (P9); and what marks mean."""

import io
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook, load_workbook

from accounts.models import User
from accounts.uploads import check_table
from learners.models import Enrolment
from tests.crawling import text_of
from tests.factories import EnrolmentFactory
from tests.people import World
from tests.tracking.attendance_story import Register
from tracking.enums import FileState, MarkMeaning
from tracking.models import AttendanceConcern, AttendanceMark, AttendanceWeek, ImportFile
from tracking.selectors.attendance import meanings_of
from tracking.selectors.import_files import problems_of
from tracking.services.attendance_files import take_attendance
from tracking.services.attendance_marks import set_marks

SignIn = Callable[[User], Client]
HEADER = "ULN,Given name,Family name,Date of birth,Course,Week beginning,Possible sessions,Sessions attended,Marks,Percentage"


@pytest.fixture
def register(world: World, real_now: datetime) -> Register:
    return Register(world, real_now)


@pytest.fixture
def ann(register: Register) -> Enrolment:
    return register.somebody(uln="9276308686", family_name="Able")


@pytest.fixture
def bea(register: Register) -> Enrolment:
    return register.somebody(given_name="Béa", family_name="Baker", date_of_birth=date(2009, 1, 3))


def hand_in(register: Register, *lines: str, by: User | None = None, name: str = "week.csv"):
    data = "\n".join([HEADER, *lines]).encode()
    return take_attendance(
        provider=register.world.college, checked=check_table(ContentFile(data, name), megabytes=5),
        by=by or register.by, now=register.now,
    )  # fmt: skip


def wrong(file: ImportFile) -> list[tuple[str, str]]:
    return [(problem.line, problem.text) for problem in problems_of(file)]


def test_every_line_is_recorded_and_the_same_table_once_more_changes_nothing(
    register: Register, ann: Enrolment, bea: Enrolment
):
    lines = (
        f"9276308686,,,,,{register.week(1)},10,8,,",
        f",bea,BAKER,3/1/2009,,{register.week(1):%d/%m/%Y},,,//\\/I#,",
        f",Béa,Baker,2009-01-03,,{register.week(2)},,,,87.5%",
    )
    file, done = hand_in(register, *lines)
    assert (file.state, file.lines, bool(file.file)) == (FileState.DONE, 3, False)
    assert done.new == 3
    assert register.recorded(ann, 1).attended == 8
    assert (register.recorded(bea, 1).possible, register.recorded(bea, 1).attended) == (5, 4)
    assert register.recorded(bea, 2).percent == Decimal("87.5")
    assert {week.file for week in AttendanceWeek.objects.all()} == {file}
    assert hand_in(register, *lines) == (file, None)
    assert AttendanceWeek.history.count() == 3
    again, done = hand_in(register, lines[0].replace(",10,8,", ",10,7,"), *lines[1:])
    assert again != file
    assert (done.new, done.changed, done.same) == (0, 1, 2)


def test_everything_wrong_is_said_at_once_and_nothing_is_recorded(register: Register, ann: Enrolment, bea: Enrolment):
    week = register.week(1)
    file, done = hand_in(
        register,
        f"9276308686,,,,,{week},10,8,,",
        f"9276308686,,,,,{week},10,9,,",
        f"9276308687,,,,,{week},10,8,,",
        f"9999999999,,,,,{week},10,8,,",
        f",Nobody,Known,3/1/2009,,{week},10,8,,",
        f"9276308686,,,,,{register.week(-2)},10,8,,",
        f"9276308686,,,,,{week},10,11,,",
        f"9276308686,,,,,{week},,,/?/,",
        f"9276308686,,,,,{week},10,8,,80",
        "9276308686,,,,,yesterday,,,,",
    )
    assert done is None
    assert (file.state, file.lines_wrong, file.lines_done) == (FileState.REFUSED, 9, 0)
    said = dict(wrong(file))
    assert "stands in line 2 already" in said["3"]
    assert "check digit" in said["4"]
    assert "names nobody" in said["5"]
    assert "fits nobody at Brindley College" in said["6"]
    assert "has not begun yet" in said["7"]
    assert "cannot be more than the 10 possible sessions" in said["8"]
    assert "a mark nobody has said the meaning of" in said["9"]
    assert "one too many" in said["10"]
    assert len([line for line, _ in wrong(file) if line == "11"]) == 2
    assert not AttendanceWeek.objects.exists()


def test_a_line_fits_nobody_whom_the_person_does_not_see(register: Register, ann: Enrolment):
    """A young person elsewhere, one of another authority, a restricted one: all the same answer."""
    register.somebody(uln="1000000019", is_restricted=True)
    week = register.week(1)
    file, _ = hand_in(register, f"1000000019,,,,,{week},10,8,,", f"1000000027,,,,,{week},10,8,,")
    assert {text.partition(" fits")[2] for _, text in wrong(file)} == {
        " nobody at Brindley College whose attendance you record."
    }


def test_of_two_courses_the_one_that_is_named(register: Register, ann: Enrolment):
    EnrolmentFactory(learner=ann.learner, provider=register.world.college, course="Welding", starts_on=ann.starts_on)
    week = register.week(1)
    file, _ = hand_in(register, f"9276308686,,,,,{week},10,8,,")
    assert "they have more than one with you" in wrong(file)[0][1]
    _, done = hand_in(register, f"9276308686,,,,WELDING,{week},10,8,,")
    assert done.new == 1
    assert AttendanceWeek.objects.get().enrolment.course == "Welding"


def test_a_concern_is_opened_by_a_table_too(register: Register, ann: Enrolment):
    hand_in(register, *(f"9276308686,,,,,{register.week(back)},10,5,," for back in (2, 1)))
    assert AttendanceConcern.objects.get().enrolment == ann


def test_the_virtual_school_hands_in_for_a_provider_and_the_provider_does_not_see_the_file(
    register: Register, ann: Enrolment, client_of: SignIn
):
    officer = register.world.officer.user
    file, done = hand_in(register, f"9276308686,,,,,{register.week(1)},10,8,,", by=officer)
    assert done.new == 1
    assert file.virtual_school == register.world.virtual_school
    assert client_of(officer).get(file.get_absolute_url()).status_code == 200
    assert client_of(register.by).get(file.get_absolute_url()).status_code == 403
    assert client_of(register.world.stranger.user).get(file.get_absolute_url()).status_code == 403


def upload(register: Register, client: Client, data: bytes, name: str = "week.csv"):
    file = SimpleUploadedFile(name, data)
    return client.post("/attendance/import/", {"provider": register.world.college.uuid, "file": file})


def test_the_pages_from_the_template_to_what_was_wrong(register: Register, ann: Enrolment, client_of: SignIn):
    staff = client_of(register.by)
    page = text_of(staff.get("/attendance/import/"))
    assert "What goes into each column" in page
    header = staff.get("/attendance/import/template.csv").content.decode("utf-8-sig").strip()
    book = load_workbook(io.BytesIO(staff.get("/attendance/import/template.xlsx").content))
    assert [cell.value for cell in book["Attendance"][1]] == header.split(",")
    bad = upload(register, staff, f"{HEADER}\n9276308686,,,,,{register.week(1)},10,12,,".encode())
    page = text_of(staff.get(bad.url))
    assert "Put this right first" in page
    assert "Line 2" in page
    assert "cannot be more than" in text_of(staff.get(f"{bad.url}problems.csv"))
    good = upload(register, staff, f"{HEADER}\n9276308686,,,,,{register.week(1)},10,9,,".encode())
    assert "1 weeks recorded" in text_of(staff.get(good.url))
    assert staff.get(f"{good.url}problems.csv").status_code == 404
    again = upload(register, staff, f"{HEADER}\n9276308686,,,,,{register.week(1)},10,9,,".encode())
    assert again.url == good.url
    assert "taken in before" in text_of(staff.get(again.url))


def test_excel_and_semicolons_in_windows_letters_are_read(register: Register, bea: Enrolment, client_of: SignIn):
    staff = client_of(register.by)
    book = Workbook()
    book.active.append(
        ["Given name", "Family name", "Date of birth", "Week beginning", "Possible sessions", "Sessions attended"]
    )
    book.active.append(
        ["Béa", "Baker", datetime(2009, 1, 3), datetime.combine(register.week(1), datetime.min.time()), 10, 8]
    )
    out = io.BytesIO()
    book.save(out)
    upload(register, staff, out.getvalue(), "week.xlsx")
    assert register.recorded(bea, 1).attended == 8
    text = f"Given name;Family name;DOB;Week;Possible;Attended\r\nBéa;Baker;03/01/2009;{register.week(2):%d/%m/%Y};10;7\r\n"
    upload(register, staff, text.encode("cp1252"))
    assert register.recorded(bea, 2).attended == 7


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("week.csv", b"", "empty"),
        ("week.pdf", b"%PDF-1.7", "CSV"),
        ("week.csv", b"ULN,Shoe size\n", "is no column of the template"),
        ("week.csv", HEADER.encode(), "holds no week"),
        ("week.xlsx", b"PK\x03\x04nothing", "damaged"),
    ],
)
def test_what_is_no_such_table_gets_a_sentence(
    register: Register, ann: Enrolment, client_of: SignIn, name: str, data: bytes, said: str
):
    response = upload(register, client_of(register.by), data, name)
    assert response.status_code == 200
    assert said in text_of(response)
    assert not ImportFile.objects.exists()


# What marks mean


def marks(**meanings: Sequence[str]) -> dict[str, str]:
    return {meaning.value: " ".join(meanings.get(meaning.name, ())) for meaning in MarkMeaning}


def test_a_college_says_what_its_marks_mean(register: Register, ann: Enrolment, client_of: SignIn):
    staff = client_of(register.by)
    assert "/ \\ L" in text_of(staff.get("/attendance/marks/"))
    response = staff.post("/attendance/marks/", marks(PRESENT=["P", "L"], UNAUTHORISED=["A"], NOT_COUNTED=["H"]))
    assert response.status_code == 302
    hand_in(register, f"9276308686,,,,,{register.week(1)},,,PPPALH,")
    week = register.recorded(ann, 1)
    assert (week.possible, week.attended, week.unauthorised) == (5, 4, 1)
    assert wrong(hand_in(register, f"9276308686,,,,,{register.week(2)},,,//,")[0])


def test_one_mark_means_one_thing(register: Register, ann: Enrolment, client_of: SignIn):
    response = client_of(register.by).post("/attendance/marks/", marks(PRESENT=["P"], AUTHORISED=["p", "C1"]))
    page = text_of(response)
    assert "P stands under “Present” already." in page
    assert 'value="p C1"' in page
    assert not AttendanceMark.objects.exists()


def test_marks_of_schools_come_back_with_empty_boxes(register: Register, ann: Enrolment):
    college, by, now = register.world.college, register.by, register.now
    assert set_marks(provider=college, meanings={"P": MarkMeaning.PRESENT}, by=by, now=now) == 1
    assert set_marks(provider=college, meanings={"P": MarkMeaning.AUTHORISED}, by=by, now=now) == 1
    assert set_marks(provider=college, meanings={"P": MarkMeaning.AUTHORISED}, by=by, now=now) == 0
    assert set_marks(provider=college, meanings={}, by=by, now=now) == 1
    assert meanings_of(college)["/"] == MarkMeaning.PRESENT
    assert AttendanceMark.history.count() == 3
