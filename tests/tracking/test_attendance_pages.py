"""The pages: a week typed on one screen, how somebody attends, a pathway."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.form_fields import day_data
from accounts.models import User
from learners.models import Enrolment
from tests.factories import EnrolmentFactory
from tests.people import World
from tests.tracking.attendance_story import Register
from tracking.enums import ConcernState
from tracking.models import AttendanceConcern, AttendanceWeek, Timetable

SignIn = Callable[[User], Client]


@pytest.fixture
def register(world: World, real_now: datetime) -> Register:
    return Register(world, real_now)


@pytest.fixture
def staff(register: Register, client_of: SignIn) -> Client:
    return client_of(register.by)


def text_of(response) -> str:
    return " ".join(response.content.decode().split())


def line(place: Enrolment, was: str = "", **boxes: object) -> dict[str, object]:
    return {f"{place.uuid.hex}-{box}": value for box, value in {"was": was, **boxes}.items()}


def address(register: Register, back: int = 0, by: str = "numbers") -> str:
    return f"/attendance/?week={register.week(back)}&by={by}"


def test_everybody_of_the_college_is_on_the_screen_with_the_week_before(register: Register, staff: Client):
    place, other = register.somebody(), register.somebody()
    register.record(place, 1, 7)
    register.record(other, 1, "85.5")
    page = text_of(staff.get(address(register)))
    assert place.learner.full_name in page
    assert other.learner.full_name in page
    assert "7 of 10" in page
    assert "85.5%<br>" in page
    assert f'name="{place.uuid.hex}-possible" value="10"' in page


def test_one_save_records_all_of_it(register: Register, staff: Client):
    place, other, silent = (register.somebody() for _ in range(3))
    data = {
        **line(place, attended="8", possible="10", authorised="1"),
        **line(other, attended="0", possible="6", authorised=""),
        **line(silent, attended="", possible="10", authorised=""),
    }
    response = staff.post(address(register), data, follow=True)
    assert "Saved: 2 recorded." in text_of(response)
    assert register.recorded(place).unauthorised == 1
    assert (register.recorded(other).possible, register.recorded(other).attended) == (6, 0)
    assert AttendanceWeek.objects.count() == 2


def test_everything_wrong_is_said_at_once_and_what_was_typed_stays(register: Register, staff: Client):
    place, other = register.somebody(), register.somebody()
    data = {
        **line(place, attended="11", possible="10", authorised=""),
        **line(other, attended="many", possible="10", authorised="x"),
    }
    response = staff.post(address(register), data)
    page = text_of(response)
    assert response.status_code == 200
    assert "<title>Error: " in page
    assert f"{place.learner.full_name}: sessions attended cannot be more than the 10 possible sessions." in page
    assert f"{other.learner.full_name}: sessions attended must be a whole number, like 8." in page
    assert f"{other.learner.full_name}: absences with permission must be a whole number, like 8." in page
    assert 'value="many"' in page
    assert f'href="#id_{place.uuid.hex}-attended"' in page
    assert not AttendanceWeek.objects.exists()


def test_lines_left_alone_change_nothing_and_an_emptied_one_is_taken_away(register: Register, staff: Client):
    place, other = register.somebody(), register.somebody()
    register.record(place, 0, 8)
    register.record(other, 0, 9)
    data = {
        **line(place, was="10/8/0", attended="8", possible="10", authorised=""),
        **line(other, was="10/9/0", attended="", possible="10", authorised=""),
    }
    assert "Saved: 1 taken away." in text_of(staff.post(address(register), data, follow=True))
    assert AttendanceWeek.objects.get().enrolment == place


def test_what_a_colleague_changed_meanwhile_is_said(register: Register, staff: Client):
    place = register.somebody()
    register.record(place, 0, 8)
    page = text_of(staff.post(address(register), line(place, attended="9", possible="10", authorised="")))
    assert "Somebody else changed this meanwhile: it says 8 of 10 now." in page
    assert register.recorded(place).attended == 8


@pytest.mark.parametrize(
    ("by", "boxes", "possible", "percent"),
    [("marks", {"marks": "/\\/\\/\\/\\I#"}, 9, None), ("percent", {"percent": "87.5 %"}, None, Decimal("87.5"))],
)
def test_marks_and_percentages_can_be_typed_too(
    register: Register, staff: Client, by: str, boxes: dict[str, str], possible: int | None, percent: Decimal | None
):
    place = register.somebody()
    response = staff.post(address(register, by=by), line(place, **boxes))
    assert response.status_code == 302
    week = register.recorded(place)
    assert (week.possible, week.percent) == (possible, percent)
    page = text_of(staff.get(address(register, by=by)))
    assert f'value="{week.marks or "87.5"}"' in page.replace("&#x27;", "'")


def test_a_part_time_timetable_is_what_is_expected(register: Register, staff: Client):
    place = register.somebody()
    url = f"/enrolments/{place.uuid}/timetable/"
    data = {**day_data("from_on", register.monday), "sessions": "6", "is_reduced": "on", "reason": "Coming back."}
    assert "Enter who agreed to the reduced timetable." in text_of(staff.post(url, data))
    assert staff.post(url, {**data, "agreed_with": "Everybody."}).status_code == 302
    assert Timetable.objects.get().sessions == 6
    page = text_of(staff.get(address(register)))
    assert f'name="{place.uuid.hex}-possible" value="6"' in page
    assert "reduced timetable" in page
    assert f'name="{place.uuid.hex}-possible" value="10"' in text_of(staff.get(address(register, back=1)))


def test_only_ones_own_places_are_there(register: Register, client_of: SignIn):
    place = register.somebody()
    elsewhere = EnrolmentFactory(learner=place.learner, provider=register.world.other_college)
    stranger = client_of(register.world.stranger.user)
    assert place.learner.full_name not in text_of(stranger.get("/attendance/"))
    stranger.post(address(register), line(place, attended="8", possible="10", authorised=""))
    client_of(register.by).post(address(register), line(elsewhere, attended="8", possible="10", authorised=""))
    assert not AttendanceWeek.objects.exists()


def test_a_mentor_records_those_they_mentor(register: Register, client_of: SignIn):
    place, other = register.somebody(), register.somebody()
    place.mentor = register.world.mentor
    place.save()
    register.world  # noqa: B018
    from accounts import access

    access.rebuild()
    page = text_of(client_of(register.world.mentor.user).get(address(register)))
    assert place.learner.full_name in page
    assert other.learner.full_name not in page


def test_the_virtual_school_may_record_too_and_a_viewer_may_not(register: Register, client_of: SignIn):
    place = register.somebody()
    officer = client_of(register.world.officer.user)
    assert officer.post(address(register), line(place, attended="8", possible="10", authorised="")).status_code == 302
    assert register.recorded(place).entered_by == register.world.officer.user
    assert client_of(register.world.viewer.user).get("/attendance/").status_code == 403


def test_the_number_of_queries_does_not_depend_on_the_number_of_people(
    register: Register, staff: Client, django_assert_max_num_queries: DjangoAssertNumQueries
):
    def queries() -> int:
        with django_assert_max_num_queries(80) as found:
            staff.get(address(register))
        return len(found)

    register.somebody()
    queries()
    few = queries()
    for _ in range(6):
        register.record(register.somebody(), 1, 8)
    assert queries() == few


def test_how_somebody_attends(register: Register, staff: Client, client_of: SignIn):
    place = register.somebody()
    for back, attended in ((2, 10), (1, 5), (0, 4)):
        register.record(place, back, attended)
    register.record(place, 3, "50")
    url = f"/learners/{place.learner.uuid}/attendance/"
    page = text_of(client_of(register.world.social_worker.user).get(url))
    assert "19 of 30 sessions" in page
    assert "Few sessions" in page
    assert "Persistent absence" in page
    assert "(unverified)" in page
    assert "Open the attendance pathway" in page
    assert "Set a timetable" not in page
    assert "Set a timetable" in text_of(staff.get(url))


def test_a_pathway_is_written_and_closed(register: Register, client_of: SignIn):
    place = register.somebody()
    register.record(place, 1, 5)
    register.record(place, 0, 4)
    concern = AttendanceConcern.objects.get()
    worker = client_of(register.world.social_worker.user)
    url = f"/attendance/concerns/{concern.uuid}/"
    assert url in text_of(worker.get("/"))
    assert "Attendance was 45.0%" in text_of(worker.get(url))
    assert "Answer “What is done about it?”" in text_of(
        worker.post(f"{url}pathway/", {"young_person_says": "The bus."})
    )
    assert worker.post(f"{url}pathway/", {"young_person_says": "The bus.", "what_helps": "A lift."}).status_code == 302
    assert worker.post(f"{url}close/", {"state": "better"}).status_code == 302
    concern.refresh_from_db()
    assert concern.state == ConcernState.BETTER
    assert url not in text_of(worker.get("/"))
    assert worker.post(f"{url}close/", {"state": "better"}).status_code == 200


def test_the_week_asked_for_is_a_monday_that_has_begun(register: Register, staff: Client):
    place = register.somebody()
    wednesday = register.week(2) + timedelta(days=2)
    staff.post(f"/attendance/?week={wednesday}", line(place, attended="8", possible="10", authorised=""))
    assert register.recorded(place, 2)
    staff.post(f"/attendance/?week={register.week(-3)}", line(place, attended="8", possible="10", authorised=""))
    assert register.recorded(place, 0)
    for odd in ("week=yesterday&provider=x&by=y", "week=0001-01-01", "week=9999-12-31"):
        assert staff.get(f"/attendance/?{odd}").status_code == 200
