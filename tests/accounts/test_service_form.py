"""A form never replaces unseen what somebody else wrote since its page was shown."""

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from typing import Any

import pytest
from django import forms

from accounts.form_fields import DayField, MomentField, day_data, moment_data
from accounts.form_text import LinesField
from accounts.service_form import AS_SHOWN, QUOTED, ServiceForm

COLOURS = [("r", "Red"), ("g", "Green")]


@dataclass(frozen=True)
class Note:
    text: str = "Bus at eight\nLunch at one"
    colour: str = "r"
    is_open: bool = False
    on: date | None = date(2026, 10, 6)
    at: datetime = datetime(2026, 7, 1, 8, 0, tzinfo=UTC)


class NoteForm(ServiceForm):
    text = LinesField(max_length=4_000, required=False)
    colour = forms.ChoiceField(choices=COLOURS)
    is_open = forms.BooleanField(required=False)
    on = DayField(required=False)
    at = MomentField()

    @staticmethod
    def initial_of(note: Note) -> dict[str, Any]:
        return {"text": note.text, "colour": note.colour, "is_open": note.is_open, "on": note.on, "at": note.at}


def sent(shown: Note, **typed: Any) -> dict[str, str]:
    """What a browser sends of the page that showed `shown`."""
    note = replace(shown, **typed)
    data = {
        "text": note.text.replace("\n", "\r\n"),
        "colour": note.colour,
        **({"is_open": "on"} if note.is_open else {}),
    }
    data |= moment_data("at", note.at)
    return {**data, **(day_data("on", note.on) if note.on else {}), AS_SHOWN: NoteForm(changes=shown).as_shown}


def overtaken(data: dict[str, str], *, stands: Note) -> dict[str, list[str]]:
    form = NoteForm(data, changes=stands)
    assert form.is_valid(), form.errors
    assert form.is_overtaken() == bool(form.errors)
    return {name: list(errors) for name, errors in form.errors.items()}


def test_nothing_is_said_where_nobody_else_wrote():
    assert overtaken(sent(Note(), text="Bus at nine", is_open=True), stands=Note()) == {}


def test_nothing_is_said_where_both_wrote_the_same():
    now = Note(text="Bus at nine")
    assert overtaken(sent(Note(), text="Bus at nine"), stands=now) == {}


@pytest.mark.parametrize(
    ("theirs", "field", "says"),
    [
        ({"text": "Bus at ten"}, "text", "It now says: “Bus at ten”."),
        ({"text": "Bus at ten."}, "text", "It now says: “Bus at ten.”"),
        ({"text": ""}, "text", "It is empty now."),
        ({"text": "x" * (QUOTED + 1)}, "text", f"It now says: “{'x' * QUOTED} …”"),
        ({"colour": "g"}, "colour", "It now says: “Green”."),
        ({"is_open": True}, "is_open", "It is ticked now."),
        ({"on": date(2026, 10, 7)}, "on", "It now says: “Wed 7 October 2026”."),
        ({"on": None}, "on", "It is empty now."),
        ({"at": datetime(2026, 7, 1, 9, 30, tzinfo=UTC)}, "at", "It now says: “Wed 1 July 2026, 10:30am”."),
    ],
)
def test_what_somebody_else_wrote_stands_beside_the_box(theirs: dict[str, Any], field: str, says: str):
    errors = overtaken(sent(Note(), text="Bus at nine"), stands=Note(**theirs))
    assert list(errors) == [field]
    assert errors[field] == [
        f"Somebody changed “{field.capitalize().replace('_', ' ')}” while you were writing. {says} "
        "Send the form again to put yours in its place."
    ]


def test_sent_again_it_takes_its_place():
    theirs = Note(text="Bus at ten")
    data = sent(Note(), text="Bus at nine")
    again = {**data, AS_SHOWN: NoteForm(data, changes=theirs).as_shown}
    assert overtaken(again, stands=theirs) == {}


def test_a_new_record_and_a_page_without_the_mark_are_asked_nothing():
    assert NoteForm().as_shown == ""
    data = sent(Note(), text="Bus at nine")
    assert overtaken({**data, AS_SHOWN: ""}, stands=Note(text="Bus at ten")) == {}
    assert overtaken({**data, AS_SHOWN: "nonsense \x00 a=b=c"}, stands=Note(text="Bus at ten")) == {}
