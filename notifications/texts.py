"""From a template to the words of a message."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.template import Context, Engine


class BadTemplate(Exception):
    """A message template that does not begin with a "Subject:" line followed by an empty one."""


def render_text(template: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """(subject, body) of a text template such as "deadlines/email/reminder.txt".

    The first line is "Subject: …", then an empty line, then the body. The text is plain, so nothing is escaped.
    """
    text = Engine.get_default().get_template(template).render(Context(dict(context), autoescape=False)).strip()
    head, _, body = text.partition("\n")
    if not head.startswith("Subject:") or (body and body.partition("\n")[0].strip()):
        raise BadTemplate(f"{template}: the first line must be “Subject: …”, the second one empty.")
    return tidy_subject(head.removeprefix("Subject:")), body.strip()


def tidy_subject(subject: str) -> str:
    """One line of at most 200 characters: a line break would end the e-mail's header."""
    line = " ".join(subject.split())
    return line if len(line) <= 200 else line[:199] + "…"


def absolute(link: str) -> str:
    """The address, for an e-mail, of a path within Mainstay."""
    return f"{settings.MAINSTAY_BASE_URL}{link}"
