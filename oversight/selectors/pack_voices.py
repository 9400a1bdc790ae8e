"""Sections of a board pack in which young people and carers speak: success stories, and what they said on short forms (M10, W12).

A pack keeps which words stand in it, and never the words: they are read at each reading. So what is taken back is gone from every
pack, and words that were changed are others, which nobody has read for this pack.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from accounts.models import Agency
from education_plans.rules.months import name_of
from oversight.enums import PackSection, QuestionKind
from oversight.models import BoardPack, SuccessStory
from oversight.rules.feedback import SCALE_WORDS
from oversight.rules.pack_words import mark_of
from oversight.selectors.feedback import FormCounts, QuestionCounts, feedback_counts, quotes_allowed
from oversight.selectors.pack_blocks import Block, Cell, lines, number, quotes, table
from oversight.selectors.pack_readings import Asked

#: By their keys: the words, and who said them when.
Said = Mapping[str, dict[str, str]]


def success(asked: Asked) -> list[Block]:
    """Stories of the period as they may be told: the young person agreed, and nothing says who it is. One query."""
    told = _stories(asked.school, asked.starts_on, asked.ends_on)
    if not told:
        return [lines("", ["No story of the period may be told yet."])]
    return [quotes("Told with the young person’s permission", list(told))]


def voices(asked: Asked) -> list[Block]:
    """How the short forms of the period were answered, and words that may be quoted. Five queries."""
    period = (asked.starts_on, asked.ends_on)
    forms = feedback_counts(asked.school, period, leaves=asked.leaves)
    found = [block for form in forms for block in _tables(form)]
    if not forms:
        found.append(lines("", ["No short form was answered in the period."]))
    if told := _words(asked.school, *period):
        found.append(quotes("In their own words, with their permission", list(told)))
    return found


def said_in(pack: BoardPack) -> Said:
    """Of the words that stand in the pack those that may be told now. One query for stories, and one for words, where there
    are any.
    """
    blocks = [
        (section["code"], block) for section in (pack.figures or {}).get("sections", []) for block in section["blocks"]
    ]
    named = {code for code, block in blocks if block.get("quotes")}
    found: dict[str, dict[str, str]] = {}
    for code, read in ((PackSection.SUCCESS, _stories), (PackSection.VOICES, _words)):
        if code in named:
            found.update(read(pack.agency, pack.starts_on, pack.ends_on))
    return found


def words_to_choose(pack: BoardPack) -> list[tuple[str, str]]:
    """The words from short forms that stand in a pack and may be told now: the key of each, and how it reads."""
    said = said_in(pack)
    keys = [key for block in blocks_of(pack.figures, PackSection.VOICES) for key in block.get("quotes", [])]
    return [(key, f"{said[key]['text']} ({said[key]['on']})") for key in keys if key in said]


def with_words(figures: dict[str, Any], chosen: Iterable[str]) -> dict[str, Any]:
    """The figures of a pack with those words from short forms alone that were chosen."""
    kept = set(chosen)
    for block in blocks_of(figures, PackSection.VOICES):
        if "quotes" in block:
            block["quotes"] = [key for key in block["quotes"] if key in kept]
    return figures


def blocks_of(figures: dict[str, Any] | None, code: PackSection) -> list[Block]:
    sections = (figures or {}).get("sections", [])
    return [block for section in sections if section["code"] == code for block in section["blocks"]]


def _stories(school: Agency, first: date, last: date) -> Said:
    told = SuccessStory.objects.filter(
        virtual_school=school, on__gte=first, on__lte=last, learner__is_restricted=False
    ).exclude(anonymous="")
    return {
        f"{story.uuid}:{mark_of(story.anonymous)}": {"text": story.anonymous, "on": name_of(story.on)}
        for story in told.order_by("on", "pk")
    }


def _words(school: Agency, first: date, last: date) -> Said:
    return {
        f"{quote.key}:{mark_of(quote.words, quote.signed)}": {
            "text": quote.words, "on": f"{quote.signed}, asked “{quote.question}”, {name_of(quote.on)}"
        }
        for quote in quotes_allowed(school, (first, last))
    }  # fmt: skip


def _tables(form: FormCounts) -> list[Block]:
    """A table for the questions of each kind: how many said what."""
    of_kind: dict[str, list[QuestionCounts]] = defaultdict(list)
    for question in form.questions:
        if not question.is_of_words:
            of_kind[question.question.kind].append(question)
    found = []
    for kind, asked in of_kind.items():
        headings = [
            SCALE_WORDS.get(part.value or 0, part.label) if kind == QuestionKind.SCALE else part.label
            for part in asked[0].parts
        ]
        rows: list[list[Cell]] = [
            [one.text, *(number(part.number) for part in one.parts), number(one.answers)] for one in asked
        ]
        kinds = QuestionKind(kind).label.lower()
        title = form.form.title if len(of_kind) == 1 else f"{form.form.title} ({kinds})"
        found.append(
            table(title, ["Question", *headings, "All"], rows, note=f"Asked: {form.form.get_asked_display().lower()}.")
        )
    return found
