"""Forms about signatures."""

from collections.abc import Sequence
from typing import Any

from django import forms

from accounts.form_fields import DayField
from accounts.form_text import LinesField
from accounts.service_form import ServiceForm
from agreements.enums import Side
from agreements.models import SignatureRequest

LONGEST_REASON = 1_000


class SignForm(ServiceForm):
    """The signature of one signatory. `seen` is the digest of the text on the page."""

    name = forms.CharField(
        label="Your full name",
        max_length=120,
        help_text="Typing your name here is your signature.",
        widget=forms.TextInput(attrs={"autocomplete": "name", "class": "govuk-input--width-20"}),
        error_messages={"required": "Enter your full name"},
    )
    confirmed = forms.BooleanField(error_messages={"required": "Confirm your role and that you may sign"})
    seen = forms.CharField(max_length=64, widget=forms.HiddenInput)

    def __init__(self, *args: Any, request: SignatureRequest, agency: str, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields[
            "confirmed"
        ].label = f"I have read the text above. I am {request.role}, and I may sign for {agency}."
        self.fields["seen"].initial = request.text.sha256


class DeclineForm(ServiceForm):
    reason = LinesField(
        label="Why do you not sign?",
        max_length=LONGEST_REASON,
        rows=5,
        help_text="The Virtual School reads it, and can change the text and send it to you again.",
        error_messages={"required": "Enter why you do not sign"},
    )


class WithdrawForm(ServiceForm):
    reason = LinesField(
        label="Why do you take it back?",
        max_length=LONGEST_REASON,
        rows=4,
        error_messages={"required": "Enter why you take it back"},
    )


class PaperForm(ServiceForm):
    """A page signed by hand. `sides` are those that have not signed, with who was asked to."""

    side = forms.ChoiceField(label="For whom was it signed?", widget=forms.RadioSelect)
    name = forms.CharField(label="Name on the page", max_length=120)
    role = forms.CharField(label="Their role", max_length=120)
    signed_on = DayField(label="Day on the page", help_text="For example, 27 3 2026")
    form = forms.FileField(
        label="The scanned page",
        widget=forms.FileInput(attrs={"accept": ".pdf,.jpg,.jpeg,.png"}),
        help_text="PDF, JPEG or PNG, up to 10 MB. The digest of the text must be on the page.",
    )

    def __init__(self, *args: Any, sides: Sequence[tuple[Side, str]], **options: Any) -> None:
        super().__init__(*args, **options)
        side = self.fields["side"]
        assert isinstance(side, forms.ChoiceField)
        side.choices = [(code.value, words) for code, words in sides]

    def details(self) -> dict[str, Any]:
        """As the service takes it: the side as itself, the scan as the file."""
        data = self.cleaned_data
        kept = {name: data[name] for name in ("name", "role", "signed_on")}
        return {**kept, "side": Side(data["side"]), "file": data["form"]}


class PaperDecisionForm(ServiceForm):
    """What a second person says of a signed page."""

    decision = forms.ChoiceField(
        label="Is this the signed page of this text?",
        choices=[("confirm", "Yes, it counts as the signature"), ("refuse", "No")],
        widget=forms.RadioSelect,
    )
    reason = LinesField(label="What is wrong with it?", required=False, max_length=LONGEST_REASON, rows=3)

    reveals = {"decision": {"refuse": ["reason"]}}
