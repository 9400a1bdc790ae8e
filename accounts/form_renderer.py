"""How Django's own forms become GOV.UK markup.

`FORM_RENDERER = "accounts.form_renderer.MainstayRenderer"`: every form of the project renders through the templates in
`templates/components/forms/`. A form class may say more with these attributes:

    mark_optional = False                                       no "(optional)" after optional fields (filters)
    question_page = True                                        the one field's label is the page's h1
    choice_hints = {"kind": {"suspension": "Sent home …"}}      a line under one radio or checkbox
    reveals = {"kind": {"other": ["other_text"]}}               fields shown only while that choice is made
"""

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.forms.renderers import DjangoTemplates as DjangoFormTemplates
from django.template.backends.django import DjangoTemplates
from django.utils.functional import cached_property
from django.utils.text import capfirst

from accounts.form_fields import DayInput, MomentInput

# The first match names the template, components/forms/<kind>.html: widgets inherit from each other, so order matters.
KINDS: tuple[tuple[type[forms.Widget], str], ...] = (
    (MomentInput, "moment"),
    (DayInput, "day"),
    (forms.CheckboxSelectMultiple, "checkboxes"),
    (forms.RadioSelect, "radios"),
    (forms.CheckboxInput, "checkbox"),
    (forms.Select, "select"),
    (forms.Textarea, "textarea"),
    (forms.FileInput, "file"),
    (forms.PasswordInput, "password"),
)
CLASSES = {
    "select": "govuk-select",
    "textarea": "govuk-textarea",
    "file": "govuk-file-upload",
    "password": "govuk-input govuk-password-input__input govuk-js-password-input-input",
    "text": "govuk-input",
}


