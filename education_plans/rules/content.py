"""What a version of a plan consists of, as data that can be kept, compared and printed for ever. Pure.

A content is {"format": 1, "about": {…}, "sections": [{"code", "title", "state", "reason", "answers": [{"code", "label",
"answer"}]}], "targets": [{"uuid", "what", "who", "due_on", "evidence", "state", "outcome", "area"}],
"support": [{"uuid", "area", "need", "provided", "given_by", "shared"}]}. It carries the words that stood on the page, because
questions and labels change with the years.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

FORMAT = 1
Content = dict[str, Any]


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the content as JSON with sorted keys, without spaces, in UTF-8: 64 small hexadecimal digits."""
    said = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(said.encode("utf-8")).hexdigest()
