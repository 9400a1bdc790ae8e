"""What leaves as a table: nothing in it that a spreadsheet would run."""

#: A text that begins with one of these is a formula to a spreadsheet.
_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def harmless(value: object) -> str:
    """A cell’s text. One that a spreadsheet would take for a formula begins with an apostrophe instead."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(_RUNS) else text
