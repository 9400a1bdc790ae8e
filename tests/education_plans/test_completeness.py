"""Which sections count for whom, and when one is complete."""

import pytest

from education_plans.enums import REQUIRED_SECTIONS, Completer, PlanVariant, SectionCode, SectionState
from education_plans.rules.completeness import may_not_apply, progress, unanswered
from education_plans.rules.questions import NOTES, label_of, questions_for, sections_for, usual_completer

S = SectionCode


@pytest.mark.parametrize(
    ("variant", "aims", "total", "has", "has_not"),
    [
        (PlanVariant.COURSE, False, 13, {S.COURSE, S.ATTENDANCE}, {S.SEEKING, S.EMPLOYER, S.RESETTLEMENT}),
        (PlanVariant.COURSE, True, 14, {S.HIGHER_EDUCATION}, {S.SEEKING}),
        (PlanVariant.APPRENTICE, False, 14, {S.EMPLOYER, S.COURSE, S.ATTENDANCE}, {S.HIGHER_EDUCATION}),
        (PlanVariant.APPRENTICE, True, 15, {S.EMPLOYER, S.HIGHER_EDUCATION}, {S.RESETTLEMENT}),
        (PlanVariant.WORK, False, 12, {S.EMPLOYER}, {S.COURSE, S.ATTENDANCE}),
        (PlanVariant.WORK, True, 13, {S.HIGHER_EDUCATION}, {S.COURSE}),
        (PlanVariant.SEEKING, False, 12, {S.SEEKING}, {S.COURSE, S.ATTENDANCE, S.EMPLOYER}),
        (PlanVariant.SEEKING, True, 13, {S.SEEKING, S.HIGHER_EDUCATION}, {S.COURSE}),
        (PlanVariant.CUSTODY, False, 13, {S.COURSE, S.RESETTLEMENT}, {S.ATTENDANCE, S.EMPLOYER}),
        (PlanVariant.CUSTODY, True, 14, {S.RESETTLEMENT, S.HIGHER_EDUCATION}, {S.ATTENDANCE}),
    ],
)
def test_the_denominator_depends_on_the_young_person(
    variant: PlanVariant, aims: bool, total: int, has: set[S], has_not: set[S]
):
    sections = sections_for(variant, aims_for_higher_education=aims)
    assert len(sections) == len(set(sections)) == total
    assert has <= set(sections)
    assert not has_not & set(sections)
    assert set(sections) >= REQUIRED_SECTIONS
    assert S.CAREERS in sections, "careers planning is part of every plan (M8)"
    assert str(progress(variant, aims_for_higher_education=aims, states={})) == f"0 of {total} sections complete"


@pytest.mark.parametrize(
    ("states", "words", "percent"),
    [
        ({"views": "complete", "history": "in_progress"}, "1 of 12 sections complete", 8),
        # what does not apply counts neither above nor below the line
        ({"views": "complete", "history": "not_applicable"}, "1 of 11 sections complete", 9),
        # a section of another variant counts for nothing
        ({"course": "complete", "higher_education": "complete"}, "0 of 12 sections complete", 0),
        (dict.fromkeys(SectionCode.values, SectionState.COMPLETE.value), "12 of 12 sections complete", 100),
        (dict.fromkeys(SectionCode.values, SectionState.NOT_APPLICABLE.value), "0 of 0 sections complete", 100),
    ],
)
def test_progress_in_words(states: dict[str, str], words: str, percent: int):
    found = progress(PlanVariant.SEEKING, aims_for_higher_education=False, states=states)
    assert (str(found), found.percent) == (words, percent)


@pytest.mark.parametrize("variant", list(PlanVariant))
@pytest.mark.parametrize("code", list(SectionCode))
def test_every_section_asks_something_and_ends_with_a_free_question(code: SectionCode, variant: PlanVariant):
    questions = questions_for(code, variant)
    codes = [question.code for question in questions]
    assert codes[-1] == NOTES
    assert len(codes) == len(set(codes))
    assert any(question.required for question in questions)
    assert [label_of(code, question.code) for question in questions] == [question.label for question in questions]


def test_only_who_has_a_timetable_is_asked_for_it():
    assert "timetable" in {question.code for question in questions_for("course", PlanVariant.COURSE)}
    custody = {question.code for question in questions_for("course", PlanVariant.CUSTODY)}
    assert "timetable" not in custody
    assert "custody_lessons" in custody


def test_a_section_is_complete_when_the_required_questions_are_answered():
    missing = [
        question.code for question in unanswered("aspirations", PlanVariant.COURSE, {"hopes": "Chef", "next": " "})
    ]
    assert missing == ["next"]
    assert unanswered("aspirations", PlanVariant.COURSE, {"hopes": "Chef", "next": "Level 3"}) == []


@pytest.mark.parametrize(
    ("code", "has_place", "who"),
    [
        ("attendance", True, Completer.PROVIDER),
        ("views", True, Completer.KEY_WORKER),
        ("careers", False, Completer.KEY_WORKER),
    ],
)
def test_who_usually_completes_a_section(code: str, has_place: bool, who: Completer):
    assert usual_completer(code, has_place=has_place) == who


def test_the_two_required_sections_always_apply():
    assert [code for code in SectionCode if not may_not_apply(code)] == [S.KEY_CONTACTS, S.SAFEGUARDING]
