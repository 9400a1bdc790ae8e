"""What stands in cells as people write it: colours, days, names, progress, and that something was dropped."""

import colorsys
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from education_plans.enums import Rag
from oversight.enums import EntryKind, LeadKind, RowStatus

_COLOURS = {
    "r": Rag.RED, "red": Rag.RED, "a": Rag.AMBER, "amber": Rag.AMBER, "yellow": Rag.AMBER, "orange": Rag.AMBER,
    "g": Rag.GREEN, "green": Rag.GREEN,
}  # fmt: skip
_NO_COLOUR = {"", "-", "–", "n/a", "none", "not rated", "not yet rated"}


def colour_of(text: str, fill: str) -> tuple[Rag | None, str]:
    """The colour that a cell gives, by its word, else by how it is filled; and what is odd about it (empty: nothing)."""
    word = " ".join(text.split()).casefold().strip(".*")
    filled = _filled(fill)
    if word in _NO_COLOUR:
        if filled is None and fill and not _is_pale(fill):
            return None, f"The cell is filled with a colour that means nothing here (#{fill})."
        return filled, ""
    named = {_COLOURS[part] for part in re.split(r"[^a-z]+", word) if part in _COLOURS}
    if len(named) != 1 or word not in _COLOURS:
        return None, f"“{_short(text)}” is no colour of ours."
    colour = named.pop()
    if filled is not None and filled != colour:
        return (
            colour,
            f"The word says {colour.label.lower()}, the cell is filled {filled.label.lower()}: the word counts.",
        )
    return colour, ""


