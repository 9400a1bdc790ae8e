"""Text of several lines: what a browser's counter lets pass is not refused."""

import pytest
from django import forms

from accounts.form_text import LinesField
from accounts.service_form import ServiceForm


class Note(ServiceForm):
    text = LinesField(label="Note", max_length=11)


@pytest.mark.parametrize("posted", ["four\r\nlines\r\n", "four\nlines\n", "four\rlines\r", "four\r\nlines!"])
def test_a_line_end_counts_as_one_character(posted: str) -> None:
    form = Note({"text": posted})
    assert form.is_valid(), form.errors
    assert "\r" not in form.cleaned_data["text"]


def test_one_character_too_many_is_still_refused() -> None:
    form = Note({"text": "four\r\nlines!!"})
    assert not form.is_valid()
    assert form["text"].value() == "four\r\nlines!!", "nothing that was typed is lost"


def test_an_unchanged_text_counts_as_unchanged() -> None:
    assert not Note({"text": "a\r\nb"}, initial={"text": "a\nb"}).has_changed()


def test_empty_text_is_empty() -> None:
    assert LinesField(required=False).clean(None) == ""
    with pytest.raises(forms.ValidationError):
        LinesField().clean(" \r\n ")


def test_a_refusal_stands_beside_the_question_it_names() -> None:
    class Refusal(Exception):
        field = "text"

    class OfAnotherForm(Exception):
        field = "elsewhere"

    form = Note({"text": "a"})
    form.is_valid()
    form.refuse(Refusal("Not like this"))
    form.refuse(OfAnotherForm("Not now"))
    form.refuse(ValueError("Not at all"))
    assert form.errors == {"text": ["Not like this"], "__all__": ["Not now", "Not at all"]}
