"""Two texts compared line by line, and in lines that changed word by word. Pure."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher


@dataclass(frozen=True)
class Run:
    """A run of words that stand in both texts (`kind` "same"), only in the newer one ("added") or only in the older one
    ("removed").
    """

    kind: str
    text: str


@dataclass(frozen=True)
class Line:
    """One line of the comparison, with how it is shown: title, heading, item or paragraph."""

    kind: str
    runs: tuple[Run, ...]

    @property
    def is_changed(self) -> bool:
        return any(run.kind != "same" for run in self.runs)


def compare(older: str, newer: str, *, plain: bool = False) -> list[Line]:
    """The two texts line by line, and in lines that changed word by word. `plain`: what begins a line, such as a number or
    a dash, is part of the text and no mark of its kind.
    """
    before, after = _lines(older), _lines(newer)
    bare, shown = (_whole, _paragraph) if plain else (_bare, _line)
    found: list[Line] = []
    for verb, a1, a2, b1, b2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if verb == "equal":
            found += [shown(text, (Run("same", bare(text)),)) for text in after[b1:b2]]
            continue
        pairs, lonely_before, lonely_after = _paired(before[a1:a2], after[b1:b2])
        found += [shown(new, _words(bare(old), bare(new))) for old, new in pairs]
        found += [shown(text, (Run("removed", bare(text)),)) for text in lonely_before]
        found += [shown(text, (Run("added", bare(text)),)) for text in lonely_after]
    return found


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n") if line.strip()]


_MARK = re.compile(r"^(?:#+ |- |\d{1,3}[.)] )")


def _bare(line: str) -> str:
    return _MARK.sub("", line)


def _whole(line: str) -> str:
    return line


def _paragraph(text: str, runs: Sequence[Run]) -> Line:
    return Line("paragraph", tuple(run for run in runs if run.text))


def _line(text: str, runs: Sequence[Run]) -> Line:
    if text.startswith("# "):
        kind = "title"
    elif text.startswith("##"):
        kind = "heading"
    else:
        kind = "item" if _MARK.match(text) else "paragraph"
    return Line(kind, tuple(run for run in runs if run.text))


def _paired(before: list[str], after: list[str]) -> tuple[list[tuple[str, str]], list[str], list[str]]:
    """Lines of a changed stretch that belong together, in order; the others stand alone."""
    both = min(len(before), len(after))
    pairs = [(old, new) for old, new in zip(before, after, strict=False) if _alike(old, new)]
    if len(pairs) == both:
        return pairs, before[both:], after[both:]
    return [], before, after


def _alike(old: str, new: str) -> bool:
    return SequenceMatcher(None, old.split(), new.split(), autojunk=False).ratio() >= 0.4


def _words(old: str, new: str) -> list[Run]:
    before, after = re.findall(r"\S+\s*", old), re.findall(r"\S+\s*", new)
    matcher = SequenceMatcher(None, [word.strip() for word in before], [word.strip() for word in after], autojunk=False)
    runs = []
    for verb, a1, a2, b1, b2 in matcher.get_opcodes():
        if verb == "equal":
            runs.append(Run("same", "".join(after[b1:b2])))
        else:
            runs += [Run("removed", "".join(before[a1:a2])), Run("added", "".join(after[b1:b2]))]
    return runs
