"""A young person asks for a copy of their record: two clocks, a check, the copy (P19a)."""

import io
import json
import re
import zipfile
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.test import Client
from pypdf import PdfReader

from accounts.files import PRIVATE_FILES
from accounts.models import Look, User
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.selectors.drift import find
from education_plans.enums import SectionCode, Through
from education_plans.models import RecordRequest
from education_plans.rules.record import PARTS
from education_plans.selectors import record_contents
from education_plans.services import begin_plan, save_section
from education_plans.services.own_links import give_link
from education_plans.services.record_requests import (
    RECORD_COPY,
    RECORD_COPY_BY_LAW,
    AlreadyAsked,
    ExtendedAlready,
    LeftOutWithoutReason,
    TooLate,
    WrongState,
    ask_back,
    ask_for_record,
    extend,
    give,
    reply,
    review,
    take_back,
)
from learners.models import Learner
from learners.services import close_case
from tests.people import World
from tests.test_architecture import FLOORS
from tests.test_looks_everywhere import leads_to_a_young_person
from tracking.services import raise_emergency

pytestmark = pytest.mark.django_db

ClientOf = Callable[[User], Client]

#: A Friday at noon in London.
FRIDAY = datetime(2026, 10, 9, 11, 0, tzinfo=UTC)
SECRET = "Her stepfather Quentin must not know the address"


@pytest.fixture
def learner(world: World) -> Learner:
    learner = world.learner()
    plan = begin_plan(enrolment=world.enrolment(learner), by=world.social_worker.user, now=FRIDAY)
    for code, text in ((SectionCode.SAFEGUARDING, SECRET), (SectionCode.VIEWS, "I like bricks")):
        save_section(plan=plan, code=code, answers={"notes": text}, version=0, by=world.social_worker.user, now=FRIDAY)
    raise_emergency(learner=learner, description="No bed", by=world.social_worker.user, now=FRIDAY)
    return learner


def asked(learner: Learner, now: datetime = FRIDAY) -> RecordRequest:
    return ask_for_record(learner=learner, through=Through.OWN_PAGE, by=None, now=now)


def clock(request: RecordRequest, code: str) -> Deadline:
    return Deadline.objects.get(subject_uuid=request.uuid, duty_code=code)


def test_asking_starts_our_promise_and_the_month_of_the_law(learner: Learner):
    request = asked(learner)
    assert clock(request, RECORD_COPY).due_on == date(2026, 10, 12)  # Monday
    assert clock(request, RECORD_COPY_BY_LAW).due_on == date(2026, 11, 9)
    with pytest.raises(AlreadyAsked):
        asked(learner)


def test_the_month_stands_still_while_we_wait_for_an_answer(learner: Learner, world: World):
    request, by = asked(learner), world.social_worker.user
    ask_back(request=request, question="All of it?", by=by, now=FRIDAY)
    assert clock(request, RECORD_COPY_BY_LAW).is_paused
    assert not clock(request, RECORD_COPY).is_paused
    with pytest.raises(WrongState):
        review(request=request, left_out={}, by=by, now=FRIDAY)
    reply(request=request, words="Yes, all", by=None, now=FRIDAY + timedelta(days=5))
    assert clock(request, RECORD_COPY_BY_LAW).due_on == date(2026, 11, 14)
    assert find_of(RECORD_COPY, RECORD_COPY_BY_LAW, now=FRIDAY + timedelta(days=5)) == []


def find_of(*codes: str, now: datetime) -> list[Any]:
    return [each for each in find(now=now) if each.duty_code in codes]


def test_the_month_can_be_made_longer_once_and_not_when_it_is_over(learner: Learner, world: World):
    request, by = asked(learner), world.social_worker.user
    request = extend(request=request, reason="Twelve paper files", by=by, now=FRIDAY)
    assert clock(request, RECORD_COPY_BY_LAW).due_on == date(2027, 1, 9)
    with pytest.raises(ExtendedAlready):
        extend(request=request, reason="More", by=by, now=FRIDAY)
    take_back(request=request, by=by, now=FRIDAY)
    second = asked(learner)
    for act in (
        lambda: extend(request=second, reason="Late", by=by, now=FRIDAY + timedelta(days=40)),
        lambda: ask_back(request=second, question="What?", by=by, now=FRIDAY + timedelta(days=40)),
    ):
        with pytest.raises(TooLate):
            act()


