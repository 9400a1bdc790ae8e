"""What of a plan's content stands in each design of its copy. Pure.

A missing key would be an error in the printed template, so every shape is spelt out here.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from education_plans.enums import SectionCode, SectionState
from education_plans.rules.own_words import OWN_TITLES, own_label_of
from education_plans.rules.questions import NOTES

#: The parts of an education plan that are shown to the young person, on their own page and in their own copy, in the order
#: in which they matter to them. What is not named here is never shown, so that a part that is added later stays hidden
#: until somebody has thought about it. “Safeguarding” must not be added.
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
    """What they read of their own plan: never safeguarding, nothing that was not shared with them, nothing that is empty."""
    by_code = {section["code"]: section for section in content["sections"]}
    written = [by_code[code] for code in OWN_SECTIONS if code in by_code and by_code[code]["answers"]]
    return {
        "place": content["about"]["place"] or content["about"]["variant"],
        "sections": [_own_section(section) for section in written if section["state"] != _SKIPPED],
        "targets": _targets(content["targets"]),
        "support": [_support(need) for need in content["support"] if need["shared"]],
    }


def _own_section(section: Mapping[str, Any]) -> dict[str, Any]:
    """A section in their words; a question that has none is not theirs to read."""
    labels = {each["code"]: own_label_of(section["code"], each["code"]) for each in section["answers"]}
    shown = [each | {"label": labels[each["code"]]} for each in section["answers"] if labels[each["code"]]]
    if [each["code"] for each in shown] == [NOTES]:
        shown = [shown[0] | {"label": ""}]  # more than what?
    return {
        **_section({**section, "answers": shown}, hidden=False),
        "title": OWN_TITLES.get(section["code"], section["title"]),
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
