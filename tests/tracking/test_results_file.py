"""Courses and results that come in a file: all of it, or nothing with everything that is wrong (A35)."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal

import pytest
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from accounts.models import User
from accounts.uploads import CheckedFile, check_table
from learners.models import Learner
from tests.crawling import text_of
from tests.people import World
from tracking.enums import Completion, FileState
from tracking.models import ImportFile, LearningAim
from tracking.reading.results import RESULTS
from tracking.selectors.import_files import problems_of
from tracking.services.results_file import ResultsFileRefused, TakenAlready, take_results

ClientOf = Callable[[User], Client]
HEADER = (
    "ULN,Given name,Family name,Date of birth,Course,Learning aim,Level,Start date,Planned end,"
    "Actual end,Completion status,Outcome,Grade,Withdrawal reason,Expected points,Points reached,What came next"
)
PLUMBING = "9276308686,,,,Plumbing,60123456,2,1/9/2025,26/6/2026,26/6/2026,2,1,Merit,,30,34.5,Apprenticeship"
MATHS = ",Ann,Baker,3/1/2009,GCSE maths,,2,1/9/2025,26/6/2026,,1,,,,,,"


@pytest.fixture
def learners(world: World) -> list[Learner]:
    return [
        world.learner(uln="9276308686", family_name="Able"),
        world.learner(given_name="Ann", family_name="Baker", date_of_birth=date(2009, 1, 3)),
    ]


def table(*lines: str, header: str = HEADER) -> CheckedFile:
    text = "\n".join([header, *lines]).encode()
    return check_table(ContentFile(text, "results of July.csv"), megabytes=1)


def hand_in(world: World, now: datetime, *lines: str, header: str = HEADER) -> ImportFile:
    by = world.designated_person.user
    return take_results(
        provider=world.college, virtual_school=None, checked=table(*lines, header=header), by=by, now=now
    )


def test_every_line_is_recorded(world: World, learners: list[Learner], now: datetime):
    file = hand_in(world, now, PLUMBING, MATHS)
    assert (file.state, file.lines, file.lines_wrong) == (FileState.DONE, 2, 0)
    assert not file.file  # the bytes are not kept
    plumbing = LearningAim.objects.get(title="Plumbing")
    assert plumbing.enrolment.learner == learners[0]
    assert (plumbing.reference, plumbing.level, plumbing.grade) == ("60123456", "2", "Merit")
    assert (plumbing.completion, plumbing.outcome, plumbing.actual_points) == ("2", "1", Decimal("34.50"))
    assert plumbing.next_step == "apprenticeship"
    assert plumbing.file == file
    maths = LearningAim.objects.get(title="GCSE maths")
    assert maths.enrolment.learner == learners[1]
    assert maths.completion == Completion.CONTINUING


def test_the_same_file_changes_nothing_and_a_newer_one_only_what_is_new(
    world: World, learners: list[Learner], now: datetime
):
    hand_in(world, now, PLUMBING, MATHS)
    with pytest.raises(TakenAlready):
        hand_in(world, now, PLUMBING, MATHS)
    ended = MATHS.replace(",,1,,,,,,", ",26/6/2026,2,2,3,,,,")
    hand_in(world, now, PLUMBING, ended)
    assert LearningAim.objects.count() == 2
    maths = LearningAim.objects.get(title="GCSE maths")
    assert (maths.outcome, maths.grade) == ("2", "3")
    assert LearningAim.objects.get(title="Plumbing").history.count() == 2  # recorded, and its result: nothing since


def test_everything_wrong_is_said_at_once_and_nothing_recorded(world: World, learners: list[Learner], now: datetime):
    file = hand_in(
        world, now,
        PLUMBING,
        PLUMBING,  # the same once more
        PLUMBING.replace("9276308686", "1234567890").replace("1/9/2025", "soon"),
        PLUMBING.replace("9276308686", ""),
        PLUMBING.replace(",26/6/2026,2,1", ",,2,1"),
        MATHS.replace("Ann", "Nobody"),
        MATHS.replace("1/9/2025", "1/9/2026"),
    )  # fmt: skip
    assert not LearningAim.objects.exists()
    assert (file.state, file.lines, file.lines_wrong) == (FileState.REFUSED, 7, 6)
    said = {(wrong.line, wrong.column) for wrong in problems_of(file)}
    assert said == {
        ("3", "Course"), ("4", "ULN"), ("4", "Start date"), ("5", "ULN"), ("6", "Actual end"), ("7", "ULN"),
        ("8", "Planned end"),
    }  # fmt: skip
    assert hand_in(world, now, PLUMBING).state == FileState.DONE


def test_wrong_columns_and_files_without_lines_are_refused(world: World, now: datetime):
    file = hand_in(world, now, "1", header="ULN,Shoe size")
    assert ("1", "Shoe size") in {(wrong.line, wrong.column) for wrong in problems_of(file)}
    for lines in ((), ("=1+1" * 3000,)):
        with pytest.raises(ResultsFileRefused):
            hand_in(world, now, *lines, header=HEADER if not lines else "\x00")


def test_nobody_is_found_whom_one_may_not_record_for(world: World, learners: list[Learner], now: datetime):
    """Another provider learns nothing of who is recorded elsewhere; a Virtual School records for its own."""
    stranger = take_results(
        provider=world.other_college, virtual_school=None, checked=table(PLUMBING), by=world.stranger.user, now=now
    )
    assert stranger.state == FileState.REFUSED
    for by, school, state in (
        (world.host_key_contact.user, world.host_virtual_school, FileState.REFUSED),
        (world.officer.user, world.virtual_school, FileState.DONE),
    ):
        file = take_results(provider=world.college, virtual_school=school, checked=table(PLUMBING), by=by, now=now)
        assert file.state == state


def test_a_file_is_handed_in_by_browser(world: World, learners: list[Learner], client_of: ClientOf):
    client = client_of(world.designated_person.user)
    upload = reverse("tracking:results-upload")
    assert client.get(reverse("tracking:results-template", args=["xlsx"])).status_code == 200
    header = client.get(reverse("tracking:results-template", args=["csv"])).content.decode("utf-8-sig")
    assert header.strip().split(",") == [column.title for column in RESULTS.columns]

    def post(name: str, *lines: str):
        sent = SimpleUploadedFile(name, "\n".join([HEADER, *lines]).encode("utf-8-sig"))
        return client.post(upload, {"provider": str(world.college.uuid), "file": sent})

    assert "must be a CSV file" in text_of(post("results.pdf", PLUMBING))
    refused = post("results.csv", PLUMBING.replace(",2,1,", ",7,1,"))
    page = text_of(client.get(refused.url))
    assert "Nothing was recorded" in page
    assert "Completion status must be one of" in page
    wrong = client.get(f"{refused.url}problems.csv")
    assert "Completion status" in wrong.getvalue().decode()
    done = post("results.csv", PLUMBING, MATHS)
    assert "The file is recorded" in text_of(client.get(done.url))
    again = client.get(post("results.csv", PLUMBING, MATHS).url)
    assert "taken in before" in text_of(again)
    for user in (world.stranger.user, world.key_contact.user):  # handed in by the provider itself, about all its own
        assert client_of(user).get(done.url).status_code == 404
    assert client_of(world.social_worker.user).get(upload).status_code == 403
