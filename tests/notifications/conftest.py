"""Notes to queue."""

from typing import Any

import pytest

from accounts.models import User
from notifications.enums import MessageKind
from notifications.services import Note
from tests.factories import UserFactory


@pytest.fixture
def mary(db: None) -> User:
    return UserFactory(name="Mary Otieno", email="mary@example.org")


def note(recipient: User, key: str = "a", **fields: Any) -> Note:
    return Note(
        **{
            "recipient": recipient,
            "kind": MessageKind.REMINDER,
            "subject": "A plan is due",
            "body": "The plan for A B is due.",
            "link": "/deadlines/",
            "key": key,
            **fields,
        }
    )


@pytest.fixture(autouse=True)
def registry_of_its_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither the listeners of other apps nor those of another test."""
    monkeypatch.setattr("notifications.registry._listeners", {})
    monkeypatch.setattr("notifications.registry._failure_audiences", {})
