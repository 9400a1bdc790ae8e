"""What differs between two contents of a plan (`education_plans.rules.content`), word by word. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from agreements.rules.comparing import Line, compare
from education_plans.enums import SectionCode, SectionState

#: How a section says that it does not apply.
_NOT_APPLICABLE = SectionState.NOT_APPLICABLE.value


@dataclass(frozen=True)
class Change:
    """One place where two versions differ: what stands there and its lines, with what was added and removed.

    `code` is that of the section; empty for targets and support.
    """

    title: str
    label: str
    lines: tuple[Line, ...]
    code: str = ""

    @property
    def is_safeguarding(self) -> bool:
        return self.code == SectionCode.SAFEGUARDING


def difference(older: Mapping[str, Any], newer: Mapping[str, Any]) -> list[Change]:
    """Every place where the two differ: sections in their order, then targets, then support."""
    found = [change for pair in _by(older["sections"], newer["sections"], "code") for change in _sections(*pair)]
    found += _things(older["targets"], newer["targets"], "Targets", _target_words)
    found += _things(older["support"], newer["support"], "Support", _support_words)
    return found


def _sections(before: Mapping[str, Any] | None, after: Mapping[str, Any] | None) -> Iterable[Change]:
    shown = after or before or {}
    for old, new in _by((before or {}).get("answers", []), (after or {}).get("answers", []), "code"):
        label = (new or old or {})["label"]
        change = _change(
            shown["title"], label, (old or {}).get("answer", ""), (new or {}).get("answer", ""), shown["code"]
        )
        if change:
            yield change
    change = _change(shown["title"], "Whether it applies", _applies(before), _applies(after), shown["code"])
    if change:
        yield change


def _applies(section: Mapping[str, Any] | None) -> str:
    if section is None or section["state"] != _NOT_APPLICABLE:
        return ""
    return f"Does not apply: {section['reason']}"


def _things(older: list[Any], newer: list[Any], title: str, words: Any) -> list[Change]:
    found = [
        _change(title, (new or old)["area"], words(old) if old else "", words(new) if new else "")
        for old, new in _by(older, newer, "uuid")
    ]
    return [change for change in found if change]


def _target_words(target: Mapping[str, Any]) -> str:
    who = " and ".join(part for part in ("the young person" if target["mine"] else "", target["helper"]) if part)
    lines = [
        target["what"],
        f"By {date.fromisoformat(target['due_on']):%-d %B %Y}",
        f"Who: {who}" if who else "",
        f"How we shall know: {target['evidence']}" if target["evidence"] else "",
        f"{target['state']}. {target['outcome']}".strip(),
    ]
    return "\n".join(line for line in lines if line)


def _support_words(need: Mapping[str, Any]) -> str:
    lines = [need["need"], f"Provided: {need['provided']}" if need["provided"] else "", need["given_by"]]
    return "\n".join(line for line in lines if line)


def _change(title: str, label: str, old: str, new: str, code: str = "") -> Change | None:
    lines = tuple(compare(old, new, plain=True))
    return Change(title, label, lines, code) if any(line.is_changed for line in lines) else None


def _by(older: list[Any], newer: list[Any], key: str) -> list[tuple[Any, Any]]:
    """Pairs of what has the same key: in the order of the newer, then what is gone. None stands for what is missing."""
    before = {each[key]: each for each in older}
    after = {each[key]: each for each in newer}
    pairs = [(before.get(name), each) for name, each in after.items()]
    return pairs + [(each, None) for name, each in before.items() if name not in after]
