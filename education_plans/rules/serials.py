"""The order in which a person's words were written, whatever order they arrive in. Pure."""

from datetime import datetime


def serial_at(moment: datetime) -> int:
    """The serial of something written at `moment`: milliseconds since 1970, by the server's clock."""
    return int(moment.timestamp() * 1000)
