"""A list of who is on roll: matched for certain or left to a person, returned with its own lines only."""

import hashlib
import io
from datetime import date, timedelta

import pytest

from accounts import history
from accounts.enums import Purpose
from learners.enums import ConsentPurpose
from learners.models import Disclosure
from notifications.models import Message
from tests.factories import AgencyLinkFactory, AgreementFactory, EnrolmentFactory
from tests.tracking.roll_story import OTHER_ULN, ULN, listed, match, person, send, told
from tracking.enums import FileHolds, LineReason, LineState
from tracking.models import RollCandidate, RollDecision
from tracking.reading.roll import ROLL
from tracking.selectors.roll_memory import decided_before
from tracking.services.roll import (
    REMEMBERED_FOR,
    NotForDecision,
    NotOneOfOurs,
    NotOver,
    decide_line,
    forget_decisions,
    return_roll,
)

pytestmark = pytest.mark.django_db
__all__ = ["match", "person", "send"]  # fixtures


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


# --- The same line in a later list ------------------------------------------------------------------------------------


def decided(line, user):
    return decided_before(line.file, [line], user).get(line.pk)


@pytest.mark.parametrize(
    "again", [listed("Siobahn", "Okafor", uln=ULN), listed("SIOBAHN", "Okafor"), listed("S", "O", None, ULN)]
)
def test_what_was_decided_is_known_again_by_number_or_by_name_and_day(world, person, match, now, again):
    somebody = person("Siobhan", "Okafor")
    (line,) = match(listed("Siobahn", "Okafor", uln=ULN))
    assert decided(line, world.officer.user) is None
    decide_line(line=line, learner=somebody, why="Same address", by=world.officer.user, now=now)
    other, same = match(listed("Siobahn", "Okafor", date(2008, 3, 6), OTHER_ULN), again)
    assert told(same) == (LineState.REVIEW, LineReason.NONE)
    assert decided(other, world.officer.user) is None
    assert decided(same, world.officer.user).learner == somebody
    assert decided(same, world.stranger.user) is None
    decide_line(line=line, learner=None, by=world.officer.user, now=now + timedelta(hours=1))
    assert decided(same, world.officer.user).learner is None


def test_it_is_not_kept_who_was_none_of_ours_and_the_line_is_known_again_all_the_same(world, match, now):
    (line,) = match(listed("Marta", "Zielinska", uln=OTHER_ULN))
    decide_line(line=line, learner=None, by=world.officer.user, now=now)
    decision = RollDecision.objects.get()
    for told_of in ("uln_mark", "name_mark"):
        assert len(getattr(decision, told_of)) == 64
        assert getattr(decision, told_of) not in {
            hashlib.sha256(text.encode()).hexdigest() for text in (OTHER_ULN, "zielinska marta|2008-03-05")
        }
    _, again = match(listed("Ada", "Okafor"), listed("Marta", "Zielinska", uln=OTHER_ULN))
    assert told(again) == (LineState.REVIEW, LineReason.NONE)
    assert decided(again, world.officer.user) == decision


def test_a_match_does_not_overrule_what_was_decided(world, person, match, now):
    somebody = person("Dee", "Okafor")
    (line,) = match(listed("Dee", "Okafor"))
    assert line.state == LineState.MATCHED
    decide_line(line=line, learner=None, why="Another Dee Okafor", by=world.officer.user, now=now)
    again, number = match(listed("Dee", "Okafor", course="Art"), listed("Dee", "Okafor", course="Maths"))
    assert {told(again), told(number)} == {(LineState.REVIEW, LineReason.DECIDED)}
    assert again.candidates.get().learner == somebody
    decide_line(line=again, learner=somebody, by=world.officer.user, now=now + timedelta(hours=1))
    (third,) = match(listed("Dee", "Okafor", course="Welding"))
    assert (third.state, third.learner) == (LineState.MATCHED, somebody)


def test_whom_a_person_found_is_not_lost_in_a_list_of_everybody(world, person, match, now):
    somebody, restricted = person("Siobhan", "Okafor"), person("Cy", "Quill")
    lines = match(listed("Zebedee", "Moss"), listed("Yan", "Moss"))
    for line, learner in zip(lines, (somebody, restricted), strict=True):
        decide_line(line=line, learner=learner, by=world.officer.user, now=now)
    restricted.is_restricted = True
    history.save(restricted, by=world.head.user, reason="x", at=now)
    again, hidden, unknown = match(
        listed("Zebedee", "Moss"), listed("Yan", "Moss"), listed("Xen", "Moss"), holds=FileHolds.EVERYONE
    )
    assert told(again) == (LineState.REVIEW, LineReason.NONE)
    assert again.candidates.get().learner == somebody
    assert {told(hidden), told(unknown)} == {(LineState.NOT_OURS, "")}


def test_another_provider_and_another_virtual_school_decide_for_themselves(world, person, match, now):
    somebody = person("Siobhan", "Okafor")
    (line,) = match(listed("Siobahn", "Okafor"))
    decide_line(line=line, learner=somebody, by=world.officer.user, now=now)
    AgreementFactory(provider=world.other_college, virtual_school=world.virtual_school)
    (there,) = match(listed("Siobahn", "Okafor"), provider=world.other_college)
    assert decided(there, world.officer.user) is None


def test_a_decision_is_forgotten_in_time(world, match, now):
    (line,) = match(listed("Marta", "Zielinska", uln=OTHER_ULN))
    decide_line(line=line, learner=None, by=world.officer.user, now=now)
    assert forget_decisions(now=now + REMEMBERED_FOR - timedelta(seconds=1)) == 0
    assert forget_decisions(now=now + REMEMBERED_FOR) == 1
    assert forget_decisions(now=now + REMEMBERED_FOR) == 0
    (again,) = match(listed("Marta", "Zielinska", uln=OTHER_ULN, course="Art"))
    assert decided(again, world.officer.user) is None


# --- Real programs ----------------------------------------------------------------------------------------------------


def test_templates_are_lists(world, match):
    with ROLL.open(io.BytesIO(ROLL.workbook_template())) as rows:
        assert list(rows) == []
