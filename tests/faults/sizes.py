"""How much of everything: little in `make test`, all of it in `make faults` (FAULTS=long), and any number by the environment."""

import os

LONG = os.environ.get("FAULTS") == "long"


def _number(name: str, *, short: int, long: int) -> int:
    return int(os.environ.get(name, long if LONG else short))


#: Due deadlines that are swept while workers are killed.
ROWS = _number("FAULTS_ROWS", short=160, long=100_000)
#: Kills that must have landed mid-work.
KILLS = _number("FAULTS_KILLS", short=6, long=50)
WORKERS = _number("FAULTS_WORKERS", short=3, long=3)
#: E-mails that are delivered while workers are killed: a mail server takes them one by one.
MAILS = max(KILLS * 25, ROWS // 10)
#: Rows of the faults in which hardly anybody is killed.
FEW = min(ROWS, 2_000) if LONG else 36
#: Rows of the naive variants, which work row by row.
FEWER = 12
#: Deadlines in one batch, so that there is work left for every kill.
BATCH = max(5, min(500, ROWS // (KILLS * 5)))
