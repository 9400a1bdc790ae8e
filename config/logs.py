"""Log lines without personal data."""

import logging
import re

EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
# PostgreSQL repeats the row that broke a constraint in these lines of an error.
ROW_CONTENT = re.compile(r"^(\s*(?:DETAIL|CONTEXT|LINE \d+):?).*$", re.MULTILINE)


class PlainFormatter(logging.Formatter):
    """One line for each event; e-mail addresses and the contents of rows are left out, also in tracebacks."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s %(message)s")

    def format(self, record: logging.LogRecord) -> str:
        return ROW_CONTENT.sub(r"\1 [left out]", EMAIL.sub("[e-mail address]", super().format(record)))
