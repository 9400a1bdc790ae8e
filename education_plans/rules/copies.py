"""What of a plan's content stands in each design of its copy. Pure.

A missing key would be an error in the printed template, so every shape is spelt out here.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from education_plans.enums import SectionCode, SectionState

#: Sections of the young person's own copy: the words that are theirs to keep, in the order in which they matter to them.
OWN_SECTIONS = (
    SectionCode.VIEWS,
    SectionCode.ASPIRATIONS,
    SectionCode.KEY_CONTACTS,
    SectionCode.COURSE,
    SectionCode.EMPLOYER,
    SectionCode.SEEKING,
    SectionCode.RESETTLEMENT,
    SectionCode.STRENGTHS,
    SectionCode.ATTENDANCE,
    SectionCode.HISTORY,
    SectionCode.HIGHER_EDUCATION,
    SectionCode.TARGETS,
    SectionCode.SUPPORT,
    SectionCode.FINANCE,
    SectionCode.CAREERS,
    SectionCode.TRANSITION,
)

#: What these sections are called when it is the young person who reads.
OWN_TITLES: Mapping[str, str] = {
    SectionCode.VIEWS: "What I say",
    SectionCode.ASPIRATIONS: "My hopes and next steps",
    SectionCode.KEY_CONTACTS: "My people",
    SectionCode.COURSE: "My course",
    SectionCode.EMPLOYER: "My work",
    SectionCode.SEEKING: "Finding a place",
    SectionCode.STRENGTHS: "What I am good at, and what is hard",
    SectionCode.ATTENDANCE: "Being there",
    SectionCode.HISTORY: "My education so far",
    SectionCode.HIGHER_EDUCATION: "On my way to university",
    SectionCode.TARGETS: "More about my targets",
    SectionCode.SUPPORT: "More about the help I get",
    SectionCode.FINANCE: "My money",
    SectionCode.CAREERS: "Advice about work and study",
    SectionCode.TRANSITION: "What may change, and what then",
}


def whole_plan(content: Mapping[str, Any], *, with_safeguarding: bool) -> dict[str, Any]:
    """Everything, for the people who work with the young person; a section left out says so."""
    return {
        "place": content["about"]["place"] or content["about"]["variant"],
        "sections": [
            _section(section, hidden=section["code"] == SectionCode.SAFEGUARDING and not with_safeguarding)
            for section in content["sections"]
        ],
        "targets": _targets(content["targets"]),
        "support": [_support(need) for need in content["support"]],
    }


def for_the_young_person(content: Mapping[str, Any]) -> dict[str, Any]:
    """Their own copy: never safeguarding, nothing that was not shared with them, nothing that is empty."""
    by_code = {section["code"]: section for section in content["sections"]}
    written = [by_code[code] for code in OWN_SECTIONS if code in by_code and by_code[code]["answers"]]
    return {
        "place": content["about"]["place"] or content["about"]["variant"],
        "sections": [
            _section(section, hidden=False) | {"title": OWN_TITLES.get(section["code"], section["title"])}
            for section in written
            if section["state"] != _SKIPPED
        ],
        "targets": _targets(content["targets"]),
        "support": [_support(need) for need in content["support"] if need["shared"]],
    }


_SKIPPED = SectionState.NOT_APPLICABLE.value


def _section(section: Mapping[str, Any], *, hidden: bool) -> dict[str, Any]:
    return {
        "title": section["title"],
        "hidden": hidden,
        "reason": section["reason"] if section["state"] == _SKIPPED else "",
        "answers": []
        if hidden
        else [{"label": each["label"], "lines": _lines(each["answer"])} for each in section["answers"]],
    }


def _targets(targets: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    return [
        {
            "what": target["what"],
            "who": " and ".join(each for each in ("You" if target["mine"] else "", target["helper"]) if each),
            "who_whole": " and ".join(
                each for each in ("the young person" if target["mine"] else "", target["helper"]) if each
            ),
            "by": f"{date.fromisoformat(target['due_on']):%-d %B %Y}",
            "evidence": target["evidence"],
            "state": target["state"],
            "outcome": target["outcome"],
        }
        for target in targets
    ]


def _support(need: Mapping[str, Any]) -> dict[str, str]:
    return {key: need[key] for key in ("area", "need", "provided", "given_by")}


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()]
