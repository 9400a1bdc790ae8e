"""The plain line format of agreement texts, read as headings, lists and paragraphs.

    # Heading            of the whole text
    ## Heading           of a part
    - item              of a list
    1. item             of a numbered list (any number; they are counted anew)
    anything else       a paragraph; lines that follow each other belong together

The text itself is what is signed; this only says how to show it.
"""

import re
from dataclasses import dataclass, field
from enum import StrEnum

_ITEM = re.compile(r"-\s+(?P<text>.+)")
_NUMBERED = re.compile(r"\d{1,3}[.)]\s+(?P<text>.+)")


class BlockKind(StrEnum):
    TITLE = "title"
    HEADING = "heading"
    PARAGRAPH = "paragraph"
    LIST = "list"
    NUMBERED = "numbered"


@dataclass
class Block:
    """One piece of a text: `text` of a heading or paragraph, `items` of a list.

    `level` of a heading: 1 for the title the text begins with, 2 for its parts and for a second title, 3 for the parts
    under that.
    """

    kind: BlockKind
    text: str = ""
    items: list[str] = field(default_factory=list)
    level: int = 0


def blocks(text: str) -> list[Block]:
    """`text` in its pieces, in order. Every word of it is in one of them."""
    found: list[Block] = []
    goes_on = False
    for raw in text.split("\n"):
        line = raw.strip()
        if not line:
            goes_on = False
            continue
        block = _block_of(line)
        last = found[-1] if found else None
        if last and block.kind == last.kind and block.items:
            last.items += block.items
        elif last and goes_on and block.kind == last.kind == BlockKind.PARAGRAPH:
            last.text = f"{last.text} {block.text}"
        else:
            found.append(block)
        goes_on = block.kind == BlockKind.PARAGRAPH
    _give_levels(found)
    return found


def _give_levels(found: list[Block]) -> None:
    under = 2
    for place, block in enumerate(found):
        if block.kind == BlockKind.TITLE:
            block.level, under = (1, 2) if place == 0 else (2, 3)
        elif block.kind == BlockKind.HEADING:
            block.level = under


def _block_of(line: str) -> Block:
    if line.startswith("# "):
        return Block(BlockKind.TITLE, line[2:].strip())
    if re.match(r"#{2,} ", line):
        return Block(BlockKind.HEADING, line.lstrip("#").strip())
    if item := _ITEM.fullmatch(line):
        return Block(BlockKind.LIST, items=[item["text"]])
    if item := _NUMBERED.fullmatch(line):
        return Block(BlockKind.NUMBERED, items=[item["text"]])
    return Block(BlockKind.PARAGRAPH, line)