class MainstayBoundField(BoundField):
    """A form field with everything its GOV.UK template asks about it."""

    def __init__(self, form: forms.BaseForm, field: forms.Field, name: str) -> None:
        super().__init__(form, field, name)
        self._ask_for_numbers_as_text()
        self._word_the_required_message()

    def _ask_for_numbers_as_text(self) -> None:
        """Number boxes of browsers scroll, round and hide what was typed; GOV.UK uses text with a numeric keypad."""
        widget = self.field.widget
        if type(widget) is forms.NumberInput:
            widget.input_type = "text"
            whole = isinstance(self.field, forms.IntegerField) and not isinstance(
                self.field, forms.DecimalField | forms.FloatField
            )
            widget.attrs.setdefault("inputmode", "numeric" if whole else "decimal")
            for attribute in ("min", "max", "step"):
                widget.attrs.pop(attribute, None)

    def _word_the_required_message(self) -> None:
        """Say "Enter date of birth" instead of "This field is required", unless the form words it itself."""
        if str(self.field.error_messages.get("required", "")) != str(forms.Field.default_error_messages["required"]):
            return
        label = str(self.label)
        if label.endswith("?"):
            words = f"Answer “{label}”"
        elif self.kind == "checkbox":
            words = f"Tick “{label}” to go on"
        else:
            verb = "Select" if self.kind in {"radios", "checkboxes", "select", "file"} else "Enter"
            words = f"{verb} {label if label[1:2].isupper() else label[:1].lower() + label[1:]}"
        self.field.error_messages["required"] = words

    @property
    def kind(self) -> str:
        """Which template draws this field."""
        if self.is_hidden:
            return "hidden"
        return next((kind for widget, kind in KINDS if isinstance(self.field.widget, widget)), "text")

    @property
    def kind_template(self) -> str:
        return f"components/forms/{self.kind}.html"

    @property
    def label_text(self) -> str:
        return str(capfirst(self.label))

    @property
    def is_question_page(self) -> bool:
        return bool(getattr(self.form, "question_page", False))

    @property
    def label_size(self) -> str:
        return "l" if self.is_question_page else "s"

    @property
    def shows_optional(self) -> bool:
        marked = getattr(self.form, "mark_optional", True)
        return bool(marked and not self.field.required and not self.field.disabled and self.kind != "checkbox")

    @property
    def hint_id(self) -> str:
        return f"{self.auto_id}_helptext"

    @property
    def error_id(self) -> str:
        return f"{self.auto_id}_error"

    @property
    def counted_length(self) -> int | None:
        """The length a textarea counts down from."""
        return getattr(self.field, "max_length", None) if self.kind == "textarea" else None

    @property
    def error_parts(self) -> tuple[str, ...]:
        """The boxes of a date that are wrong; all of them when the error does not say."""
        parts: list[str] = []
        for error in self._errors_as_data():
            parts.extend(getattr(error, "parts", getattr(self.field.widget, "parts", ())))
        return tuple(parts)

    def _errors_as_data(self) -> list[Any]:
        errors = self.form.errors.get(self.name)
        return errors.as_data() if errors else []

    @property
    def error_links(self) -> list[dict[str, str]]:
        """Each error with the id of the input that should be corrected, for the error summary."""
        links = []
        for error in self._errors_as_data():
            parts = getattr(error, "parts", None)
            for message in error.messages:
                links.append({"message": message, "target": self.input_id(parts[0] if parts else None)})
        return links

    def input_id(self, part: str | None = None) -> str:
        """The id of the input that a link from the error summary lands on."""
        if self.is_hidden or not self.auto_id:
            return ""
        widget = self.field.widget
        id_ = widget.attrs.get("id") or self.auto_id
        if self.kind in {"radios", "checkboxes"}:
            return self.options[0]["id"] if self.options else id_
        if part:
            return widget.id_for_label(id_, part)
        return widget.id_for_label(id_) or id_

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        widget = widget or self.field.widget
        # The browser's own messages come before ours and say less; limits that silently cut pasted text are worse.
        attrs.pop("required", None)
        widget.attrs.pop("maxlength", None)
        base = CLASSES.get(self.kind)
        if base and not widget.is_hidden:
            own = widget.attrs.get("class", "")
            block = base.split()[0]
            counted = "govuk-js-character-count" if self.counted_length else ""
            wrong = f"{block}--error" if self.errors else ""
            attrs["class"] = " ".join(name for name in (base, own, counted, wrong) if name)
        if self.counted_length:
            described = str(attrs.get("aria-describedby") or "")
            attrs["aria-describedby"] = f"{described} {self.auto_id}-info".strip()
        if isinstance(widget, DayInput):
            attrs = {**attrs, "error_parts": self.error_parts}
        return attrs

    @cached_property
    def options(self) -> list[dict[str, Any]]:
        """The choices of radios or checkboxes, with hints and the fields each one reveals."""
        hints = getattr(self.form, "choice_hints", {}).get(self.name, {})
        reveals = getattr(self.form, "reveals", {}).get(self.name, {})
        options = []
        for subwidget in self.subwidgets:
            data = subwidget.data
            value = str(data["value"])
            if value == "" and set(str(data["label"])) == {"-"}:
                continue  # the row of dashes Django offers for "nothing"
            id_ = data["attrs"].get("id", "")
            options.append(
                {
                    "id": id_,
                    "name": data["name"],
                    "value": value,
                    "label": data["label"],
                    "selected": data["selected"],
                    "disabled": "disabled" in data["attrs"],
                    "hint": hints.get(value, hints.get(data["value"], "")),
                    "reveals": [self.form[name] for name in reveals.get(value, reveals.get(data["value"], ()))],
                }
            )
        return options

    @property
    def group_class(self) -> str:
        """The layout class of radios and checkboxes: inline or small."""
        return str(self.field.widget.attrs.get("class", ""))

    @property
    def is_revealed(self) -> bool:
        """Whether another field's choice shows this one, so that the form does not show it twice."""
        reveals = getattr(self.form, "reveals", {})
        return any(self.name in names for choices in reveals.values() for names in choices.values())

    @property
    def clearable(self) -> bool:
        """Whether a stored file is shown with the choice to remove it."""
        widget = self.field.widget
        return isinstance(widget, forms.ClearableFileInput) and widget.is_initial(self.initial)

    @property
    def clear_name(self) -> str:
        return self.field.widget.clear_checkbox_name(self.html_name)


class MainstayRenderer(DjangoFormTemplates):
    """Draws fields our way; finds widget templates in `templates/`, else Django's own."""

    form_template_name = "components/forms/form.html"
    field_template_name = "components/forms/field.html"
    formset_template_name = "components/forms/formset.html"
    bound_field_class = MainstayBoundField

    @cached_property
    def engine(self) -> DjangoTemplates:
        return DjangoTemplates(
            {
                "APP_DIRS": False,
                "DIRS": [Path(settings.BASE_DIR) / "templates", Path(forms.__file__).parent / "templates"],
                "NAME": "forms",
                "OPTIONS": {},
            }
        )
