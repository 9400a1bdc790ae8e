"""PDFs that everybody can read: tagged, PDF/UA-1, made by typst from a template of ours and plain data.

What people typed reaches a template as JSON and is shown as text; it is never read as markup.
"""

import json
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import typst
from django.conf import settings

#: Only the typefaces that typst brings: the same bytes of input look the same on every machine.
_OPTIONS: dict[str, Any] = {"ignore_system_fonts": True}
_NO_GLYPH = re.compile(r'the text `"(?P<text>.+?)"` could not be displayed', re.DOTALL)
_MOST_REPLACED = 60


class PrintingFailed(Exception):
    """The template could not be turned into a PDF."""


def pdf(template: str, data: Mapping[str, Any]) -> bytes:
    """A PDF/UA-1 of `template` (a .typ file below templates/) with `data`.

    A sign that the typefaces lack stands as its code point, such as [U+674E]: nothing is left out silently. Raises
    PrintingFailed.
    """
    return _compile(template, data, "pdf")


def pages(template: str, data: Mapping[str, Any]) -> list[bytes]:
    """The same as pictures (PNG), one for each page."""
    found = _compile(template, data, "png")
    return found if isinstance(found, list) else [found]


def _compile(template: str, data: Mapping[str, Any], form: Literal["pdf", "png"]) -> Any:
    folder = Path(settings.BASE_DIR) / "templates"
    said = json.dumps(data, ensure_ascii=False)
    for _ in range(_MOST_REPLACED):
        compiler = typst.Compiler(str(folder / template), root=str(folder), sys_inputs={"data": said}, **_OPTIONS)
        try:
            if form == "png":
                return compiler.compile(format="png", ppi=80)
            return compiler.compile(format="pdf", pdf_standards="ua-1")
        except typst.TypstError as error:
            missing = _NO_GLYPH.search(str(error))
            if missing is None:
                raise PrintingFailed(str(error)) from error
            said = _spelt_out(said, missing["text"])
    raise PrintingFailed("The text has too many signs that the typefaces lack.")


def _spelt_out(said: str, text: str) -> str:
    """`said` with the signs of `text` that are no ASCII as code points."""
    told = re.sub(r"\\u\{([0-9a-f]+)\}", lambda escape: chr(int(escape[1], 16)), text)
    for sign in {sign for sign in told if ord(sign) > 127}:
        said = said.replace(sign, f"[U+{ord(sign):04X}]")
    return said
