"""Real processes on the test database: a deliverer that can be killed, and a web process whose broker is in trouble."""

import os
import signal
import subprocess
import sys
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection

DELIVER = """
from datetime import timedelta
import django, sys
django.setup()
from django.conf import settings
from accounts.clock import database_now
from notifications.services import deliver
settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", int(sys.argv[1])
later = timedelta(seconds=float(sys.argv[2]))
print("ready", flush=True)
sys.stdin.readline()
result = deliver(now_source=lambda: database_now() + later, backend="django.core.mail.backends.smtp.EmailBackend")
print(result.accepted)
"""

QUEUE = """
import django, sys, time
django.setup()
from celery import current_app
from django.db import connection, transaction
from accounts.clock import database_now
from accounts.models import User
from notifications.enums import MessageKind
from notifications.services import Note, queue
if len(sys.argv) > 2:
    folder = sys.argv[2]
    current_app.conf.broker_transport_options = {
        "data_folder_in": folder, "data_folder_out": folder, "control_folder": folder + "/control"
    }
connection.ensure_connection()
user = User.objects.get(pk=sys.argv[1])
for key in ("first", "second", "third"):
    began = time.monotonic()
    with transaction.atomic():
        note = Note(recipient=user, kind=MessageKind.INCIDENT_NOTICE, subject="s", body="b", key=key)
        queue([note], now=database_now())
    print(time.monotonic() - began)
"""


def database_url() -> str:
    """The address of the test database, for another process."""
    parts = connection.settings_dict
    where = {"host": parts["HOST"] or parts["OPTIONS"].get("host", ""), "port": parts["PORT"]}
    query = urlencode({name: value for name, value in where.items() if value})
    password = f":{quote(parts['PASSWORD'], safe='')}" if parts["PASSWORD"] else ""
    return f"postgresql://{quote(parts['USER'], safe='')}{password}@/{parts['NAME']}?{query}"


def start(program: str, *arguments: object, **environment: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-c", program, *map(str, arguments)],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "MAINSTAY_MODE": "test",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": database_url(),
            **environment,
        },
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


class Deliverer:
    """A process that delivers once when told to `go`. `later`: seconds by which it believes the clock to be ahead."""

    def __init__(self, port: int, *, later: float = 0) -> None:
        self.process = start(DELIVER, port, later)
        assert self.process.stdout is not None
        assert self.process.stdout.readline().strip() == "ready"

    def go(self) -> "Deliverer":
        assert self.process.stdin is not None
        self.process.stdin.write("\n")
        self.process.stdin.flush()
        return self

    def accepted(self) -> int:
        """How many it sent; waits for its end."""
        output, _ = self.process.communicate(timeout=60)
        return int(output)

    def kill(self) -> None:
        self.process.kill()

    def was_killed(self) -> bool:
        """Whether a kill ended it before it had finished by itself; waits for its end."""
        self.process.communicate(timeout=60)
        return self.process.returncode == -signal.SIGKILL
