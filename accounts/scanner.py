"""The virus scanner: ClamAV’s daemon over TCP, if one is set up (setting CLAMAV_ADDRESS, “host:3310”; empty: none).

Speaks INSTREAM as clamd documents it: the command, then pieces each led by their length, then a length of nothing; the
answer is one line.
"""

import socket
import struct

from django.conf import settings

#: Seconds to wait for the scanner: a file of ten megabytes takes it one or two.
PATIENCE = 30
_PIECE = 64 * 1024
_LONGEST_ANSWER = 4096


class ScannerUnreachable(Exception):
    """A scanner is set up but gave no answer that says whether the file is clean."""


def is_set_up() -> bool:
    return bool(settings.CLAMAV_ADDRESS)


def virus_in(data: bytes) -> str:
    """The name of what the scanner found in `data`; empty if it found nothing. Raises ScannerUnreachable."""
    host, _, port = settings.CLAMAV_ADDRESS.rpartition(":")
    try:
        with socket.create_connection((host.strip("[]"), int(port)), timeout=PATIENCE) as line:
            line.settimeout(PATIENCE)
            line.sendall(b"zINSTREAM\0")
            for start in range(0, len(data), _PIECE):
                piece = data[start : start + _PIECE]
                line.sendall(struct.pack(">I", len(piece)) + piece)
            line.sendall(struct.pack(">I", 0))
            answer = _answer(line)
    except (OSError, ValueError) as error:
        raise ScannerUnreachable("The virus scanner cannot be reached.") from error
    if answer == "stream: OK":
        return ""
    if answer.startswith("stream: ") and answer.endswith(" FOUND"):
        return answer.removeprefix("stream: ").removesuffix(" FOUND")
    raise ScannerUnreachable(f"The virus scanner answered: {answer or 'nothing'}.")


def _answer(line: socket.socket) -> str:
    said = b""
    while not said.endswith(b"\0") and len(said) < _LONGEST_ANSWER:
        more = line.recv(_LONGEST_ANSWER)
        if not more:
            break
        said += more
    return said.rstrip(b"\0\n").decode("utf-8", "replace").strip()
