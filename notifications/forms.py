"""What people fill in about their messages."""

from django import forms

from notifications.enums import CHOOSABLE_KINDS, Frequency, MessageKind, MessageState


class InboxFilter(forms.Form):
    mark_optional = False

    kind = forms.ChoiceField(
        label="About",
        required=False,
        choices=[("", "Anything"), *[(k.value, k.label) for k in MessageKind if k not in {"digest", "account"}]],
    )
    unread = forms.BooleanField(label="Only what I have not opened", required=False)


class SentFilter(forms.Form):
    mark_optional = False

    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *MessageState.choices])


class PreferencesForm(forms.Form):
    """Which e-mails wait for the daily digest; the others come at once."""

    mark_optional = False

    daily = forms.MultipleChoiceField(
        label="Which e-mails do you want together, once a day?",
        help_text="They come in one e-mail at 8 in the morning. Anything you do not tick comes at once.",
        required=False,
        choices=[(kind.value, kind.label) for kind in CHOOSABLE_KINDS],
        widget=forms.CheckboxSelectMultiple,
    )

    def frequencies(self) -> dict[MessageKind, Frequency]:
        daily = set(self.cleaned_data["daily"])
        return {kind: Frequency.DAILY if kind in daily else Frequency.IMMEDIATE for kind in CHOOSABLE_KINDS}
