"""A web process of its own on the test database, whose broker is in trouble."""

import os
import subprocess
import sys
from urllib.parse import quote, urlencode

from django.conf import settings
from django.db import connection

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
