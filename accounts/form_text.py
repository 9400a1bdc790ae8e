"""Text of several lines, counted as browsers count it."""

from typing import Any

from django import forms


class LinesField(forms.CharField):
    """Text of several lines. Cleans to text with line ends as the database keeps them.

    A browser counts a line end as one character and posts it as two. They are made one again before the length is
    judged, so that a text is never refused which the counter under the box lets pass.
    """

    def __init__(self, *, rows: int = 5, **options: Any) -> None:
        super().__init__(widget=forms.Textarea(attrs={"rows": rows}), **options)

    def to_python(self, value: Any) -> str:
        if isinstance(value, str):
            value = value.replace("\r\n", "\n").replace("\r", "\n")
        return super().to_python(value) or ""
