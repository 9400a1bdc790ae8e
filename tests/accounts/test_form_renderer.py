"""Django forms drawn as GOV.UK markup, held against GOV.UK Frontend's own examples."""

import json
from functools import cache
from html.parser import HTMLParser
from typing import Any

import pytest
from django import forms
from django.template import engines

from accounts.form_fields import DayField
from tests.browser.chromium import ROOT

FIXTURES = ROOT / "frontend" / "node_modules" / "govuk-frontend" / "dist" / "govuk" / "components"
VOID = {"input", "br"}
# What legitimately differs: sizes, our own classes, and wrappers GOV.UK draws without a meaning of their own.
IGNORED = {
    "govuk-label--s",
    "govuk-fieldset__legend--s",
    "govuk-date-input__item",
    "govuk-input--width-2",
    "govuk-input--width-4",
    "govuk-input--width-10",
    "govuk-label--l",
    "govuk-label--m",
    "govuk-fieldset__legend--l",
}


class Skeleton(HTMLParser):
    """Tags with their GOV.UK classes, behaviour and role, without ids, names and words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.lines: list[str] = []
        self.depth = 0
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        classes = sorted(
            name for name in given.get("class", "").split() if name.startswith("govuk") and name not in IGNORED
        )
        more = [f"{name}={given[name]}" for name in ("type", "role", "data-module", "inputmode") if name in given]
        more += [name for name in ("checked", "disabled", "hidden", "aria-describedby") if name in given]
        self.lines.append("  " * self.depth + " ".join([tag, *classes, *more]))
        if tag not in VOID:
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.depth -= 1


def skeleton(html: str) -> str:
    return "\n".join(Skeleton(html).lines)


@cache
def examples(component: str) -> dict[str, str]:
    fixtures = json.loads((FIXTURES / component / "fixtures.json").read_text(encoding="utf-8"))["fixtures"]
    return {fixture["name"]: fixture["html"] for fixture in fixtures}


def drawn(field: forms.Field, *, error: str = "", **form_attributes: Any) -> str:
    """The field alone in a form, drawn; with an error if one is given."""
    form_class = type("Form", (forms.Form,), {"mark_optional": False, "question": field, **form_attributes})
    form = form_class({} if error else None)
    if error:
        form.errors.clear()
        form.add_error("question", error)
    return str(form["question"].as_field_group())


THREE = [("1", "One"), ("2", "Two"), ("3", "Three")]
AS_GOVUK = [
    ("input", "default", lambda: drawn(forms.CharField(required=False))),
    ("input", "with error and hint", lambda: drawn(forms.CharField(help_text="Hint", required=False), error="Wrong")),
    ("textarea", "default", lambda: drawn(forms.CharField(widget=forms.Textarea, required=False))),
    (
        "textarea",
        "with error message",
        lambda: drawn(forms.CharField(widget=forms.Textarea, required=False), error="Wrong"),
    ),
    (
        "character-count",
        "default",
        lambda: drawn(forms.CharField(widget=forms.Textarea, max_length=10, required=False)),
    ),
    (
        "password-input",
        "with error message",
        lambda: drawn(forms.CharField(widget=forms.PasswordInput, help_text="Hint"), error="Wrong"),
    ),
]


@pytest.mark.parametrize(
    ("component", "name", "draw"), AS_GOVUK, ids=lambda part: part if isinstance(part, str) else ""
)
def test_markup_is_that_of_govuk_frontend(component: str, name: str, draw: Any) -> None:
    ours = skeleton(draw()).replace(" data-module=govuk-button", "")
    theirs = skeleton(examples(component)[name]).replace(" data-module=govuk-button", "")
    assert ours == theirs


def classes_in(html: str) -> set[str]:
    return {name for line in Skeleton(html).lines for name in line.split() if name.startswith("govuk")}


def radios(**options: Any) -> forms.Field:
    return forms.ChoiceField(choices=THREE, widget=forms.RadioSelect, **options)


def checkboxes(**options: Any) -> forms.Field:
    return forms.MultipleChoiceField(choices=THREE, widget=forms.CheckboxSelectMultiple, **options)


HINTS = {"question": {"1": "Hint"}}
GROUPS = [
    (
        "select",
        "with hint text and error message",
        lambda: drawn(forms.ChoiceField(choices=THREE, help_text="H"), error="W"),
    ),
    ("radios", "with hints on items", lambda: drawn(radios(), choice_hints=HINTS, question_page=True)),
    ("radios", "with fieldset and error message", lambda: drawn(radios(), error="Wrong")),
    ("checkboxes", "with error message", lambda: drawn(checkboxes(), choice_hints=HINTS, error="Wrong")),
    ("date-input", "with error message and hint", lambda: drawn(DayField(), error="Wrong")),
    ("file-upload", "with error message and hint", lambda: drawn(forms.FileField(help_text="Hint"), error="Wrong")),
]


@pytest.mark.parametrize(("component", "name", "draw"), GROUPS, ids=lambda part: part if isinstance(part, str) else "")
def test_groups_use_every_class_of_govuk_frontend(component: str, name: str, draw: Any) -> None:
    """The order of choices and their number differ; the building blocks may not."""
    assert classes_in(draw()) >= classes_in(examples(component)[name])


class Question(forms.Form):
    choice_hints = {"kind": {"1": "The first <i>one</i>"}}
    reveals = {"kind": {"2": ["detail"]}}

    kind = forms.ChoiceField(label="Kind", choices=THREE, widget=forms.RadioSelect, required=False)
    detail = forms.CharField(label="Detail", required=False)
    places = forms.IntegerField(label="ULN places", max_value=9)
    about = forms.CharField(label="Who is <b>it</b>?", help_text="Not <b>bold</b>")
    hidden = forms.CharField(widget=forms.HiddenInput)


def render(source: str, **context: Any) -> str:
    return str(engines["django"].from_string("{% load mainstay %}" + source).render(context))


def test_labels_hints_choices_and_values_are_escaped() -> None:
    html = str(Question({"about": "<script>", "places": "<b>"}))
    for raw in ("<b>", "<i>", "<script>"):
        assert raw not in html
    assert "Who is &lt;b&gt;it&lt;/b&gt;?" in html


def test_revealed_field_is_drawn_once_inside_its_choice() -> None:
    html = str(Question())
    assert html.count('name="detail"') == 1
    assert html.index('id="conditional-id_kind_1"') < html.index('name="detail"') < html.index('id="id_kind_2"')


def test_choice_hint_describes_its_radio() -> None:
    html = str(Question())
    assert 'aria-describedby="id_kind_0-item-hint"' in html
    assert 'id="id_kind_0-item-hint"' in html


def test_optional_fields_say_so_and_numbers_are_text() -> None:
    html = str(Question())
    assert html.count("(optional)") == 2
    assert 'type="number"' not in html
    assert 'inputmode="numeric"' in html
    assert " required" not in html
    assert "maxlength=" not in html


def test_required_messages_name_the_field() -> None:
    errors = Question({}).errors
    assert errors["places"] == ["Enter ULN places"]
    assert errors["about"] == ["Answer “Who is <b>it</b>?”"]


def test_error_summary_links_to_inputs_and_keeps_other_errors() -> None:
    form = Question({"kind": "9"})
    form.add_error(None, "The meeting has not been held <yet>")
    html = render("{% error_summary form %}", form=form)
    assert '<a href="#id_places">Enter ULN places</a>' in html
    assert '<a href="#id_kind_0">' in html
    assert "<li>The meeting has not been held &lt;yet&gt;</li>" in html
    assert 'href="#id_hidden"' not in html


def test_error_summary_of_a_fresh_form_is_nothing() -> None:
    assert "govuk" not in render("{% error_summary form %}", form=Question())


def test_error_summary_reads_formsets() -> None:
    formset = forms.formset_factory(Question, min_num=2, validate_min=True)(
        {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0", "form-0-about": "x", "form-0-hidden": "y"}
    )
    html = render("{% error_summary formset %}", formset=formset)
    assert '<a href="#id_form-0-places">' in html
    assert "Please submit at least 2 forms" in html


def test_summary_of_a_form_shown_as_a_page_comes_with_error_in_the_title() -> None:
    html = str(
        engines["django"].get_template("components/form_page.html").render({"form": Question({}), "heading": "Ask"})
    )
    assert " ".join(html.split("<title>")[1].split("</title>")[0].split()) == "Error: Ask – Mainstay"