def _rgb(fill: str) -> tuple[float, float, float] | None:
    if not re.fullmatch(r"[0-9a-fA-F]{6}", fill):
        return None
    red, green, blue = (int(fill[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def _is_pale(fill: str) -> bool:
    """White, grey, black, or so light that a table is striped with it."""
    rgb = _rgb(fill)
    if rgb is None:
        return True
    _, saturation, value = colorsys.rgb_to_hsv(*rgb)
    return saturation < 0.25 or value < 0.2


def _filled(fill: str) -> Rag | None:
    rgb = _rgb(fill)
    if rgb is None or _is_pale(fill):
        return None
    degrees = colorsys.rgb_to_hsv(*rgb)[0] * 360
    if degrees < 20 or degrees >= 335:
        return Rag.RED
    if degrees < 66:
        return Rag.AMBER
    return Rag.GREEN if 75 <= degrees <= 170 else None


_DAY = re.compile(r"^\(?(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})\)?(?![\d/])")
_ISO = re.compile(r"^\(?(\d{4})-(\d{2})-(\d{2})\)?(?!\d)")
_BY_DAY = re.compile(r"^(?P<words>.*?)\s*\(by (?P<day>[\d/]+)\)$", re.DOTALL)


def day_at_start(text: str) -> tuple[date | None, str]:
    """A day at the beginning of a text, and what follows it. Months and seasons are no days."""
    for pattern, order in ((_DAY, (3, 2, 1)), (_ISO, (1, 2, 3))):
        found = pattern.match(text)
        if found is None:
            continue
        year, month, day = (int(found[place]) for place in order)
        try:
            on = date(year if year > 99 else 2000 + year, month, day)
        except ValueError:
            return None, text
        return on, text[found.end() :].lstrip(" \t-–—:,")
    return None, text


def timescale_of(text: str) -> tuple[str, date | None, str]:
    """The words, the day where they are one, and what is odd. “Ongoing” and “09/14” stay words."""
    words = " ".join(text.split())
    if not words:
        return "", None, ""
    said = _BY_DAY.match(words)
    if said and (on := day_at_start(said["day"])[0]):
        return said["words"], on, ""
    on, rest = day_at_start(words)
    if on is not None and not rest:
        return "", on, ""
    return words, None, f"“{_short(words)}” is no day: kept in words, without a clock."


@dataclass(frozen=True)
class Name:
    """Somebody who leads or helps, by the name in the document."""

    kind: LeadKind
    name: str
    is_main: bool = False


_PREFIX = re.compile(
    r"^\s*(?P<what>lead agency|agency|lead|overall lead|with|contributor|contributors)\s*:\s*(?P<who>.+)$", re.I
)
_PARTS = {
    LeadKind.AGENCY: re.compile(r"\s*[/;]\s*"),
    LeadKind.LEAD: re.compile(r"\s*(?:[/;,&]|\band\b|\bto\b|\bvia\b)\s*"),
    LeadKind.CONTRIBUTOR: re.compile(r"\s*[/;,]\s*"),
}
_WHAT = {
    "lead agency": LeadKind.AGENCY, "agency": LeadKind.AGENCY, "lead": LeadKind.LEAD, "overall lead": LeadKind.LEAD,
    "with": LeadKind.CONTRIBUTOR, "contributor": LeadKind.CONTRIBUTOR, "contributors": LeadKind.CONTRIBUTOR,
}  # fmt: skip


def names_in(text: str, bold: str, usual: LeadKind, known: Sequence[str] = ()) -> list[Name]:
    """Who stands in a cell, each once. The main one is who is bold, else the first. `known` are names that stay whole."""
    whole = {name.casefold() for name in known}
    found: dict[tuple[LeadKind, str], str] = {}
    for line in text.splitlines():
        said = _PREFIX.match(line)
        kind = _WHAT[said["what"].casefold()] if said else usual
        words = " ".join((said["who"] if said else line).split())
        parts = [words] if words.casefold() in whole else _PARTS[kind].split(words)
        for part in parts:
            name = part.strip(" .?")
            if name:
                found.setdefault((kind, name.casefold()), name)
    strong = {" ".join(word.split()).casefold() for word in re.split(r"[/;,&\n]", bold)}
    names = []
    for kind in LeadKind:
        of_kind = [name for (one, _), name in found.items() if one == kind]
        main = next((name for name in of_kind if name.casefold() in strong), of_kind[0] if of_kind else "")
        names += [Name(kind, name, is_main=name == main and kind != LeadKind.CONTRIBUTOR) for name in of_kind]
    return names


ACHIEVED, NEXT = "✓", "⇒"
_MARKS = {
    EntryKind.ACHIEVEMENT: "✓✔☑√",
    EntryKind.NEXT_STEP: "⇒➡→➔⇨➝➜⇔►▶",
}
#: Arrows also stand within sentences, so most marks count only where a line begins.
_MARK = re.compile(r"(?:^(?P<first>[✓✔☑√⇒➡→➔⇨➝➜⇔►▶])|(?<=\s)(?P<later>[✓✔⇒➡]))\ufe0f?\s*")
_WANTED = re.compile(
    r"\b(?:needs?|needed)\s+(?:an?\s+)?update\w*|\bto\s+update\b|\bupdate\s+(?:needed|wanted)\b|\?{2,}", re.I
)
_NOTHING = re.compile(r"^(?:not (?:yet )?(?:started|begun)|none|n/?a|tbc|-|–)\.?$", re.I)


@dataclass(frozen=True)
class Said:
    """One thing that stands under progress."""

    kind: EntryKind
    text: str
    on: date | None = None


@dataclass
class Progress:
    """What a cell says of progress. `notes` is what is neither achieved nor a next step; `odd` is said in the preview."""

    said: list[Said]
    notes: list[str]
    odd: list[str]
    standing: "Standing | None" = None


def progress_in(text: str, today: date) -> Progress:
    """Achievements (✓) and next steps (⇒) with their days; “NEED UPDATE” and “not started” are neither. A line without a mark
    goes on with the one above it, or, where there is none, is taken as achieved and said to be odd.
    """
    found = Progress([], [], [])
    pieces: list[tuple[EntryKind | None, str]] = []
    for line in text.splitlines():
        line = line.strip()
        if not line:
            continue
        standing = standing_of(line)
        if standing is not None and found.standing is None:
            found.standing = standing
            continue
        marks = list(_MARK.finditer(line))
        start = line[: marks[0].start()].strip() if marks else line
        if start:
            goes_on = pieces and pieces[-1][0] is not None and not _WANTED.search(start)
            if goes_on:
                pieces[-1] = (pieces[-1][0], f"{pieces[-1][1]}\n{start}")
            else:
                pieces.append((None, start))
        for place, mark in enumerate(marks):
            end = marks[place + 1].start() if place + 1 < len(marks) else len(line)
            sign = mark["first"] or mark["later"]
            kind = next(kind for kind, signs in _MARKS.items() if sign in signs)
            pieces.append((kind, line[mark.end() : end].strip()))
    for piece_kind, words in pieces:
        if words:
            _take(found, piece_kind, words, today)
    return found


def _take(found: Progress, kind: EntryKind | None, words: str, today: date) -> None:
    if _WANTED.search(words) and kind != EntryKind.NEXT_STEP:
        found.notes.append(words)
        found.odd.append(f"“{_short(words)}” asks for an update: kept as a note, not as achieved.")
        return
    if _WANTED.search(words):
        found.odd.append(f"“{_short(words)}” asks for an update: kept as a next step.")
    if kind is None:
        if _NOTHING.match(words):
            found.notes.append(words)
            found.odd.append(f"“{_short(words)}” is nothing achieved: kept as a note.")
            return
        kind = EntryKind.ACHIEVEMENT
        found.odd.append(f"“{_short(words)}” has no mark: taken as achieved.")
    on, rest = day_at_start(words)
    if on is None or not rest:
        found.said.append(Said(kind, words))
    elif kind == EntryKind.ACHIEVEMENT and on > today:
        found.odd.append(f"“{_short(words)}” is said to be achieved on a day to come: the day stays in words.")
        found.said.append(Said(kind, words))
    else:
        found.said.append(Said(kind, rest, on))


@dataclass(frozen=True)
class Standing:
    """That a row was settled, as a document says it. `by` is the number of the row that takes its place."""

    status: RowStatus
    on: date | None = None
    by: str = ""
    reason: str = ""


_STANDING = re.compile(
    r"^(?P<what>done|met|withdrawn|superseded|working towards it)(?:\s+by\s+(?P<by>[\w.]+))?"
    r"(?:,\s*(?P<day>\d{1,2}/\d{1,2}/\d{4}))?(?P<more>:\s*(?P<reason>\S.*))?$", re.I | re.DOTALL,
)  # fmt: skip
_STATUS = {status.label.casefold(): status for status in RowStatus}
_DELETE = re.compile(r"^\s*(?:delete|deleted|withdrawn)\b\s*[:–-]?\s*", re.I)
_REPLACED = re.compile(r"\bsuperseded\b.*?\b(?P<by>\d{1,3}(?:\.\d{1,3})*\s?[a-z]?)\b\)?", re.I | re.DOTALL)


def standing_of(line: str) -> Standing | None:
    """“Superseded by 2e, 3/9/2025: the hub closed”, as our own documents say it; None for any other line."""
    found = _STANDING.match(line)
    if found is None or not (found["day"] or found["more"] or found["by"]):
        return (
            None
            if line.casefold() != RowStatus.WORKING_TOWARDS.label.casefold()
            else Standing(RowStatus.WORKING_TOWARDS)
        )
    status = _STATUS[found["what"].casefold()]
    on = day_at_start(found["day"])[0] if found["day"] else None
    return Standing(status, on, found["by"] or "", found["reason"] or "")


def without_delete(text: str) -> tuple[str, bool]:
    """A text without “DELETE:” before it, and whether that stood there."""
    rest = _DELETE.sub("", text, count=1)
    return (rest, True) if rest != text and rest.strip() else (text, False)


def replaced_by(text: str) -> str:
    """The number of the row of which a text says that it takes the place of this one; empty where it names none."""
    found = _REPLACED.search(text[:1_000])
    return re.sub(r"\s", "", found["by"]) if found else ""


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:57].rstrip()} …"
