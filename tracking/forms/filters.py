"""What a list is narrowed to."""

from django import forms


class FilterForm(forms.Form):
    """What a list is narrowed to. Anything in the address that makes no sense is left out."""

    mark_optional = False

    agency = forms.UUIDField(required=False, widget=forms.HiddenInput)

    @property
    def chosen(self) -> dict[str, str]:
        """The filters that are valid, as text."""
        self.is_valid()
        return {name: str(value) for name, value in self.cleaned_data.items() if value}
