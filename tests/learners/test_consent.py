"""What is said about sharing, who may say it, and when it is asked again (A11, P8, P19e)."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.files.base import ContentFile
from django.db import DatabaseError, transaction

from accounts.clock import local_date
from accounts.enums import Purpose
from accounts.files import PRIVATE_FILES
from deadlines.enums import DeadlineState
from deadlines.models import Deadline
from deadlines.selectors import drift
from learners.models import AgencyLink, Consent, Disclosure, Learner
from learners.rules import Standing, ask_again_on, standing, turns_18_on
from learners.services import CaseIsClosed, change_learner, close_case, link_agency, record_death
from learners.services.consent import (
    AnsweredLater,
    DecidedBeforeBirth,
    DecidedInFuture,
    FormMissing,
    NameMissing,
    NothingToWithdraw,
    OnlyTheYoungPerson,
    Recorded,
    record_consent,
)
from tests.factories import AgencyFactory
from tests.people import World

DAY = timedelta(days=1)
PDF = b"%PDF-1.4\n%\xe2\xe3\n1 0 obj\n<<>>\nendobj\n"


def say(world: World, learner: Learner, now: datetime, **said: object) -> Recorded:
    given = {
        "purpose": "panel",
        "decision": "given",
        "decided_on": local_date(now),
        "how": "in_writing",
        "said_by": "young_person",
        "by": world.social_worker.user,
        **said,
    }
    return record_consent(learner=learner, now=now, **given)


def clock(recorded: Recorded) -> Deadline:
    return Deadline.objects.get(subject_uuid=recorded.consent.uuid)


# --- Rules ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("born", "adult"),
    [
        (date(2008, 5, 17), date(2026, 5, 17)),
        (
            date(2008, 2, 29),
            date(2026, 3, 1),
        ),  # Family Law Reform Act 1969 s. 9: no anniversary before the year is over
        (date(2008, 2, 28), date(2026, 2, 28)),
        (date(2010, 3, 1), date(2028, 3, 1)),
        (date(2008, 12, 31), date(2026, 12, 31)),
        (date(2008, 3, 29), date(2026, 3, 29)),  # the day the clocks change
    ],
)
def test_the_day_somebody_is_18(born: date, adult: date):
    assert turns_18_on(born) == adult


BORN = date(2008, 10, 25)  # 18 on the day the clocks go back


@pytest.mark.parametrize(
    ("decision", "said_by", "today", "stands"),
    [
        (None, "", date(2026, 1, 1), Standing.NEVER_ASKED),
        ("given", "young_person", date(2026, 1, 1), Standing.GIVEN),
        ("given", "young_person", date(2040, 1, 1), Standing.GIVEN),
        ("given", "parent", date(2026, 10, 24), Standing.GIVEN),
        ("given", "parent", date(2026, 10, 25), Standing.LAPSED),
        ("given", "local_authority", date(2026, 10, 26), Standing.LAPSED),
        ("refused", "parent", date(2026, 10, 26), Standing.REFUSED),
        ("withdrawn", "young_person", date(2026, 1, 1), Standing.WITHDRAWN),
    ],
)
def test_how_an_answer_stands(decision: str | None, said_by: str, today: date, stands: Standing):
    assert standing(decision=decision, said_by=said_by, date_of_birth=BORN, today=today) == stands


@pytest.mark.parametrize(
    ("ends", "said_by", "ask"),
    [
        (date(2026, 12, 1), "young_person", date(2026, 12, 1)),
        (date(2026, 12, 1), "parent", date(2026, 10, 25)),
        (date(2026, 10, 25), "parent", date(2026, 10, 25)),
        (date(2026, 10, 1), "parent", date(2026, 10, 1)),
    ],
)
def test_when_to_ask_again(ends: date, said_by: str, ask: date):
    assert ask_again_on(limit_ends_on=ends, said_by=said_by, date_of_birth=BORN) == ask


# --- Recording ------------------------------------------------------------------------------------------------------

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("on", "check"),
    [
        (date(2026, 10, 6), date(2027, 10, 6)),
        (date(2024, 2, 29), date(2025, 2, 28)),  # the month rule: the last day of a shorter month
        (date(2025, 12, 31), date(2026, 12, 31)),
    ],
)
def test_it_is_asked_again_after_twelve_months(world: World, now: datetime, on: date, check: date):
    recorded = say(world, world.learner(), now, decided_on=on)
    assert recorded.consent.check_on == check
    assert clock(recorded).due_on == check
    assert clock(recorded).owner == world.social_care


@pytest.mark.parametrize(("born", "due"), [(date(2009, 1, 5), date(2027, 1, 5)), (date(2008, 11, 1), date(2026, 11, 1)),
                                           (date(2012, 2, 29), date(2027, 10, 6))])  # fmt: skip
def test_what_somebody_else_said_is_asked_again_at_18_at_the_latest(world: World, now: datetime, born: date, due: date):
    recorded = say(world, world.learner(date_of_birth=born), now, said_by="parent", said_by_name="Ann Other")
    assert (recorded.consent.check_on, clock(recorded).due_on) == (due, due)
    assert not [found for found in drift.find(now=now) if found.duty_code == "consent_check"]


@pytest.mark.parametrize(
    ("second", "state", "opens"),
    [
        ("given", DeadlineState.MET, True),
        ("refused", DeadlineState.MET, True),
        ("withdrawn", DeadlineState.CANCELLED, False),
    ],
)
def test_the_next_answer_settles_the_clock(world: World, now: datetime, second: str, state: DeadlineState, opens: bool):
    learner = world.learner()
    first = say(world, learner, now - 300 * DAY)
    then = say(world, learner, now, decision=second)
    assert clock(first).state == state
    assert Deadline.objects.filter(subject_uuid=then.consent.uuid).exists() == opens
    assert not [found for found in drift.find(now=now) if found.duty_code == "consent_check"]


def test_a_form_that_is_entered_later_keeps_the_day_on_it(world: World, now: datetime):
    learner = world.learner()
    first = say(world, learner, now - 364 * DAY)
    say(world, learner, now + 5 * DAY, decided_on=local_date(now))
    assert clock(first).met_at < clock(first).due_at
    assert local_date(clock(first).met_at) == local_date(now)
    assert not [found for found in drift.find(now=now + 5 * DAY) if found.duty_code == "consent_check"]


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ({"decided_on": date(2026, 10, 7)}, DecidedInFuture),
        ({"decided_on": date(2008, 5, 16)}, DecidedBeforeBirth),
        ({"decided_on": date(2026, 10, 4)}, AnsweredLater),
        ({"said_by": "parent", "said_by_name": "Ann"}, OnlyTheYoungPerson),
        ({"said_by": "local_authority", "said_by_name": "Ann"}, OnlyTheYoungPerson),
        (
            {"purpose": "support", "decided_on": date(2026, 5, 16), "said_by": "parent", "said_by_name": " "},
            NameMissing,
        ),
        (
            {"purpose": "support", "decided_on": date(2026, 5, 17), "said_by": "parent", "said_by_name": "A"},
            OnlyTheYoungPerson,
        ),
        ({"how": "signed_form"}, FormMissing),
        ({"purpose": "support", "decision": "withdrawn"}, NothingToWithdraw),
    ],
)
def test_what_is_refused(world: World, now: datetime, said: dict[str, object], error: type[Exception]):
    """Born on 17 May 2008, so 18 on 17 May 2026; today is 6 October."""
    learner = world.learner()
    say(world, learner, now, decided_on=date(2026, 10, 5))
    with pytest.raises(error):
        say(world, learner, now, **said)
    assert Consent.objects.filter(learner=learner, purpose__in=["panel", "support"]).count() == 1


def test_on_the_day_before_18_somebody_else_may_still_decide(world: World, now: datetime):
    learner = world.learner()
    recorded = say(world, learner, now, decided_on=date(2026, 5, 16), said_by="parent", said_by_name="Ann")
    assert recorded.consent.check_on == date(2026, 5, 17)


def test_what_was_refused_cannot_be_withdrawn(world: World, now: datetime):
    learner = world.learner()
    say(world, learner, now, decision="refused")
    with pytest.raises(NothingToWithdraw):
        say(world, learner, now, decision="withdrawn")


def test_a_closed_case_hears_only_a_no(world: World, now: datetime):
    learner = world.learner()
    say(world, learner, now - DAY)
    close_case(learner=learner, closed_on=local_date(now), reason="21", by=None, now=now)
    with pytest.raises(CaseIsClosed):
        say(world, learner, now)
    assert say(world, learner, now, decision="withdrawn").consent.check_on is None
    assert not [found for found in drift.find(now=now) if found.duty_code == "consent_check"]
    record_death(learner=learner, died_on=local_date(now), by=None, now=now)
    with pytest.raises(CaseIsClosed):
        say(world, learner, now, decision="refused")


@pytest.mark.parametrize("change", [{"note": "changed"}, None])
def test_no_answer_is_ever_changed(world: World, now: datetime, change: dict[str, str] | None):
    consent = Consent.objects.filter(pk=say(world, world.learner(), now).consent.pk)
    with pytest.raises(DatabaseError), transaction.atomic():
        consent.update(**change) if change else consent.delete()


def test_a_corrected_birthday_moves_the_clock(world: World, now: datetime):
    learner = world.learner(date_of_birth=date(2009, 1, 5))
    recorded = say(world, learner, now, said_by="parent", said_by_name="Ann")
    change_learner(
        learner=learner, given_name="A", family_name="B", preferred_name="", date_of_birth=date(2008, 12, 24), uln="",
        home_authority=learner.home_authority, care_status="looked_after", by=None, now=now,
    )  # fmt: skip
    running = Deadline.objects.open().get(subject_uuid=recorded.consent.uuid)
    assert running.due_on == date(2026, 12, 24)
    assert not [found for found in drift.find(now=now) if found.duty_code == "consent_check"]


# --- What ends with it ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("decision", ["withdrawn", "refused"])
def test_a_no_ends_the_links_it_carried_at_once(world: World, now: datetime, decision: str):
    learner = world.learner()
    say(world, learner, now)
    say(world, learner, now, purpose="support")
    partner = AgencyFactory(kind="other")
    shared = {"learner": learner, "starts_at": now, "by": None, "now": now}
    panel = link_agency(agency=partner, purpose=Purpose.PANEL_PARTNER, **shared)
    host = link_agency(agency=world.host_virtual_school, purpose=Purpose.HOST_VIRTUAL_SCHOOL, **shared)
    assert Learner.objects.visible_to(world.host_key_contact.user).filter(pk=learner.pk).exists()
    ended = say(world, learner, now + DAY, decision=decision, purpose="support").ended
    assert ended == [host]
    assert AgencyLink.objects.active(now + DAY).filter(pk=panel.pk).exists()
    assert not AgencyLink.objects.active(now + DAY).filter(pk=host.pk).exists()
    say(world, learner, now + DAY, decision=decision)
    assert not AgencyLink.objects.active(now + DAY).filter(pk=panel.pk).exists()
    assert set(Disclosure.objects.values_list("kind", "basis")) == {("link", "consent")}


# --- The signed form --------------------------------------------------------------------------------------------------


def stored() -> set[str]:
    folders, _ = PRIVATE_FILES.listdir("") if PRIVATE_FILES.exists("") else ([], [])
    return {f"{folder}/{name}" for folder in folders for name in PRIVATE_FILES.listdir(folder)[1]}


def test_the_signed_form_is_kept_with_the_answer(world: World, now: datetime):
    recorded = say(world, world.learner(), now, how="signed_form", form=ContentFile(PDF, "../My form.PDF"))
    form = recorded.consent.form
    assert (form.name, form.content_type, form.size, form.scan) == (
        "My form.pdf",
        "application/pdf",
        len(PDF),
        "not_scanned",
    )
    assert form.file.name in stored()
    assert form.uuid.hex in form.file.name


def test_nothing_is_left_when_the_answer_is_refused(world: World, now: datetime, monkeypatch: pytest.MonkeyPatch):
    learner, before = world.learner(), stored()

    def fail(*args: object, **options: object) -> None:
        raise RuntimeError("The machine stops.")

    monkeypatch.setattr("learners.services.consent._close_clock", fail)
    say_no = {"purpose": "education", "how": "signed_form", "form": ContentFile(PDF, "form.pdf")}
    with pytest.raises(RuntimeError):
        say(world, learner, now, **say_no)
    assert stored() == before
    assert not learner.attachments.exists()


def test_midnight_of_the_birthday_is_that_of_london(world: World):
    """Born on 1 July: at 23:30 UTC on 30 June it is half past midnight in London, and the young person is 18."""
    learner = world.learner(date_of_birth=date(2008, 7, 1))
    at = datetime(2026, 6, 30, 22, 30, tzinfo=UTC)
    say(world, learner, at, said_by="parent", said_by_name="Ann")
    with pytest.raises(OnlyTheYoungPerson):
        say(world, learner, at + timedelta(hours=1), said_by="parent", said_by_name="Ann")
