"""What stands on the young person's own page is said in words that somebody of nine reads."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from education_plans.enums import PathwayDomain, PlanVariant, SectionCode, SkillState
from education_plans.rules.copies import OWN_SECTIONS, for_the_young_person
from education_plans.rules.own_words import KEPT_BACK, OWN_MATTERS, OWN_SKILL_STATES, OWN_TITLES, own_label_of
from education_plans.rules.questions import questions_for

QUESTIONS = sorted(
    {
        (code.value, question.code)
        for code in OWN_SECTIONS
        for variant in PlanVariant
        for question in questions_for(code, variant)
    }
    - KEPT_BACK
)
#: What people who work with plans say, and no child.
JARGON = re.compile(
    r"\b(accommodat|aspiration|assess|attendance|barrier|careers|compl|contingency|designated|eligib|entitle|guidance|"
    r"independen|leisure|outcome|professional|provider|purposeful|resettlement|safeguard|statutory|transition|"
    r"young person|their|they)",
    re.IGNORECASE,
)
#: Longer than ten letters, or hard, and still the word that a child knows.
KNOWN = {"university"}
MOST_WORDS = 10


def words_of(text: str) -> list[str]:
    return re.findall(r"[A-Za-z’]+", text)


@pytest.mark.parametrize(("code", "question"), QUESTIONS)
def test_every_question_that_is_shared_has_words_of_its_own(code: str, question: str):
    assert own_label_of(code, question)


@pytest.mark.parametrize(("code", "question"), sorted(KEPT_BACK))
def test_who_must_not_be_told_things_is_never_shown(code: str, question: str):
    """Somebody named there may hold the young person's phone."""
    assert own_label_of(code, question) is None


@pytest.mark.parametrize(
    "text",
    [
        *(own_label_of(code, question) for code, question in QUESTIONS),
        *(OWN_TITLES[code] for code in OWN_SECTIONS),
        *OWN_MATTERS.values(),
        *OWN_SKILL_STATES.values(),
    ],
)
def test_the_words_are_short_and_no_jargon(text: str):
    words = words_of(text)
    assert len(words) <= MOST_WORDS
    assert not [word for word in words if len(word) > 9 and word.lower() not in KNOWN]
    assert not JARGON.search(text)


def test_every_matter_and_state_is_named():
    assert set(OWN_MATTERS) == set(PathwayDomain)
    assert set(OWN_SKILL_STATES) == set(SkillState)
    assert set(OWN_TITLES) == set(OWN_SECTIONS)
    assert SectionCode.SAFEGUARDING not in OWN_SECTIONS


def test_what_has_no_words_for_them_is_not_shown():
    answers = [
        {"code": "going", "label": "How is it going, in their own words?", "answer": "Well"},
        {"code": "dropped", "label": "dropped", "answer": "Not theirs"},
    ]
    section = {"code": "views", "title": "Views", "state": "complete", "reason": "", "answers": answers}
    secret = {**section, "code": "safeguarding"}
    content = {"about": {"place": "x", "variant": "y"}, "sections": [section, secret], "targets": [], "support": []}
    assert [(each["title"], each["answers"]) for each in for_the_young_person(content)["sections"]] == [
        ("What I say", [{"label": "How it is going", "lines": ["Well"]}])
    ]


@pytest.mark.parametrize(
    "path",
    sorted(
        each
        for each in (Path(settings.BASE_DIR) / "templates/education_plans/me").glob("*.html")
        if each.stem not in {"give", "given"}  # these two are read by the key worker
    ),
    ids=lambda path: path.name,
)
def test_the_pages_themselves_hold_no_jargon(path: Path):
    text = re.sub(r"(?s)\{% comment.*?endcomment %\}", "", path.read_text())
    text = re.sub(r"\{% el[^%]*%\}", "\n", text)  # one of several sentences
    text = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", " ", text)
    assert not [word for word in words_of(text) if JARGON.search(word) and word.lower() not in {"they", "their"}]
    for sentence in re.split(r"[.!?]\s|\n", text):
        assert len(words_of(sentence)) <= 20, sentence
