"""One way to write a text down, so that its digest means something for ever.

The canonical form of a text is Unicode in normalisation form NFC, encoded as UTF-8 without a byte-order mark; lines end
with LF alone; no line ends with spaces or tabs; control characters other than LF and TAB are left out; there are no empty
lines before the first or after the last line, and the last line ends with LF. The digest is SHA-256 over these bytes, in
64 small hexadecimal digits.
"""

import hashlib
import re
import unicodedata


def canonical(text: str) -> str:
    """`text` in its canonical form; canonical text stays as it is."""
    lines = re.sub(r"\r\n?|\u2028|\u2029|\x85", "\n", text.removeprefix("\ufeff")).split("\n")
    kept = ["".join(c for c in line if c == "\t" or unicodedata.category(c) != "Cc") for line in lines]
    body = "\n".join(line.rstrip(" \t\u00a0") for line in kept).strip("\n")
    return unicodedata.normalize("NFC", body) + "\n"


def digest(text: str) -> str:
    """The SHA-256 of the canonical bytes of `text`."""
    return hashlib.sha256(canonical(text).encode("utf-8")).hexdigest()


def is_canonical(text: str) -> bool:
    return canonical(text) == text
