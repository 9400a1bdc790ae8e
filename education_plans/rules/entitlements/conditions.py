"""What the rules ask of somebody: each test says what it found, in words. Pure: no clock, no database."""

from datetime import date, timedelta

from education_plans.enums import PlanVariant
from education_plans.rules.entitlements.judging import Circumstances, Finding, Holds, Test
from learners.enums import CareStatus, Level
from learners.rules import turns_18_on
from tracking.rules.ages import age_on

#: In care, or a care leaver to whom the authority owes leaving-care support (domain facts §2).
IN_CARE = frozenset({CareStatus.LOOKED_AFTER, CareStatus.ELIGIBLE})
CARE_LEAVERS = frozenset({CareStatus.RELEVANT, CareStatus.FORMER_RELEVANT})


def _status_words(known: Circumstances) -> str:
    return str(CareStatus(known.care_status).label)


def care_status_is(*wanted: frozenset[CareStatus], ask: frozenset[CareStatus] = frozenset()) -> Test:
    """The leaving-care status is among `wanted`; for those in `ask` somebody has to find out."""
    every = frozenset().union(*wanted)

    def test(known: Circumstances) -> Finding:
        words = f"Leaving-care status: {_status_words(known)}"
        if known.care_status in every:
            return Finding(Holds.YES, words)
        if known.care_status in ask:
            return Finding(Holds.UNKNOWN, f"{words}. Ask whether that is enough")
        return Finding(Holds.NO, words)

    return test


def becomes_care_leaver(known: Circumstances) -> Finding:
    """A care leaver of 18 or more; a child in care who will be one."""
    words = f"Leaving-care status: {_status_words(known)}"
    if known.care_status == CareStatus.FORMER_RELEVANT:
        return Finding(Holds.YES, words)
    if known.care_status in {CareStatus.ELIGIBLE, CareStatus.RELEVANT}:
        return Finding(Holds.LATER, f"From 18, as a care leaver. {words}")
    if known.care_status in {CareStatus.LOOKED_AFTER, CareStatus.QUALIFYING}:
        return Finding(Holds.UNKNOWN, f"{words}. Ask whether they will be a former relevant child")
    return Finding(Holds.NO, words)


def aged_on_31_august(first: int, last: int) -> Test:
    def test(known: Circumstances) -> Finding:
        age = known.age_on_31_august
        words = f"{age} years old on 31 August {known.year}"
        if age < first:
            return Finding(Holds.LATER, f"{words}: it begins with {first}")
        return Finding(Holds.YES if age <= last else Holds.NO, words)

    return test


def younger_than(age: int, *, at_start: bool = False) -> Test:
    """Under `age` today, or on the day the place begins."""

    def test(known: Circumstances) -> Finding:
        day = (known.starts_on or known.on) if at_start else known.on
        theirs = age_on(known.date_of_birth, day)
        when = "when it begins" if at_start else "today"
        return Finding(
            Holds.YES if theirs < age else Holds.NO, f"{theirs} years old {when}: it is for those under {age}"
        )

    return test


def at_least(age: int) -> Test:
    def test(known: Circumstances) -> Finding:
        theirs = age_on(known.date_of_birth, known.on)
        return Finding(Holds.YES if theirs >= age else Holds.LATER, f"{theirs} years old today: it begins with {age}")

    return test


def on_a_course(known: Circumstances) -> Finding:
    """At a school, college or training provider, at most at level 3."""
    if known.variant == PlanVariant.COURSE:
        if known.level == Level.LEVEL_4_PLUS:
            return Finding(Holds.NO, "Their course is higher education")
        return Finding(Holds.YES, "On a course of further education or at a school")
    if known.variant == PlanVariant.APPRENTICE:
        return Finding(Holds.NO, "An apprentice is paid a wage instead")
    return Finding(Holds.LATER, "Once they begin a course")


def lasts_weeks(weeks: int) -> Test:
    """The course lasts at least so many weeks from its first to its last planned day."""

    def test(known: Circumstances) -> Finding:
        if known.starts_on is None:
            return Finding(Holds.UNKNOWN, "How long the course lasts is not known")
        if known.planned_end_on is None:
            return Finding(Holds.UNKNOWN, f"No planned end of the course is recorded: it has to last {weeks} weeks")
        length = (known.planned_end_on - known.starts_on + timedelta(days=1)).days // 7
        if length >= weeks:
            return Finding(Holds.YES, f"The course lasts {length} weeks")
        return Finding(
            Holds.UNKNOWN,
            f"The course lasts {length} weeks, and the whole sum is for {weeks}. Ask whether a part is paid",
        )

    return test


def in_apprenticeship(known: Circumstances) -> Finding:
    if known.variant == PlanVariant.APPRENTICE:
        return Finding(Holds.YES, "In an apprenticeship")
    if known.variant in {PlanVariant.SEEKING, PlanVariant.WORK}:
        return Finding(Holds.LATER, "If they begin an apprenticeship")
    return Finding(Holds.NO, "Not in an apprenticeship")


def in_higher_education(known: Circumstances) -> Finding:
    if known.variant == PlanVariant.COURSE and known.level == Level.LEVEL_4_PLUS:
        return Finding(Holds.YES, "On a course of higher education")
    if known.aims_for_higher_education:
        return Finding(Holds.LATER, "When they begin higher education, which they aim for")
    return Finding(Holds.NO, "Not in higher education, and not aiming for it")


def turned_18_after(day: date) -> Test:
    def test(known: Circumstances) -> Finding:
        birthday = turns_18_on(known.date_of_birth)
        words = f"18 on {birthday.day} {birthday:%B %Y}"
        if birthday > day:
            return Finding(Holds.YES, words)
        return Finding(Holds.UNKNOWN, f"{words}, when less was paid. Ask the authority what it pays")

    return test


def somebody_must_ask(words: str) -> Test:
    """Something that the record does not say."""
    return lambda known: Finding(Holds.UNKNOWN, words)
