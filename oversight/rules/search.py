"""What somebody who types into the search looks for. Pure."""

import re
from enum import StrEnum

_POSTCODE_START = re.compile(r"[A-Z]{1,2}[0-9][A-Z0-9]?(?: ?[0-9][A-Z]{0,2})?", re.ASCII)
_ULN_START = re.compile(r"[1-9][0-9]{2,9}", re.ASCII)

LONGEST = 80


class Where(StrEnum):
    """In what the search looks, in the order of the page."""

    NAME = "name"
    EARLIER = "earlier"
    ULN = "uln"
    POSTCODE = "postcode"
    COURSE = "course"
    PROVIDER = "provider"


#: What each is called, and what is said of somebody found there.
LABELS = {
    Where.NAME: "Name",
    Where.EARLIER: "Earlier name",
    Where.ULN: "ULN",
    Where.POSTCODE: "Postcode",
    Where.COURSE: "Course",
    Where.PROVIDER: "Provider",
}


def places_for(text: str) -> list[Where]:
    """Where what was typed can stand: a number among learner numbers, something like a postcode among postcodes too, words
    among names, courses and providers. Nowhere for less than two letters or three figures.
    """
    compact = "".join(text.split())
    if compact.isascii() and compact.isdigit():
        return [Where.ULN] if _ULN_START.fullmatch(compact) else []
    if sum(character.isalnum() for character in compact) < 2:
        return []
    words = [Where.NAME, Where.EARLIER, Where.COURSE, Where.PROVIDER]
    return [Where.POSTCODE, *words] if postcode_start(text) else words


def postcode_start(text: str) -> str:
    """What was typed as the beginning of a postcode as it is written out, "ws11t" as “WS1 1T”; empty if it is none.

    Somebody who leaves no space before the last part means the shortest first part that fits.
    """
    typed = " ".join(text.upper().split())
    if not _POSTCODE_START.fullmatch(typed):
        return ""
    compact = typed.replace(" ", "")
    if " " in typed:
        return typed
    whole = re.fullmatch(r"([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{1,2})", compact, re.ASCII)
    return f"{whole[1]} {whole[2]}" if whole else compact