def test_giving_the_copy_meets_both_clocks(learner: Learner, world: World):
    request, by = asked(learner), world.social_worker.user
    with pytest.raises(WrongState):
        give(request=request, how="By hand", by=by, now=FRIDAY)
    request = review(request=request, left_out={}, by=by, now=FRIDAY)
    give(request=request, how="By hand", by=by, now=FRIDAY + timedelta(hours=3))
    assert {clock(request, code).state for code in (RECORD_COPY, RECORD_COPY_BY_LAW)} == {DeadlineState.MET}
    assert find_of(RECORD_COPY, RECORD_COPY_BY_LAW, now=FRIDAY + timedelta(hours=3)) == []


def test_who_no_longer_wants_it_stops_both(learner: Learner, world: World):
    request = asked(learner)
    take_back(request=request, by=None, now=FRIDAY)
    assert {clock(request, code).state for code in (RECORD_COPY, RECORD_COPY_BY_LAW)} == {DeadlineState.CANCELLED}
    assert find_of(RECORD_COPY, RECORD_COPY_BY_LAW, now=FRIDAY) == []


def test_the_end_of_the_case_takes_the_right_away_from_nobody(learner: Learner, world: World):
    request = asked(learner)
    close_case(learner=learner, closed_on=FRIDAY.date(), reason="Moved", by=world.team_manager.user, now=FRIDAY)
    assert clock(request, RECORD_COPY_BY_LAW).is_open


def archive(request: RecordRequest) -> zipfile.ZipFile:
    with request.file.open("rb") as stored:
        return zipfile.ZipFile(io.BytesIO(stored.read()))


def text_of(folder: zipfile.ZipFile) -> str:
    pages = PdfReader(io.BytesIO(folder.read("record.pdf"))).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_the_copy_can_be_read_by_people_and_by_machines(learner: Learner, world: World):
    request = review(request=asked(learner), left_out={}, by=world.social_worker.user, now=FRIDAY)
    folder = archive(request)
    for text in (text_of(folder), folder.read("record.json").decode()):
        for words in ("I like bricks", SECRET, "No bed", learner.family_name, "Brindley College"):
            assert words in text, words
    assert [part["code"] for part in json.loads(folder.read("record.json"))["parts"]] == [part.code for part in PARTS]


def test_what_is_left_out_stands_there_with_its_reason_and_nothing_else(learner: Learner, world: World):
    request, by = asked(learner), world.social_worker.user
    with pytest.raises(LeftOutWithoutReason):
        review(request=request, left_out={"safeguarding": " "}, by=by, now=FRIDAY)
    request = review(request=request, left_out={"safeguarding": "It tells of somebody else."}, by=by, now=FRIDAY)
    folder = archive(request)
    for text in (text_of(folder), folder.read("record.json").decode()):
        assert "Quentin" not in text
        assert "It tells of somebody else." in text
    first = request.file.name
    again = review(request=request, left_out={}, by=by, now=FRIDAY)
    assert again.file.name != first
    assert not again.file.storage.exists(first)


#: Held about young people and in no copy, each for its reason.
LEFT_OUT = {
    "learners.LearnerUserObjectPermission": "who may do what: machinery made of the links",
    "learners.LearnerGroupObjectPermission": "who may do what: machinery made of the links",
    "learners.KeyWorkerNotice": "which e-mail told whom",
    "education_plans.SectionDraft": "what somebody is still writing",
    "education_plans.SectionRequest": "who was asked to write",
    "education_plans.PlanVersion": "the same words again, as they were agreed",
    "education_plans.QualityMark": "a mark for the work of the staff",
    "deadlines.DeadlineStep": "machinery of a clock",
    "deadlines.DeadlineEvent": "machinery of a clock",
    "deadlines.SweepFault": "machinery of a clock",
    "tracking.RollCandidate": "who a line of a list might have been",
    "tracking.RollDecision": "how a line of a list was settled",
    "agreements.Challenge": "between agencies",
    "agreements.ChallengeEntry": "between agencies",
}


