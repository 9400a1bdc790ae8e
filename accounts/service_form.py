"""Forms whose answers a service may refuse, and which never replace unseen what somebody else wrote meanwhile."""

from datetime import date
from hashlib import sha256
from typing import Any

from django import forms

from accounts.wording import moment

#: The box in which a page carries what stood in each field when it was shown.
AS_SHOWN = "as_shown"
#: Letters of another person's text that are shown beside the box; the rest stands on the page of the record.
QUOTED = 300


class ServiceForm(forms.Form):
    """A form whose service may refuse: the refusal is shown beside the question it belongs to.

    A form that changes what stands already is given it as `changes`; its `initial_of` says what stands in the fields. If somebody
    else changed one of them after the page was shown, `is_overtaken` says so once, and what was typed stays in the box.
    """

    def __init__(self, *args: Any, changes: Any = None, **kwargs: Any) -> None:
        if changes is not None and hasattr(self, "initial_of"):
            kwargs["initial"] = {**(kwargs.get("initial") or {}), **self.initial_of(changes)}
        super().__init__(*args, **kwargs)
        self.changes = changes

    def refuse(self, error: Exception) -> None:
        """Show a service's error. Its `field` names the question; without one it stands in the summary."""
        field = getattr(error, "field", None)
        self.add_error(field if field in self.fields else None, str(error))

    @property
    def as_shown(self) -> str:
        """What stands in each field now, short enough for a page to carry; empty for a form that begins something new."""
        if self.changes is None:
            return ""
        return " ".join(f"{name}={mark}" for name, mark in self._marks().items())

    def is_overtaken(self) -> bool:
        """Whether this form would replace what somebody else wrote since the page was shown. It then stands beside the box."""
        shown = dict(pair.split("=", 1) for pair in str(self.data.get(AS_SHOWN, "")).split() if "=" in pair)
        if self.changes is None or not shown:
            return False
        stands = self._marks()
        overtaken = [name for name in self.changed_data if name in shown and shown[name] != stands[name]]
        for name in overtaken:
            self.add_error(
                name,
                f"Somebody changed “{self[name].label}” while you were writing. {self._says(name)} "
                "Send the form again to put yours in its place.",
            )
        return bool(overtaken)

    def _marks(self) -> dict[str, str]:
        return {name: _mark(self.get_initial_for_field(field, name)) for name, field in self.fields.items()}

    def _says(self, name: str) -> str:
        field = self.fields[name]
        value = self.get_initial_for_field(field, name)
        if value in (None, "", []):
            return "It is empty now."
        if isinstance(field, forms.BooleanField):
            return "It is ticked now." if value else "It is not ticked now."
        choices = {str(key): str(label) for key, label in getattr(field, "choices", ())}
        values = value if isinstance(value, list | tuple | set) else [value]
        text = ", ".join(choices.get(str(one), moment(one) if isinstance(one, date) else str(one)) for one in values)
        quoted = text if len(text) <= QUOTED else f"{text[:QUOTED].rstrip()} …"
        return f"It now says: “{quoted}”{'' if quoted.endswith(('.', '!', '?', '…')) else '.'}"


def _mark(value: Any) -> str:
    said = sorted(map(str, value)) if isinstance(value, list | tuple | set) else str("" if value is None else value)
    return sha256(repr(said).encode()).hexdigest()[:12]
