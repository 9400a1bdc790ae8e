"""What somebody looks for."""

from django import forms

from oversight.rules.search import LONGEST, Where


class SearchForm(forms.Form):
    mark_optional = False

    q = forms.CharField(required=False, max_length=LONGEST)
    where = forms.ChoiceField(required=False, choices=[("", ""), *((where.value, where.value) for where in Where)])

    def text(self) -> str:
        """What was typed, as far as it makes sense."""
        self.is_valid()
        return str(self.cleaned_data.get("q", ""))

    def chosen(self) -> Where | None:
        self.is_valid()
        where = self.cleaned_data.get("where", "")
        return Where(where) if where else None