def test_everything_that_is_held_has_a_part(learner: Learner, monkeypatch: pytest.MonkeyPatch):
    """A model that is added later is in the copy, or a reason stands above."""
    read = {Learner._meta.label, "deadlines.Deadline", "learners.Attachment", "education_plans.PlanSection"}
    seen = record_contents._READERS.values()
    read |= {model._meta.label for model in record_contents.MODELS}
    assert len(list(seen)) == len(PARTS)
    held = {
        model._meta.label
        for app in FLOORS
        for model in apps.get_app_config(app).get_models()
        if leads_to_a_young_person(model) and not model.__name__.startswith("Historical")
    }
    assert held - read == {label for label in LEFT_OUT if label in held}


def test_no_secret_leaves_with_the_copy(learner: Learner, world: World):
    given = give_link(learner=learner, by=world.social_worker.user, now=FRIDAY)
    said = json.dumps(record_contents.contents(learner), default=str)
    assert given.link.token_digest not in said
    assert given.token not in said


def test_from_asking_to_giving_in_pages(learner: Learner, world: World, client_of: ClientOf, real_now: datetime):
    client = client_of(world.social_worker.user)
    base = f"/learners/{learner.uuid}/record-requests/"
    page = client.post(base).url
    assert client.get(f"{page}copy/pdf/").status_code == 404
    form = {f"part_{part.code}": "keep" for part in PARTS} | {"part_safeguarding": "leave_out"}
    unanswered = {key: value for key, value in form.items() if key != "part_incidents"}
    assert (
        "Choose whether “Incidents and what followed” is given"
        in client.post(f"{page}check/", unanswered).content.decode()
    )
    assert "is left out" in client.post(f"{page}check/", form).content.decode()
    assert client.post(f"{page}check/", form | {"reason_safeguarding": "About others"}).url == page
    assert client.post(f"{page}give/", {"how": "Printed, by hand"}).url == page
    with zipfile.ZipFile(io.BytesIO(client.get(f"{page}copy/zip/").getvalue())) as folder:
        assert "record.json" in folder.namelist()
    pdf = client.get(f"{page}copy/pdf/")
    assert pdf.content.startswith(b"%PDF")
    assert "attachment" in pdf["Content-Disposition"]
    assert Look.objects.filter(kind="download", what="education_plans:record-copy").count() == 2
    for path in ("../", "ask", "nothing"):
        assert client.get(f"{page}{path}/").status_code in (200, 404)
    for person, status in ((world.key_contact, 403), (world.designated_person, 403), (world.stranger, 404)):
        assert client_of(person.user).get(f"{page}copy/pdf/").status_code == status


def test_nothing_is_copied_that_was_written_after_somebody_looked_through(
    learner: Learner, world: World, client_of: ClientOf, real_now: datetime
):
    client, by = client_of(world.social_worker.user), world.social_worker.user
    page = client.post(f"/learners/{learner.uuid}/record-requests/").url
    form = {f"part_{part.code}": "keep" for part in PARTS}
    looked_through = client.get(f"{page}check/").content.decode()
    seen = re.search(r'name="seen" value="([0-9a-f]{64})"', looked_through)
    assert seen
    raise_emergency(learner=learner, description="Aunt Wilhelmina rang", by=by, now=real_now)
    refused = client.post(f"{page}check/", form | {"seen": seen[1]})
    assert "Look through it again" in refused.content.decode()
    assert "Aunt Wilhelmina rang" in refused.content.decode()
    assert not RecordRequest.objects.get().file
    again = re.search(r'name="seen" value="([0-9a-f]{64})"', refused.content.decode())
    assert again
    assert client.post(f"{page}check/", form | {"seen": again[1]}).url == page


def test_what_is_written_of_family_and_friends_is_looked_through_first():
    assert {"plans", "safeguarding", "pathway", "meetings", "incidents", "emergencies", "files"} <= {
        part.code for part in PARTS if part.about_others
    }


def test_a_copy_that_nobody_wants_any_more_is_thrown_away(
    learner: Learner, world: World, django_capture_on_commit_callbacks: Callable[..., Any]
):
    request = review(request=asked(learner), left_out={}, by=world.social_worker.user, now=FRIDAY)
    made = request.file.name
    assert PRIVATE_FILES.exists(made)
    with django_capture_on_commit_callbacks(execute=True):
        request = take_back(request=request, by=world.social_worker.user, now=FRIDAY)
    assert not PRIVATE_FILES.exists(made)
    assert not request.file
