"""A sum of money as people type it."""

from decimal import Decimal
from typing import Any

from django import forms


class MoneyField(forms.DecimalField):
    """A sum in pounds. “£1,200”, “1200.50” and “1 200” are all read."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "decimal"}))
        options.setdefault("help_text", "For example, 120 or 89.50")
        options.setdefault("min_value", Decimal("0.01"))
        messages = {
            "required": "Enter a sum in pounds",
            "invalid": "Enter a sum in pounds, such as 120 or 89.50",
            "min_value": "Enter a sum above zero",
            "max_digits": "Enter a sum below ten million pounds",
            "max_whole_digits": "Enter a sum below ten million pounds",
            "max_decimal_places": "Enter pounds and pence, such as 89.50",
        }
        options["error_messages"] = messages | options.get("error_messages", {})
        super().__init__(max_digits=9, decimal_places=2, **options)

    def to_python(self, value: Any) -> Decimal | None:
        if isinstance(value, str):
            value = value.replace("£", "").replace(",", "").replace(" ", "")
        found: Decimal | None = super().to_python(value)
        return found
